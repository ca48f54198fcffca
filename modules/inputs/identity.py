"""Inputs of identity: who signs in, and what the roles look like."""

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, StringList, StringMap, equal, implies, is_null, not_null
from ..core.rules import each, each_value, matches, max_items
from .formats import KMS_KEY, PARTITION, POLICY, iam_arn, orchestrator_id
from .general import GeneralInputs


class IdentityInputs(GeneralInputs):
    """What identity needs from the user."""

    humanitec_org_id: str = variable(
        orchestrator_id(50, "Copy the organization's id from the Platform Orchestrator."), origin="A B"
    )
    """Id of the organization in the Platform Orchestrator whose runner signs in."""
    existing_oidc_provider_arn: str | None = variable(
        iam_arn(
            "oidc-provider/[a-zA-Z0-9._/-]+",
            "an IAM OIDC provider, such as arn:aws:iam::123456789012:oidc-provider/oidc.humanitec.dev",
            "Copy the ARN from the provider's page in IAM.",
        ),
        default=None,
        origin="B",
    )
    """IAM OIDC provider to trust instead of making one: an account can have one for each host. null: one is made."""
    create_oidc_provider: Bool | None = variable(default=None, known_at_plan=True)
    """Whether the OIDC provider is made. null: when `existing_oidc_provider_arn` is null. Set it to false where that ARN is
    unknown at plan."""
    oidc_hostname: str = variable(
        matches(
            r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+(/[a-zA-Z0-9._~-]+)*",
            "a host with an optional path, such as oidc.humanitec.dev",
            "Leave out the scheme (https://) and a slash at the end.",
        ),
        default="oidc.humanitec.dev",
        origin="B",
    )
    """Host, and path where it has one, of the OIDC issuer that signs the runner's tokens."""
    oidc_thumbprints: StringList | None = variable(
        each(matches("[0-9a-fA-F]{40}", "40 hexadecimal digits", "Leave out colons and spaces.")),
        max_items(5, "Give the thumbprints of the top certificates only, or null."),
        default=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        nullable=True,
        origin="A",
    )
    """SHA-1 thumbprints of the certificates that the OIDC provider trusts. null: AWS finds them out."""
    iam_role_path: str = variable(
        matches(
            r"/([\x21-\x2e\x30-\x7e]+/)*",
            "/, or a path that starts and ends with / and has no empty part, of at most 512 characters",
            "Write it like /platform/runners/.",
            max_length=512,
        ),
        default="/",
        origin="A",
    )
    """Path of the roles."""
    iam_role_permissions_boundary: str | None = variable(POLICY, default=None, origin="A")
    """IAM policy that bounds what each role may do at most, whatever else is allowed. null: no boundary."""
    secrets: StringMap = variable(
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
    """Secrets for the runner's jobs: environment variable name to ARN of a Secrets Manager secret or SSM parameter, which the
    execution role may then read. The names must be known at plan, the ARNs need not."""
    secrets_kms_key_arns: StringList = variable(each(KMS_KEY), default=[])
    """KMS keys that encrypt those secrets and parameters, where they are not AWS's own."""
    task_role_policy_arns: StringMap = variable(each_value(POLICY), default={})
    """Policies to attach to the task role, for what the runner's jobs manage: any name of yours to policy ARN. The names must
    be known at plan, the ARNs need not."""
    task_role_assumable_by_task_manager: Bool = variable(default=True, origin="A")
    """Whether the task manager role may assume the task role. false: ECS tasks only."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(equal(self.create_oidc_provider, False), not_null(self.existing_oidc_provider_arn)),
                message="create_oidc_provider = false needs existing_oidc_provider_arn; got null. Give the provider's ARN, or"
                " leave create_oidc_provider out.",
                at=("aws_iam_role.ecs_task_manager",),
            ),
            Requirement(
                holds=implies(equal(self.create_oidc_provider, True), is_null(self.existing_oidc_provider_arn)),
                message="create_oidc_provider = true and existing_oidc_provider_arn can't go together. Leave one of them out.",
                at=("aws_iam_role.ecs_task_manager",),
            ),
        ]
