"""The ways to use the module that differ in permissions."""

from typing import Any

from release.evidence.model import Scenario, here

_GUARDED: dict[str, Any] = {
    "kms_key_arn": "{key}",
    "secrets": {
        "DB_PASSWORD": here("secretsmanager", "secret:db-{suffix}"),
        "API_TOKEN": here("ssm", "parameter/runner/api-token"),
    },
    "secrets_kms_key_arns": ["{secrets_key}"],
    "s3_allow_state_locking": True,
    "s3_additional_principal_arns": ["{auditor}"],
}
_BOUNDED = {"iam_role_permissions_boundary": "{boundary}", "iam_role_path": "/platform/runners/"}

SCENARIOS = {
    "least": Scenario("Set nothing but what is required.", {}),
    "stellwerk": Scenario(
        "Set nothing but what is required with Stellwerk.",
        {"humanitec_org_id": None, "orchestrator_org_id": "my-org", "oidc_hostname": "oidc.example.com"},
    ),
    "existing": Scenario(
        "Bring cluster, OIDC provider and family prefix along, and open what can be opened.",
        {
            "existing_ecs_cluster_name": "shared",
            "existing_oidc_provider_arn": here("iam", "oidc-provider/oidc.example.com/tenant", region=""),
            "oidc_hostname": "oidc.example.com/tenant",
            "task_definition_family_prefix": "platform_orchestrator_",
            "task_role_assumable_by_task_manager": False,
            "s3_restrict_to_task_role": False,
            "enable_ecs_exec": True,
            "require_fargate_compatibility": False,
        },
    ),
    "narrow": Scenario(
        "Narrow what can be narrowed, for an organization on an existing cluster.",
        {
            "existing_ecs_cluster_name": "shared",
            "task_definition_family_prefix": "platform_orchestrator_env_my-org_",
            "runner_tag_key": "PlatformOrchestratorRunnerId",
            "execution_role_ecr_repository_arns": [here("ecr", "repository/runner")],
            "allowed_source_cidrs": ["203.0.113.0/24", "2001:db8::/32"],
            "task_role_assumable_by_task_manager": False,
        },
    ),
    "guarded": Scenario("Use keys and secrets, lock state, and let an auditor read it.", _GUARDED),
    "bounded": Scenario("Put every role under a permissions boundary and a path.", _BOUNDED),
    "options": Scenario(
        "Switch on what has policies in the groups that are off by default: network and monitoring.",
        {
            "vpc_id": "vpc-0123456789abcdef0",
            "vpc_endpoints": ["s3"],
            "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
            "vpc_endpoint_s3_arns": ["arn:{partition}:s3:::bucket-of-another-account/*"],
            "enable_monitoring": True,
            "create_alarm_topic": True,
            "alarm_sign_ins_per_hour": 500,
        },
    ),
    "everything": Scenario(
        "Switch on all that adds to roles and bucket, with the longest id: these policies get no larger.",
        {
            **_GUARDED,
            **_BOUNDED,
            "iam_role_permissions_boundary": "{wide_boundary}",
            "enable_ecs_exec": True,
            "runner_id": "everything-" + "x" * 89,
        },
    ),
}
