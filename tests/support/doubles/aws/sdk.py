"""Unset values as resources of terraform-plugin-sdk have them: unset and empty are the same, and what is read is never null.

Sources: terraform-plugin-sdk helper/schema schema.go (diffString and the like drop a change from an empty value to none),
field_writer_map.go setPrimitive (a null that Read sets is written as ""), grpc_provider.go normalizeNullValues (an unset
collection stays null at apply, and is read as empty at the next refresh). Seen with provider 5.46 on an emulator of AWS.

Not modelled: texts are stored as they were written, not normalized by their StateFunc.
"""

import json
from collections.abc import Set
from typing import Any

from tests.support.doubles.model import Attribute, Block, Nested, Type, Value, elements, rebuilt


def kept(block: Block, prior: Value, proposed: Value) -> Value:
    """Keep what has only changed between unset and empty."""
    result = dict(proposed)
    for name, attribute in block.attributes.items():
        if _same(attribute, prior[name], proposed[name]):
            result[name] = prior[name]
    for name, nested in block.blocks.items():
        if _same_blocks(nested, prior[name], proposed[name]):
            result[name] = prior[name]
    return result


def read_back(block: Block, value: Value, unread: Set[str], *, collections: bool) -> Value:
    """Put the empty value of its type in the place of each null that the provider reads."""
    result = dict(value)
    for name, attribute in block.attributes.items():
        if attribute.type and name not in unread:
            result[name] = _emptied(attribute.type, value[name], collections=collections)
    for name, nested in block.blocks.items():
        if nested.nesting != "single":  # timeouts are Terraform's own
            inner = [read_back(nested.block, item, frozenset(), collections=True) for item in elements(nested, value[name])]
            result[name] = rebuilt(nested, value[name], inner)
    return result


def _emptied(type_: Type, value: Any, *, collections: bool) -> Any:
    match type_, value:
        case "string", None:
            return ""
        case "number", None:
            return 0
        case "bool", None:
            return False
        case ["list" | "set", *_], None if collections:
            return []
        case ["map", *_], None if collections:
            return {}
        case ["list" | "set", inner], list():
            return [_emptied(inner, each, collections=True) for each in value]
        case ["object", attributes], dict():
            return {name: _emptied(inner, value[name], collections=True) for name, inner in attributes.items()}
        case _:
            return value


def _same(attribute: Attribute, prior: Any, proposed: Any) -> bool:
    return bool(attribute.type) and _bare(attribute.type, prior) == _bare(attribute.type, proposed)


def _same_blocks(nested: Nested, prior: Any, proposed: Any) -> bool:
    ours, theirs = elements(nested, prior), elements(nested, proposed)
    if len(ours) != len(theirs) or (prior is None) != (proposed is None) or not isinstance(proposed, list | dict | None):
        return False
    if nested.nesting == "set":
        return all(any(_same_block(nested.block, one, other) for one in ours) for other in theirs)
    return all(_same_block(nested.block, one, other) for one, other in zip(ours, theirs, strict=True))


def _same_block(block: Block, prior: Value, proposed: Value) -> bool:
    attributes = all(_same(attribute, prior[name], proposed[name]) for name, attribute in block.attributes.items())
    return attributes and all(_same_blocks(nested, prior[name], proposed[name]) for name, nested in block.blocks.items())


def _bare(type_: Type | None, value: Any) -> Any:
    """Bring what means the same into one form: None for what is empty, sets in one order."""
    match type_, value:
        case ["map", inner], dict():
            return {key: _bare(inner, each) for key, each in value.items()} or None
        case ["object", attributes], dict():
            return {name: _bare(inner, value[name]) for name, inner in attributes.items()}
        case ["list", inner], list():
            return [_bare(inner, each) for each in value] or None
        case ["set", inner], list():
            return sorted((_bare(inner, each) for each in value), key=lambda each: json.dumps(each, default=str)) or None
        case _:
            return value or None
