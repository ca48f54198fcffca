"""A provider's schema as plain values: what Terraform asks a plugin for, and what the doubles walk along."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Any, Literal

# A type as Terraform writes it in JSON: "string", ["list", "string"], ["object", {"name": "string"}], "dynamic".
Type = str | list[Any]
Nesting = Literal["single", "list", "set", "map"]
Value = dict[str, Any]  # the attributes and nested blocks of one block


@dataclass(frozen=True)
class Attribute:
    """An argument or a result; `nested` stands for `type` where protocol 6 describes the attributes of an object."""

    type: Type | None = None
    required: bool = False
    optional: bool = False
    computed: bool = False
    deprecated: bool = False
    sensitive: bool = False
    nested: "Nested | None" = None


@dataclass(frozen=True)
class Block:
    """The attributes and the nested blocks of a resource, a data source, a provider, or of a block in one."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: dict[str, "Nested"] = field(default_factory=dict)


@dataclass(frozen=True)
class Nested:
    """A block inside a block, or the inside of a nested attribute."""

    block: Block
    nesting: Nesting
    min_items: int = 0
    max_items: int = 0  # 0: any number


def block_from_json(raw: dict[str, Any]) -> Block:
    """Read what `dataclasses.asdict` made of a block."""
    return Block(
        {name: Attribute(**{**item, "nested": _nested(item["nested"])}) for name, item in raw["attributes"].items()},
        {name: nested for name, item in raw["blocks"].items() if (nested := _nested(item))},
    )


def _nested(raw: dict[str, Any] | None) -> Nested | None:
    return Nested(**{**raw, "block": block_from_json(raw["block"])}) if raw else None


def with_deprecated(block: Block, names: Set[str]) -> Block:
    """Mark attributes as deprecated: the bindings don't tell."""
    marked = {name: replace(item, deprecated=name in names) for name, item in block.attributes.items()}
    return replace(block, attributes=marked)


def insides(block: Block) -> Iterator[tuple[str, Nested]]:
    """Name everything in a block that holds further blocks, whichever way it is declared."""
    yield from block.blocks.items()
    for name, attribute in block.attributes.items():
        if attribute.nested:
            yield name, attribute.nested


def elements(nested: Nested, value: Any) -> list[Value]:
    """List the blocks that a value of this nesting holds; none for null and for unknown."""
    match value:
        case dict():
            return [value] if nested.nesting == "single" else [item for item in value.values() if isinstance(item, dict)]
        case list():
            return [item for item in value if isinstance(item, dict)]
        case _:
            return []


def rebuilt(nested: Nested, value: Any, blocks: list[Value]) -> Any:
    """Put changed blocks in the place of those that `elements` listed."""
    if not isinstance(value, dict | list):
        return value
    remaining = iter(blocks)
    if nested.nesting == "single":
        return next(remaining)
    if isinstance(value, dict):
        return {key: next(remaining) if isinstance(item, dict) else item for key, item in value.items()}
    return [next(remaining) if isinstance(item, dict) else item for item in value]
