"""Inputs of monitoring: who is notified, and the thresholds."""

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, Number, StringList, apply, arn_region, equal, implies, length, shown
from ..core.rules import each, max_items, one_of, whole_number
from .formats import LOG_GROUP_NAME, ROLE, arn, bucket_name, cluster_name
from .general import KmsInputs
from .logging import RETENTION_DAYS
from .standalone import NamedInputs

_THRESHOLD = whole_number(1, 1_000_000_000, "Set a high value to effectively disable the alarm.")


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
        max_items(5, "CloudWatch allows no more per alarm."),
        default=[],
    )
    """ARNs of SNS topics in `region` that are notified when an alarm fires and when it clears, in addition to the topic that
    `create_alarm_topic` creates. Without any topic, alarms are visible in CloudWatch only."""
    create_alarm_topic: Bool = variable(default=False, known_at_plan=True)
    """Whether to create an SNS topic for alarms, for your own subscriptions. It is encrypted with `kms_key_arn` if that is used;
    the key's policy must then allow kms:Decrypt and kms:GenerateDataKey to cloudwatch.amazonaws.com and events.amazonaws.com.
    Otherwise, the topic has only the disk encryption of SNS: CloudWatch can't publish to a topic that is encrypted with the AWS
    managed key for SNS. Must be known at plan."""
    alarm_task_failures_per_hour: Number = variable(_THRESHOLD, default=5)
    """Number of failed tasks on the cluster in an hour at which the alarm fires. A task fails if a container exits with a code
    other than 0, if it can't start, or if a Spot interruption stops it. A job also fails if what it deploys is faulty. An alarm
    on the failure rate is not available: AWS publishes no metric for successful tasks."""
    alarm_failed_sign_ins_per_hour: Number = variable(_THRESHOLD, default=5)
    """Number of failed attempts to assume the task manager role by OIDC in an hour at which the alarm fires. Requires a
    CloudTrail trail that records management events in this region. Attempts at the global endpoint of STS are recorded in
    us-east-1, and are not counted."""
    alarm_sign_ins_per_hour: Number | None = variable(_THRESHOLD, default=None, known_at_plan=True)
    """Number of successful sign-ins to the task manager role in an hour at which the alarm fires, to detect stolen tokens. The
    Platform Orchestrator signs in twice to start a deployment, and then every 30 seconds until it ends: about 120 times an hour
    for each running deployment. null: no alarm, and these events are not kept. Requires a CloudTrail trail, as for failed
    sign-ins. Whether it is null must be known at plan."""
    alarm_bucket_size_gib: Number = variable(_THRESHOLD, default=10)
    """Size of the bucket in GiB, including older versions, at which the alarm fires. S3 measures it once a day."""
    alarm_bucket_objects: Number = variable(_THRESHOLD, default=100_000)
    """Number of objects in the bucket, including older versions, at which the alarm fires. S3 counts them once a day."""
    alarm_log_volume_mib_per_hour: Number = variable(_THRESHOLD, default=1024)
    """Data that all log groups together receive in an hour, in MiB, at which the alarm fires."""
    event_log_retention_days: Number = variable(one_of(RETENTION_DAYS, "CloudWatch offers no other periods."), default=90)
    """Retention of the log group for events of failed tasks and of sign-ins, in days."""

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
                message="alarm_actions must have at most 4 elements if create_alarm_topic adds one: CloudWatch allows at most 5"
                " per alarm. Omit one of them.",
                at=("aws_sns_topic.alarms",),
            ),
            Requirement(
                holds=equal(length(elsewhere), 0),
                message=f"alarm_actions must contain only topics in region {shown(self.region)}; got {shown(elsewhere)}. An alarm"
                " can notify only topics in its own region.",
                at=("aws_cloudwatch_metric_alarm.task_failures",),
            ),
        ]


class MonitoringSwitch(MonitoringInputs):
    """Monitoring as a part of a runner."""

    heading = "Monitoring"

    enable_monitoring: Bool = variable(default=False, known_at_plan=True)
    """Whether to create alarms, a dashboard and a log group for failures. Must be known at plan."""

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
