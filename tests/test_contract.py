"""The interface and the module against what users rely on."""

from typing import Any

import pytest

from modules.core.declarations import variables
from modules.inputs import RunnerInputs
from tests import contract
from tests.conftest import together

ALL_INPUTS = {**contract.INPUTS, **contract.OPTIONAL_INPUTS}
DECLARED = {each.name: each for each in variables(RunnerInputs)}


def test_inputs_have_the_promised_types_defaults_and_origins(root_module: dict[str, Any]) -> None:
    """As Python users find them declared, and as Terraform reads them."""
    declared = {
        name: (each.type, contract.REQUIRED if each.required else each.default, each.origin) for name, each in DECLARED.items()
    }
    assert declared == ALL_INPUTS
    rendered = {name: (each["type"], each.get("default", contract.REQUIRED)) for name, each in root_module["variable"].items()}
    assert rendered == {name: (type_, default) for name, (type_, default, _) in ALL_INPUTS.items()}


def test_new_inputs_are_optional_so_that_a_module_block_stays_as_it_is() -> None:
    assert [name for name, (_, default, origin) in ALL_INPUTS.items() if default is contract.REQUIRED and origin == "N"] == []


def test_only_the_promised_inputs_must_be_known_at_plan() -> None:
    assert {name for name, each in DECLARED.items() if each.known_at_plan} == contract.KNOWN_AT_PLAN


def test_descriptions_say_what_null_means_and_what_must_be_known_at_plan() -> None:
    descriptions = {name: each.description for name, each in DECLARED.items()}
    assert [name for name, text in descriptions.items() if not text.endswith(".")] == []
    assert [name for name, each in DECLARED.items() if each.nullable and "null:" not in each.description] == []
    known = [name for name, each in DECLARED.items() if each.known_at_plan and each.default is not None]
    assert [name for name in known if "known at plan" not in descriptions[name]] == []


def test_all_promised_outputs_are_there_with_a_description(root_module: dict[str, Any]) -> None:
    assert set(root_module["output"]) >= contract.OUTPUTS
    assert [name for name, output in root_module["output"].items() if not output.get("description")] == []


@pytest.mark.parametrize("group", contract.PARTS)
def test_each_group_returns_its_part_of_the_configuration(group: str, module_files: dict[str, str]) -> None:
    output = together(module_files, f"modules/{group}")["output"]["runner_configuration_part"]
    assert set(output["value"]) == contract.PARTS[group]


def test_the_parts_of_all_groups_are_the_whole_configuration(root_module: dict[str, Any]) -> None:
    parts = [field for part in contract.PARTS.values() for field in part]
    assert sorted(parts) == sorted(root_module["output"]["runner_configuration"]["value"])


@pytest.mark.parametrize("group", ["network", "monitoring"])
def test_the_root_returns_what_an_optional_group_returns(
    group: str, root_module: dict[str, Any], module_files: dict[str, str]
) -> None:
    nested, root = together(module_files, f"modules/{group}")["output"], root_module["output"]
    assert nested.pop("runner_configuration_part")["value"].items() <= root["runner_configuration"]["value"].items()
    assert {name: output["value"] for name, output in nested.items()} == {name: root[name]["value"] for name in nested}


@pytest.mark.parametrize("group", contract.PARTS)
def test_a_part_waits_for_the_permissions_of_its_group(group: str, module_files: dict[str, str]) -> None:
    module = together(module_files, f"modules/{group}")
    granted = {"aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_route", "aws_vpc_endpoint"}
    created = {f"{kind}.{name}" for kind in granted for name in module["resource"].get(kind, {})} - {"aws_route.public"}
    assert set(module["output"]["runner_configuration_part"].get("depends_on", [])) == created


@pytest.mark.parametrize("edition", ["humanitec", "stellwerk"])
@pytest.mark.parametrize("kind", ["registration", "registered-runner"])
def test_modules_that_register_a_runner_return_what_they_registered(
    kind: str, edition: str, module_files: dict[str, str]
) -> None:
    outputs = together(module_files, f"modules/{kind}-{edition}")["output"]
    expected = contract.REGISTRATION_OUTPUTS | (contract.OUTPUTS if kind == "registered-runner" else set())
    assert set(outputs) == expected
    assert set(outputs["registration"]["value"]) == contract.REGISTRATION


def test_resources_have_the_promised_addresses(root_module: dict[str, Any]) -> None:
    indexed = {
        f"{kind}.{name}": "count" in body for kind, named in root_module["resource"].items() for name, body in named.items()
    }
    assert {address: has for address, has in indexed.items() if address not in contract.NEW_ADDRESSES} == contract.ADDRESSES
    assert set(indexed) >= contract.NEW_ADDRESSES


def test_the_bucket_of_the_later_line_is_moved(root_module: dict[str, Any]) -> None:
    assert root_module["moved"] == contract.MOVED


def test_versions_are_ranges_of_full_sources(root_module: dict[str, Any]) -> None:
    assert root_module["terraform"] == {
        "required_version": ">= 1.6",
        "required_providers": {
            "aws": {"source": "hashicorp/aws", "version": ">= 6.40"},
            "random": {"source": "hashicorp/random", "version": ">= 3.0"},
        },
    }
