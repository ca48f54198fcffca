"""From a synthesized stack to the files of a Terraform module."""

import json
from collections.abc import Mapping
from typing import Any

from modules.core.declarations import Inputs, Output, variables

Json = dict[str, Any]

_FIRST = ("//", "sid", "effect", "description", "type", "default", "count", "for_each")
_LAST = ("tags", "lifecycle", "depends_on")


def module_files(
    stack: Json, groups: Mapping[str, str], inputs: type[Inputs], outputs: list[Output[Any]], source: str
) -> dict[str, str]:
    """Split the JSON of a stack into the files of a module: text by file name.

    `groups` tells the group of each local, data source and resource by address; each group is a file. What only a deployable
    stack has (providers, backend, CDKTF's metadata) is left out. `source` is the file that readers find the code in.
    """
    parts: dict[str, Json] = {
        "variables": {"variable": {each.name: stack["variable"][each.name] for each in variables(inputs)}},
        "outputs": {"output": {each.name: stack["output"][each.name] for each in outputs}},
        "versions": {"terraform": {key: stack["terraform"][key] for key in ("required_version", "required_providers")}},
    }
    for block, file in (("moved", "moved"), ("check", "checks")):  # scanners pass over files with some blocks: keep them apart
        if block in stack:
            parts[file] = {block: stack[block]}
    for name, value in stack.get("locals", {}).items():
        _section(parts, groups[f"local.{name}"], "locals")[name] = value
    for section, prefix in (("data", "data."), ("resource", "")):
        for kind, elements in stack.get(section, {}).items():
            for name, element in elements.items():
                body = {key: value for key, value in element.items() if key != "//"}
                _section(parts, groups[f"{prefix}{kind}.{name}"], section, kind)[name] = body
    comment = f"Generated from {source}: change it there."
    return {f"{name}.tf.json": render({"//": comment, **part}) for name, part in sorted(parts.items())}


def render(content: Json) -> str:
    """Write JSON for people: two spaces, and keys in one order wherever order means nothing to Terraform."""
    return json.dumps(_ordered(content), indent=2, ensure_ascii=False) + "\n"


def _section(parts: dict[str, Json], *path: str) -> Json:
    place: Json = parts
    for key in path:
        place = place.setdefault(key, {})
    return place


def _ordered(value: Any, *, keep: bool = False) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value) if keep else sorted(value, key=_rank)
    # Variables and outputs stay in the order in which people are told of them.
    return {key: _ordered(value[key], keep=key in ("variable", "output")) for key in keys}


def _rank(key: str) -> tuple[int, int, str]:
    if key in _FIRST:
        return 0, _FIRST.index(key), key
    return (2, _LAST.index(key), key) if key in _LAST else (1, 0, key)
