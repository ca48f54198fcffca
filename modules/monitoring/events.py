"""Events: EventBridge rules for failures and sign-ins, and the log group that stores what they match."""

from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_resource_policy import CloudwatchLogResourcePolicy
from constructs import Construct

from ..core.context import Context, Kms
from ..core.expressions import Bool, Number, and_, hcl
from ..core.names import Names
from ..core.policies import Condition, Principal, Statement, document
from ..core.resources import Group, attribute_if_any, checked, count, to_number

_WRITERS = Principal(type="Service", identifiers=["delivery.logs.amazonaws.com", "events.amazonaws.com"])


@dataclass(frozen=True, kw_only=True)
class EventsProps:
    """What events need to know."""

    context: Context
    names: Names
    kms: Kms
    retention_days: Number
    cluster_arn: str
    task_manager_role_arn: str
    only_if: Bool
    sign_ins: Bool  # whether successful ones are watched as well


class Events(Group):
    """The rules for failed tasks and for sign-ins, and the log group of their events."""

    def __init__(self, scope: Construct, id_: str, props: EventsProps) -> None:
        super().__init__(scope, id_, checked(props, EventsProps).context.requirements)
        self._props = props
        self._count = None if props.only_if is True else count(props.only_if)
        group = self._log_group()
        self.log_group_name = attribute_if_any(group, "name")
        self.log_group_arn = attribute_if_any(group, "arn")
        policy = self._let_events_in()
        self.task_failures = self._rule(
            "task_failures", "Tasks of the runner's cluster that failed", _failed_tasks(props.cluster_arn), policy
        )
        self.failed_sign_ins = self._rule(
            "failed_sign_ins",
            "Failed attempts to assume the task manager role by OIDC",
            _sign_ins(props.task_manager_role_arn, failed=True),
            policy,
            from_trail=True,
        )
        self.sign_ins = self._rule(
            "sign_ins",
            "Successful sign-ins to the task manager role by OIDC",
            _sign_ins(props.task_manager_role_arn, failed=False),
            policy,
            only_if=and_(props.only_if, props.sign_ins),
            from_trail=True,
        )

    def _log_group(self) -> CloudwatchLogGroup:
        props = self._props
        return self.resource(
            CloudwatchLogGroup,
            "events",
            count=self._count,
            region=props.context.region,
            name=props.names.events_log_group,
            retention_in_days=to_number(props.retention_days),
            kms_key_id=props.kms.key_arn,
            tags=props.context.tags,
        )

    def _let_events_in(self) -> CloudwatchLogResourcePolicy:
        """Let EventBridge write. CloudWatch Logs allows at most ten such policies per account and region.

        EventBridge creates streams without naming a rule, and writes events on behalf of the rule:
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
        """
        props = self._props
        context = props.context
        # Not the group's own ARN, which is null without monitoring: locals are always evaluated.
        streams = context.arn("logs", f"log-group:{props.names.events_log_group}:*")
        return self.resource(
            CloudwatchLogResourcePolicy,
            "events",
            count=self._count,
            region=context.region,
            policy_name=props.names.part("events"),
            policy_document=document(
                self,
                "events_log_group",
                Statement(
                    sid="EventBridgeMakesStreams",
                    why="EventBridge creates the log streams itself, in this log group only.",
                    actions=["logs:CreateLogStream"],
                    resources=[streams],
                    principals=[_WRITERS],
                ),
                Statement(
                    sid="RulesWriteEvents",
                    why="Only the runner's own rules write events.",
                    actions=["logs:PutLogEvents"],
                    resources=[streams],
                    principals=[_WRITERS],
                    conditions=[
                        Condition(
                            test="ArnEquals",
                            key="aws:SourceArn",
                            values=[
                                context.arn("events", f"rule/{props.names.event_rule(kind)}")
                                for kind in ("task-failures", "failed-sign-ins", "sign-ins")
                            ],
                        )
                    ],
                ),
            ),
        )

    def _rule(
        self,
        id_: str,
        description: str,
        pattern: dict[str, Any],
        policy: CloudwatchLogResourcePolicy,
        *,
        only_if: Bool | None = None,
        from_trail: bool = False,
    ) -> str:
        """Create a rule and its target. Events that CloudTrail marks as read-only reach rules in one state only.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
        """
        props = self._props
        only_if = props.only_if if only_if is None else only_if
        times = None if only_if is True else count(only_if)
        rule = self.resource(
            CloudwatchEventRule,
            f"{id_}",
            count=times,
            region=props.context.region,
            state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" if from_trail else None,
            name=props.names.event_rule(id_.replace("_", "-")),
            description=description,
            event_pattern=f"${{jsonencode({hcl(self.local_object(f'{id_}_pattern', pattern))})}}",
            tags=props.context.tags,
        )
        name = attribute_if_any(rule, "name")
        self.resource(
            CloudwatchEventTarget,
            f"{id_}",
            count=times,
            region=props.context.region,
            rule=name,
            target_id="log-group",
            arn=self.log_group_arn,
            depends_on=[policy],  # events are lost until EventBridge can write
        )
        return name


def _failed_tasks(cluster_arn: str) -> dict[str, Any]:
    """Match stopped tasks that failed; a container without an exit code never ran, which stopCode shows."""
    return {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        "detail": {
            "clusterArn": [cluster_arn],
            "lastStatus": ["STOPPED"],
            "$or": [
                {"containers": {"exitCode": [{"anything-but": 0}]}},
                {"stopCode": ["TaskFailedToStart", "SpotInterruption"]},
            ],
        },
    }


def _sign_ins(role_arn: str, *, failed: bool) -> dict[str, Any]:
    """Match CloudTrail's records of failed sign-ins, or of successful ones."""
    return {
        "source": ["aws.sts"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["sts.amazonaws.com"],
            "eventName": ["AssumeRoleWithWebIdentity"],
            "errorCode": [{"exists": failed}],
            "requestParameters": {"roleArn": [role_arn]},
        },
    }
