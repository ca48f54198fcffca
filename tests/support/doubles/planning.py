"""What every provider does in the same way: read a configuration strictly, plan what is computed, fill it at apply."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.support.doubles.model import Attribute, Block, Value, elements, insides, rebuilt
from tests.support.doubles.wire import UNKNOWN, Problem, is_unknown

# Given the path of an attribute and its declaration, the value that takes the place of an unknown one.
Answer = Callable[[tuple[str, ...], Attribute], Any]


def unwelcome_arguments(block: Block, config: Value, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Find arguments that only the provider may set, and deprecated ones: Terraform core leaves both to the provider."""
    for name, attribute in block.attributes.items():
        if attribute.deprecated and config.get(name) is not None:
            yield Problem("Argument is deprecated", f"{name} is deprecated", (*path, name), is_warning=True)
        if attribute.computed and not attribute.optional and config.get(name) is not None:
            detail = f"{name} can't be set: the provider decides it. Remove the argument."
            yield Problem("Value for a read-only attribute", detail, (*path, name))
    for name, nested in insides(block):
        for index, inner in enumerate(elements(nested, config.get(name))):
            step: tuple[str | int, ...] = (*path, name) if nested.nesting == "single" else (*path, name, index)
            yield from unwelcome_arguments(nested.block, inner, step)


def planned(block: Block, proposed: Value, prior: Value | None) -> Value:
    """Mark what is computed and has no value yet as unknown; an update keeps what it had, apart from new blocks."""
    result = dict(proposed)
    for name, attribute in block.attributes.items():
        if attribute.computed and proposed[name] is None and (prior is None or name not in prior):
            result[name] = UNKNOWN
    for name, nested in insides(block):
        if prior is not None and proposed[name] == prior.get(name):
            continue
        inner = [planned(nested.block, item, None) for item in elements(nested, proposed[name])]
        result[name] = rebuilt(nested, result[name], inner)
    return result


def filled(block: Block, value: Value, answer: Answer, path: tuple[str, ...] = ()) -> Value:
    """Put an answer in the place of everything unknown."""
    result = dict(value)
    for name, nested in insides(block):
        inner = [filled(nested.block, item, answer, (*path, name)) for item in elements(nested, value[name])]
        result[name] = rebuilt(nested, value[name], inner)
    for name, attribute in block.attributes.items():
        if is_unknown(result[name]):
            result[name] = answer((*path, name), attribute)
    return result


def from_state(block: Block, raw: Value) -> Value:
    """Bring a stored state into the schema's shape: forget what it no longer has, add what is new as null."""
    result = {name: raw.get(name) for name in block.attributes}
    for name, nested in block.blocks.items():
        stored = raw.get(name)
        if stored is None and nested.nesting in ("list", "set"):
            stored = []
        result[name] = rebuilt(nested, stored, [from_state(nested.block, item) for item in elements(nested, stored)])
    return result


def empty(block: Block) -> Value:
    """Return a value in which nothing is set."""
    return from_state(block, {})
