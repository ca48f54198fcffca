"""Inputs of monitoring: who hears of it, and from when on it is too much."""

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, Number, StringList, implies, length
from ..core.rules import each, max_items, one_of, whole_number
from .formats import LOG_GROUP_NAME, ROLE, arn, bucket_name, cluster_name
from .general import GeneralInputs, KmsInputs
from .logging import RETENTION_DAYS
from .standalone import NamedInputs

_THRESHOLD = whole_number(1, 1_000_000_000, "Choose a high one to be left in peace.")


class MonitoringInputs(KmsInputs, GeneralInputs):
    """What monitoring needs from the user."""

    alarm_actions: StringList = variable(
        each(
            arn(
                "sns",
                "[a-zA-Z0-9_-]{1,256}",
                "an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:alarms",
                "Copy it from SNS.",
            )
        ),
        max_items(5, "CloudWatch takes no more for one alarm."),
        default=[],
    )
    """SNS topics that hear of alarms, and of their end, besides the one that `create_alarm_topic` makes. None at all: alarms
    only show in CloudWatch."""
    create_alarm_topic: Bool = variable(default=False, known_at_plan=True)
    """Whether monitoring makes an SNS topic, for subscriptions of yours. It is encrypted with `kms_key_arn` where that is
    used, whose policy must then let cloudwatch.amazonaws.com and events.amazonaws.com use kms:Decrypt and
    kms:GenerateDataKey; without it, SNS encrypts its disks and no more: AWS's own key for SNS shuts CloudWatch out. Must be
    known at plan."""
    alarm_task_failures_per_hour: Number = variable(_THRESHOLD, default=5)
    """Tasks on the cluster that fail in an hour before the alarm is raised: a container with an exit code other than 0, a
    start that failed, or a Spot interruption. A job fails this way too when what it deploys is faulty. An alarm on the rate
    of failures can't be had: AWS counts no tasks that end well."""
    alarm_failed_sign_ins_per_hour: Number = variable(_THRESHOLD, default=5)
    """Failed attempts in an hour to assume the task manager role by OIDC, before the alarm is raised. Needs a CloudTrail
    trail that records management events in this region; attempts at STS's global endpoint are recorded in us-east-1, and not
    seen here."""
    alarm_bucket_size_gib: Number = variable(_THRESHOLD, default=10)
    """Size of the bucket in GiB, older versions included, before the alarm is raised. S3 measures once a day."""
    alarm_bucket_objects: Number = variable(_THRESHOLD, default=100_000)
    """Number of objects in the bucket, older versions included, before the alarm is raised. S3 counts once a day."""
    alarm_log_volume_mib_per_hour: Number = variable(_THRESHOLD, default=1024)
    """MiB in an hour that the log groups take in together, before the alarm is raised."""
    event_log_retention_days: Number = variable(one_of(RETENTION_DAYS, "CloudWatch offers no other periods."), default=90)
    """Days for which the events of failed tasks and failed sign-ins are kept in a log group."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(self.create_alarm_topic, length(self.alarm_actions) <= 4),
                message="alarm_actions must be at most 4 elements where create_alarm_topic adds one: CloudWatch takes no more"
                " than 5 for one alarm. Leave one of them out.",
                at=("aws_sns_topic.alarms",),
            )
        ]


class MonitoringSwitch(MonitoringInputs):
    """Monitoring as a part of the whole."""

    enable_monitoring: Bool = variable(default=False, known_at_plan=True)
    """Whether alarms, a dashboard and a log of failures are made. Must be known at plan."""


class MonitoringModuleInputs(MonitoringInputs, NamedInputs):
    """Monitoring alone."""

    ecs_cluster_name: str = variable(cluster_name("Give the name, not the ARN."))
    """Name of the ECS cluster: `ecs_cluster_name` of compute."""
    s3_bucket: str = variable(bucket_name("Give the name, not the ARN."))
    """Name of the bucket: `s3_bucket` of storage."""
    cloudwatch_log_group_name: str = variable(LOG_GROUP_NAME)
    """Name of the log group for tasks: `cloudwatch_log_group_name` of logging."""
    cloudwatch_exec_log_group_name: str = variable(LOG_GROUP_NAME)
    """Name of the log group for Exec sessions: `cloudwatch_exec_log_group_name` of logging."""
    task_manager_role_arn: str = variable(ROLE)
    """ARN of the task manager role: `ecs_task_manager_role_arn` of identity."""
