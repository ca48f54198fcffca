"""What is read back: values for what is unset, AWS's own, and what counts as no change."""

import json
from typing import Any

import pytest

from tests.support.terraform import Terraform, Workspace
from tests.support.terraform.calls import deferred

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]})
ALLOW = {"Sid": "A", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}
DENY = {"Sid": "B", "Effect": "Deny", "Action": ["s3:PutObject"], "Resource": "*"}

ALARM = {"alarm_name": "it", "comparison_operator": "LessThanThreshold", "evaluation_periods": 1, "threshold": 0}
METRIC = {"metric_name": "x", "namespace": "x", "period": 60, "stat": "Sum"}
RULE = {"id": "all", "status": "Enabled", "expiration": [{"days": 1}], "filter": [{}]}
ENDPOINT = {"vpc_id": "vpc-1", "service_name": "com.amazonaws.eu-central-1.s3"}


def files(type_: str, **arguments: Any) -> dict[str, Any]:
    return {"main.tf.json": {"resource": {type_: {"it": arguments}}}}


def applied(terraform: Terraform, type_: str, **arguments: Any) -> Workspace:
    root = terraform(files(type_, **arguments))
    root.apply()
    return root


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.mark.parametrize(
    ("type_", "arguments", "read"),
    [
        (
            "aws_iam_role",
            {"name": "it", "assume_role_policy": TRUST},
            {
                "description": "",
                "permissions_boundary": "",
                "path": "/",
                "max_session_duration": 3600,
                "force_detach_policies": False,
            },
        ),
        ("aws_s3_bucket", {"bucket": "my-bucket"}, {"force_destroy": False}),
        ("aws_cloudwatch_log_group", {"name": "it"}, {"kms_key_id": "", "retention_in_days": 0, "log_group_class": "STANDARD"}),
        (
            "aws_vpc",
            {"cidr_block": "10.0.0.0/16"},
            {"enable_dns_support": True, "ipv4_ipam_pool_id": None, "ipv6_netmask_length": 0},
        ),
        ("aws_vpc_endpoint", ENDPOINT, {"vpc_endpoint_type": "Gateway", "auto_accept": None, "private_dns_enabled": False}),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "metric_name": "x"}, {"actions_enabled": True, "threshold": 0, "unit": ""}),
        (
            "aws_vpc_security_group_egress_rule",
            {"security_group_id": "sg-1", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"},
            {"cidr_ipv6": None, "description": None, "from_port": None},
        ),
    ],
)
def test_unset_arguments_read_back_as_the_provider_reads_them(
    terraform: Terraform, type_: str, arguments: dict[str, Any], read: dict[str, Any]
) -> None:
    root = applied(terraform, type_, **arguments)
    state = root.state[f"{type_}.it"]
    assert {name: state[name] for name in read} == read
    assert root.plan().is_empty


@pytest.mark.parametrize(
    ("type_", "arguments", "written_out"),
    [
        (
            "aws_iam_role",
            {"name": "it", "assume_role_policy": TRUST},
            {"path": "/", "description": "", "max_session_duration": 3600},
        ),
        ("aws_sns_topic", {"name": "it"}, {"display_name": "", "fifo_topic": False, "tags": {}}),
        ("aws_cloudwatch_event_rule", {"name": "it", "event_pattern": "{}"}, {"event_bus_name": "default"}),
        (
            "aws_cloudwatch_metric_alarm",
            {**ALARM, "metric_query": [{"id": "a", "metric": [METRIC]}, {"id": "b", "expression": "a"}]},
            {
                "metric_query": [
                    {"id": "b", "expression": "a", "label": ""},
                    {"id": "a", "return_data": False, "metric": [METRIC]},
                ]
            },
        ),
        (
            "aws_s3_bucket_server_side_encryption_configuration",
            {"bucket": "it", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]},
            {
                "rule": [
                    {
                        "apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256", "kms_master_key_id": ""}],
                        "bucket_key_enabled": False,
                    }
                ]
            },
        ),
        (
            "aws_security_group",
            {"vpc_id": "vpc-1", "name": "it", "ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp", "self": None}]},
            {"description": "Managed by Terraform"},
        ),
    ],
)
def test_writing_out_a_default_or_something_empty_changes_nothing(
    terraform: Terraform, type_: str, arguments: dict[str, Any], written_out: dict[str, Any]
) -> None:
    if type_ == "aws_security_group":
        unset = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "description")
        arguments["ingress"] = [{**rule, **dict.fromkeys(unset)} for rule in arguments["ingress"]]
    root = applied(terraform, type_, **arguments)
    assert root.plan().is_empty
    assert root.write(files(type_, **{**arguments, **written_out})).plan().is_empty
    root.apply()
    assert root.write(files(type_, **arguments)).plan().is_empty


