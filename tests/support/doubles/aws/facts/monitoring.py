"""CloudWatch, EventBridge and SNS."""

import json
from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import ARN, Check, at_most, length, matches, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import NAMED, here
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import JSON, POLICY
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_NAME = {"name", "name_prefix"}
_RULE_NAME = (length(1, 64), matches("[0-9A-Za-z_.-]+"))  # internal/service/events/validate.go validateRuleName, validateTargetID
_STATISTICS = Check(lambda text: text in ("SampleCount", "Average", "Sum", "Minimum", "Maximum"), "be a statistic")
_SECONDS = Check(lambda number: number in (10, 20, 30) or number % 60 == 0, "be 10, 20, 30 or a multiple of 60")
_METRIC_SECONDS = Check(
    lambda number: number in (1, 5, 10, 20, 30) or number % 60 == 0, "be 1, 5, 10, 20, 30 or a multiple of 60"
)
_ACTIONS = (ARN, at_most(5))  # validEC2AutomateARN, which also passes, is for instances


def _topic_policy(plan: Value, place: Place) -> str:
    """What AWS gives a topic: internal/service/sns/topic_policy.go defaultTopicPolicy."""
    actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"]
    actions += ["ListSubscriptionsByTopic", "Publish"]
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": plan["arn"],
        "Condition": {"StringEquals": {"AWS:SourceOwner": place.account}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}, separators=(",", ":"))


def _topic_name(account: "Account", place: Place, plan: Value) -> str | None:
    """resourceTopicCustomizeDiff, at plan there."""
    del account, place
    pattern = r"[0-9A-Za-z_-]{1,251}\.fifo" if plan["fifo_topic"] else "[0-9A-Za-z_-]{1,256}"
    return None if matches(pattern).allows(plan["name"]) else f"invalid topic name: {plan['name']}"


FACTS = {
    "aws_cloudwatch_metric_alarm": Facts(
        source="internal/service/cloudwatch/metric_alarm.go resourceMetricAlarm",
        replaced_by={"alarm_name"},
        defaults={"actions_enabled": True, "treat_missing_data": "missing"},
        checks={
            "alarm_actions": _ACTIONS,
            "ok_actions": _ACTIONS,
            "insufficient_data_actions": _ACTIONS,
            "alarm_description": (length(0, 1024),),
            "alarm_name": (length(1, 255),),
            "comparison_operator": (
                one_of(
                    *(f"{side}Threshold" for side in ("GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo")),
                    *(f"{side}Threshold" for side in ("LessThanLowerOrGreaterThanUpper", "LessThanLower", "GreaterThanUpper")),
                ),
            ),
            "evaluation_periods": (Check(lambda number: number >= 1, "be at least 1"),),
            "metric_name": (length(1, 255),),
            "namespace": (length(1, 255),),
            "period": (_SECONDS,),
            "statistic": (_STATISTICS,),
            "treat_missing_data": (one_of("breaching", "notBreaching", "ignore", "missing"),),
            "metric_query.expression": (length(1, 1024),),
            "metric_query.id": (length(1, 255),),
            "metric_query.metric.metric_name": (length(1, 255),),
            "metric_query.metric.namespace": (length(1, 255),),
            "metric_query.metric.period": (_METRIC_SECONDS,),
            "metric_query.metric.stat": (_STATISTICS,),
        },
        conflicts=(
            *({name, "metric_query"} for name in ("dimensions", "metric_name", "namespace", "period", "statistic")),
            {"statistic", "extended_statistic"},
            {"threshold", "threshold_metric_id"},
        ),
        at_least_one=({"metric_name", "metric_query"},),
        fractions={"threshold"},
        values={"id": "{alarm_name}", "arn": here("cloudwatch", "alarm:{alarm_name}")},
    ),
    "aws_cloudwatch_dashboard": Facts(
        source="internal/service/cloudwatch/dashboard.go resourceDashboard",
        replaced_by={"dashboard_name"},
        texts={"dashboard_body": JSON},
        # internal/service/cloudwatch/validate.go validDashboardName
        checks={"dashboard_name": (length(1, 255), matches("[0-9A-Za-z_-]+"))},
        values={"id": "{dashboard_name}", "dashboard_arn": "arn:{partition}:cloudwatch::{account}:dashboard/{dashboard_name}"},
    ),
    "aws_cloudwatch_event_rule": Facts(
        source="internal/service/events/rule.go resourceRule",
        replaced_by={*_NAME, "event_bus_name"},
        defaults={"event_bus_name": "default", "force_destroy": False},
        texts={"event_pattern": JSON},
        kept_if_unset={"is_enabled", "state"},
        checks={
            "name": _RULE_NAME,
            "name_prefix": _RULE_NAME,
            "description": (length(0, 512),),
            "event_pattern": (length(0, 4096),),  # of the text without spaces
            "state": (one_of("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),),
        },
        conflicts=(_NAME, {"is_enabled", "state"}),
        at_least_one=({"event_pattern", "schedule_expression"},),
        values={**NAMED, "id": "{name}", "arn": here("events", "rule/{name}")},
        in_use="ValidationException: Rule can't be deleted since it has targets.",  # and is tried again for five minutes
        emptied_by="force_destroy",
    ),
    "aws_cloudwatch_event_target": Facts(
        # Not read in 6.x: from the documentation, and from 5.x
        source="internal/service/events/target.go resourceTarget",
        replaced_by={"rule", "target_id", "event_bus_name"},
        defaults={"event_bus_name": "default", "force_destroy": False},
        checks={"target_id": _RULE_NAME, "rule": _RULE_NAME, "arn": (ARN,)},
        conflicts=tuple(
            set(pair) for pair in (("input", "input_path"), ("input", "input_transformer"), ("input_path", "input_transformer"))
        ),
        values={"target_id": "terraform-{stamp}", "id": "{rule}-{target_id}"},
        holds={"rule": "aws_cloudwatch_event_rule.name"},
    ),
    "aws_sns_topic": Facts(
        source="internal/service/sns/topic.go resourceTopic",
        replaced_by=frozenset({*_NAME, "fifo_topic"}),
        defaults={"content_based_deduplication": False, "fifo_topic": False},
        texts={"policy": POLICY, "delivery_policy": JSON},
        conflicts=(_NAME,),
        values={**NAMED, "arn": here("sns", "{name}"), "id": "{arn}", "owner": "{account}", "policy": _topic_policy},
        refusals=(_topic_name,),
        imported_by="arn",
    ),
    "aws_sns_topic_policy": Facts(
        source="internal/service/sns/topic_policy.go resourceTopicPolicy",
        replaced_by=frozenset({"arn"}),
        texts={"policy": POLICY},
        checks={"arn": (ARN,)},
        values={"id": "{arn}", "owner": "{account}"},
        retried=("InvalidParameter",),  # putTopicAttribute, for two minutes: a principal may not be known yet
        goes_with={"arn": "aws_sns_topic.arn"},
    ),
    "aws_sns_topic_subscription": Facts(
        # Not read in 6.x: from the documentation, and from 5.x
        source="internal/service/sns/topic_subscription.go resourceTopicSubscription",
        replaced_by=frozenset({"topic_arn", "protocol", "endpoint"}),
        defaults={"confirmation_timeout_in_minutes": 1, "endpoint_auto_confirms": False, "raw_message_delivery": False},
        texts={"delivery_policy": JSON, "filter_policy": JSON, "redrive_policy": JSON},
        values={"arn": "{topic_arn}:{uuid}", "id": "{arn}", "owner_id": "{account}"},
        goes_with={"topic_arn": "aws_sns_topic.arn"},
    ),
}
