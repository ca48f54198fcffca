"""All outputs, each declared once, with the construct that it comes from.

An absent value is an empty string: if a root output is null, the cdktf CLI ends a deploy with an error.
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

NAMES = (Output[Names]("runner_id", "ID of the runner: `runner_id`, or the generated one.", lambda names: names.runner_id),)

NAME_SUFFIX = Output[Names](
    "name_suffix", "8 hexadecimal digits that make names unique, for the other nested modules.", lambda names: names.suffix
)

IDENTITY = (
    Output[Identity](
        "humanitec_role_arn",
        "ARN of the task manager role, which the Platform Orchestrator assumes.",
        lambda identity: identity.task_manager.arn,
    ),
    Output[Identity]("orchestrator_role_arn", "Alias of `humanitec_role_arn`.", lambda identity: identity.task_manager.arn),
    Output[Identity]("ecs_task_manager_role_arn", "Alias of `humanitec_role_arn`.", lambda identity: identity.task_manager.arn),
    Output[Identity](
        "execution_role_arn",
        "ARN of the execution role, with which ECS starts the runner's tasks.",
        lambda identity: identity.execution.arn,
    ),
    Output[Identity](
        "task_role_arn", "ARN of the task role, which the runner's tasks assume.", lambda identity: identity.task.arn
    ),
    Output[Identity]("task_manager_role_name", "Name of the task manager role.", lambda identity: identity.task_manager.name),
    Output[Identity]("execution_role_name", "Name of the execution role.", lambda identity: identity.execution.name),
    Output[Identity](
        "task_role_name", "Name of the task role, to attach your own policies to.", lambda identity: identity.task.name
    ),
    Output[Identity](
        "oidc_provider_arn", "ARN of the IAM OIDC provider, created or existing.", lambda identity: identity.oidc_provider_arn
    ),
)

STORAGE = (
    Output[Storage]("s3_bucket", "Name of the bucket for state and artifacts.", lambda storage: storage.bucket_name),
    Output[Storage]("s3_bucket_arn", "ARN of the bucket for state and artifacts.", lambda storage: storage.bucket_arn),
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
    Output[Compute]("ecs_cluster_name", "Name of the ECS cluster, created or existing.", lambda compute: compute.cluster_name),
    Output[Compute]("ecs_cluster_arn", "ARN of the ECS cluster, created or existing.", lambda compute: compute.cluster_arn),
)

NETWORK = (
    Output[Network](
        "vpc_id",
        "ID of the created VPC, or `vpc_id`. Empty if neither exists.",
        lambda network: empty_if_null(network.vpc_id),
    ),
    Output[Network](
        "private_subnet_ids",
        "IDs of the tasks' subnets: those of the created VPC, or `subnet_ids`.",
        lambda network: network.subnet_ids,
    ),
    Output[Network](
        "task_security_group_id",
        "ID of the security group created for the tasks, to allow traffic from them elsewhere. Empty if none was created.",
        lambda network: empty_if_null(network.task_security_group_id),
    ),
    Output[Network](
        "task_security_group_ids",
        "IDs of all security groups of the tasks: the created one and `security_group_ids`.",
        lambda network: network.security_group_ids,
    ),
)

MONITORING = (
    Output[Monitoring](
        "alarm_topic_arn",
        "ARN of the SNS topic created for alarms, to subscribe to. Empty if none was created.",
        lambda monitoring: empty_if_null(monitoring.topic_arn),
    ),
    Output[Monitoring](
        "event_log_group_name",
        "Name of the log group for failed tasks and sign-ins. Empty without monitoring.",
        lambda monitoring: empty_if_null(monitoring.events.log_group_name),
    ),
    Output[Monitoring](
        "dashboard_name",
        "Name of the CloudWatch dashboard. Empty without monitoring.",
        lambda monitoring: empty_if_null(monitoring.dashboard_name),
    ),
)

RULES = (
    Output[Registration](
        "rule_ids", "IDs of the runner rules, by their names in `rules`.", lambda registration: registration.rule_ids
    ),
)

REGISTRATION = (
    Output[Registration](
        "runner_id", "ID of the runner, available once it is registered.", lambda registration: registration.runner_id
    ),
    *RULES,
    Output[Registration](
        "registration",
        "Settings of the registration, in addition to `runner_configuration`, for `ecs-runner doctor`: `image` (empty if unset)"
        " and `is_public_ip_enabled`.",
        lambda registration: registration.configuration,
    ),
)

CONFIGURATION = Output[Runner](
    name="runner_configuration",
    description="Everything that registration needs, as one object. Available once the runner's permissions exist.",
    value=lambda runner: runner.configuration,
    depends_on=lambda runner: [address(each) for each in runner.permissions],
)

# An output of each standalone group.
PART = Output[Any](
    name="runner_configuration_part",
    description="This group's part of `runner`, the input of the registration: merge the parts of all groups. Available once the"
    " group's permissions exist.",
    value=lambda group: group.configuration,
    depends_on=lambda group: sorted(address(each) for each in group.permissions),
)

# Those of the root module, with the part of a runner that they come from.
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
# Those of a runner that is registered in the same module: there, `runner_id` is an output of the registration.
REGISTERED_RUNNER = RUNNER[1:]
