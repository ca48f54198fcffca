"""The resources of a runner, by group."""

from release.evidence.changes.model import of

ROLES = of("aws_iam_role", "ecs_task_manager execution task")
TASK_MANAGER, _, TASK = ROLES
PROVIDER = "aws_iam_openid_connect_provider.oidc"
RUN_TASKS = "aws_iam_role_policy.ecs_task_manager"
USE_BUCKET = "aws_iam_role_policy.task_s3"
SECRETS = "aws_iam_role_policy.execution_secrets"
START = "aws_iam_role_policy.execution_start"
KEY_FOR_LOGS = "aws_iam_role_policy.execution_cloudwatch"
EXEC = "aws_iam_role_policy.task_exec"
POLICIES = (RUN_TASKS, USE_BUCKET, "aws_iam_role_policy_attachment.execution")
MORE_POLICIES = (SECRETS, KEY_FOR_LOGS, EXEC, "aws_iam_role_policy_attachment.task")

BUCKET = "aws_s3_bucket.runner"
BUCKET_POLICY = "aws_s3_bucket_policy.runner"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.runner"
VERSIONING = "aws_s3_bucket_versioning.runner"
ACCESS_LOGS = "aws_s3_bucket_logging.runner"
WHOLE_BUCKET = (
    BUCKET,
    BUCKET_POLICY,
    ENCRYPTION,
    VERSIONING,
    "aws_s3_bucket_lifecycle_configuration.runner",
    "aws_s3_bucket_public_access_block.runner",
)

LOG_GROUPS = of("aws_cloudwatch_log_group", "ecs_exec ecs_tasks")
CLUSTER = "aws_ecs_cluster.main"
STRATEGY = "aws_ecs_cluster_capacity_providers.main"

VPC = "aws_vpc.main"
SUBNETS = of("aws_subnet", "private public")
ASSOCIATIONS = of("aws_route_table_association", "private public")
TABLES = of("aws_route_table", "private public")
ROUTES = of("aws_route", "private public")
GATEWAY = "aws_internet_gateway.main"
NAT, NAT_ADDRESS = "aws_nat_gateway.main", "aws_eip.nat"
DEFAULT_GROUP = "aws_default_security_group.main"
WHOLE_VPC = (VPC, *SUBNETS, *ASSOCIATIONS, *TABLES, *ROUTES, GATEWAY, NAT, NAT_ADDRESS, DEFAULT_GROUP)
RULES = of("aws_vpc_security_group_egress_rule", "tasks tasks_ipv6")
TASK_GROUP = ("aws_security_group.tasks", *RULES)
INTERFACES, S3_ENDPOINT = of("aws_vpc_endpoint", "interface s3")
ENDPOINT_GROUP = "aws_security_group.endpoints"
ENDPOINTS = (INTERFACES, S3_ENDPOINT, ENDPOINT_GROUP)

ALARMS = of("aws_cloudwatch_metric_alarm", "bucket_objects bucket_size failed_sign_ins log_volume task_failures")
DASHBOARD = "aws_cloudwatch_dashboard.runner"
EVENTS = "aws_cloudwatch_log_group.events"
EVENT_RULES = of("aws_cloudwatch_event_rule", "failed_sign_ins task_failures")
SIGN_INS = (
    "aws_cloudwatch_event_rule.sign_ins",
    "aws_cloudwatch_event_target.sign_ins",
    "aws_cloudwatch_metric_alarm.sign_ins",
)
TOPIC = of("aws_sns_topic", "alarms") + of("aws_sns_topic_policy", "alarms")
MONITORING = (
    *ALARMS,
    DASHBOARD,
    EVENTS,
    "aws_cloudwatch_log_resource_policy.events",
    *EVENT_RULES,
    *of("aws_cloudwatch_event_target", "failed_sign_ins task_failures"),
)
