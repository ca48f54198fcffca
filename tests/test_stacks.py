"""Every stack as it is synthesized: clean names, nothing lost, nothing of this machine in it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformBackend, TerraformElement, TerraformProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole

from modules.core.declarations import variables
from modules.core.expressions import Expression
from modules.core.resources import Group, Requirements
from release.paths import PROJECT
from stacks.backend import Backend
from stacks.base import BaseStack, NameCollisionError
from stacks.registry import STACKS
from tests.conftest import Synthesized

SECTIONS = {"output": "output", "locals": "local", "check": "check"}  # in the JSON, and in addresses


@pytest.mark.parametrize("name", STACKS)
def test_no_name_contains_a_hash(name: str, synthesized: Synthesized) -> None:
    content = synthesized.json(name)
    names = [each for section in ("variable", *SECTIONS) for each in content.get(section, {})]
    names += [each for section in ("resource", "data") for kind in content.get(section, {}).values() for each in kind]
    assert [each for each in names if re.search(r"_[0-9A-F]{8}$", each) or not re.fullmatch(r"[a-z0-9_]+", each)] == []


@pytest.mark.parametrize("name", STACKS)
def test_no_stack_reads_the_state_of_another(name: str, synthesized: Synthesized) -> None:
    assert "terraform_remote_state" not in synthesized.text(name)


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_contains_no_path_of_the_machine(name: str, synthesized: Synthesized) -> None:
    text = synthesized.text(name)
    assert str(PROJECT) not in text
    assert str(synthesized.folder) not in text
    assert re.findall(r'"(/(?:home|root|Users|tmp|var|opt)/[^"]*)"', text) == []


@pytest.mark.parametrize("name", STACKS)
def test_the_json_contains_exactly_the_reserved_addresses(name: str, synthesized: Synthesized) -> None:
    stack, content = synthesized.stacks[name], synthesized.json(name)
    rendered = [f"{word}.{each}" for section, word in SECTIONS.items() for each in content.get(section, {})]
    resources = [f"{kind}.{each}" for kind, named in content.get("resource", {}).items() for each in named]
    data = [f"data.{kind}.{each}" for kind, named in content.get("data", {}).items() for each in named]
    assert sorted([*rendered, *resources, *data]) == sorted(stack.groups)
    assert len([*resources, *data]) == len(_elements(stack))
    assert list(content["variable"]) == sorted(each.name for each in variables(STACKS[name].inputs))


@pytest.mark.parametrize("name", STACKS)
def test_every_requirement_is_checked_at_a_resource_or_output(name: str, synthesized: Synthesized) -> None:
    inputs = STACKS[name].inputs
    filled = inputs(**{each.name: Expression(f"var.{each.name}") for each in variables(inputs)})
    needed = sorted(each.message for each in filled.requirements() if each.holds is not True)
    content = synthesized.json(name)
    blocks = [block for kind in content["resource"].values() for block in kind.values()]
    conditions = [each for block in blocks for each in block.get("lifecycle", {}).get("precondition", [])]
    conditions += [each for output in content.get("output", {}).values() for each in output.get("precondition", [])]
    # What a registration checks besides is no requirement between inputs.
    found = [each["error_message"] for each in conditions if not each["error_message"].startswith(("the runner.", "rules "))]
    assert sorted(found) == needed


def test_two_resources_with_one_address_are_an_error(tmp_path: Path) -> None:
    stack = BaseStack(App(outdir=str(tmp_path)), "collision", Backend())
    Group(stack, "one", Requirements([])).resource(IamRole, "task", assume_role_policy="{}")
    with pytest.raises(NameCollisionError, match=r"aws_iam_role\.task exists in one and in collision/other\. Use different IDs"):
        Group(stack, "other", Requirements([])).resource(IamRole, "task", assume_role_policy="{}")


@pytest.mark.parametrize("name", STACKS)
def test_every_regional_resource_is_created_in_the_region_of_the_input(name: str, synthesized: Synthesized) -> None:
    for kind, resources in synthesized.json(name).get("resource", {}).items():
        for address, resource in resources.items():
            if kind.startswith("aws_") and not kind.startswith("aws_iam_"):
                assert resource.get("region") == "${var.region}", f"{kind}.{address}"


def test_a_stack_in_a_pipeline_needs_only_variables(synthesized: Synthesized) -> None:
    content: dict[str, Any] = synthesized.json("runner")
    assert content["provider"]["aws"] == [{"region": "${var.region}"}]
    assert content["terraform"]["backend"] == {"local": {"path": "../../../terraform.runner.tfstate"}}
    assert json.dumps(content).count("hashicorp/") == 2


def _elements(stack: BaseStack) -> list[TerraformElement]:
    """The constructs that should be found in the JSON again: resources and data sources."""
    without = (BaseStack, TerraformProvider, TerraformBackend)
    return [each for each in stack.node.find_all() if isinstance(each, TerraformElement) and not isinstance(each, without)]
