"""Inputs of monitoring: who is notified, and the thresholds."""

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, Number, StringList, apply, arn_region, equal, implies, length, shown
from ..core.rules import each, max_items, one_of, whole_number
from .formats import LOG_GROUP_NAME, ROLE, arn, bucket_name, cluster_name
from .general import KmsInputs
from .logging import RETENTION_DAYS
from .standalone import NamedInputs

_THRESHOLD = whole_number(1, 1_000_000_000, "Choose a high one to be left in peace.")


class MonitoringInputs(KmsInputs):
    """What monitoring needs from the user."""

    heading = "Monitoring"

    alarm_actions: StringList = variable(
        each(
            arn(
                "sns",
                "[a-zA-Z0-9_-]{1,256}",
                "a standard SNS topic",
                "Copy the ARN from the topic's page in SNS.",
                source="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
            ),
            "ARNs of standard SNS topics, such as arn:aws:sns:eu-west-1:123456789012:alarms",
        ),
        max_items(5, "CloudWatch allows no more for one alarm."),
        default=[],
    )
    """SNS topics in `region` that receive alarms, and their end, besides the one that `create_alarm_topic` creates. None at
    all: alarms only show in CloudWatch."""
    create_alarm_topic: Bool = variable(default=False, known_at_plan=True)
    """Whether monitoring creates an SNS topic, for your own subscriptions. It is encrypted with `kms_key_arn` where that is
    used, whose policy must then let cloudwatch.amazonaws.com and events.amazonaws.com use kms:Decrypt and
    kms:GenerateDataKey; without it, SNS encrypts its disks and no more: AWS's own key for SNS shuts CloudWatch out. Must be
    known at plan."""
    alarm_task_failures_per_hour: Number = variable(_THRESHOLD, default=5)
    """Tasks on the cluster that fail in an hour before the alarm is raised: a container with an exit code other than 0, a
    start that failed, or a Spot interruption. A job fails this way too when what it deploys is faulty. An alarm on the rate
    of failures is not available: AWS counts no tasks that end well."""
    alarm_failed_sign_ins_per_hour: Number = variable(_THRESHOLD, default=5)
    """Failed attempts in an hour to assume the task manager role by OIDC, before the alarm is raised. Needs a CloudTrail
    trail that records management events in this region; attempts at STS's global endpoint are recorded in us-east-1, and not
    seen here."""
    alarm_sign_ins_per_hour: Number | None = variable(_THRESHOLD, default=None, known_at_plan=True)
    """Successful sign-ins to the task manager role in an hour before the alarm is raised, for tokens that are used by others. The
    Platform Orchestrator signs in twice to start a deployment, and then every 30 seconds until it ends: about 120 times an hour
    for each deployment that runs. null: no alarm, and no such events are kept. Needs a CloudTrail trail, as failed attempts do.
    Whether it is null must be known at plan."""
    alarm_bucket_size_gib: Number = variable(_THRESHOLD, default=10)
    """Size of the bucket in GiB, older versions included, before the alarm is raised. S3 measures once a day."""
    alarm_bucket_objects: Number = variable(_THRESHOLD, default=100_000)
    """Number of objects in the bucket, older versions included, before the alarm is raised. S3 counts once a day."""
    alarm_log_volume_mib_per_hour: Number = variable(_THRESHOLD, default=1024)
    """MiB in an hour that the log groups receive together, before the alarm is raised."""
    event_log_retention_days: Number = variable(one_of(RETENTION_DAYS, "CloudWatch offers no other periods."), default=90)
    """Days for which the events of failed tasks and failed sign-ins are kept in a log group."""

    def _requirements(self) -> list[Requirement]:
        elsewhere = apply(
            lambda arns, region: [arn for arn in arns if arn_region(arn) != region],
            lambda arns, region: f'[for arn in {arns} : arn if !contains([{region}], split(":", arn)[3])]',
            self.alarm_actions,
            self.region,
        )
        return [
            Requirement(
                holds=implies(self.create_alarm_topic, length(self.alarm_actions) <= 4),
                message="alarm_actions must have at most 4 elements where create_alarm_topic adds one: CloudWatch allows no more"
                " than 5 for one alarm. Omit one of them.",
                at=("aws_sns_topic.alarms",),
            ),
            Requirement(
                holds=equal(length(elsewhere), 0),
                message=f"alarm_actions must contain only topics in region {shown(self.region)}; got {shown(elsewhere)}. An alarm"
                " reaches topics of its own region only.",
                at=("aws_cloudwatch_metric_alarm.task_failures",),
            ),
        ]


class MonitoringSwitch(MonitoringInputs):
    """Monitoring as a part of the whole."""

    heading = "Monitoring"

    enable_monitoring: Bool = variable(default=False, known_at_plan=True)
    """Whether alarms, a dashboard and a log of failures are created. Must be known at plan."""

    def _requirements(self) -> list[Requirement]:
        names = [*vars(MonitoringInputs)["__annotations__"]]
        at = ("aws_iam_role_policy.ecs_task_manager",)
        return self._needing(names, "enable_monitoring = true", self.enable_monitoring, at=at)


class MonitoringModuleInputs(MonitoringInputs, NamedInputs):
    """Monitoring alone."""

    heading = "Other groups"

    ecs_cluster_name: str = variable(cluster_name("Use the name, not the ARN."))
    """Name of the ECS cluster: `ecs_cluster_name` of compute."""
    s3_bucket: str = variable(bucket_name("Use the name, not the ARN."))
    """Name of the bucket: `s3_bucket` of storage."""
    cloudwatch_log_group_name: str = variable(LOG_GROUP_NAME)
    """Name of the log group for tasks: `cloudwatch_log_group_name` of logging."""
    cloudwatch_exec_log_group_name: str = variable(LOG_GROUP_NAME)
    """Name of the log group for Exec sessions: `cloudwatch_exec_log_group_name` of logging."""
    task_manager_role_arn: str = variable(ROLE)
    """ARN of the task manager role: `ecs_task_manager_role_arn` of identity."""
