"""Monitoring under real Terraform: what alarms watch, whom they notify, and what AWS may do for it."""

import json

import pytest

from release.paths import MODULE
from tests.support.terraform import State, Terraform
from tests.support.terraform.calls import instances
from tests.terraform.configurations import ACCOUNT, EXISTING_RUNNER, KEY, REGION, ROOT, Inputs

MONITORING = MODULE / "modules" / "monitoring"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
LATER: Inputs = {
    "alarm_actions": [TOPIC],
    "alarm_task_failures_per_hour": 2,
    "alarm_failed_sign_ins_per_hour": 3,
    "alarm_bucket_size_gib": 1,
    "alarm_bucket_objects": 50,
    "alarm_log_volume_mib_per_hour": 10,
    "event_log_retention_days": 30,
    "kms_key_arn": KEY,
}
MONITORED: dict[str, Inputs] = {
    "existing": EXISTING_RUNNER,
    "with-topics": {
        **EXISTING_RUNNER,
        "runner_id": "r" * 100,  # the longest ID
        "alarm_sign_ins_per_hour": 500,
        "create_alarm_topic": True,
        "alarm_actions": [TOPIC],
    },
    "encrypted": {**EXISTING_RUNNER, "runner_id": "encrypted", "create_alarm_topic": True, "kms_key_arn": KEY},
    "unknown-at-plan": {
        **EXISTING_RUNNER,
        "runner_id": "unknown",
        "create_alarm_topic": True,
        "kms_enabled": True,
        **{name: f"${{terraform_data.later.output.{name}}}" for name in LATER},
    },
}


@pytest.fixture(scope="module")
def applied(shared_terraform: Terraform) -> State:
    """A runner with monitoring and nothing else, which several tests look at."""
    return shared_terraform(MODULE).apply(**ROOT, enable_monitoring=True, alarm_sign_ins_per_hour=500)


@pytest.fixture(scope="module")
def monitored(shared_terraform: Terraform) -> dict[str, State]:
    """What the nested module makes for existing runners, by name."""
    configuration = {
        "module": {"monitoring": instances("./monitoring", MONITORED)},
        "resource": {"terraform_data": {"later": {"input": LATER}}},
        "output": {"monitoring": {"value": "${module.monitoring}"}},
    }
    root = shared_terraform({"monitoring": MONITORING, "main.tf.json": configuration})
    state = root.apply()
    assert state.diagnostics == ()
    assert root.plan().is_empty
    assert root.destroy("-refresh=false").resources == {}
    outputs = state.outputs["monitoring"]
    return {name: state.within(f'module.monitoring["{name}"]', outputs[name]) for name in MONITORED}


def test_alarms_watch_the_resources_of_the_runner(applied: State) -> None:
    alarms = applied.of_type("aws_cloudwatch_metric_alarm")
    watched = {
        address.split(".")[1]: {
            (metric["namespace"], metric["metric_name"], tuple(sorted(metric["dimensions"].items())))
            for metric in [alarm, *(query["metric"][0] for query in alarm["metric_query"] if query["metric"])]
            if metric["namespace"]
        }
        for address, alarm in alarms.items()
    }
    failures = applied["aws_cloudwatch_event_rule.task_failures[0]"]["name"]
    sign_ins = applied["aws_cloudwatch_event_rule.failed_sign_ins[0]"]["name"]
    successes = applied["aws_cloudwatch_event_rule.sign_ins[0]"]["name"]
    bucket = ("BucketName", "my-runner-artifacts")
    assert watched == {
        "task_failures[0]": {("AWS/Events", "TriggeredRules", (("RuleName", failures),))},
        "failed_sign_ins[0]": {("AWS/Events", "TriggeredRules", (("RuleName", sign_ins),))},
        "sign_ins[0]": {("AWS/Events", "TriggeredRules", (("RuleName", successes),))},
        "bucket_size[0]": {
            ("AWS/S3", "BucketSizeBytes", (bucket, ("StorageType", "StandardStorage"))),
            ("AWS/S3", "BucketSizeBytes", (bucket, ("StorageType", "StandardIAStorage"))),
        },
        "bucket_objects[0]": {("AWS/S3", "NumberOfObjects", (bucket, ("StorageType", "AllStorageTypes")))},
        "log_volume[0]": {
            ("AWS/Logs", "IncomingBytes", (("LogGroupName", name),))
            for name in ("/aws/ecs/my-runner", "/aws/ecs/my-runner/exec", "/aws/events/my-runner")
        },
    }
    assert applied["aws_cloudwatch_metric_alarm.bucket_size[0]"]["threshold"] == 10 * 1024**3


def test_missing_data_raises_no_alarm(applied: State) -> None:
    alarms = applied.of_type("aws_cloudwatch_metric_alarm")
    assert {address.split(".")[1]: alarm["treat_missing_data"] for address, alarm in alarms.items()} == {
        "task_failures[0]": "notBreaching",
        "failed_sign_ins[0]": "notBreaching",
        "sign_ins[0]": "notBreaching",
        "log_volume[0]": "notBreaching",
        "bucket_size[0]": "ignore",
        "bucket_objects[0]": "ignore",
    }


