"""What a Python user's wrong values get: every problem at once, before anything is made."""

import json
import re
from typing import Any

import pytest

from modules.core.declarations import InvalidInputs, variables
from modules.core.expressions import Expression
from modules.inputs import CapacityProvider, RunnerInputs

GOOD: dict[str, Any] = {"region": "eu-west-1", "humanitec_org_id": "my-org", "subnet_ids": ["subnet-0123456789abcdef0"]}

# input: (a wrong value, what the message says of it)
WRONG: dict[str, tuple[Any, str]] = {
    "region": ("Ireland", 'region must be the code of an AWS region, such as eu-west-1.*got "Ireland"'),
    "humanitec_org_id": ("My-Org", 'humanitec_org_id must be 2 to 50 lower-case.*got "My-Org"'),
    "runner_id": ("a--b", 'runner_id must be 2 to 100.*got "a--b"'),
    "runner_id_prefix": ("r" * 84, "runner_id_prefix must be 2 to 83"),
    "subnet_ids": (["subnet-1", "vpc-1"], r'subnet_ids must be a list in which each is the id of a subnet.*got \["vpc-1"\]'),
    "security_group_ids": (["sg-1"] * 6, "security_group_ids must be at most 5 elements; got 6"),
    "existing_ecs_cluster_name": ("a/b", 'existing_ecs_cluster_name must be 1 to 255.*got "a/b"'),
    "existing_oidc_provider_arn": ("arn:aws:iam::1:role/x", "existing_oidc_provider_arn must be the ARN of an IAM OIDC"),
    "oidc_hostname": ("https://x.dev", "oidc_hostname must be a host.*Leave out the scheme"),
    "oidc_thumbprints": (["ab"], "oidc_thumbprints must be a list in which each is 40 hexadecimal digits"),
    "task_definition_family_prefix": ("a*", "task_definition_family_prefix must be 1 to 255"),
    "environment": ({"TOKEN": "x"}, r'environment must be a map without the keys .*got \["TOKEN"\]'),
    "secrets": ({"A": "arn:aws:s3:::x"}, r'secrets must be a map in which each value is the full ARN.*got \["A"\]'),
    "secrets_kms_key_arns": (["alias/x"], "secrets_kms_key_arns must be a list in which each is the ARN of a KMS key"),
    "iam_role_path": ("/a//b/", "iam_role_path must be /, or a path that starts and ends with /"),
    "iam_role_permissions_boundary": ("x", "iam_role_permissions_boundary must be the ARN of an IAM policy"),
    "task_role_policy_arns": ({"x": "y"}, "task_role_policy_arns must be a map in which each value is the ARN of an IAM policy"),
    "s3_bucket_name": ("my.bucket", "s3_bucket_name must be 3 to 63 lower-case.*Dots are left out on purpose"),
    "s3_additional_principal_arns": (["arn:aws:iam::1:root"], "s3_additional_principal_arns must be a list"),
    "s3_access_log_bucket": ("X", "s3_access_log_bucket must be the name of a bucket"),
    "kms_key_arn": ("alias/x", "kms_key_arn must be the ARN of a KMS key.*An alias won't do"),
    "cloudwatch_log_retention_days": (31, "cloudwatch_log_retention_days must be one of 1, 3, 5.*got 31"),
    "container_insights": ("on", 'container_insights must be one of enabled, enhanced, disabled; got "on"'),
    "capacity_providers": ([{"name": "EC2"}], "capacity_providers must be a list in which each is FARGATE or FARGATE_SPOT"),
    "vpc_cidr": ("10.0.0.1/16", 'vpc_cidr must be an IPv4 range.*got "10.0.0.1/16"'),
    "availability_zones": (["eu-west-1"], "availability_zones must be a list in which each is the name of an availability zone"),
    "availability_zone_count": (7, "availability_zone_count must be a whole number from 1 to 6; got 7"),
    "private_subnet_prefix_length": (29, "private_subnet_prefix_length must be a whole number from 16 to 28"),
    "public_subnet_prefix_length": (15, "public_subnet_prefix_length must be a whole number from 16 to 28"),
    "vpc_id": ("my-vpc", "vpc_id must be the id of a VPC"),
    "egress_ports": ([22], "egress_ports must be a list with 443 in it"),
    "vpc_endpoints": (["ec2"], "vpc_endpoints must be a list in which each is one of ecr.api"),
    "vpc_endpoint_subnet_ids": (["x"], "vpc_endpoint_subnet_ids must be a list in which each is the id of a subnet"),
    "vpc_endpoint_route_table_ids": (
        ["x"],
        "vpc_endpoint_route_table_ids must be a list in which each is the id of a route table",
    ),
    "vpc_endpoint_s3_arns": (["x"], "vpc_endpoint_s3_arns must be a list in which each is the ARN of a bucket"),
    "alarm_actions": (["x"], "alarm_actions must be a list in which each is the ARN of an SNS topic"),
    "alarm_task_failures_per_hour": (0, "alarm_task_failures_per_hour must be a whole number from 1"),
    "alarm_failed_sign_ins_per_hour": (0.5, "alarm_failed_sign_ins_per_hour must be a whole number from 1"),
    "alarm_bucket_size_gib": (0, "alarm_bucket_size_gib must be a whole number from 1"),
    "alarm_bucket_objects": (-1, "alarm_bucket_objects must be a whole number from 1"),
    "alarm_log_volume_mib_per_hour": (0, "alarm_log_volume_mib_per_hour must be a whole number from 1"),
    "event_log_retention_days": (31, "event_log_retention_days must be one of 1, 3, 5"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed_and_the_cure(name: str) -> None:
    value, message = WRONG[name]
    with pytest.raises(InvalidInputs, match=message):
        RunnerInputs(**{**GOOD, name: value})


def test_every_input_with_a_rule_has_a_wrong_value_in_this_table() -> None:
    assert {each.name for each in variables(RunnerInputs) if each.rules} <= set(WRONG)


def test_several_problems_come_together() -> None:
    with pytest.raises(InvalidInputs) as caught:
        RunnerInputs(region="x", humanitec_org_id="X", subnet_ids=[])
    assert [problem.split()[0] for problem in caught.value.problems] == ["region", "humanitec_org_id", "subnet_ids"]
    assert str(caught.value).startswith("invalid inputs:\n  - region must be")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"subnet_ids": []}, "subnet_ids must name at least one subnet; got []"),
        ({"create_ecs_cluster": False}, "create_ecs_cluster = false needs existing_ecs_cluster_name"),
        ({"create_ecs_cluster": True, "existing_ecs_cluster_name": "x"}, "can't go together"),
        ({"create_oidc_provider": False}, "create_oidc_provider = false needs existing_oidc_provider_arn"),
        ({"kms_enabled": True}, "kms_enabled = true needs kms_key_arn"),
        ({"enable_s3_access_logs": True}, "enable_s3_access_logs = true needs s3_access_log_bucket"),
    ],
)
def test_combinations_that_make_no_sense_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInputs, match=re.escape(message)):
        RunnerInputs(**{**GOOD, **values})


