"""What the provider refuses at validate, as far as values are known."""

from collections.abc import Iterator, Set
from typing import Any

from tests.support.doubles.aws.facts import Facts, at
from tests.support.doubles.aws.facts.checks import complaints
from tests.support.doubles.model import Block, Value, elements
from tests.support.doubles.wire import Problem, is_unknown


def problems(facts: Facts, block: Block, config: Value) -> Iterator[Problem]:
    """Find what validators, conflicts and types of terraform-plugin-sdk refuse."""
    yield from _fractions(block, config, facts.fractions)
    for path, checks in facts.checks.items():
        for value in at(config, path):
            for complaint in complaints(checks, value):
                yield Problem("Invalid Attribute Value", f"{path}: {complaint}", (path.partition(".")[0],))
    for name, text in facts.texts.items():
        value = config[name]
        if isinstance(value, str) and value and (fault := text.fault(value)):
            yield Problem(f"Invalid {text.kind}", f'"{name}" {fault}', (name,))
    yield from _groups(facts, config)


def _groups(facts: Facts, config: Value) -> Iterator[Problem]:
    for group in (*facts.conflicts, *facts.exactly_one):
        if len(found := [name for name in sorted(group) if _is_set(config, name)]) > 1:
            yield Problem("Conflicting configuration arguments", f"{' conflicts with '.join(found)}", (found[0],))
    for group in (*facts.exactly_one, *facts.at_least_one):
        if not any(_is_set(config, name) or is_unknown(config.get(name)) for name in group):
            yield Problem("Missing required argument", f"one of {', '.join(sorted(group))} must be specified")


def _is_set(config: Value, name: str) -> bool:
    return config.get(name) not in (None, []) and not is_unknown(config[name])


def _fractions(block: Block, value: Value, allowed: Set[str], path: str = "") -> Iterator[Problem]:
    """Every number but a few is a TypeInt, of which Terraform core knows nothing."""
    for name, attribute in block.attributes.items():
        if attribute.type == "number" and path + name not in allowed and _is_fraction(value.get(name)):
            detail = f"{path}{name}: Attribute must be a whole number, got {value[name]}"
            yield Problem("Attribute must be a whole number", detail, ((path + name).partition(".")[0],))
    for name, nested in block.blocks.items():
        for inner in elements(nested, value.get(name)):
            yield from _fractions(nested.block, inner, allowed, f"{path}{name}.")


def _is_fraction(value: Any) -> bool:
    return isinstance(value, float) and not value.is_integer()
