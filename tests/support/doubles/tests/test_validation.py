"""The doubles refuse at validate what the provider's validators refuse."""

from typing import Any

import pytest

from tests.support.doubles import bindings
from tests.support.doubles.aws.facts import FACTS
from tests.support.doubles.aws.validation import problems
from tests.support.doubles.planning import empty
from tests.support.doubles.wire import UNKNOWN
from tests.support.terraform import Terraform

POLICY = '{"Version": "2012-10-17", "Statement": [{}]}'
ALARM = {"alarm_name": "x", "comparison_operator": "LessThanThreshold", "evaluation_periods": 1, "metric_name": "x"}


def said(type_: str, **arguments: Any) -> str:
    block = bindings.aws().schemas([type_])[type_]
    found = problems(FACTS[type_], block, {**empty(block), **arguments})
    return "\n".join(f"{problem.summary}: {problem.detail}" for problem in found)


def strategy(**item: Any) -> dict[str, Any]:
    return {"default_capacity_provider_strategy": [{"base": None, "capacity_provider": "FARGATE", "weight": None, **item}]}


@pytest.mark.parametrize(
    ("type_", "arguments", "says"),
    [
        ("aws_iam_role", {"name": "x" * 65}, "be 1 to 64 bytes long"),
        ("aws_iam_role", {"name": "a/b"}, "must match [0-9A-Za-z_+=,.@-]*"),
        ("aws_iam_role", {"name_prefix": "x" * 39}, "be 1 to 38 bytes long"),
        ("aws_iam_role", {"name": "a", "name_prefix": "b"}, "name conflicts with name_prefix"),
        ("aws_iam_role", {"path": "/" + "ü" * 256}, "be 0 to 512 bytes long"),
        ("aws_iam_role", {"permissions_boundary": "boundary"}, "must match arn:"),
        ("aws_iam_role", {"description": "a \u2013 dash"}, "description: it is"),
        ("aws_iam_role_policy", {"name": "x" * 129, "role": "x", "policy": POLICY}, "be 1 to 128 bytes long"),
        ("aws_iam_role_policy", {"role": "arn:aws:iam::123456789012:role/x"}, "the role's name, not its ARN"),
        ("aws_iam_role_policy_attachment", {"policy_arn": "ReadOnlyAccess"}, "policy_arn: it is ReadOnlyAccess"),
        ("aws_iam_openid_connect_provider", {"thumbprint_list": ["a"]}, "be 40 to 40 bytes long"),
        ("aws_iam_openid_connect_provider", {"url": "http://x"}, "is not an https address"),
        ("aws_ecs_cluster", {"name": "a/b"}, "must match [0-9A-Za-z_-]+"),
        ("aws_ecs_cluster_capacity_providers", strategy(weight=1.5), "weight: Attribute must be a whole number, got 1.5"),
        ("aws_ecs_cluster_capacity_providers", strategy(weight=1001), "weight: it is 1001, and must be 0 to 1000"),
        ("aws_cloudwatch_log_group", {"retention_in_days": 10}, "must be one of 0, 1, 3, 5, 7, 14"),
        ("aws_cloudwatch_log_group", {"name": "a b"}, "name: it is a b"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "period": 61}, "be 10, 20, 30 or a multiple of 60"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "evaluation_periods": 1.5}, "whole number"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "alarm_actions": ["arn:aws:sns:eu-west-1:123456789012:x"] * 6}, "at most 5"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "alarm_actions": ["x"]}, "alarm_actions: it is x"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "alarm_description": "ü" * 513}, "be 0 to 1024 bytes long"),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "metric_query": [{"id": "", "metric": []}]}, "metric_name conflicts with"),
        ("aws_cloudwatch_metric_alarm", {"alarm_name": "x"}, "one of metric_name, metric_query must be specified"),
        ("aws_cloudwatch_dashboard", {"dashboard_name": "a.b"}, "dashboard_name: it is a.b"),
        ("aws_cloudwatch_dashboard", {"dashboard_body": "{"}, "Invalid JSON"),
        ("aws_cloudwatch_event_rule", {"name": "x" * 65, "event_pattern": "{}"}, "be 1 to 64 bytes long"),
        ("aws_cloudwatch_event_rule", {"name": "x"}, "one of event_pattern, schedule_expression must be specified"),
        ("aws_cloudwatch_event_target", {"input": "{}", "input_path": "$"}, "input conflicts with input_path"),
        ("aws_vpc", {"cidr_block": "10.0.0.0/8"}, "be an IPv4 network of /16 to /28"),
        ("aws_subnet", {"cidr_block": "10.0.0.1/24"}, "be an IPv4 network"),
        ("aws_security_group", {"name": "sg-x"}, "must not contain ^sg-"),
        ("aws_security_group", {"description": "a?"}, "characters that EC2 takes"),
        ("aws_vpc_security_group_egress_rule", {"from_port": 65536, "cidr_ipv4": "0.0.0.0/0"}, "be -1 to 65535"),
        ("aws_vpc_security_group_egress_rule", {"cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": "::/0"}, "cidr_ipv4 conflicts with"),
        ("aws_vpc_security_group_egress_rule", {}, "one of cidr_ipv4, cidr_ipv6, prefix_list_id"),
        ("aws_route", {"destination_cidr_block": "0.0.0.0/0"}, "one of carrier_gateway_id"),
        ("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": "On"}]}, "one of Enabled, Suspended, Disabled"),
    ],
)
def test_what_the_provider_refuses_is_refused(type_: str, arguments: dict[str, Any], says: str) -> None:
    assert says in said(type_, **arguments)


@pytest.mark.parametrize(
    ("type_", "arguments"),
    [
        ("aws_iam_role", {"name": "x" * 64, "path": "/a/", "description": "ü"}),
        ("aws_iam_role", {"name": UNKNOWN, "name_prefix": None, "assume_role_policy": UNKNOWN}),
        ("aws_iam_openid_connect_provider", {"thumbprint_list": [UNKNOWN, "0" * 40]}),
        ("aws_ecs_cluster_capacity_providers", strategy(weight=1.0)),
        ("aws_cloudwatch_metric_alarm", {**ALARM, "threshold": 1.5, "period": 120}),
        ("aws_cloudwatch_event_rule", {"event_pattern": UNKNOWN}),
        ("aws_vpc_security_group_egress_rule", {"cidr_ipv4": UNKNOWN}),
        ("aws_route", {"destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "x"}),
    ],
)
def test_what_the_provider_accepts_or_can_not_know_is_accepted(type_: str, arguments: dict[str, Any]) -> None:
    assert said(type_, **arguments) == ""


def test_terraform_shows_the_place_of_a_refused_argument(terraform: Terraform) -> None:
    main = 'resource "aws_cloudwatch_log_group" "it" {\n  name = "x"\n  retention_in_days = 10\n}\n'
    (error,) = terraform({"main.tf": main}).validate_fails().errors
    assert (error.address, error.summary) == ("aws_cloudwatch_log_group.it", "Invalid Attribute Value")