def test_alarms_notify_every_topic(monitored: dict[str, State]) -> None:
    state = monitored["with-topics"]
    topic = state["aws_sns_topic.alarms[0]"]
    assert state.outputs["alarm_topic_arn"] == topic["arn"]
    assert topic["kms_master_key_id"] == ""
    alarms = state.of_type("aws_cloudwatch_metric_alarm").values()
    assert [(set(alarm["alarm_actions"]), set(alarm["ok_actions"])) for alarm in alarms] == [({topic["arn"], TOPIC},) * 2] * 6


def test_only_alarms_and_rules_of_this_account_may_publish_to_the_topic(monitored: dict[str, State]) -> None:
    state = monitored["encrypted"]
    assert state["aws_sns_topic.alarms[0]"]["kms_master_key_id"] == KEY
    assert state["aws_cloudwatch_log_group.events"]["kms_key_id"] == KEY
    statements = json.loads(state["aws_sns_topic_policy.alarms[0]"]["policy"])["Statement"]
    assert [
        (statement["Principal"]["Service"], statement["Action"], statement["Condition"]["ArnLike"]) for statement in statements
    ] == [
        ("cloudwatch.amazonaws.com", "sns:Publish", {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:*"}),
        ("events.amazonaws.com", "sns:Publish", {"aws:SourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/*"}),
    ]


def test_only_the_runners_rules_may_write_to_the_event_log(applied: State) -> None:
    group = applied["aws_cloudwatch_log_group.events[0]"]
    rules = applied.of_type("aws_cloudwatch_event_rule")
    streams, events = json.loads(applied["aws_cloudwatch_log_resource_policy.events[0]"]["policy_document"])["Statement"]
    assert streams["Resource"] == events["Resource"] == f"{group['arn']}:*"
    assert streams["Action"] == "logs:CreateLogStream"
    assert events["Action"] == "logs:PutLogEvents"
    assert set(events["Condition"]["ArnEquals"]["aws:SourceArn"]) == {rule["arn"] for rule in rules.values()}
    targets = applied.of_type("aws_cloudwatch_event_target").values()
    assert {target["rule"]: target["arn"] for target in targets} == {rule["name"]: group["arn"] for rule in rules.values()}
    assert len(rules) == 3
    pattern = json.loads(applied["aws_cloudwatch_event_rule.task_failures[0]"]["event_pattern"])
    assert pattern["detail"]["clusterArn"] == [applied.outputs["ecs_cluster_arn"]]


def test_what_a_trail_records_reaches_the_rules_on_sign_ins(applied: State) -> None:
    """EventBridge keeps what CloudTrail calls read-only from a rule that is only enabled, as it is by default."""
    states = {address.split(".")[1]: rule["state"] for address, rule in applied.of_type("aws_cloudwatch_event_rule").items()}
    everything = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    assert states == {"task_failures[0]": "", "failed_sign_ins[0]": everything, "sign_ins[0]": everything}


def test_without_a_threshold_successful_sign_ins_are_not_watched(monitored: dict[str, State]) -> None:
    resources = monitored["existing"].resources
    assert [address for address in resources if ".sign_ins" in address] == []
    assert [address for address in resources if ".failed_sign_ins" in address] != []


def test_rule_names_keep_within_aws_limits_for_the_longest_id(monitored: dict[str, State]) -> None:
    rules = monitored["with-topics"].of_type("aws_cloudwatch_event_rule").values()
    assert all(len(rule["name"]) <= 64 for rule in rules)
    assert len({rule["name"] for rule in rules}) == 3


def test_the_dashboard_shows_every_alarm_and_its_threshold(applied: State) -> None:
    dashboard = applied["aws_cloudwatch_dashboard.runner[0]"]
    widgets = json.loads(dashboard["dashboard_body"])["widgets"]
    alarms = applied.of_type("aws_cloudwatch_metric_alarm").values()
    assert set(widgets[0]["properties"]["alarms"]) == {alarm["arn"] for alarm in alarms}
    thresholds = {
        widget["properties"]["annotations"]["horizontal"][0]["value"]
        for widget in widgets
        if "annotations" in widget["properties"]
    }
    assert thresholds == {alarm["threshold"] for alarm in alarms}
    assert {widget["properties"].get("region", REGION) for widget in widgets} == {REGION}
    places = [(widget["x"], widget["y"]) for widget in widgets]
    assert len(set(places)) == len(places)
    assert all(widget["x"] + widget["width"] <= 24 for widget in widgets)


def test_a_created_topic_counts_as_one_of_five_alarm_actions(terraform: Terraform) -> None:
    said = terraform(MONITORING).plan_fails(**EXISTING_RUNNER, alarm_actions=[TOPIC] * 5, create_alarm_topic=True)
    assert "alarm_actions must have at most 4 elements if create_alarm_topic adds one" in said.text


def test_inputs_that_decide_no_count_may_be_unknown_at_plan(monitored: dict[str, State]) -> None:
    assert monitored["unknown-at-plan"]["aws_cloudwatch_metric_alarm.log_volume"]["threshold"] == 10 * 1024**2


def test_the_nested_module_monitors_an_existing_runner(monitored: dict[str, State]) -> None:
    state = monitored["existing"]
    pattern = json.loads(state["aws_cloudwatch_event_rule.failed_sign_ins"]["event_pattern"])
    assert pattern["detail"]["requestParameters"] == {"roleArn": [f"arn:aws:iam::{ACCOUNT}:role/manager"]}
    assert state["aws_cloudwatch_event_rule.task_failures"]["name"] == "my-runner-task-failures-0a1b2c3d"
    assert state.outputs["dashboard_name"] == "my-runner"
