"""Converts a synthesized stack to the files of a Terraform module."""

import inspect
import json
from pathlib import Path
from typing import Any

from modules import outputs
from modules.core.declarations import variables
from release.paths import PROJECT
from stacks import base
from stacks.base import BaseStack

Json = dict[str, Any]

_FIRST = (
    "//",
    *("Sid", "Effect", "Principal", "Action", "Resource", "Condition"),
    *("description", "type", "default", "count", "for_each"),
)
_LAST = ("tags", "lifecycle", "depends_on")


def module_files(stack: BaseStack, content: Json) -> dict[str, str]:
    """Split the JSON of a stack into the files of a module: text by file name.

    Each group is a file, with the path of its source code in the header. Parts of a deployable stack (providers, backend, CDKTF's
    metadata) are omitted.
    """
    parts: dict[str, Json] = {
        "variables": {"variable": {each.name: content["variable"][each.name] for each in variables(stack.inputs)}},
        "outputs": {"output": {each.name: content["output"][each.name] for each in stack.declared_outputs}},
        "versions": {"terraform": {key: content["terraform"][key] for key in ("required_version", "required_providers")}},
    }
    sources: dict[str, object] = {"variables": stack.inputs, "outputs": outputs, "versions": base, "moved": type(stack)}
    for block, file in (("moved", "moved"), ("check", "checks")):  # scanners skip files with these blocks: keep them separate
        if block in content:
            parts[file] = {block: content[block]}
    for name in content.get("check", {}):
        sources["checks"] = stack.classes[stack.groups[f"check.{name}"]]
    for name, value in locals_of(content).items():
        group = parts.setdefault(stack.groups[f"local.{name}"], {})
        if name in stack.comments:
            group.setdefault("locals", [{}]).append({"//": stack.comments[name], name: value})
        else:
            group.setdefault("locals", [{}])[0][name] = value
    for part in parts.values():
        if "locals" in part:
            blocks = [block for block in part["locals"] if block]
            part["locals"] = blocks if len(blocks) > 1 else blocks[0]
    for section, prefix in (("data", "data."), ("resource", "")):
        for kind, elements in content.get(section, {}).items():
            for name, element in elements.items():
                body = {key: value for key, value in element.items() if key != "//"}
                _section(parts, stack.groups[f"{prefix}{kind}.{name}"], section, kind)[name] = body
    sources |= stack.classes
    return {f"{name}.tf.json": render({"//": _header(sources[name]), **part}) for name, part in sorted(parts.items())}


def locals_of(content: Json) -> Json:
    """Merge the blocks of locals: each local with a comment has its own block."""
    blocks = content.get("locals", [])
    return {
        name: value
        for block in ([blocks] if isinstance(blocks, dict) else blocks)
        for name, value in block.items()
        if name != "//"
    }


def _header(source: Any) -> str:
    file = Path(inspect.getfile(source)).resolve().relative_to(PROJECT)
    return f"Generated from {file.as_posix()}: change it there."


def render(content: Json) -> str:
    """Write readable JSON: two spaces, and keys in a fixed order if their order doesn't matter to Terraform."""
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
    # Variables and outputs keep the order of the documentation.
    return {key: _ordered(value[key], keep=key in ("variable", "output")) for key in keys}


def _rank(key: str) -> tuple[int, int, str]:
    if key in _FIRST:
        return 0, _FIRST.index(key), key
    return (2, _LAST.index(key), key) if key in _LAST else (1, 0, key)
