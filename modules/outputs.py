"""THE list of outputs: each declared once, and taken from the construct that has it.

What isn't there is an empty string: at an output that is null, the cdktf CLI ends a deploy with an error.
"""

from .compute import Compute
from .core.declarations import Output
from .core.expressions import empty_if_null
from .core.names import Names
from .core.resources import address, attribute
from .identity import Identity
from .logging import Logging
from .monitoring import Monitoring
from .network import Network
from .registration import Registration
from .runner import Runner
from .storage import Storage

NAMES = (
    Output[Names](
        name="runner_id",
        description="Id of the runner: the given one, or the generated one.",
        value=lambda names: names.runner_id,
    ),
)

NAME_SUFFIX = Output[Names](
    name="name_suffix",
    description="8 hexadecimal digits that make names unique, for the other groups.",
    value=lambda names: names.suffix,
)

IDENTITY = (
    Output[Identity](
        name="humanitec_role_arn",
        description="ARN of the task manager role, which the Platform Orchestrator assumes.",
        value=lambda identity: identity.task_manager.arn,
    ),
    Output[Identity](
        name="ecs_task_manager_role_arn",
        description="The same as `humanitec_role_arn`.",
        value=lambda identity: identity.task_manager.arn,
    ),
    Output[Identity](
        name="execution_role_arn",
        description="ARN of the role with which ECS starts the runner's tasks.",
        value=lambda identity: identity.execution.arn,
    ),
    Output[Identity](
        name="task_role_arn",
        description="ARN of the role that the runner's tasks have.",
        value=lambda identity: identity.task.arn,
    ),
    Output[Identity](
        name="task_manager_role_name",
        description="Name of the task manager role.",
        value=lambda identity: identity.task_manager.name,
    ),
    Output[Identity](
        name="execution_role_name",
        description="Name of the execution role.",
        value=lambda identity: identity.execution.name,
    ),
    Output[Identity](
        name="task_role_name",
        description="Name of the task role, to attach policies of your own to.",
        value=lambda identity: identity.task.name,
    ),
    Output[Identity](
        name="oidc_provider_arn",
        description="ARN of the IAM OIDC provider, made or existing.",
        value=lambda identity: identity.oidc_provider_arn,
    ),
)

STORAGE = (
    Output[Storage](
        name="s3_bucket",
        description="Name of the bucket for state and artifacts.",
        value=lambda storage: storage.bucket_name,
    ),
    Output[Storage](name="s3_bucket_arn", description="ARN of that bucket.", value=lambda storage: storage.bucket_arn),
)

LOGGING = (
    Output[Logging](
        name="cloudwatch_log_group_name",
        description="Name of the log group for tasks.",
        value=lambda logging: attribute(logging.tasks, "name"),
    ),
    Output[Logging](
        name="cloudwatch_log_group_arn",
        description="ARN of the log group for tasks.",
        value=lambda logging: attribute(logging.tasks, "arn"),
    ),
    Output[Logging](
        name="cloudwatch_exec_log_group_name",
        description="Name of the log group for Exec sessions.",
        value=lambda logging: attribute(logging.exec, "name"),
    ),
    Output[Logging](
        name="cloudwatch_exec_log_group_arn",
        description="ARN of the log group for Exec sessions.",
        value=lambda logging: attribute(logging.exec, "arn"),
    ),
)

COMPUTE = (
    Output[Compute](
        name="ecs_cluster_name",
        description="Name of the ECS cluster, made or existing.",
        value=lambda compute: compute.cluster_name,
    ),
    Output[Compute](
        name="ecs_cluster_arn",
        description="ARN of the ECS cluster, made or existing.",
        value=lambda compute: compute.cluster_arn,
    ),
)

NETWORK = (
    Output[Network](
        name="vpc_id",
        description="VPC of the tasks: the one that was made, or `vpc_id` as it was given. Empty: neither.",
        value=lambda network: empty_if_null(network.vpc_id),
    ),
    Output[Network](
        name="private_subnet_ids",
        description="Subnets of the tasks: those that were made, or `subnet_ids` as they were given.",
        value=lambda network: network.subnet_ids,
    ),
    Output[Network](
        name="task_security_group_id",
        description="Security group that was made for the tasks, to let them in elsewhere. Empty: none was.",
        value=lambda network: empty_if_null(network.task_security_group_id),
    ),
    Output[Network](
        name="task_security_group_ids",
        description="All security groups of the tasks, made and given.",
        value=lambda network: network.security_group_ids,
    ),
)

MONITORING = (
    Output[Monitoring](
        name="alarm_topic_arn",
        description="SNS topic that was made for alarms, to subscribe to. Empty: none was.",
        value=lambda monitoring: empty_if_null(monitoring.topic_arn),
    ),
    Output[Monitoring](
        name="event_log_group_name",
        description="Log group of failed tasks and failed sign-ins. Empty: without monitoring.",
        value=lambda monitoring: empty_if_null(monitoring.events.log_group_name),
    ),
    Output[Monitoring](
        name="dashboard_name",
        description="Name of the CloudWatch dashboard. Empty: without monitoring.",
        value=lambda monitoring: empty_if_null(monitoring.dashboard_name),
    ),
)

RULES = (
    Output[Registration](
        name="rule_ids",
        description="Ids of the rules, by the names in `rules`.",
        value=lambda registration: registration.rule_ids,
    ),
)

REGISTRATION = (
    Output[Registration](
        name="runner_id",
        description="Id of the runner, once it is registered.",
        value=lambda registration: registration.runner_id,
    ),
    *RULES,
)

CONFIGURATION = Output[Runner](
    name="runner_configuration",
    description="All that registering the runner needs, as one object; it is there once the permissions are.",
    value=lambda runner: runner.configuration,
    depends_on=lambda runner: [address(each) for each in runner.permissions],
)
