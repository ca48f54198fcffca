"""Facts: every type that the project uses has them, with their source, and they are about arguments that exist."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.paths import PROJECT
from tests.support.doubles import bindings
from tests.support.doubles.aws.data_sources import READERS
from tests.support.doubles.aws.facts import FACTS, Facts
from tests.support.doubles.model import Block
from tests.support.terraform import Terraform

NOT_OF_TERRAFORM = {"ecs_task"}
SOURCE = re.compile(r"internal/service/\w+/\w+\.go.*|https://docs\.aws\.amazon\.com/\S+")


def used(kind: str) -> set[str]:
    """Name the types of AWS that the module, the examples and the documents use: those of resources, or of data sources."""
    return {type_ for file in files() for type_ in types_in(file, kind) if type_.startswith("aws_")}


def files() -> Iterator[Path]:
    yield from (PROJECT / "dist").rglob("*.tf.json")
    for folder, pattern in (("examples", "*.tf"), ("docs", "*.md"), ("tests/terraform/older", "*.tf")):
        yield from (PROJECT / folder).rglob(pattern)


def types_in(file: Path, kind: str) -> set[str]:
    if file.suffix == ".json":
        return set(json.loads(file.read_text()).get(kind, {}))
    return set(re.findall(rf'^\s*{kind} "(\w+)"', file.read_text(), re.MULTILINE))


def names(facts: Facts) -> set[str]:
    """Name the arguments and blocks, by path, that facts speak of."""
    sets = [facts.replaced_by, facts.replaced_by_switch, facts.kept_if_unset, facts.fractions, facts.deprecated, facts.unread]
    mappings = [facts.defaults, facts.texts, facts.checks, facts.values, facts.goes_with, facts.holds, facts.left or {}]
    groups = [*facts.conflicts, *facts.exactly_one, *facts.at_least_one, facts.filled_if_empty, set(facts.unique)]
    single = {facts.emptied_by, facts.kept_by, facts.imported_by} - {""}
    return single.union(*sets, *groups, *mappings)


def has(block: Block, path: str) -> bool:
    name, _, rest = path.partition(".")
    if not rest:
        return name in block.attributes or name in block.blocks
    inside = block.blocks.get(name)
    return has(inside.block, rest) if inside else name in block.attributes  # an attribute that holds objects


def test_every_resource_type_in_use_has_facts() -> None:
    types = used("resource")
    assert {"aws_s3_bucket", "aws_kms_key"} <= types
    assert types <= set(FACTS), f"add them to a file in tests/support/doubles/aws/facts/: {types - set(FACTS)}"


def test_every_data_source_in_use_is_answered() -> None:
    types = used("data")
    assert "aws_caller_identity" in types
    assert types <= set(READERS), f"add them to tests/support/doubles/aws/data_sources.py: {types - set(READERS)}"


def test_a_type_without_facts_is_refused(terraform: Terraform) -> None:
    said = terraform({"main.tf": 'resource "aws_codecommit_repository" "it" { repository_name = "x" }'}).validate_fails().text
    assert said == "No facts: nothing is known of aws_codecommit_repository: add it to a file in tests/support/doubles/aws/facts/"
    said = terraform({"main.tf": 'data "aws_ami" "it" {}'}).plan_fails().text
    assert said == "No facts: nothing is known of data.aws_ami: add it to tests/support/doubles/aws/data_sources.py"


@pytest.mark.parametrize("type_", sorted(FACTS))
def test_facts_have_a_source_and_speak_of_what_exists(type_: str) -> None:
    facts = FACTS[type_]
    assert SOURCE.fullmatch(facts.source)
    assert {to.split(".")[0] for to in (*facts.goes_with.values(), *facts.holds.values())} <= set(FACTS)
    if type_ not in NOT_OF_TERRAFORM:
        block = bindings.aws().schemas([type_])[type_]
        assert {path for path in names(facts) if not has(block, path)} == set()
