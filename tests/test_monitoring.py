"""What the event patterns match, what the dashboard shows, and what is never allowed."""

from collections.abc import Mapping
from typing import Any

import pytest

from modules.core.declarations import InvalidInputs
from modules.inputs import MonitoringInputs
from tests.conftest import Synthesized

CLUSTER = "${local.ecs_cluster_arn}"
ROLE = "${aws_iam_role.ecs_task_manager.arn}"


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """Match as EventBridge does: every field of the pattern has to be matched by some value in the event.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    if isinstance(event, list):
        return any(matches(pattern, item) for item in event)
    return all(
        any(matches(choice, event) for choice in wanted) if field == "$or" else _has(wanted, event, field)
        for field, wanted in pattern.items()
    )


def _has(wanted: Any, event: Mapping[str, Any], field: str) -> bool:
    if isinstance(wanted, Mapping):
        return field in event and matches(wanted, event[field])
    return any(_is(choice, event, field) for choice in wanted)


def _is(choice: Any, event: Mapping[str, Any], field: str) -> bool:
    if isinstance(choice, Mapping) and "exists" in choice:
        return (field in event) is choice["exists"]
    if isinstance(choice, Mapping):
        return field in event and event[field] != choice["anything-but"]
    return bool(event.get(field) == choice)


@pytest.fixture(scope="session")
def patterns(synthesized: Synthesized) -> dict[str, Any]:
    """The event patterns of the root, by name."""
    named: dict[str, Any] = synthesized.json("runner")["locals"]
    return named


def stopped(*exit_codes: int | None, **detail: Any) -> dict[str, Any]:
    containers = [{"name": f"c{number}"} | ({} if code is None else {"exitCode": code}) for number, code in enumerate(exit_codes)]
    whole = {"clusterArn": CLUSTER, "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "containers": containers}
    return {"source": "aws.ecs", "detail-type": "ECS Task State Change", "detail": {**whole, **detail}}


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        (stopped(0), False),
        (stopped(0, 0), False),
        (stopped(1), True),
        (stopped(0, 137), True),
        (stopped(None, stopCode="TaskFailedToStart"), True),
        (stopped(stopCode="TaskFailedToStart"), True),
        (stopped(0, stopCode="SpotInterruption"), True),
        (stopped(None, stopCode="UserInitiated"), False),
        (stopped(1, lastStatus="RUNNING"), False),
        (stopped(1, clusterArn="another"), False),
        ({**stopped(1), "detail-type": "ECS Deployment State Change"}, False),
        ({**stopped(1), "source": "mine"}, False),
    ],
)
def test_only_failed_tasks_match(patterns: dict[str, Any], event: dict[str, Any], *, counts: bool) -> None:
    assert matches(patterns["task_failures_pattern"], event) is counts


def sign_in(**detail: Any) -> dict[str, Any]:
    whole = {
        "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRoleWithWebIdentity",
        "errorCode": "AccessDenied",
        "requestParameters": {"roleArn": ROLE, "roleSessionName": "x"},
    }
    return {"source": "aws.sts", "detail-type": "AWS API Call via CloudTrail", "detail": {**whole, **detail}}


def test_failed_sign_ins_are_told_from_the_others(patterns: dict[str, Any]) -> None:
    pattern = patterns["failed_sign_ins_pattern"]
    accepted = sign_in()
    del accepted["detail"]["errorCode"]
    assert matches(pattern, sign_in())
    assert matches(pattern, sign_in(errorCode="ExpiredTokenException"))
    assert not matches(pattern, accepted)
    assert matches(patterns["sign_ins_pattern"], accepted)
    assert not matches(patterns["sign_ins_pattern"], sign_in())
    assert not matches(pattern, sign_in(eventName="AssumeRole"))
    assert not matches(pattern, sign_in(requestParameters={"roleArn": "arn:aws:iam::123456789012:role/other"}))


def test_the_dashboard_shows_the_metrics_that_alarms_watch(synthesized: Synthesized) -> None:
    content = synthesized.json("runner")
    watched = set()
    for alarm in content["resource"]["aws_cloudwatch_metric_alarm"].values():
        queries = [query["metric"] for query in alarm.get("metric_query", []) if "metric" in query]
        for metric in queries or [alarm]:
            watched.add((metric["namespace"], metric["metric_name"], *sorted(metric["dimensions"].items())))
    shown = set()
    for widget in [*content["locals"]["dashboard"]["widgets"], content["locals"]["dashboard_sign_ins"]]:
        for namespace, name, *dimensions, _ in widget["properties"].get("metrics", []):
            shown.add((namespace, name, *sorted(zip(dimensions[::2], dimensions[1::2], strict=True))))
    cluster = ("ECS/ContainerInsights", "TaskCount", ("ClusterName", "${local.ecs_cluster_name}"))
    assert shown == watched | {cluster}


def test_an_alarm_on_several_metrics_adds_them_all(synthesized: Synthesized) -> None:
    alarms = synthesized.json("runner")["resource"]["aws_cloudwatch_metric_alarm"]
    queries = {name: alarm["metric_query"] for name, alarm in alarms.items() if "metric_query" in alarm}
    assert set(queries) == {"bucket_size", "log_volume"}
    for total, *parts in queries.values():
        assert total["expression"] == f"SUM([{', '.join(part['id'] for part in parts)}])"
        assert [query["id"] for query in (total, *parts) if query.get("return_data")] == ["total"]


def test_resource_policies_allow_services_only_and_for_this_account(synthesized: Synthesized) -> None:
    values = synthesized.json("runner")["locals"]
    statements = [value for name, value in values.items() if name.startswith(("alarm_topic_", "events_log_group_"))]
    assert len(statements) == 4
    assert {kind for statement in statements for kind in statement["Principal"]} == {"Service"}
    assert [statement["Sid"] for statement in statements if "Condition" not in statement] == ["EventBridgeMakesStreams"]
    here = "${var.region}:${data.aws_caller_identity.current.account_id}:"
    assert all(here in resource for resource in (statement["Resource"] for statement in statements))


def test_a_created_topic_counts_as_one_of_five_alarm_actions() -> None:
    topics = [f"arn:aws:sns:eu-west-1:123456789012:t{number}" for number in range(5)]
    MonitoringInputs(region="eu-west-1", alarm_actions=topics)
    MonitoringInputs(region="eu-west-1", alarm_actions=topics[:4], create_alarm_topic=True)
    with pytest.raises(InvalidInputs, match="alarm_actions must have at most 4 elements if create_alarm_topic adds one"):
        MonitoringInputs(region="eu-west-1", alarm_actions=topics, create_alarm_topic=True)
