"""Monitoring: alarms for failures and unexpected growth, and a dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct

from ..core.context import Context, Kms
from ..core.expressions import Bool, Expression, and_, empty_if_null, hcl, not_null
from ..core.names import Names
from ..core.policies import Condition, Principal, Statement, document
from ..core.resources import Group, address, attribute_if_any, checked, count
from ..inputs import MonitoringInputs
from .alarms import DAY, HOUR, Measure, Metric
from .dashboard import DashboardProps, dashboard
from .events import Events, EventsProps

_MIB, _GIB = 1024**2, 1024**3


@dataclass(frozen=True, kw_only=True)
class MonitoringProps:
    """What monitoring needs to know."""

    inputs: MonitoringInputs
    context: Context
    names: Names
    kms: Kms
    cluster_name: str
    cluster_arn: str
    bucket_name: str
    log_group_names: Sequence[str]
    task_manager_role_arn: str
    only_if: Bool = True


class Monitoring(Group):
    """The alarms, the topic that they notify, and the dashboard."""

    permissions: ClassVar[tuple[TerraformResource, ...]] = ()  # the runner works without it

    def __init__(self, scope: Construct, id_: str, props: MonitoringProps) -> None:
        super().__init__(scope, id_, checked(props, MonitoringProps).context.requirements)
        self._props = props
        topic = self._topic()
        self.topic_arn = attribute_if_any(topic, "arn")
        actions = self.local("alarm_actions", Expression(f"concat({address(topic)}[*].arn, {hcl(props.inputs.alarm_actions)})"))
        self.events = Events(
            self,
            "events",
            EventsProps(
                context=props.context,
                names=props.names,
                kms=props.kms,
                retention_days=props.inputs.event_log_retention_days,
                cluster_arn=props.cluster_arn,
                task_manager_role_arn=props.task_manager_role_arn,
                only_if=props.only_if,
                sign_ins=not_null(props.inputs.alarm_sign_ins_per_hour),
            ),
        )
        alarms = [
            (each, each.alarm(self, props.names.part(each.id.replace("_", "-")), props.context, actions, props.only_if))
            for each in self._measures()
            if each.only_if is not False
        ]
        self.alarm_names = Expression(f"compact({hcl([attribute_if_any(alarm, 'alarm_name') for _, alarm in alarms])})")
        self.dashboard_name = dashboard(
            self,
            DashboardProps(
                name=props.names.dashboard,
                region=props.context.region,
                cluster_name=props.cluster_name,
                events_log_group_name=props.names.events_log_group,
                measures=[(each, attribute_if_any(alarm, "arn")) for each, alarm in alarms],
                only_if=props.only_if,
            ),
        )

    @property
    def configuration(self) -> dict[str, Any]:
        """Monitoring's part of the runner's configuration."""
        return {
            "event_log_group_name": empty_if_null(self.events.log_group_name),
            "alarm_names": self.alarm_names,
            "alarm_topic_arn": empty_if_null(self.topic_arn),
        }

    def _topic(self) -> SnsTopic:
        props = self._props
        wanted = and_(props.only_if, props.inputs.create_alarm_topic)
        topic = self.resource(
            SnsTopic,
            "alarms",
            count=count(wanted),
            region=props.context.region,
            name=props.names.part("alarms"),
            kms_master_key_id=props.kms.key_arn,  # never the AWS managed key for SNS: CloudWatch can't use it
            tags=props.context.tags,
        )
        arn = attribute_if_any(topic, "arn")
        self.resource(
            SnsTopicPolicy,
            "alarms",
            count=count(wanted),
            region=props.context.region,
            arn=arn,
            policy=document(self, "alarm_topic", *self._publishers()),
        )
        return topic

    def _publishers(self) -> tuple[Statement, Statement]:
        context = self._props.context
        # Not the topic's own ARN, which is null without a topic: locals are always evaluated.
        topic_arn = context.arn("sns", self._props.names.part("alarms"))
        return (
            Statement(
                sid="AlarmsPublish",
                why="CloudWatch publishes the alarms of this account, and of no other.",
                actions=["sns:Publish"],
                resources=[topic_arn],
                principals=[Principal(type="Service", identifiers=["cloudwatch.amazonaws.com"])],
                conditions=[
                    Condition(test="ArnLike", key="aws:SourceArn", values=[context.arn("cloudwatch", "alarm:*")]),
                    Condition(test="StringEquals", key="aws:SourceAccount", values=[context.account_id]),
                ],
            ),
            Statement(
                sid="EventRulesPublish",
                why="The user's own EventBridge rules in this account can publish further events.",
                actions=["sns:Publish"],
                resources=[topic_arn],
                principals=[Principal(type="Service", identifiers=["events.amazonaws.com"])],
                conditions=[Condition(test="ArnLike", key="aws:SourceArn", values=[context.arn("events", "rule/*")])],
            ),
        )

    def _measures(self) -> list[Measure]:
        props, inputs = self._props, self._props.inputs
        log_groups = [*props.log_group_names, self.events.log_group_name]
        return [
            Measure(
                id="task_failures",
                title="Failed tasks in an hour",
                advice=f"The log group {props.names.events_log_group} has the reasons.",
                metrics=[_matched_by(self.events.task_failures, "failed tasks")],
                statistic="Sum",
                period=HOUR,
                threshold=inputs.alarm_task_failures_per_hour,
            ),
            Measure(
                id="failed_sign_ins",
                title="Failed sign-ins in an hour",
                advice="Compare the trust policy of the task manager role with the organization and runner in the token.",
                metrics=[_matched_by(self.events.failed_sign_ins, "failed sign-ins")],
                statistic="Sum",
                period=HOUR,
                threshold=inputs.alarm_failed_sign_ins_per_hour,
            ),
            Measure(
                id="bucket_size",
                title="Size of the bucket in bytes",
                advice="Look for artifacts that are no longer needed; older versions are deleted after 90 days.",
                metrics=[
                    _of_bucket(props.bucket_name, "BucketSizeBytes", kind, label)
                    for kind, label in (("StandardStorage", "standard"), ("StandardIAStorage", "older versions"))
                ],
                statistic="Average",
                period=DAY,
                threshold=inputs.alarm_bucket_size_gib * _GIB,
                quiet="ignore",  # S3 reports once a day, with a delay: until then, keep the last state
            ),
            Measure(
                id="bucket_objects",
                title="Objects in the bucket",
                advice="Look for jobs that don't delete their artifacts.",
                metrics=[_of_bucket(props.bucket_name, "NumberOfObjects", "AllStorageTypes", "objects")],
                statistic="Average",
                period=DAY,
                threshold=inputs.alarm_bucket_objects,
                quiet="ignore",
            ),
            Measure(
                id="log_volume",
                title="Bytes received by the log groups in an hour",
                advice="Look for a process that logs in a loop, or an Exec session with endless output.",
                metrics=[
                    Metric(namespace="AWS/Logs", name="IncomingBytes", dimensions={"LogGroupName": name}, label=label)
                    for name, label in zip(log_groups, ("tasks", "Exec sessions", "events"), strict=True)
                ],
                statistic="Sum",
                period=HOUR,
                threshold=inputs.alarm_log_volume_mib_per_hour * _MIB,
            ),
            Measure(
                id="sign_ins",
                title="Successful sign-ins in an hour",
                advice="A running deployment signs in about 120 times an hour. Look for unknown source addresses in the log group"
                f" {props.names.events_log_group}.",
                metrics=[_matched_by(self.events.sign_ins, "successful sign-ins")],
                statistic="Sum",
                period=HOUR,
                threshold=inputs.alarm_sign_ins_per_hour,
                only_if=not_null(inputs.alarm_sign_ins_per_hour),
            ),
        ]


def _matched_by(rule_name: str, label: str) -> Metric:
    """Count the events that a rule matched; without any, there is no data."""
    return Metric(namespace="AWS/Events", name="TriggeredRules", dimensions={"RuleName": rule_name}, label=label)


def _of_bucket(bucket_name: str, metric: str, storage_type: str, label: str) -> Metric:
    return Metric(
        namespace="AWS/S3", name=metric, dimensions={"BucketName": bucket_name, "StorageType": storage_type}, label=label
    )
