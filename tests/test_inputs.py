"""What a Python user's wrong values get: every problem at once, before anything is made."""

import json
import re
from typing import Any

import pytest

from modules.core.declarations import InvalidInputs, variables
from modules.core.expressions import Expression, hcl
from modules.inputs import CapacityProvider, RunnerInputs
from stacks.registry import STACKS
from tests.wrong_inputs import ACCOUNT, ALWAYS, COMBINATIONS, MORE, NEEDS, RIGHT, WRONG, Inputs

GOOD: dict[str, Any] = {"region": "eu-west-1", "humanitec_org_id": "my-org", "subnet_ids": ["subnet-0123456789abcdef0"]}


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


@pytest.mark.parametrize(("name", "value", "message"), MORE)
def test_further_wrong_values_are_refused(name: str, value: Any, message: str) -> None:
    with pytest.raises(InvalidInputs, match=re.escape(message)) as caught:
        RunnerInputs(**{**GOOD, name: value})
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_what_aws_allows_is_accepted(name: str, value: Any) -> None:
    RunnerInputs(**{**GOOD, name: value})


@pytest.mark.parametrize(("values", "message"), COMBINATIONS)
def test_combinations_that_make_no_sense_are_refused(values: Inputs, message: str) -> None:
    with pytest.raises(InvalidInputs, match=re.escape(message)) as caught:
        RunnerInputs(**{**GOOD, **values})
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("name", NEEDS)
def test_an_input_that_would_be_ignored_is_refused(name: str) -> None:
    value, without, message = NEEDS[name]
    with pytest.raises(InvalidInputs) as caught:
        RunnerInputs(**{**GOOD, **without, name: value})
    [problem] = caught.value.problems
    assert problem.startswith(f"{name} needs {message}")


def test_every_input_is_known_to_need_something_or_to_count_always() -> None:
    names = [each.name for each in variables(RunnerInputs)]
    assert sorted([*NEEDS, *ALWAYS]) == sorted(names)


@pytest.mark.parametrize("name", NEEDS)
def test_defaults_and_empty_values_may_be_set_anyway(name: str) -> None:
    declared = next(each for each in variables(RunnerInputs) if each.name == name)
    empty = [type(declared.default)()] if isinstance(declared.default, list) and declared.default == [] else []
    for value in [declared.default, *empty, *([None] if declared.nullable else [])]:
        RunnerInputs(**{**GOOD, **NEEDS[name][1], name: value})


def test_every_pattern_names_its_source() -> None:
    patterns = [
        (each.name, rule.source)
        for inputs in {stack.inputs for stack in STACKS.values()}
        for each in variables(inputs)
        for rule in each.rules
        if "regex(" in hcl(rule.holds(Expression("var.x")))
    ]
    assert len({name for name, _ in patterns}) > 30
    assert [name for name, source in patterns if not re.match(r"https://(docs\.aws\.amazon\.com|github\.com)/\S+$", source)] == []


@pytest.mark.parametrize(
    ("name", "value"), [("region", 5), ("enable_ecs_exec", "yes"), ("subnet_ids", "subnet-1"), ("region", None)]
)
def test_a_wrong_type_is_a_problem_like_any_other(name: str, value: Any) -> None:
    with pytest.raises(InvalidInputs, match=f"{name} must be"):
        RunnerInputs(**{**GOOD, name: value})


@pytest.mark.parametrize("kind", [list, tuple, set])
def test_a_list_in_place_of_a_map_gets_a_hint(kind: type) -> None:
    policy = f"arn:aws:iam::{ACCOUNT}:policy/x"
    with pytest.raises(InvalidInputs) as error:
        RunnerInputs(**GOOD, task_role_policy_arns=kind([policy]))
    assert error.value.problems == (
        f'task_role_policy_arns must be map(string); got {kind([policy])!r}. Name each element: {{ name = "{policy}" }}.',
    )


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
