"""Between Terraform's messages and plain Python values: schemas go out, values come in and go out.

The message classes are those of the PyPI package `tf`. Unknown values stay as they came, refinements included.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]
from tf.gen import tfplugin_pb2 as messages  # type: ignore[import-untyped]

from tests.support.doubles.model import Attribute, Block, Nested, Value

UNKNOWN = msgpack.ExtType(0, b"\x00")

_NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}  # the same numbers for blocks and for attributes


@dataclass(frozen=True)
class Problem:
    """What a provider says about a configuration, and where: a path of names and keys."""

    summary: str
    detail: str
    path: tuple[str | int, ...] = ()
    is_warning: bool = False


def is_unknown(value: object) -> bool:
    """Tell whether a value is still to come."""
    return isinstance(value, msgpack.ExtType)


def is_known(value: object) -> bool:
    """Tell whether a value is known through and through."""
    match value:
        case dict():
            return all(map(is_known, value.values()))
        case list():
            return all(map(is_known, value))
        case _:
            return not is_unknown(value)


def unpack(message: Any) -> Value | None:
    """Read a value that Terraform sent."""
    value: Value | None = msgpack.unpackb(message.msgpack, raw=False, strict_map_key=False, ext_hook=msgpack.ExtType)
    return value


def pack(value: Value | None) -> Any:
    """Write a value for Terraform."""
    return messages.DynamicValue(msgpack=msgpack.packb(value, use_bin_type=True))


def problems(found: list[Problem]) -> list[Any]:
    """Write problems as diagnostics."""
    kinds = {True: messages.Diagnostic.WARNING, False: messages.Diagnostic.ERROR}
    return [
        messages.Diagnostic(severity=kinds[item.is_warning], summary=item.summary, detail=item.detail, attribute=_path(item.path))
        for item in found
    ]


def paths(names: list[str]) -> list[Any]:
    """Write the paths of top-level attributes."""
    return [_path((name,)) for name in names]


def schema(block: Block) -> Any:
    """Write the schema of a provider, a resource or a data source."""
    return messages.Schema(version=0, block=_block(block))


def schemas(blocks: Mapping[str, Block]) -> dict[str, Any]:
    """Write several schemas."""
    return {name: schema(block) for name, block in blocks.items()}


def _path(steps: tuple[str | int, ...]) -> Any:
    step = messages.AttributePath.Step
    return messages.AttributePath(
        steps=[step(element_key_int=key) if isinstance(key, int) else step(attribute_name=key) for key in steps]
    )


def _block(block: Block) -> Any:
    return messages.Schema.Block(
        attributes=[_attribute(name, item) for name, item in sorted(block.attributes.items())],
        block_types=[_nested_block(name, item) for name, item in sorted(block.blocks.items())],
    )


def _attribute(name: str, item: Attribute) -> Any:
    flags = {name: getattr(item, name) for name in ("required", "optional", "computed", "deprecated", "sensitive")}
    if item.nested is None:
        return messages.Schema.Attribute(name=name, type=json.dumps(item.type).encode(), **flags)
    attributes = [_attribute(inner, what) for inner, what in sorted(item.nested.block.attributes.items())]
    inside = messages.Schema.Object(attributes=attributes, nesting=_NESTING[item.nested.nesting])
    return messages.Schema.Attribute(name=name, nested_type=inside, **flags)


def _nested_block(name: str, item: Nested) -> Any:
    return messages.Schema.NestedBlock(
        type_name=name,
        block=_block(item.block),
        nesting=_NESTING[item.nesting],
        min_items=item.min_items,
        max_items=item.max_items,
    )
