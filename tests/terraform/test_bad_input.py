"""What a Terraform user's wrong values get: the message of that input, and all of them together."""

import json
import re
from typing import Any

import pytest

from modules.core.declarations import variables
from modules.inputs import RunnerInputs
from release.paths import MODULE
from tests.support.terraform import Terraform, Workspace
from tests.terraform import smallest
from tests.terraform.configurations import NAMED, ROOT, Inputs
from tests.wrong_inputs import COMBINATIONS, MORE, NEEDS, RIGHT, VPC, WRONG


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


def test_further_wrong_values_are_reported(terraform: Terraform) -> None:
    """By the declarations of the inputs, which are all that looks at them: nothing else is planned."""
    declarations: dict[str, Any] = json.loads((MODULE / "variables.tf.json").read_text())["variable"]
    for group in in_groups(MORE):
        declared = {"variable": {name: declarations[name] for name, _, _ in group}}
        said = terraform({"variables.tf.json": declared}).plan_fails(**{name: value for name, value, _ in group})
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


def test_what_aws_allows_is_accepted(terraform: Terraform) -> None:
    """Each value in the smallest module that has the input."""
    of_modules: dict[str, list[tuple[str, Any, str]]] = {}
    for name, value in RIGHT:
        if name != "region":
            of_modules.setdefault(smallest.module({name: value}), []).append((name, value, ""))
    groups = [(module, group) for module, cases in of_modules.items() for group in in_groups(cases)]
    cases = {str(number): ({name: value for name, value, _ in group}, "") for number, (_, group) in enumerate(groups)}
    modules = smallest.calls(cases)
    assert terraform({"module": MODULE, "main.tf.json": {"module": modules}}).plan().diagnostics == ()


def test_conflicting_inputs_give_one_error(terraform: Terraform) -> None:
    """In the smallest module that has the inputs; test_stacks.py looks whether every stack has all that its inputs require."""
    modules = smallest.calls({str(number): case for number, case in enumerate(COMBINATIONS)})
    said = terraform({"module": MODULE, "main.tf.json": {"module": modules}}).plan_fails()
    assert [message for _, message in COMBINATIONS if message not in said.text] == []
    assert len(said.errors) == len(COMBINATIONS)


def test_inputs_that_would_be_ignored_are_refused(unapplied: Workspace) -> None:
    """In a few plans: Terraform doesn't look at what depends on a resource with an error. Without them, nothing is refused."""
    left = dict(NEEDS)
    inputs: Inputs = {**ROOT, **{name: value for _, without, _ in NEEDS.values() for name, value in without.items()}}
    while left:
        said = unapplied.plan_fails(**inputs, **{name: value for name, (value, _, _) in left.items()})
        assert {error.summary for error in said.errors} == {"Resource precondition failed"}
        found = {name for name, (_, _, message) in left.items() if f"{name} needs {message}" in said.text}
        assert len(said.errors) == len(found) > 0, said.text
        left = {name: each for name, each in left.items() if name not in found}
    unapplied.plan(**inputs)


def test_the_network_used_alone_refuses_what_it_would_ignore(terraform: Terraform) -> None:
    """At an output, since nothing is created for certain."""
    network = terraform(MODULE / "modules" / "network")
    said = network.plan_fails(**NAMED, vpc_id=VPC, vpc_cidr="10.1.0.0/16", require_multiple_zones=True)
    assert {error.summary for error in said.errors} == {"Module output value precondition failed"}
    assert "vpc_cidr needs create_vpc = true; got false." in said.text
    assert "vpc_id needs create_security_group = true or vpc_endpoints; got neither." in said.text
    assert "require_multiple_zones = true needs subnets in at least two availability zones; got 0." in said.text


def test_a_wrong_type_is_refused(terraform: Terraform) -> None:
    runner = {"source": "./module", **ROOT, "subnet_ids": {"a": "b"}, "enable_ecs_exec": "perhaps"}
    said = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": runner}}}).validate_fails()
    assert [error.summary for error in said.errors] == ["Invalid value for input variable"] * 2


def test_a_missing_required_input_is_named(terraform: Terraform) -> None:
    root = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": {"source": "./module"}}}})
    said = root.validate_fails()
    assert 'The argument "region" is required' in said.text


def test_null_means_the_default_for_an_input_that_is_not_nullable(unapplied: Workspace) -> None:
    nulls = {each.name: None for each in variables(RunnerInputs) if each.name not in ROOT}
    plan = unapplied.plan(**ROOT, **nulls)
    assert plan["aws_s3_bucket.runner"]["bucket"] == "my-runner-artifacts"
    assert plan["aws_cloudwatch_log_group.ecs_tasks"]["retention_in_days"] == 30
