"""Log groups, alarms, events, the topic, the dashboard."""

from typing import Any

from tests.stand.model import Builder, Json, Place, given, tags


def log_group(stand: Place, values: Json) -> None:
    """Create a log group. A key goes with it at once: moto has no AssociateKmsKey."""
    name = values["name"]
    stand.client("logs").create_log_group(logGroupName=name, **given(kmsKeyId=values["kms_key_id"], tags=values["tags_all"]))
    if days := values["retention_in_days"]:
        stand.client("logs").put_retention_policy(logGroupName=name, retentionInDays=days)


def log_resource_policy(stand: Place, values: Json) -> None:
    """Let services write to log groups."""
    stand.client("logs").put_resource_policy(policyName=values["policy_name"], policyDocument=values["policy_document"])


def topic(stand: Place, values: Json) -> None:
    """Create a topic."""
    attributes = given(KmsMasterKeyId=values["kms_master_key_id"])
    stand.client("sns").create_topic(Name=values["name"], Attributes=attributes, Tags=tags(values))


def topic_policy(stand: Place, values: Json) -> None:
    """Let services publish to the topic."""
    stand.client("sns").set_topic_attributes(TopicArn=values["arn"], AttributeName="Policy", AttributeValue=values["policy"])


def alarm(stand: Place, values: Json) -> None:
    """Create an alarm, of one metric or of an expression."""
    stand.client("cloudwatch").put_metric_alarm(
        AlarmName=values["alarm_name"],
        ActionsEnabled=values["actions_enabled"],
        ComparisonOperator=values["comparison_operator"],
        EvaluationPeriods=values["evaluation_periods"],
        Threshold=values["threshold"],
        **given(
            AlarmDescription=values["alarm_description"],
            AlarmActions=values["alarm_actions"],
            OKActions=values["ok_actions"],
            MetricName=values["metric_name"],
            Namespace=values["namespace"],
            Statistic=values["statistic"],
            Period=values["period"] or None,
            Dimensions=_dimensions(values["dimensions"]),
            Metrics=[_query(query) for query in values["metric_query"]],
            TreatMissingData=values["treat_missing_data"],
            Tags=tags(values),
        ),
    )


def _query(query: Json) -> Json:
    metrics: list[Json] = [
        {
            "Metric": {
                "Namespace": each["namespace"],
                "MetricName": each["metric_name"],
                "Dimensions": _dimensions(each["dimensions"]),
            },
            "Period": each["period"],
            "Stat": each["stat"],
        }
        for each in query["metric"]
    ]
    return {
        "Id": query["id"],
        "ReturnData": query["return_data"],
        **given(
            Expression=query["expression"],
            Label=query["label"],
            Period=query["period"] or None,
            MetricStat=metrics[0] if metrics else None,
        ),
    }


def _dimensions(dimensions: dict[str, str] | None) -> list[Json]:
    return [{"Name": name, "Value": value} for name, value in (dimensions or {}).items()]


def rule(stand: Place, values: Json) -> None:
    """Create a rule for events."""
    stand.client("events").put_rule(
        Name=values["name"],
        EventPattern=values["event_pattern"],
        EventBusName=values["event_bus_name"],
        **given(Description=values["description"], State=values["state"], Tags=tags(values)),
    )


def target(stand: Place, values: Json) -> None:
    """Send the events of a rule somewhere."""
    optional: dict[str, Any] = given(Input=values["input"], InputPath=values["input_path"], RoleArn=values["role_arn"])
    stand.client("events").put_targets(
        Rule=values["rule"],
        EventBusName=values["event_bus_name"],
        Targets=[{"Id": values["target_id"], "Arn": values["arn"], **optional}],
    )


def dashboard(stand: Place, values: Json) -> None:
    """Create the dashboard."""
    stand.client("cloudwatch").put_dashboard(DashboardName=values["dashboard_name"], DashboardBody=values["dashboard_body"])


LOG_GROUPS: list[tuple[str, Builder]] = [("aws_cloudwatch_log_group", log_group)]
BUILDERS: list[tuple[str, Builder]] = [
    ("aws_cloudwatch_log_resource_policy", log_resource_policy),
    ("aws_sns_topic", topic),
    ("aws_sns_topic_policy", topic_policy),
    ("aws_cloudwatch_metric_alarm", alarm),
    ("aws_cloudwatch_event_rule", rule),
    ("aws_cloudwatch_event_target", target),
    ("aws_cloudwatch_dashboard", dashboard),
]
