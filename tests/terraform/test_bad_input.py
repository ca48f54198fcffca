"""What a Terraform user's wrong values get: the message of that input, and all of them together."""

import re
from typing import Any

import pytest

from modules.core.declarations import variables
from modules.inputs import RunnerInputs
from release.paths import MODULE
from tests.support.terraform import Terraform, Workspace
from tests.terraform.configurations import ACCOUNT, ROOT, Inputs
from tests.test_inputs import WRONG

# More ways to be wrong: input, value, and what the message says.
MORE: list[tuple[str, Any, str]] = [
    ("region", "eu-west-1a", 'got "eu-west-1a"'),
    ("humanitec_org_id", "o" * 51, "2 to 50 lower-case letters"),
    ("runner_id", "Runner", 'got "Runner"'),
    ("runner_id", "r" * 101, "2 to 100 lower-case letters"),
    ("runner_id", "r-", 'got "r-"'),
    ("subnet_ids", ["subnet-1"] * 17, "at most 16 elements; got 17"),
    ("subnet_ids", ["SUBNET-1"], 'got ["SUBNET-1"]'),
    ("security_group_ids", ["group"], 'got ["group"]'),
    ("environment", {"A": "x" * 1025}, 'got ["A"]. Put long values'),
    ("secrets", {"A": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:token"}, 'got ["A"]'),
    ("oidc_thumbprints", ["0" * 40] * 6, "at most 5 elements; got 6"),
    ("oidc_hostname", "oidc.humanitec.dev/", 'got "oidc.humanitec.dev/"'),
    ("iam_role_path", "platform", 'got "platform"'),
    ("iam_role_path", "/" + "a" * 511 + "/", "at most 512 characters"),
    ("s3_bucket_name", "xn--bucket", 'got "xn--bucket"'),
    ("s3_bucket_name", "bucket-", 'got "bucket-"'),
    ("kms_key_arn", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/x", "An alias won't do"),
    ("vpc_cidr", "10.0.0.0/15", "a prefix length of 16 to 28"),
    ("vpc_cidr", "fd00::/56", "vpc_cidr must be an IPv4 range"),
    ("vpc_cidr", "ten", 'got "ten"'),
    ("availability_zone_count", 1.5, "must be a whole number from 1 to 6; got 1.5."),
    ("availability_zones", ["euw1-az1"], 'got ["euw1-az1"]'),
    ("alarm_actions", ["my-topic"], 'got ["my-topic"]'),
    ("capacity_providers", [{"name": "FARGATE"}, {"name": "FARGATE"}], "names each provider once"),
    ("capacity_providers", [{"name": "FARGATE", "weight": 0}], "a weight over 0 to at least one"),
    ("capacity_providers", [{"name": "FARGATE", "base": -1}], "a base of 0 to 100000"),
    ("existing_ecs_cluster_name", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/x", "Give the cluster's name, not its ARN"),
]

COMBINATIONS: list[tuple[Inputs, str]] = [
    ({"subnet_ids": []}, "subnet_ids must name at least one subnet; got []"),
    ({"create_ecs_cluster": False}, "create_ecs_cluster = false needs existing_ecs_cluster_name"),
    ({"create_ecs_cluster": True, "existing_ecs_cluster_name": "x"}, "existing_ecs_cluster_name can't go together"),
    ({"create_oidc_provider": False}, "create_oidc_provider = false needs existing_oidc_provider_arn"),
    (
        {"create_oidc_provider": True, "existing_oidc_provider_arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/x.dev"},
        "existing_oidc_provider_arn can't go together",
    ),
    ({"kms_enabled": True}, "kms_enabled = true needs kms_key_arn"),
    ({"enable_s3_access_logs": True}, "enable_s3_access_logs = true needs s3_access_log_bucket"),
]


@pytest.fixture(scope="module")
def unapplied(shared_terraform: Terraform) -> Workspace:
    """The root module; nothing here gets as far as an apply."""
    return shared_terraform(MODULE)


def test_one_plan_reports_a_wrong_value_of_every_input(unapplied: Workspace) -> None:
    wrong = {name: value for name, (value, _) in WRONG.items()}
    said = unapplied.plan_fails(**{**ROOT, **wrong})
    assert {error.summary for error in said.errors} == {"Invalid value for variable"}
    for name, (_, message) in WRONG.items():
        assert re.search(message, said.text), f"nothing of {name} in:\n{said.text}"
    assert {each.name for each in variables(RunnerInputs) if each.rules} <= set(WRONG)


def test_further_wrong_values_are_reported(unapplied: Workspace) -> None:
    for group in in_groups(MORE):
        said = unapplied.plan_fails(**{**ROOT, **{name: value for name, value, _ in group}})
        assert len(said.errors) == len(group), said.text
        assert {error.summary for error in said.errors} == {"Invalid value for variable"}
        assert [message for _, _, message in group if message not in said.text] == []


def in_groups(cases: list[tuple[str, Any, str]]) -> list[list[tuple[str, Any, str]]]:
    """Cases in as few groups as there can be with one value for each input."""
    groups: list[dict[str, tuple[str, Any, str]]] = []
    for case in cases:
        group = next((group for group in groups if case[0] not in group), None)
        if group is None:
            groups.append(group := {})
        group[case[0]] = case
    return [list(group.values()) for group in groups]


@pytest.mark.parametrize(("inputs", "message"), COMBINATIONS)
def test_conflicting_inputs_give_one_error(unapplied: Workspace, inputs: Inputs, message: str) -> None:
    said = unapplied.plan_fails(**{**ROOT, **inputs})
    assert len(said.errors) == 1, said.text
    assert message in said.text


def test_a_wrong_type_is_refused(unapplied: Workspace) -> None:
    said = unapplied.plan_fails(**{**ROOT, "subnet_ids": {"a": "b"}, "enable_ecs_exec": "perhaps"})
    assert [error.summary for error in said.errors] == ["Invalid value for input variable"] * 2


def test_a_missing_required_input_is_named(terraform: Terraform) -> None:
    root = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": {"source": "./module"}}}})
    said = root.validate_fails()
    assert 'The argument "region" is required' in said.text
    assert 'The argument "humanitec_org_id" is required' in said.text


def test_null_means_the_default_for_an_input_that_is_not_nullable(unapplied: Workspace) -> None:
    nulls = {each.name: None for each in variables(RunnerInputs) if not each.required}
    plan = unapplied.plan(**{**ROOT, **nulls, "subnet_ids": ROOT["subnet_ids"], "runner_id": "my-runner"})
    assert plan["aws_s3_bucket.runner"]["bucket"] == "my-runner-artifacts"
    assert plan["aws_cloudwatch_log_group.ecs_tasks"]["retention_in_days"] == 30
