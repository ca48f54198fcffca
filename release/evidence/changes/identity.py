"""Changes of the sign-in, and of the roles."""

from release.evidence.changes.bases import KEY, PROVIDER, SECRETS
from release.evidence.changes.model import Change, Section, here, iam
from release.evidence.changes.resources import BUCKET_POLICY, MORE_POLICIES, POLICIES, ROLES, RUN_TASKS, START, TASK, TASK_MANAGER
from release.evidence.changes.resources import PROVIDER as NEW_PROVIDER
from release.evidence.changes.resources import SECRETS as READ_SECRETS

_DEPLOY = 'aws_iam_role_policy_attachment.task["deploy"]'
_OTHERS = "Roles that trust this provider can no longer be assumed through it."
_NEW_ROLES = (
    "The roles are replaced, with new ARNs: running jobs lose their permissions, and the runner must be registered again. Other"
    " policies and trust policies that refer to the roles must be updated. Policies that were attached outside of this module are"
    " lost."
)

IDENTITY = Section(
    "Identity",
    [
        Change("orchestrator", "humanitec"),
        Change(
            "orchestrator",
            "stellwerk",
            beside={"oidc_hostname": "oidc.example.com"},
            updates=[TASK_MANAGER, RUN_TASKS],
            replaces=[NEW_PROVIDER],
            warning=f"{_OTHERS} Register the runner again, with the module for Stellwerk.",
        ),
        Change("humanitec_org_id", "other-org", updates=[TASK_MANAGER]),
        Change("orchestrator_org_id", "my-org", beside={"orchestrator": "humanitec", "humanitec_org_id": None}),
        Change(
            "existing_oidc_provider_arn",
            PROVIDER,
            destroys=[NEW_PROVIDER],
            warning=f"{_OTHERS} If it is the provider that this module created, run `terraform state rm` first, or this runner"
            " can't sign in either.",
        ),
        Change("create_oidc_provider", True),
        Change("create_oidc_provider", False, base="existing"),
        Change(
            "create_oidc_provider",
            True,
            base="existing",
            beside={"existing_oidc_provider_arn": None},
            creates=[NEW_PROVIDER],
            updates=[TASK_MANAGER],
            warning="AWS refuses a second provider for the same host.",
        ),
        Change("oidc_hostname", "oidc.example.com", updates=[TASK_MANAGER], replaces=[NEW_PROVIDER], warning=_OTHERS),
        Change("oidc_thumbprints", ["0" * 40], updates=[NEW_PROVIDER]),
        Change("oidc_thumbprints", []),
        Change(
            "iam_role_path",
            "/",
            base="full",
            updates=[BUCKET_POLICY, "aws_cloudwatch_event_rule.failed_sign_ins"],
            replaces=[*ROLES, *POLICIES, *MORE_POLICIES],
            warning=_NEW_ROLES,
        ),
        Change("iam_role_permissions_boundary", iam("policy/boundary"), updates=ROLES),
        Change("secrets", SECRETS, creates=[READ_SECRETS]),
        Change(
            "secrets",
            {**SECRETS, "API_TOKEN": here("ssm", "parameter/runner/token")},
            base="full",
            updates=[READ_SECRETS],
        ),
        Change("secrets", {}, base="full", beside={"secrets_kms_key_arns": []}, destroys=[READ_SECRETS]),
        Change("secrets_kms_key_arns", [KEY.replace("1234abcd", "5678abcd")], base="full", updates=[READ_SECRETS]),
        Change(
            "task_role_policy_arns", {"deploy": iam("policy/deploy")}, creates=['aws_iam_role_policy_attachment.task["deploy"]']
        ),
        Change(
            "task_role_policy_arns",
            {"deploy": iam("policy/other")},
            base="full",
            replaces=[_DEPLOY],
        ),
        Change(
            "execution_role_ecr_repository_arns",
            [here("ecr", "repository/runner")],
            creates=[START],
            destroys=["aws_iam_role_policy_attachment.execution"],
            warning="Tasks with images in other repositories, or with other log groups, don't start.",
        ),
        Change(
            "allowed_source_cidrs",
            ["203.0.113.0/24"],
            updates=[TASK_MANAGER],
            warning="From other addresses, the orchestrator can't sign in, nor follow running deployments.",
        ),
        Change("task_role_assumable_by_task_manager", False, updates=[TASK]),
    ],
)
