"""The committed module: what the code makes, fit for a registry, and clean."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from modules.core.declarations import variables
from release.build import build
from release.fresh import module_problems
from release.module import render
from release.paths import PROJECT
from release.tables import MissingMarkersError, fill, inputs_tables
from stacks.base import BaseStack
from stacks.registry import MODULES, ROOT, STACKS
from tests.conftest import Synthesized, together
from tests.support.doubles import bindings

FOLDERS = {name: "" if name == ROOT else f"modules/{name}" for name in MODULES}


def test_the_committed_module_is_up_to_date(module_files: dict[str, str]) -> None:
    assert module_problems(module_files) == []


def test_generating_the_module_again_gives_the_same_files(synthesized: Synthesized, module_files: dict[str, str]) -> None:
    assert build(synthesized.stacks, synthesized.folder) == module_files


def test_a_part_of_a_key_is_never_sensitive(module_files: dict[str, str]) -> None:
    """Terraform panics at a sensitive key in JSON."""
    keys = {key for path, text in module_files.items() if path.endswith(".tf.json") for key in keys_in(json.loads(text))}
    parts = {part for key in keys for part in re.findall(r"\$\{(.*?)\}", key)}
    assert {re.sub(r"local\.\w+", "it", part) for part in parts} == {"try(nonsensitive(it), it)"}


def keys_in(value: Any) -> Iterator[str]:
    """The keys of all objects in it."""
    items = value if isinstance(value, list) else []
    if isinstance(value, dict):
        yield from value
        items = [*value.values()]
    for item in items:
        yield from keys_in(item)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_no_provider_backend_or_metadata(name: str, module_files: dict[str, str]) -> None:
    module = together(module_files, FOLDERS[name])
    assert set(module) <= {"terraform", "variable", "locals", "data", "resource", "output", "moved", "check"}
    assert set(module["terraform"]) == {"required_version", "required_providers"}
    assert not any(re.search(r'"(?:metadata|uniqueId|path": "\w+/)', text) for text in module_files.values())


@pytest.mark.parametrize("name", MODULES)
def test_the_module_contains_everything_of_its_stack(name: str, synthesized: Synthesized, module_files: dict[str, str]) -> None:
    stack, module = synthesized.json(name), together(module_files, FOLDERS[name])
    for section in ("variable", "locals", "output", "moved", "check"):
        assert stack.get(section) == module.get(section)
    for section in ("data", "resource"):
        for kind, elements in stack.get(section, {}).items():
            for each, body in elements.items():
                assert {key: value for key, value in body.items() if key != "//"} == module[section][kind][each]


@pytest.mark.parametrize("name", MODULES)
def test_each_group_has_its_own_file(name: str, module_files: dict[str, str]) -> None:
    files = {path.rpartition("/")[2] for path in module_files if path.rpartition("/")[0] == FOLDERS[name]}
    assert {"main.tf.json", "variables.tf.json", "outputs.tf.json", "versions.tf.json", "README.md"} <= files
    if name == ROOT:
        assert {"identity.tf.json", "storage.tf.json", "logging.tf.json", "compute.tf.json", "moved.tf.json", "LICENSE"} <= files


def test_the_modules_own_tests_mock_only_values_that_a_provider_computes(
    module_files: dict[str, str], root_module: dict[str, Any]
) -> None:
    """Anything else OpenTofu refuses: internal/configs/hcl2shim/mock_value_composer.go, "Invalid mock/override field"."""
    texts = [text for path, text in module_files.items() if path.endswith(".tftest.hcl")]
    mocks = [
        found for text in texts for found in re.findall(r'mock_(\w+) "(\w+)" \{\s*defaults = \{(.*?)^    \}', text, re.S | re.M)
    ]
    assert len(mocks) == "".join(texts).count("mock_resource") + "".join(texts).count("mock_data") > 0
    assert [text for text in texts if "override_" in text] == []
    for kind, type_, defaults in mocks:
        schema = {"random": bindings.random, "aws": bindings.aws}[type_.partition("_")[0]]().schemas([type_, f"data.{type_}"])
        attributes = schema[f"data.{type_}" if kind == "data" else type_].attributes
        mocked = set(re.findall(r"^      (\w+) +=", defaults, re.M))
        configured = {argument for body in root_module[kind][type_].values() for argument in body}
        assert mocked
        assert mocked & configured == set()
        assert {name for name in mocked if not attributes[name].computed} == set()


def test_blocks_that_checkov_cannot_read_are_in_separate_files(module_files: dict[str, str]) -> None:
    for path, text in module_files.items():
        if path.endswith(".tf.json") and {"terraform", "moved"} & set(json.loads(text)):
            assert set(json.loads(text)) <= {"//", "terraform", "moved"}, path


def test_json_has_two_spaces_and_a_fixed_order(module_files: dict[str, str]) -> None:
    for path, text in module_files.items():
        if path.endswith(".tf.json"):
            assert text == render(json.loads(text)), path
            assert text.endswith("}\n")
            assert "\t" not in text


def test_variables_have_the_order_of_the_interface(module_files: dict[str, str]) -> None:
    written = list(json.loads(module_files["variables.tf.json"])["variable"])
    assert written == [each.name for each in variables(MODULES[ROOT].inputs)]


def test_tables_list_every_input_and_output(root_module: dict[str, Any], module_files: dict[str, str]) -> None:
    readme = module_files["README.md"]
    for name in root_module["variable"]:
        assert f"| `{name}`<br>" in readme
    for name in root_module["output"]:
        assert f"| `{name}` |" in readme


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_each_input_is_listed_once_under_a_heading_and_fits_the_width_of_a_page(stack: type[BaseStack]) -> None:
    tables = inputs_tables(stack.inputs)
    assert sorted(re.findall(r"^\| `(\w+)`<br>", tables, re.MULTILINE)) == sorted(each.name for each in variables(stack.inputs))
    assert all(each.heading for each in variables(stack.inputs))
    headings = re.findall(r"^### (.*)$", tables, re.MULTILINE)
    assert len(headings) == len(set(headings))
    unbroken = [word for code in re.findall(r"`([^`]+)`(?:<br>| \|)", tables) for word in code.split()]
    assert [word for word in unbroken if len(word) > 36] == []


def test_the_switch_of_a_group_is_its_first_input() -> None:
    tables = inputs_tables(STACKS[ROOT].inputs)
    first = dict(re.findall(r"^### (.*)\n\n.*\n.*\n\| `(\w+)`", tables, re.MULTILINE))
    assert {"Network": "create_vpc", "Monitoring": "enable_monitoring"}.items() <= first.items()


def test_missing_markers_of_a_table_are_an_error() -> None:
    with pytest.raises(MissingMarkersError, match="Add <!-- BEGIN inputs --> and <!-- END inputs --> where it belongs"):
        fill("# Title\n", {"inputs": "| |"})


def test_no_file_names_a_package_registry_or_a_path_of_a_machine() -> None:
    hosts = "|".join(
        ("pypi" + "[.]org", "pythonhosted" + "[.]", "registry[.]" + "npmjs", "deb[.]" + "debian", "proxy[.]" + "golang")
    )
    found = subprocess.run(
        ["git", "grep", "-nIE", f"{hosts}|/{'home'}/[a-z]+/|/{'root'}/"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