@pytest.mark.parametrize(
    ("name", "value"), [("region", 5), ("enable_ecs_exec", "yes"), ("subnet_ids", "subnet-1"), ("region", None)]
)
def test_a_wrong_type_is_a_problem_like_any_other(name: str, value: Any) -> None:
    with pytest.raises(InvalidInputs, match=f"{name} must be"):
        RunnerInputs(**{**GOOD, name: value})


def test_values_that_only_terraform_knows_are_let_through() -> None:
    inputs = RunnerInputs(
        **{**GOOD, "subnet_ids": Expression("module.vpc.private_subnets")},
        kms_key_arn=Expression("aws_kms_key.this.arn"),
        kms_enabled=True,
        secrets={"TOKEN_FILE": "${aws_ssm_parameter.token.arn}"},
    )
    assert inputs.kms_key_arn == "${aws_kms_key.this.arn}"


def test_a_list_of_spot_and_fargate_is_a_strategy() -> None:
    strategy = [CapacityProvider(name="FARGATE", base=1), CapacityProvider(name="FARGATE_SPOT", weight=4)]
    assert RunnerInputs(**GOOD, capacity_providers=strategy).capacity_providers == strategy


def test_defaults_of_an_input_are_not_shared_between_users() -> None:
    one, other = RunnerInputs(**GOOD), RunnerInputs(**GOOD)
    assert json.dumps(one.additional_tags) == "{}"
    assert one.additional_tags is not other.additional_tags
