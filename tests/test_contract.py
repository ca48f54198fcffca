"""The interface and the module against what users rely on."""

from typing import Any

import pytest

from modules.core.declarations import Variable, variables
from modules.inputs import RunnerInputs
from tests import contract

ALL_INPUTS = {**contract.INPUTS, **contract.OPTIONAL_INPUTS}
DECLARED = {each.name: each for each in variables(RunnerInputs)}


@pytest.mark.parametrize("name", ALL_INPUTS)
def test_an_input_has_the_promised_type_default_and_origin(name: str) -> None:
    type_, default, origin = ALL_INPUTS[name]
    declared = DECLARED[name]
    assert (declared.type, contract.REQUIRED if declared.required else declared.default, declared.origin) == (
        type_,
        default,
        origin,
    )


@pytest.mark.parametrize("name", ALL_INPUTS)
def test_terraform_sees_the_promised_type_and_default(name: str, root_module: dict[str, Any]) -> None:
    type_, default, _ = ALL_INPUTS[name]
    variable = root_module["variable"][name]
    assert (variable["type"], variable.get("default", contract.REQUIRED)) == (type_, default)


def test_inputs_that_users_of_the_older_modules_set_are_all_there() -> None:
    known = {name for name, (_, _, origin) in ALL_INPUTS.items() if origin != "N"}
    assert known <= {name for name, each in DECLARED.items() if each.origin != "N"}


def test_new_inputs_are_optional_so_that_a_module_block_stays_as_it_is() -> None:
    assert [each.name for each in DECLARED.values() if each.required and each.origin == "N"] == []


def test_no_input_is_missing_from_the_table() -> None:
    assert set(DECLARED) == set(ALL_INPUTS)


def test_only_inputs_of_the_table_decide_counts() -> None:
    assert {name for name, each in DECLARED.items() if each.known_at_plan} == contract.KNOWN_AT_PLAN


@pytest.mark.parametrize("declared", DECLARED.values(), ids=lambda declared: declared.name)
def test_an_input_says_what_it_does_and_what_null_means(declared: Variable) -> None:
    assert declared.description.endswith(".")
    if declared.nullable:
        assert "null:" in declared.description
    if declared.known_at_plan and declared.default is not None:
        assert "known at plan" in declared.description


def test_all_promised_outputs_are_there_with_a_description(root_module: dict[str, Any]) -> None:
    assert set(root_module["output"]) >= contract.OUTPUTS
    assert [name for name, output in root_module["output"].items() if not output.get("description")] == []


@pytest.mark.parametrize("address", contract.ADDRESSES)
def test_a_resource_is_at_its_promised_address(address: str, root_module: dict[str, Any]) -> None:
    kind, name = address.split(".")
    resource = root_module["resource"][kind][name]
    assert ("count" in resource) == contract.ADDRESSES[address]


def test_no_resource_is_missing_from_the_table(root_module: dict[str, Any]) -> None:
    made = {f"{kind}.{name}" for kind, each in root_module["resource"].items() for name in each}
    assert made == set(contract.ADDRESSES) | contract.NEW_ADDRESSES


def test_the_bucket_of_the_later_line_is_moved(root_module: dict[str, Any]) -> None:
    assert root_module["moved"] == contract.MOVED


def test_versions_are_ranges_of_full_sources(root_module: dict[str, Any]) -> None:
    assert root_module["terraform"] == {
        "required_version": ">= 1.6",
        "required_providers": {
            "aws": {"source": "hashicorp/aws", "version": ">= 6.0"},
            "random": {"source": "hashicorp/random", "version": ">= 3.0"},
        },
    }