def test_unset_collections_are_empty_after_a_refresh(terraform: Terraform) -> None:
    root = applied(terraform, "aws_cloudwatch_metric_alarm", **ALARM, metric_name="x")
    unset = ("alarm_actions", "dimensions", "tags")
    assert [root.state["aws_cloudwatch_metric_alarm.it"][name] for name in unset] == [None, None, None]
    assert [root.apply()["aws_cloudwatch_metric_alarm.it"][name] for name in unset] == [[], {}, {}]


def test_removing_an_argument_is_a_change(terraform: Terraform) -> None:
    root = applied(terraform, "aws_sns_topic", name="it", display_name="x", tags={"a": ""})
    change = root.write(files("aws_sns_topic", name="it")).plan().changes["aws_sns_topic.it"]
    assert (change.action, change.changed) == ("update", {"display_name", "tags", "tags_all"})


@pytest.mark.parametrize(
    ("type_", "argument", "arguments", "text", "same", "other"),
    [
        ("aws_iam_role", "assume_role_policy", {"name": "it"}, policy(ALLOW, DENY), policy(DENY, ALLOW), policy(ALLOW)),
        (
            "aws_sns_topic_policy",
            "policy",
            {"arn": "arn:aws:sns:eu-west-1:123456789012:x"},
            policy(ALLOW),
            policy({**ALLOW, "Action": "s3:GetObject"}),
            policy(DENY),
        ),
        (
            "aws_cloudwatch_event_rule",
            "event_pattern",
            {"name": "it"},
            '{"a":["x"],"b":["y"]}',
            '{"b": ["y"], "a": ["x"]}',
            '{"a":["x"]}',
        ),
        ("aws_cloudwatch_dashboard", "dashboard_body", {"dashboard_name": "it"}, '{"widgets":[]}', '{ "widgets": [ ] }', "{}"),
    ],
)
def test_a_text_of_the_same_meaning_is_no_change(
    terraform: Terraform, type_: str, argument: str, arguments: dict[str, Any], text: str, same: str, other: str
) -> None:
    root = applied(terraform, type_, **arguments, **{argument: text})
    assert root.write(files(type_, **arguments, **{argument: same})).plan().is_empty
    assert root.write(files(type_, **arguments, **{argument: other})).plan().actions == {f"{type_}.it": "update"}


def test_aws_fills_thumbprints_in_and_an_empty_list_never_settles(terraform: Terraform) -> None:
    provider = {"url": "https://oidc.example.com", "client_id_list": ["x"]}
    root = applied(terraform, "aws_iam_openid_connect_provider", **provider)
    assert len(root.state["aws_iam_openid_connect_provider.it"]["thumbprint_list"]) == 1
    assert root.plan().is_empty
    root.write(files("aws_iam_openid_connect_provider", **provider, thumbprint_list=[]))
    for _ in range(2):
        assert root.plan().having("update") == {"aws_iam_openid_connect_provider.it"}
        root.apply()
    root.write(files("aws_iam_openid_connect_provider", **provider, thumbprint_list=["0" * 40])).apply()
    assert root.write(files("aws_iam_openid_connect_provider", **provider)).plan().is_empty, "unset keeps what is there"


