"""Inputs of identity: who signs in, and the roles."""

from ipaddress import ip_network
from typing import ClassVar

from ..core.declarations import Requirement, is_enabled, variable
from ..core.editions import EDITIONS, HUMANITEC, STELLWERK
from ..core.expressions import (
    Bool,
    StringList,
    StringMap,
    apply,
    conditional,
    equal,
    implies,
    is_null,
    length,
    not_,
    not_null,
    null_or,
    or_,
    shown,
    try_,
)
from ..core.rules import Rule, each, each_value, matches, max_items, min_items
from .editions import OrganizationInputs
from .formats import (
    ACCOUNT,
    KMS_KEY,
    OIDC_ISSUER,
    OIDC_SOURCE,
    ORCHESTRATOR,
    PARTITION,
    POLICY,
    REGION,
    arn,
    iam_arn,
)
from .general import GeneralInputs
from .job_variables import NO_RESERVED_NAME

# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
_SECRET = rf"secretsmanager:{REGION}:{ACCOUNT}:secret:[\w/+=.@-]+-[a-zA-Z0-9]{{6}}"
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
_PARAMETER = rf"ssm:{REGION}:{ACCOUNT}:parameter/[\w./-]+"
SECRET = matches(
    f"arn:{PARTITION}:({_SECRET}|{_PARAMETER})",
    "the full ARN of a Secrets Manager secret (with its 6-character suffix) or of an SSM parameter",
    "Copy the ARN, with its suffix, from the console, or use the `arn` of the resource.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
)
SECRETS = "full ARNs of Secrets Manager secrets (with their 6-character suffix) or of SSM parameters"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_CIDR = Rule(
    must="be a CIDR block",
    fix="Write an address and a prefix length.",
    holds=lambda value: apply(_is_cidr, lambda it: f"can(cidrhost({it}, 0))", value),
)
_POLICIES = "ARNs of IAM policies, such as arn:aws:iam::123456789012:policy/example"


