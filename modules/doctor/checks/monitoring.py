"""Monitoring, if enabled: whether somebody is notified of failures."""

from collections.abc import Iterator
from typing import Any

from ..arns import parse
from ..context import Context, Json
from ..model import Finding, fault, ok, skipped, warning
from ..policies import Access, Decision, decide, load
from ..registry import check

_LINK = "monitoring-doesnt-report"
_NEEDS = ("event_log_group_name", "alarm_names", "alarm_topic_arn")
_OFF = "monitoring is disabled"
_APPLY = "Run terraform apply to create it again."


def _alarms(context: Context) -> list[Json]:
    names = sorted(context.configuration.alarm_names or ())
    if not names:
        return []
    found: list[Json] = context.read("cloudwatch", "DescribeAlarms", AlarmNames=names)["MetricAlarms"]
    return found


@check(
    "monitoring.alarms",
    "The alarms exist, notify somebody, and none is firing",
    link=_LINK,
    calls=("cloudwatch:DescribeAlarms",),
    needs=_NEEDS,
    depends_on=("place.account",),
)
def alarms(context: Context) -> Iterator[Finding]:
    """Accept an alarm without data: nothing has happened yet."""
    known = context.configuration
    if not known.alarm_names:
        yield skipped(_OFF)
        return
    found = {each["AlarmName"]: each for each in _alarms(context)}
    if absent := sorted(set(known.alarm_names) - found.keys()):
        yield fault(f"alarms don't exist: {', '.join(absent)}", _APPLY)
    for name, alarm in sorted(found.items()):
        if not alarm.get("ActionsEnabled", True):
            yield warning(f"{name} has its actions disabled", f"aws cloudwatch enable-alarm-actions --alarm-names {name}")
        elif not alarm.get("AlarmActions"):
            yield warning(f"{name} notifies nobody", "Set create_alarm_topic = true, or alarm_actions.")
        if alarm.get("StateValue") == "ALARM":
            yield warning(f"{name} is in alarm: {alarm.get('StateReason', 'no reason')}", "Investigate what it reports.")
    yield ok(f"{len(found)} alarms")


@check(
    "monitoring.topics",
    "The alarms' topics have confirmed subscriptions",
    link=_LINK,
    calls=("sns:GetTopicAttributes", "cloudwatch:DescribeAlarms"),
    needs=_NEEDS,
    depends_on=("monitoring.alarms",),
)
def topics(context: Context) -> Iterator[Finding]:
    """Count subscriptions; an email subscription is confirmed by the link in the first message."""
    known = context.configuration
    if not known.alarm_names:
        yield skipped(_OFF)
        return
    actions = {arn for alarm in _alarms(context) for arn in alarm.get("AlarmActions", []) if ":sns:" in arn}
    arns = sorted(actions | ({known.alarm_topic_arn} if known.alarm_topic_arn else set()))
    for arn in arns:
        answer = context.find("sns", "GetTopicAttributes", region=parse(arn).region, TopicArn=arn)
        if answer is None:
            yield fault(f"the topic {arn} doesn't exist", "Create it, or set another topic in alarm_actions, and apply.")
            continue
        confirmed, pending = (int(answer["Attributes"].get(f"Subscriptions{name}", 0)) for name in ("Confirmed", "Pending"))
        if not confirmed:
            waiting = f"; {pending} pending confirmation" if pending else ""
            yield warning(
                f"{arn} has no confirmed subscription{waiting}", "Subscribe to it, and confirm with the link in the message."
            )
    yield ok(", ".join(arns)) if arns else skipped("the alarms have no topic")


@check(
    "monitoring.events",
    "EventBridge rules are enabled, and can write to the log group",
    link=_LINK,
    calls=("events:ListRuleNamesByTarget", "events:DescribeRule", "logs:DescribeResourcePolicies"),
    needs=_NEEDS,
    depends_on=("place.log-groups",),
)
def events(context: Context) -> Iterator[Finding]:
    """One rule for failed tasks, and one for failed sign-ins."""
    known = context.configuration
    if not known.event_log_group_name:
        yield skipped(_OFF)
        return
    arn = known.arn("logs", f"log-group:{known.event_log_group_name}")
    names = context.read("events", "ListRuleNamesByTarget", TargetArn=arn)["RuleNames"]
    rules = [context.read("events", "DescribeRule", Name=name) for name in names]
    wrong = False
    for source, what in (("aws.ecs", "failed tasks"), ("aws.sts", "failed sign-ins")):
        matching = [each for each in rules if source in each.get("EventPattern", "")]
        if not matching:
            wrong = True
            yield fault(f"no rule writes {what} to {known.event_log_group_name}", _APPLY)
        for each in matching:
            if each.get("State") == "DISABLED":
                wrong = True
                yield fault(f"the rule {each['Name']} for {what} is disabled", f"aws events enable-rule --name {each['Name']}")
    policies = context.read("logs", "DescribeResourcePolicies")["resourcePolicies"]
    for each in rules:
        access = Access("events.amazonaws.com", "logs:PutLogEvents", f"{arn}:log-stream:x", {"aws:SourceArn": each["Arn"]})
        if Decision.ALLOW not in {decide(load(policy["policyDocument"]), access) for policy in policies}:
            wrong = True
            yield fault(f"no resource policy of CloudWatch Logs lets the rule {each['Name']} write", _APPLY)
    if not wrong:
        yield ok(", ".join(sorted(names)))


@check(
    "monitoring.trail",
    "A CloudTrail trail records sign-ins in the region",
    link=_LINK,
    calls=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"),
    needs=_NEEDS,
    depends_on=("place.account",),
)
def trail(context: Context) -> Iterator[Finding]:
    """EventBridge receives API calls only from trails that log management events."""
    known = context.configuration
    if not known.event_log_group_name:
        yield skipped(_OFF)
        return
    trails = context.read("cloudtrail", "DescribeTrails", includeShadowTrails=True)["trailList"]
    here = [each for each in trails if each.get("IsMultiRegionTrail") or each["HomeRegion"] == known.region]
    states = {each["Name"]: _records(context, each) for each in here}
    if recording := sorted(name for name, state in states.items() if state == "all"):
        yield ok(", ".join(recording))
    else:
        seen = "; ".join(f"{name} {state}" for name, state in states.items()) or f"no trail covers {known.region}"
        yield fault(
            f"no trail logs all management events: {seen}",
            "Create a trail for management events, or start logging (aws cloudtrail start-logging). Without it, failed sign-ins"
            " aren't reported.",
        )


def _records(context: Context, trail: Json) -> str:
    """Return "all" for a trail that logs all management events, otherwise its state."""
    arn, region = trail["TrailARN"], trail["HomeRegion"]
    if not context.read("cloudtrail", "GetTrailStatus", region=region, Name=arn)["IsLogging"]:
        return "is stopped"
    selectors = context.read("cloudtrail", "GetEventSelectors", region=region, TrailName=arn)
    basic: list[dict[str, Any]] = selectors.get("EventSelectors", [])
    if any(each.get("IncludeManagementEvents") and each.get("ReadWriteType", "All") == "All" for each in basic):
        return "all"
    return "all" if any(_is_wide(each) for each in selectors.get("AdvancedEventSelectors", [])) else "logs fewer events"


def _is_wide(selector: Json) -> bool:
    """Return whether an advanced selector selects all management events: by their category, without other fields."""
    return [(each["Field"], each.get("Equals")) for each in selector["FieldSelectors"]] == [("eventCategory", ["Management"])]