def test_system_tags_are_dropped_and_never_settle(terraform: Terraform) -> None:
    root = applied(terraform, "aws_sns_topic", name="it", tags={"aws:x": "y", "a": "b"})
    (topic,) = root.account.of_type("aws_sns_topic")
    assert topic["tags"] == topic["tags_all"] == {"a": "b"}
    assert root.plan().having("update") == {"aws_sns_topic.it"}


def test_a_topic_and_an_endpoint_have_a_policy_of_aws(terraform: Terraform) -> None:
    topic = applied(terraform, "aws_sns_topic", name="it").state["aws_sns_topic.it"]
    (statement,) = json.loads(topic["policy"])["Statement"]
    assert (statement["Resource"], statement["Condition"]) == (
        topic["arn"],
        {"StringEquals": {"AWS:SourceOwner": "123456789012"}},
    )
    root = applied(terraform, "aws_vpc_endpoint", **ENDPOINT, policy=policy(DENY))
    assert root.write(files("aws_vpc_endpoint", **ENDPOINT)).plan().is_empty, "unset keeps what is there"
    endpoint = applied(terraform, "aws_vpc_endpoint", **ENDPOINT).state["aws_vpc_endpoint.it"]
    assert [statement["Action"] for statement in json.loads(endpoint["policy"])["Statement"]] == ["*"]


def test_the_state_of_a_rule_is_kept_where_it_is_unset(terraform: Terraform) -> None:
    rule = {"name": "it", "event_pattern": "{}"}
    root = applied(terraform, "aws_cloudwatch_event_rule", **rule, state="DISABLED")
    assert root.write(files("aws_cloudwatch_event_rule", **rule)).plan().is_empty


def test_another_kind_of_source_replaces_a_rule_of_a_security_group(terraform: Terraform) -> None:
    def rule(**source: str) -> dict[str, Any]:
        return files("aws_vpc_security_group_egress_rule", security_group_id="sg-1", ip_protocol="-1", **source)

    root = terraform(rule(cidr_ipv4="0.0.0.0/0"))
    root.apply()
    assert set(root.write(rule(cidr_ipv4="10.0.0.0/8")).plan().actions.values()) == {"update"}
    change = root.write(rule(cidr_ipv6="::/0")).plan().changes["aws_vpc_security_group_egress_rule.it"]
    assert (change.action, set(change.replace_paths)) == ("replace", {"cidr_ipv4", "cidr_ipv6"})


def test_a_lifecycle_rule_is_what_was_configured(terraform: Terraform) -> None:
    root = applied(terraform, "aws_s3_bucket_lifecycle_configuration", bucket="it", rule=[RULE])
    assert root.state["aws_s3_bucket_lifecycle_configuration.it"]["rule"][0]["expiration"][0]["date"] is None
    assert root.plan().is_empty
    changed = {**RULE, "expiration": [{"days": 2}]}
    root.write(files("aws_s3_bucket_lifecycle_configuration", bucket="it", rule=[changed]))
    assert set(root.plan().actions.values()) == {"update"}


def test_a_data_source_answers_from_the_account(terraform: Terraform) -> None:
    root = terraform({"main.tf": 'data "aws_subnet" "it" { id = "subnet-1" }'})
    root.account.put("aws_subnet", id="subnet-1", vpc_id="vpc-theirs", availability_zone="eu-central-1c", region="eu-central-1")
    found = root.plan().data["data.aws_subnet.it"]
    assert (found["vpc_id"], found["availability_zone"]) == ("vpc-theirs", "eu-central-1c")


MODULE = """
    data "aws_caller_identity" "it" {}
    resource "aws_sns_topic" "it" { name = "it-${data.aws_caller_identity.it.account_id}" }
"""


def test_a_module_behind_a_change_has_its_data_sources_deferred(terraform: Terraform) -> None:
    root = terraform({"module/main.tf": MODULE, "main.tf.json": deferred({"source": "./module"}, "one")})
    root.apply()
    assert root.plan().is_empty
    plan = root.write({"main.tf.json": deferred({"source": "./module"}, "two")}).plan()
    assert plan.having("replace") == {"module.runner.aws_sns_topic.it"}
    assert plan.is_unknown("module.runner.aws_sns_topic.it", "name")
