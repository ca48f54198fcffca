"""Inputs of monitoring: who hears of it, and from when on it is too much."""

from dataclasses import dataclass
from typing import Any

from ..core.declarations import InvalidInputs, Requirement, variable
from ..core.expressions import Bool, Expression, Number, StringList, hcl, is_literal, or_
from ..core.rules import each, matches, max_items, one_of, whole_number
from .formats import arn
from .general import GeneralInputs, KmsInputs
from .logging import RETENTION_DAYS
from .standalone import NamedInputs, role_arn

_MOST = 1_000_000_000


def threshold(what: str, default: int) -> Any:
    """Declare from when on an alarm is raised."""
    return variable(what, whole_number(1, _MOST, "Choose a high one to be left in peace."), default=default)


@dataclass(frozen=True, kw_only=True)
class MonitoringInputs(KmsInputs, GeneralInputs):
    """What monitoring needs from the user."""

    alarm_actions: StringList = variable(
        "SNS topics that hear of alarms, and of their end, besides the one that `create_alarm_topic` makes. None at all: alarms"
        " only show in CloudWatch.",
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
    create_alarm_topic: Bool = variable(
        "Whether monitoring makes an SNS topic, for subscriptions of yours. It is encrypted with `kms_key_arn` where that is"
        " used, whose policy must then let cloudwatch.amazonaws.com and events.amazonaws.com use kms:Decrypt and"
        " kms:GenerateDataKey; without it, SNS encrypts its disks and no more: AWS's own key for SNS shuts CloudWatch out."
        " Must be known at plan.",
        default=False,
        known_at_plan=True,
    )
    alarm_task_failures_per_hour: Number = threshold(
        "Tasks on the cluster that fail in an hour before the alarm is raised: a container with an exit code other than 0, a"
        " start that failed, or a Spot interruption. A job fails this way too when what it deploys is faulty. An alarm on the"
        " rate of failures can't be had: AWS counts no tasks that end well.",
        5,
    )
    alarm_failed_sign_ins_per_hour: Number = threshold(
        "Failed attempts in an hour to assume the task manager role by OIDC, before the alarm is raised. Needs a CloudTrail trail"
        " that records management events in this region; attempts at STS's global endpoint are recorded in us-east-1, and not"
        " seen here.",
        5,
    )
    alarm_bucket_size_gib: Number = threshold(
        "Size of the bucket in GiB, older versions included, before the alarm is raised. S3 measures once a day.", 10
    )
    alarm_bucket_objects: Number = threshold(
        "Number of objects in the bucket, older versions included, before the alarm is raised. S3 counts once a day.", 100_000
    )
    alarm_log_volume_mib_per_hour: Number = threshold(
        "MiB in an hour that the log groups take in together, before the alarm is raised.", 1024
    )
    event_log_retention_days: Number = variable(
        "Days for which the events of failed tasks and failed sign-ins are kept in a log group.",
        one_of(RETENTION_DAYS, "CloudWatch offers no other periods."),
        default=90,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        requirement = self.room_for_topic()
        if requirement.holds is False:
            raise InvalidInputs([requirement.message])

    def room_for_topic(self) -> Requirement:
        """Ask for room beside the user's topics; like those of the network, this may depend on resources."""
        actions = self.alarm_actions
        few = len(actions) <= 4 if is_literal(actions) else Expression(f"length({hcl(actions)}) <= 4")
        without = (
            not self.create_alarm_topic
            if isinstance(self.create_alarm_topic, bool)
            else Expression(f"!{hcl(self.create_alarm_topic)}")
        )
        return Requirement(
            holds=or_(without, few),
            message="alarm_actions must be at most 4 elements where create_alarm_topic adds one: CloudWatch takes no more than 5"
            " for one alarm. Leave one of them out.",
        )


@dataclass(frozen=True, kw_only=True)
class MonitoringSwitch(MonitoringInputs):
    """Monitoring as a part of the whole."""

    enable_monitoring: Bool = variable(
        "Whether alarms, a dashboard and a log of failures are made. Must be known at plan.",
        default=False,
        known_at_plan=True,
    )


@dataclass(frozen=True, kw_only=True)
class MonitoringModuleInputs(MonitoringInputs, NamedInputs):
    """Monitoring alone."""

    ecs_cluster_name: str = variable(
        "Name of the ECS cluster: `ecs_cluster_name` of compute.",
        matches("[a-zA-Z0-9_-]{1,255}", "1 to 255 letters, digits, hyphens and underscores", "Give the name, not the ARN."),
    )
    s3_bucket: str = variable(
        "Name of the bucket: `s3_bucket` of storage.",
        matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket", "Give the name, not the ARN."),
    )
    cloudwatch_log_group_name: str = variable(
        "Name of the log group for tasks: `cloudwatch_log_group_name` of logging.",
        matches(r"[\w./#-]{1,512}", "the name of a CloudWatch log group", "Give the name, not the ARN."),
    )
    cloudwatch_exec_log_group_name: str = variable(
        "Name of the log group for Exec sessions: `cloudwatch_exec_log_group_name` of logging.",
        matches(r"[\w./#-]{1,512}", "the name of a CloudWatch log group", "Give the name, not the ARN."),
    )
    task_manager_role_arn: str = role_arn("task manager", "ecs_task_manager_role_arn")
