"""Messages about values that Terraform can't show: those that are unknown at plan, and those that are sensitive.

Terraform makes an error of its own of a message that it can't show, and says neither which input it is about nor what is allowed.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from modules.core.declarations import Inputs, Variable, variables
from modules.inputs import MonitoringModuleInputs, RunnerInputs
from modules.inputs.registration import RegistrationModuleInputs
from modules.inputs.standalone import ComputeModuleInputs, LoggingModuleInputs, StorageModuleInputs
from release.paths import MODULE
from stacks.registry import STACKS
from tests.support.terraform import Diagnostics, Files, Terraform, TerraformFailed, Workspace
from tests.support.terraform.calls import sensitive, with_sensitive_elements
from tests.support.terraform.wordings import NOT_SHOWN
from tests.terraform import smallest
from tests.terraform.configurations import GROUPS, NAMED, ROOT
from tests.terraform.configurations import Inputs as Values
from tests.test_registration import RUNNER
from tests.wrong_inputs import COMBINATIONS, WRONG

ROUNDS = 5  # of corrections: Terraform looks no further where something is wrong

# Arguments whose values the provider checks, one by one, before Terraform can check an input with an unknown element.
CHECKED_BY_THE_PROVIDER = {"task_role_policy_arns": "policy_arn"}

# The modules with inputs of their own: their class, the least that they need, and wrong values of all inputs with rules.
MODULES: dict[str, tuple[type[Inputs], Values, Values]] = {
    "": (RunnerInputs, ROOT, {name: value for name, (value, _) in WRONG.items()}),
    "storage": (StorageModuleInputs, GROUPS["storage"], {"name_suffix": "x", "task_role_name": "a/b", "task_role_arn": "task"}),
    "logging": (LoggingModuleInputs, GROUPS["logging"], {"execution_role_name": "a/b"}),
    "compute": (
        ComputeModuleInputs,
        GROUPS["compute"],
        {"task_manager_role_name": "a/b", "execution_role_arn": "x", "cloudwatch_exec_log_group_name": "a b"},
    ),
    "monitoring": (
        MonitoringModuleInputs,
        {**NAMED, "cloudwatch_exec_log_group_name": "/aws/ecs/my-runner/exec"},
        {"ecs_cluster_name": "a/b", "s3_bucket": "X", "cloudwatch_log_group_name": "a b", "task_manager_role_arn": "x"},
    ),
    "registration-stellwerk": (
        RegistrationModuleInputs,
        {"runner": {**RUNNER, "orchestrator": "stellwerk", "task_definition_family_prefix": "platform_orchestrator_"}},
        {
            "runner": {
                **RUNNER,
                "partition": "aws-cn",
                "region": "eu",
                "runner_id": "X",
                "ecs_cluster_name": "a/b",
                "task_manager_role_arn": "x",
                "execution_role_arn": "x",
                "task_role_arn": "x",
                "subnet_ids": [],
                "security_group_ids": ["sg-1"] * 6,
                "environment": {"MODE": "x", "LONG": "x" * 1025, "A": "a", "RUNNER_GIT_SSH_KEYS": "x"},
                "secrets": {"A": "x", "TOKEN": "x"},
            },
            "description": "x" * 201,
            "image": "a b",
            "state_path_prefix": "/x",
            "rules": {"a": {"project_id": ""}},
        },
    ),
}
UNKNOWN = {
    "bool": "${terraform_data.number.output > 0}",
    "string": "${terraform_data.text.output}",
    "number": "${terraform_data.number.output}",
}
DATA = {"resource": {"terraform_data": {"text": {"input": "!"}, "number": {"input": -1}}}}


def partly_unknown(value: Any) -> Any:
    """Add an unknown element to whatever may have one, and make a number unknown; of a string, the end."""
    if isinstance(value, bool):
        return UNKNOWN["bool"]
    if isinstance(value, str | int | float):
        return f"{value}{UNKNOWN['string']}" if isinstance(value, str) else UNKNOWN["number"]
    items = list(value.values() if isinstance(value, dict) else value)
    last = items[-1] if items else ""
    more: Any = UNKNOWN["number" if isinstance(last, int) else "string"]
    if isinstance(last, dict):  # an object, with a field that is unknown
        more = {**last, "weight" if "name" in last else "env_type_id": UNKNOWN["number"]}
    if isinstance(value, list):
        return [*value, more]
    if value.keys() == RUNNER.keys():
        return {key: partly_unknown(item) for key, item in value.items()}
    return {**value, "unknown": more}


def calls(change: Callable[[Any], Any], wanted: Callable[[Variable], bool]) -> dict[str, tuple[Values, list[Variable]]]:
    """Write calls of the modules with wrong values of some inputs, changed; and list these inputs."""
    made = {}
    for name, (inputs, needed, wrong) in MODULES.items():
        if about := [each for each in variables(inputs) if each.name in wrong and wanted(each)]:
            source = f"./module/modules/{name}" if name else "./module"
            values = {each.name: change(wrong[each.name]) for each in about}
            made[name or "runner"] = {"source": source, **needed, **values}, about
    return made


def workspace(terraform: Terraform, modules: dict[str, Values]) -> Workspace:
    """A configuration that calls modules."""
    files: Files = {"module": MODULE, "main.tf.json": {"module": modules, **DATA}}
    return terraform(files, env={"PO_ORG_ID": "my-org", "PO_AUTH_TOKEN": "token"})


def plan(terraform: Terraform, modules: dict[str, Values]) -> str:
    """What is said of a plan, whether it succeeds or fails."""
    try:
        return shown(workspace(terraform, modules).plan().diagnostics)
    except TerraformFailed as failed:
        return shown(failed.diagnostics)


def shown(said: Diagnostics) -> str:
    assert not (unclear := NOT_SHOWN.search(said.text)), said.text[max(0, unclear.start() - 500) : unclear.end() + 500]
    return said.text


def test_every_input_with_a_rule_has_a_wrong_value() -> None:
    with_rules = {each.name for stack in STACKS.values() for each in variables(stack.inputs) if each.rules}
    assert {name for _, _, wrong in MODULES.values() for name in wrong} == with_rules


def test_a_wrong_value_beside_an_unknown_one_is_reported_at_plan_or_once_it_is_known(terraform: Terraform) -> None:
    """At plan, what can be said without the unknown value: of the keys of a map, or the length of a list."""
    done: set[str] = {each.name for inputs, _, _ in MODULES.values() for each in variables(inputs) if each.known_at_plan}
    for _ in range(ROUNDS):
        if wrong := calls(partly_unknown, lambda each: each.name not in done):
            said = shown(workspace(terraform, {name: call for name, (call, _) in wrong.items()}).apply_fails())
            done.update(each.name for _, about in wrong.values() for each in about if is_about(each, said))
    left = calls(partly_unknown, lambda each: each.name not in done)
    assert {name: [each.name for each in about] for name, (_, about) in left.items()} == {}


def test_a_wrong_value_beside_an_unknown_one_that_decides_a_count_is_no_riddle(terraform: Terraform) -> None:
    plan(terraform, {name: call for name, (call, _) in calls(partly_unknown, lambda each: each.known_at_plan).items()})


@pytest.mark.parametrize("change", [sensitive, with_sensitive_elements])
def test_a_sensitive_value_is_refused_without_showing_it(terraform: Terraform, change: Callable[[Any], Any]) -> None:
    every = calls(change, lambda _: True)
    said = plan(terraform, {name: call for name, (call, _) in every.items()})
    for each in [each for _, about in every.values() for each in about]:
        got = re.findall(rf"\b{each.name}\S* must [^;]*; got (a sensitive value|\S+)", said)
        assert got, f"nothing of {each.name} in:\n{said}"
        if change is sensitive or not each.type.startswith(("map", "object")):  # whose keys are no secret
            assert [one for one in got if not re.fullmatch(r"a sensitive value|\d+\.", one)] == [], each.name


@pytest.mark.parametrize("change", [partly_unknown, sensitive])
def test_a_requirement_is_clear_about_values_that_cannot_be_shown(terraform: Terraform, change: Callable[[Any], Any]) -> None:
    """Each value of each combination once, but for those that decide a count."""
    declared = {each.name: each for each in variables(RunnerInputs)}
    cases = {
        f"{number}-{name}": ({**inputs, name: change(inputs[name])}, message)
        for number, (inputs, message) in enumerate(COMBINATIONS)
        for name in inputs
        if not declared[name].known_at_plan and inputs[name]
    }
    assert len(cases) > 10
    plan(terraform, smallest.calls(cases))


def is_about(declared: Variable, said: str) -> bool:
    argument = CHECKED_BY_THE_PROVIDER.get(declared.name)
    return bool(re.search(rf"\b{declared.name}\S* (must|needs) ", said) or (argument and f"{argument}: it is" in said))