class IdentityInputs(OrganizationInputs, GeneralInputs):
    """What identity needs from the user."""

    heading = "Identity"

    existing_oidc_provider_arn: str | None = variable(
        iam_arn(
            f"oidc-provider/{OIDC_ISSUER}",
            "an IAM OIDC provider, such as arn:aws:iam::123456789012:oidc-provider/oidc.humanitec.dev",
            "Copy the ARN from the provider's page in IAM.",
            source=OIDC_SOURCE,
        ),
        default=None,
        origin="B",
    )
    """ARN of an existing IAM OIDC provider for `oidc_hostname`, to use instead of a new one. An account can have only one
    provider for each host. null: a provider is created."""
    create_oidc_provider: Bool | None = variable(default=None, known_at_plan=True)
    """Whether to create the IAM OIDC provider. null: true if `existing_oidc_provider_arn` is null. Set to false if that ARN is
    unknown at plan."""
    oidc_hostname: str | None = variable(
        matches(
            OIDC_ISSUER,
            "a host with an optional path, such as oidc.humanitec.dev",
            "Omit the scheme (https://), the port and a trailing slash.",
            source=OIDC_SOURCE,
        ),
        default=None,
        origin="B C",
    )
    """Host, with the path if any, of the OIDC issuer that signs the runner's tokens. null: `oidc.humanitec.dev` with Humanitec.
    Required with Stellwerk, where each installation has its own issuer."""
    oidc_thumbprints: StringList | None = variable(
        each(
            matches("[0-9a-fA-F]{40}", "40 hexadecimal digits", "Omit colons and spaces.", source=OIDC_SOURCE),
            "SHA-1 thumbprints of 40 hexadecimal digits",
        ),
        max_items(5, "Set the thumbprints of the top certificates only, or null."),
        default=None,
        origin="A",
    )
    """SHA-1 thumbprints of the certificates that the OIDC provider trusts. Empty: AWS determines them, and keeps existing ones.
    null: the thumbprint of `oidc.humanitec.dev` with Humanitec; as if empty with Stellwerk and in the `registered-runner`
    modules."""
    iam_role_path: str = variable(
        matches(
            # Of the characters that AWS allows, those that the Platform Orchestrator's provider allows in a role's ARN.
            r"/([\w+=,.@-]+/)*",
            "/, or a path that starts and ends with /, of at most 512 letters, digits and _+=,.@- between single slashes",
            "Write it like /platform/runners/.",
            source=ORCHESTRATOR,
            max_length=512,
        ),
        default="/",
        origin="A",
    )
    """Path of the IAM roles."""
    iam_role_permissions_boundary: str | None = variable(POLICY, default=None, origin="A")
    """ARN of the IAM policy that is the permissions boundary of each role. null: no boundary."""
    secrets: StringMap = variable(
        each_value(SECRET, SECRETS),
        NO_RESERVED_NAME,
        default={},
        origin="B",
    )
    """Secrets for the runner's jobs: map of environment variable names to ARNs of Secrets Manager secrets or SSM parameters. The
    execution role is allowed to read them. The names must be known at plan; the ARNs can be unknown."""
    secrets_kms_key_arns: StringList = variable(each(KMS_KEY, "ARNs of KMS keys, not aliases"), default=[])
    """ARNs of the customer managed KMS keys that encrypt the secrets and parameters in `secrets`."""
    task_role_policy_arns: StringMap = variable(each_value(POLICY, _POLICIES), default={})
    """IAM policies to attach to the task role, for what the runner's jobs manage: map of any names to policy ARNs, such as
    `{ deploy = aws_iam_policy.deploy.arn }`, not a list. The names must be known at plan; the ARNs can be unknown."""
    task_role_assumable_by_task_manager: Bool = variable(default=True, origin="A")
    """Whether the task manager role can assume the task role. false: only ECS tasks can, which is enough for the published
    Platform Orchestrator, since it never assumes the task role itself."""

    execution_role_ecr_repository_arns: StringList | None = variable(
        each(
            arn(
                "ecr",
                r"repository/[a-z0-9*?][a-z0-9._/*?-]*",
                "an ECR repository",
                "Copy the ARN from the repository's page in ECR. Wildcards are allowed in the repository's name.",
                source="https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
            ),
            "ARNs of ECR repositories, such as arn:aws:ecr:eu-west-1:123456789012:repository/runner",
        ),
        default=None,
        known_at_plan=True,
    )
    """ARNs of the ECR repositories that the execution role can pull images from. null: all repositories, through AWS's managed
    execution policy, which also allows writing to all log groups. A list replaces that policy with access to these repositories
    and to the runner's task log group; use an empty list if images come from another registry. The elements can be unknown at
    plan; whether the list is null must be known."""
    allowed_source_cidrs: StringList | None = variable(
        each(_CIDR, "CIDR blocks of IPv4 or IPv6, such as 203.0.113.0/24"),
        min_items(1, "Set the addresses that the orchestrator signs in from, or null."),
        max_items(20, "A trust policy has no room for more."),
        default=None,
    )
    """CIDR blocks that the Platform Orchestrator signs in from. Sign-ins from other addresses are denied. null: sign-ins from
    any address are allowed."""

    # Whether AWS determines the thumbprints in every edition, as it did in the older modules that register the runner.
    leaves_thumbprints_to_aws: ClassVar[bool] = False

    @property
    def host(self) -> str:
        """The issuer; empty if the edition has no default, which a requirement refuses."""
        by_default = self.of_edition({each.name: each.oidc_hostname for each in EDITIONS if each.oidc_hostname})
        return conditional(not_null(self.oidc_hostname), self.oidc_hostname, by_default)  # type: ignore[no-any-return]

    @property
    def thumbprints(self) -> StringList | None:
        """The thumbprints to set; null leaves them to AWS, which an empty list would undo in each plan."""
        value = self.oidc_thumbprints
        if value is None:
            return self._thumbprints_by_default
        # An empty list is null here; a list whose length is unknown is set.
        chosen = conditional(try_(equal(length(value), 0), False), None, value)
        return conditional(is_null(value), self._thumbprints_by_default, chosen)  # type: ignore[no-any-return]

    @property
    def _thumbprints_by_default(self) -> StringList | None:
        if self.leaves_thumbprints_to_aws:
            return None
        return conditional(equal(self.edition, HUMANITEC.name), list(HUMANITEC.oidc_thumbprints), None)  # type: ignore[no-any-return]

    def _requirements(self) -> list[Requirement]:
        at = ("aws_iam_role.ecs_task_manager",)
        existing = self.existing_oidc_provider_arn
        created = is_enabled(self.create_oidc_provider, is_null(existing))
        return [
            Requirement(
                holds=implies(equal(self.create_oidc_provider, False), not_null(existing)),
                message="create_oidc_provider = false needs existing_oidc_provider_arn; got null. Set the provider's ARN, or"
                " omit create_oidc_provider.",
                at=at,
            ),
            Requirement(
                holds=implies(equal(self.create_oidc_provider, True), is_null(existing)),
                message="create_oidc_provider = true conflicts with existing_oidc_provider_arn. Omit one of them.",
                at=at,
            ),
            Requirement(
                holds=or_(not_null(self.oidc_hostname), not_(equal(self.edition, STELLWERK.name))),
                message="oidc_hostname must be set with Stellwerk; got null. Set the host in OIDC_ISSUER_URL of the"
                " installation's data plane (global.gatewayApi.oidc.hostname in its Helm chart).",
                at=at,
            ),
            Requirement(
                holds=null_or(existing, lambda arn: or_(equal(self.host, ""), _is_provider_of(arn, self.host))),
                message=f"existing_oidc_provider_arn must be the provider of oidc_hostname {shown(self.host)}; got"
                f" {shown(existing)}. Use the provider of that host, or set oidc_hostname.",
                at=at,
            ),
            *self._needing(
                ["oidc_thumbprints"],
                "an OIDC provider that the module creates",
                created,
                at=at,
                got="got an existing one",
                fix="Omit existing_oidc_provider_arn",
            ),
            *self._needing(["secrets_kms_key_arns"], "secrets", length(self.secrets) > 0, at=at, got="got {}"),
        ]


def _is_cidr(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return text.rpartition("/")[2].isdecimal()


def _is_provider_of(arn: str, host: str) -> Bool:
    return apply(  # type: ignore[no-any-return]
        lambda it, end: it.lower().endswith(end.lower()),
        lambda it, end: f"endswith(lower({it}), lower({end}))",
        arn,
        f":oidc-provider/{host}",
    )
