"""Inputs of identity: who signs in, and what the roles look like."""

from dataclasses import dataclass

from ..core.declarations import Requirement, implies, variable
from ..core.expressions import Bool, StringList, StringMap, is_null, not_null
from ..core.rules import each, each_value, matches, max_items
from .formats import KMS_KEY, PARTITION, POLICY, iam_arn, orchestrator_id
from .general import GeneralInputs


@dataclass(frozen=True, kw_only=True)
class IdentityInputs(GeneralInputs):
    """What identity needs from the user."""

    humanitec_org_id: str = variable(
        "Id of the organization in the Platform Orchestrator whose runner signs in.",
        orchestrator_id(50, "Copy the organization's id from the Platform Orchestrator."),
        origin="A B",
    )
    existing_oidc_provider_arn: str | None = variable(
        "IAM OIDC provider to trust instead of making one: an account can have one for each host. null: one is made.",
        iam_arn(
            "oidc-provider/[a-zA-Z0-9._/-]+",
            "an IAM OIDC provider, such as arn:aws:iam::123456789012:oidc-provider/oidc.humanitec.dev",
            "Copy the ARN from the provider's page in IAM.",
        ),
        default=None,
        origin="B",
    )
    create_oidc_provider: Bool | None = variable(
        "Whether the OIDC provider is made. null: when `existing_oidc_provider_arn` is null. Set it to false where that ARN"
        " is unknown at plan.",
        default=None,
        known_at_plan=True,
    )
    oidc_hostname: str = variable(
        "Host, and path where it has one, of the OIDC issuer that signs the runner's tokens.",
        matches(
            r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+(/[a-zA-Z0-9._~-]+)*",
            "a host with an optional path, such as oidc.humanitec.dev",
            "Leave out the scheme (https://) and a slash at the end.",
        ),
        default="oidc.humanitec.dev",
        origin="B",
    )
    oidc_thumbprints: StringList | None = variable(
        "SHA-1 thumbprints of the certificates that the OIDC provider trusts. null: AWS finds them out.",
        each(matches("[0-9a-fA-F]{40}", "40 hexadecimal digits", "Leave out colons and spaces.")),
        max_items(5, "Give the thumbprints of the top certificates only, or null."),
        default=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        nullable=True,
        origin="A",
    )
    iam_role_path: str = variable(
        "Path of the roles.",
        matches(
            r"/([\x21-\x2e\x30-\x7e]+/)*",
            "/, or a path that starts and ends with / and has no empty part, of at most 512 characters",
            "Write it like /platform/runners/.",
            longest=512,
        ),
        default="/",
        origin="A",
    )
    iam_role_permissions_boundary: str | None = variable(
        "IAM policy that bounds what each role may do at most, whatever else is allowed. null: no boundary.",
        POLICY,
        default=None,
        origin="A",
    )
    secrets: StringMap = variable(
        "Secrets for the runner's jobs: environment variable name to ARN of a Secrets Manager secret or SSM parameter, which"
        " the execution role may then read. The names must be known at plan, the ARNs need not.",
        each_value(
            matches(
                rf"arn:{PARTITION}:(secretsmanager:[a-z0-9-]+:[0-9]{{12}}:secret:[\w/+=.@-]+-[a-zA-Z0-9]{{6}}"
                rf"|ssm:[a-z0-9-]+:[0-9]{{12}}:parameter/[\w./-]+)",
                "the full ARN of a Secrets Manager secret (with its 6-character suffix) or of an SSM parameter",
                "Copy the ARN, with its suffix, from the console, or take the `arn` of the resource.",
            )
        ),
        default={},
        origin="B",
    )
    secrets_kms_key_arns: StringList = variable(
        "KMS keys that encrypt those secrets and parameters, where they are not AWS's own.",
        each(KMS_KEY),
        default=[],
    )
    task_role_policy_arns: StringMap = variable(
        "Policies to attach to the task role, for what the runner's jobs manage: any name of yours to policy ARN. The names"
        " must be known at plan, the ARNs need not.",
        each_value(POLICY),
        default={},
    )
    task_role_assumable_by_task_manager: Bool = variable(
        "Whether the task manager role may assume the task role. false: ECS tasks only.",
        default=True,
        origin="A",
    )

    def requirements(self) -> list[Requirement]:
        """Ask for exactly one OIDC provider."""
        return [
            *super().requirements(),
            Requirement(
                holds=implies(self.create_oidc_provider, not_null(self.existing_oidc_provider_arn), set_to=False),
                message="create_oidc_provider = false needs existing_oidc_provider_arn; got null. Give the provider's ARN, or"
                " leave create_oidc_provider out.",
            ),
            Requirement(
                holds=implies(self.create_oidc_provider, is_null(self.existing_oidc_provider_arn), set_to=True),
                message="create_oidc_provider = true and existing_oidc_provider_arn can't go together. Leave one of them out.",
            ),
        ]
