"""The table of what changing an input does is complete, warns of what is lost, and no data source can replace anything."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from modules.core.declarations import variables
from modules.inputs import RunnerInputs
from release.evidence.changes import BASES, CHANGES, PRECIOUS
from release.module import locals_of
from release.paths import MODULE
from tests.support.doubles import bindings
from tests.support.doubles.aws import Aws
from tests.support.doubles.host import ACCOUNT, Run

FOLDERS = sorted({path.parent for path in MODULE.rglob("*.tf.json")})
INPUTS = {each.name for each in variables(RunnerInputs)}
REFERENCE = re.compile(r"\b(data\.\w+\.\w+|local\.\w+|(?:aws|random)_\w+\.\w+(?:\[[^\]]*\])?\.\w+)")


def test_every_input_has_a_row_and_every_row_an_input() -> None:
    assert {change.input for change in CHANGES} == INPUTS
    assert sorted({name for change in CHANGES for name in change.beside} - INPUTS) == []


def test_bases_set_inputs_and_changes_change_them() -> None:
    assert sorted({name for base in BASES.values() for name in base.inputs} - INPUTS) == []
    defaults = {each.name: each.default for each in variables(RunnerInputs)}
    idle = [change for change in CHANGES if {**defaults, **BASES[change.base].inputs}[change.input] == change.to]
    assert idle == []


def test_no_two_rows_are_about_the_same_change() -> None:
    made = [(change.base, json.dumps(change.inputs)) for change in CHANGES]
    assert sorted({each for each in made if made.count(each) > 1}) == []


def test_what_holds_data_or_identity_is_neither_replaced_nor_destroyed_without_a_warning() -> None:
    lost = [change for change in CHANGES if PRECIOUS & {each.split(".")[0] for each in (*change.replaces, *change.destroys)}]
    assert lost
    assert [change for change in lost if not change.warning] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(MODULE).as_posix())
def test_no_data_source_reaches_an_argument_that_forces_replacement(folder: Any) -> None:
    """Terraform may defer a data source in any plan: what it feeds is unknown then, and replaced."""
    module = Module([json.loads(path.read_text()) for path in sorted(folder.glob("*.tf.json"))])
    reached = {
        f"{address}: {argument}": sources
        for address, arguments in module.resources.items()
        for argument in module.replacing(address)
        if (sources := module.sources(arguments.get(argument)))
    }
    assert reached == {}


def test_data_sources_are_followed_through_locals_and_resources() -> None:
    module = Module(
        [
            {
                "locals": {"zones": "${data.aws_availability_zones.all.names}"},
                "resource": {
                    "aws_subnet": {"a": {"availability_zone": "${local.zones[0]}", "tags": {"a": "${local.zones[1]}"}}},
                    "aws_nat_gateway": {"a": {"subnet_id": "${aws_subnet.a.availability_zone}"}},
                    "aws_vpc": {"a": {"cidr_block": "${aws_subnet.a.id}", "tags": {"a": "${data.aws_region.a.id}"}}},
                },
            }
        ]
    )
    zones = {"data.aws_availability_zones.all"}
    assert module.sources(module.resources["aws_subnet.a"]["availability_zone"]) == zones
    assert "availability_zone" in module.replacing("aws_subnet.a")
    assert module.sources(module.resources["aws_nat_gateway.a"]["subnet_id"]) == zones
    assert module.sources(module.resources["aws_vpc.a"]["cidr_block"]) == set()


class Module:
    """The files of one module, and what its arguments are made of."""

    def __init__(self, files: list[dict[str, Any]]) -> None:
        self._locals = {name: value for file in files for name, value in locals_of(file).items()}
        self.resources: dict[str, Mapping[str, Any]] = {
            f"{type_}.{name}": arguments
            for file in files
            for type_, named in file.get("resource", {}).items()
            for name, arguments in named.items()
        }

    def replacing(self, address: str) -> set[str]:
        """Name the arguments of a resource that force replacement, without those whose changes are ignored."""
        type_ = address.split(".")[0]
        ignored = {*self.resources[address].get("lifecycle", {}).get("ignore_changes", [])}
        return _replacing(type_) - ignored if type_.startswith("aws_") else set()

    def sources(self, value: Any, seen: frozenset[str] = frozenset()) -> set[str]:
        """Name the data sources that a value is made of; what a resource computes itself changes with it only."""
        found: set[str] = set()
        for reference in set(REFERENCE.findall(json.dumps(value))) - seen:
            if reference.startswith("data."):
                found.add(reference)
            else:
                found |= self.sources([*self._behind(reference)], seen | {reference})
        return found

    def _behind(self, reference: str) -> Iterator[Any]:
        if reference.startswith("local."):
            yield self._locals[reference.removeprefix("local.")]
        else:
            address, _, attribute = re.sub(r"\[[^\]]*\]", "", reference).rpartition(".")
            yield self.resources.get(address, {}).get(attribute)


def _replacing(type_: str) -> set[str]:
    block = bindings.aws().schemas([type_])[type_]
    names = {*block.attributes, *block.blocks}
    before = dict.fromkeys(names, "before")
    double = Aws(Run("", ACCOUNT, MODULE).account)
    changed, unset = (double.replaced_by(type_, before, dict.fromkeys(names, after)) for after in ("after", None))
    return {*changed, *unset}
