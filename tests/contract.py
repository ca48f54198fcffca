"""What users of the root module rely on, written down a second time: a change here is a breaking change.

Origins: A is the older module whose architecture this project implements, B the later line of it that its users run, N is new.
"""

REQUIRED = object()

# name: (type, default, origins)
INPUTS: dict[str, tuple[str, object, str]] = {
    "region": ("string", REQUIRED, "A B"),
    "humanitec_org_id": ("string", REQUIRED, "A B"),
    "runner_id": ("string", None, "A B"),
    "runner_id_prefix": ("string", "runner", "A B"),
    "subnet_ids": ("list(string)", [], "A B"),
    "security_group_ids": ("list(string)", [], "A B"),
    "existing_ecs_cluster_name": ("string", None, "A B"),
    "create_ecs_cluster": ("bool", None, "N"),
    "existing_oidc_provider_arn": ("string", None, "B"),
    "create_oidc_provider": ("bool", None, "N"),
    "oidc_hostname": ("string", "oidc.humanitec.dev", "B"),
    "oidc_thumbprints": ("list(string)", ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"], "A"),
    "task_definition_family_prefix": ("string", "humanitec_", "B"),
    "environment": ("map(string)", {}, "B"),
    "secrets": ("map(string)", {}, "B"),
    "secrets_kms_key_arns": ("list(string)", [], "N"),
    "additional_tags": ("map(string)", {}, "A B"),
    "iam_role_path": ("string", "/", "A"),
    "iam_role_permissions_boundary": ("string", None, "A"),
    "task_role_policy_arns": ("map(string)", {}, "N"),
    "task_role_assumable_by_task_manager": ("bool", True, "A"),
    "s3_bucket_name": ("string", None, "N"),
    "s3_bucket_force_destroy": ("bool", False, "A"),
    "force_delete_s3": ("bool", False, "B"),
    "s3_bucket_versioning_enabled": ("bool", True, "A"),
    "enable_s3_encryption": ("bool", True, "A"),
    "s3_restrict_to_task_role": ("bool", True, "A"),
    "s3_additional_principal_arns": ("list(string)", [], "N"),
    "s3_access_log_bucket": ("string", None, "N"),
    "enable_s3_access_logs": ("bool", None, "N"),
    "s3_allow_state_locking": ("bool", False, "N"),
    "kms_key_arn": ("string", None, "A"),
    "kms_enabled": ("bool", None, "N"),
    "cloudwatch_log_retention_days": ("number", 30, "A"),
    "container_insights": ("string", "enabled", "A"),
    "enable_ecs_exec": ("bool", False, "N"),
    "capacity_providers": (
        "list(object({ name = string, weight = optional(number, 1), base = optional(number, 0) }))",
        [{"name": "FARGATE", "weight": 1, "base": 1}],
        "A",
    ),
}

# Inputs that decide how many of something there are; any other may be unknown at plan.
KNOWN_AT_PLAN = {
    "runner_id",
    "create_ecs_cluster",
    "create_oidc_provider",
    "enable_s3_access_logs",
    "kms_enabled",
    "enable_s3_encryption",
    "enable_ecs_exec",
}

OUTPUTS = {
    "humanitec_role_arn",
    "ecs_task_manager_role_arn",
    "execution_role_arn",
    "task_role_arn",
    "runner_id",
    "s3_bucket",
    "ecs_cluster_name",
    "ecs_cluster_arn",
    "cloudwatch_log_group_name",
    "cloudwatch_log_group_arn",
    "cloudwatch_exec_log_group_name",
    "cloudwatch_exec_log_group_arn",
    "s3_bucket_arn",
    "oidc_provider_arn",
    "task_manager_role_name",
    "execution_role_name",
    "task_role_name",
    "runner_configuration",
}

# address: whether it has an index ([0])
ADDRESSES: dict[str, bool] = {
    "random_id.runner_id": True,
    "random_id.suffix": False,
    "aws_iam_openid_connect_provider.oidc": True,
    "aws_iam_role.ecs_task_manager": False,
    "aws_iam_role.execution": False,
    "aws_iam_role.task": False,
    "aws_iam_role_policy_attachment.execution": False,
    "aws_ecs_cluster.main": True,
    "aws_ecs_cluster_capacity_providers.main": True,
    "aws_iam_role_policy.ecs_task_manager": False,
    "aws_s3_bucket.runner": False,
    "aws_s3_bucket_public_access_block.runner": False,
    "aws_s3_bucket_versioning.runner": False,
    "aws_s3_bucket_server_side_encryption_configuration.runner": True,
    "aws_s3_bucket_lifecycle_configuration.runner": False,
    "aws_iam_role_policy.task_s3": False,
    "aws_cloudwatch_log_group.ecs_tasks": False,
    "aws_cloudwatch_log_group.ecs_exec": False,
    "aws_iam_role_policy.execution_cloudwatch": True,
}

MOVED = [{"from": "aws_s3_bucket.state", "to": "aws_s3_bucket.runner"}]
