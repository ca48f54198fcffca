"""THE list of outputs: each declared once, and taken from the construct that has it.

What isn't there is an empty string: at an output that is null, the cdktf CLI ends a deploy with an error.
"""

from collections.abc import Callable, Sequence
from typing import Any

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

NAMES = (Output[Names]("runner_id", "Id of the runner: the given one, or the generated one.", lambda names: names.runner_id),)

NAME_SUFFIX = Output[Names](
    "name_suffix", "8 hexadecimal digits that make names unique, for the other groups.", lambda names: names.suffix
)

IDENTITY = (
    Output[Identity](
        "humanitec_role_arn",
        "ARN of the task manager role, which the Platform Orchestrator assumes.",
        lambda identity: identity.task_manager.arn,
    ),
    Output[Identity]("orchestrator_role_arn", "The same as `humanitec_role_arn`.", lambda identity: identity.task_manager.arn),
    Output[Identity](
        "ecs_task_manager_role_arn", "The same as `humanitec_role_arn`.", lambda identity: identity.task_manager.arn
    ),
    Output[Identity](
        "execution_role_arn", "ARN of the role with which ECS starts the runner's tasks.", lambda identity: identity.execution.arn
    ),
    Output[Identity]("task_role_arn", "ARN of the role that the runner's tasks have.", lambda identity: identity.task.arn),
    Output[Identity]("task_manager_role_name", "Name of the task manager role.", lambda identity: identity.task_manager.name),
    Output[Identity]("execution_role_name", "Name of the execution role.", lambda identity: identity.execution.name),
    Output[Identity](
        "task_role_name", "Name of the task role, to attach policies of your own to.", lambda identity: identity.task.name
    ),
    Output[Identity](
        "oidc_provider_arn", "ARN of the IAM OIDC provider, made or existing.", lambda identity: identity.oidc_provider_arn
    ),
)

STORAGE = (
    Output[Storage]("s3_bucket", "Name of the bucket for state and artifacts.", lambda storage: storage.bucket_name),
    Output[Storage]("s3_bucket_arn", "ARN of that bucket.", lambda storage: storage.bucket_arn),
)

LOGGING = (
    Output[Logging](
        "cloudwatch_log_group_name",
        "Name of the log group for tasks.",
        lambda logging: attribute(logging.tasks, "name"),
    ),
    Output[Logging](
        "cloudwatch_log_group_arn",
        "ARN of the log group for tasks.",
        lambda logging: attribute(logging.tasks, "arn"),
    ),
    Output[Logging](
        "cloudwatch_exec_log_group_name",
        "Name of the log group for Exec sessions.",
        lambda logging: attribute(logging.exec, "name"),
    ),
    Output[Logging](
        "cloudwatch_exec_log_group_arn",
        "ARN of the log group for Exec sessions.",
        lambda logging: attribute(logging.exec, "arn"),
    ),
)

COMPUTE = (
    Output[Compute]("ecs_cluster_name", "Name of the ECS cluster, made or existing.", lambda compute: compute.cluster_name),
    Output[Compute]("ecs_cluster_arn", "ARN of the ECS cluster, made or existing.", lambda compute: compute.cluster_arn),
)

NETWORK = (
    Output[Network](
        "vpc_id",
        "VPC of the tasks: the one that was made, or `vpc_id` as it was given. Empty: neither.",
        lambda network: empty_if_null(network.vpc_id),
    ),
    Output[Network](
        "private_subnet_ids",
        "Subnets of the tasks: those that were made, or `subnet_ids` as they were given.",
        lambda network: network.subnet_ids,
    ),
    Output[Network](
        "task_security_group_id",
        "Security group that was made for the tasks, to let them in elsewhere. Empty: none was.",
        lambda network: empty_if_null(network.task_security_group_id),
    ),
    Output[Network](
        "task_security_group_ids", "All security groups of the tasks, made and given.", lambda network: network.security_group_ids
    ),
)

MONITORING = (
    Output[Monitoring](
        "alarm_topic_arn",
        "SNS topic that was made for alarms, to subscribe to. Empty: none was.",
        lambda monitoring: empty_if_null(monitoring.topic_arn),
    ),
    Output[Monitoring](
        "event_log_group_name",
        "Log group of failed tasks and failed sign-ins. Empty: without monitoring.",
        lambda monitoring: empty_if_null(monitoring.events.log_group_name),
    ),
    Output[Monitoring](
        "dashboard_name",
        "Name of the CloudWatch dashboard. Empty: without monitoring.",
        lambda monitoring: empty_if_null(monitoring.dashboard_name),
    ),
)

RULES = (
    Output[Registration]("rule_ids", "Ids of the rules, by the names in `rules`.", lambda registration: registration.rule_ids),
)

REGISTRATION = (
    Output[Registration]("runner_id", "Id of the runner, once it is registered.", lambda registration: registration.runner_id),
    *RULES,
    Output[Registration](
        "registration",
        "What the registration adds to `runner_configuration`, for `ecs-runner doctor`: `image` (empty if unset) and"
        " `is_public_ip_enabled`.",
        lambda registration: registration.configuration,
    ),
)

CONFIGURATION = Output[Runner](
    name="runner_configuration",
    description="All that registering the runner needs, as one object; it is there once the permissions are.",
    value=lambda runner: runner.configuration,
    depends_on=lambda runner: [address(each) for each in runner.permissions],
)

# Of each group that is used alone.
PART = Output[Any](
    name="runner_configuration_part",
    description="What this group adds to `runner` of the registration, which is the merged parts of all groups. Waits for the"
    " group's permissions.",
    value=lambda group: group.configuration,
    depends_on=lambda group: sorted(address(each) for each in group.permissions),
)

# Those of the root module, and where a runner has them.
RUNNER: tuple[tuple[Sequence[Output[Any]], Callable[[Runner], Any]], ...] = (
    (NAMES, lambda runner: runner.names),
    (IDENTITY, lambda runner: runner.identity),
    (STORAGE, lambda runner: runner.storage),
    (LOGGING, lambda runner: runner.logging),
    (COMPUTE, lambda runner: runner.compute),
    (NETWORK, lambda runner: runner.network),
    (MONITORING, lambda runner: runner.monitoring),
    ([CONFIGURATION], lambda runner: runner),
)
# Those of a runner that is registered in the same module: `runner_id` waits for the registration there.
REGISTERED_RUNNER = RUNNER[1:]
