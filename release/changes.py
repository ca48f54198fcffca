"""The generated part of docs/changes.md: what changing an input does."""

import json
from collections.abc import Sequence
from typing import Any

from release.evidence.changes import BASES, SECTIONS, Change
from release.tables import table

_VERBS = {"create": "creates", "update": "updates", "replace": "**replaces**", "delete": "**destroys**"}


def parts() -> dict[str, str]:
    """Return the generated parts of the document, by name."""
    return {
        "runners": table(["Runner", "What is set"], [[name, base.about] for name, base in BASES.items()]),
        "changes": "\n\n".join(f"### {section.title}\n\n{_changes(section.changes)}" for section in SECTIONS),
    }


def _changes(changes: Sequence[Change]) -> str:
    rows = [
        [
            "<br>".join([*(f"`{name} = {_value(value)}`" for name, value in change.inputs.items()), f"*{change.base}*"]),
            "<br>".join([*_plan(change), *([change.warning] if change.warning else [])]),
        ]
        for change in changes
    ]
    return table(["Change, and of which runner", "The plan, and what to know about it"], rows)


def _plan(change: Change) -> list[str]:
    return [f"{_VERBS[action]} {_grouped(those)}" for action, those in change.actions.items() if those] or ["changes nothing"]


def _value(value: Any) -> str:
    """Write a value as in Terraform, and ARNs without the account, to fit a page."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_value(each)}' for name, each in value.items())} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value).replace(":123456789012:", ":...:")


def _grouped(addresses: Sequence[str]) -> str:
    """List resources, grouped by type."""
    types: dict[str, list[str]] = {}
    for address in sorted(addresses):
        type_, _, name = address.partition(".")
        types.setdefault(type_, []).append(name)
    return ", ".join(f"`{type_}.{_braced(names)}`" for type_, names in types.items())


def _braced(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"
