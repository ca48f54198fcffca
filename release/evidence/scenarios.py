"""Configurations of the module that differ in permissions."""

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
    "least": Scenario("Only required inputs.", {}),
    "stellwerk": Scenario(
        "Only required inputs, with Stellwerk.",
        {"humanitec_org_id": None, "orchestrator_org_id": "my-org", "oidc_hostname": "oidc.example.com"},
    ),
    "existing": Scenario(
        "Existing cluster and OIDC provider, own family prefix, and the most permissive options.",
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
        "The most restrictive options, for an organization on an existing cluster.",
        {
            "existing_ecs_cluster_name": "shared",
            "task_definition_family_prefix": "platform_orchestrator_env_my-org_",
            "runner_tag_key": "PlatformOrchestratorRunnerId",
            "execution_role_ecr_repository_arns": [here("ecr", "repository/runner")],
            "allowed_source_cidrs": ["203.0.113.0/24", "2001:db8::/32"],
            "task_role_assumable_by_task_manager": False,
        },
    ),
    "guarded": Scenario("KMS keys, secrets, state locking, and an auditor who can read state.", _GUARDED),
    "bounded": Scenario("All roles with a permissions boundary and a path.", _BOUNDED),
    "options": Scenario(
        "Options with policies in the groups network and monitoring, which are disabled by default.",
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
        "All options that add to the policies of roles and bucket, with the longest ID: these policies can't get larger.",
        {
            **_GUARDED,
            **_BOUNDED,
            "iam_role_permissions_boundary": "{wide_boundary}",
            "enable_ecs_exec": True,
            "runner_id": "everything-" + "x" * 89,
        },
    ),
}
