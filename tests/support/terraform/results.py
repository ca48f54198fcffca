"""What Terraform said and did, as values that a test can compare."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Diagnostic:
    """One error or warning."""

    severity: str
    summary: str
    detail: str = ""
    address: str = ""
    place: str = ""  # file and line

    def __str__(self) -> str:
        where = ", ".join(filter(None, [self.address, self.place]))
        return f"{self.severity}: {self.summary}{f' ({where})' if where else ''}\n    {' '.join(self.detail.split())}"

    @property
    def text(self) -> str:
        """Summary and detail in one line, with single spaces: Terraform breaks its lines by width."""
        return " ".join(f"{self.summary}: {self.detail}".split())


class Diagnostics(tuple[Diagnostic, ...]):
    """The errors and warnings of one command."""

    __slots__ = ()

    @property
    def errors(self) -> "list[Diagnostic]":
        """The errors only."""
        return [item for item in self if item.severity == "error"]

    @property
    def warnings(self) -> "list[Diagnostic]":
        """The warnings only."""
        return [item for item in self if item.severity == "warning"]

    @property
    def text(self) -> str:
        """Everything that was said, one problem a line."""
        return "\n".join(item.text for item in self)

    def __str__(self) -> str:
        return "\n".join(map(str, self)) or "nothing was said"


class TerraformFailed(Exception):  # noqa: N818 - it is what happened, and reads so
    """Terraform ended with an error."""

    def __init__(self, command: str, diagnostics: Diagnostics, output: str = "") -> None:
        super().__init__(f"terraform {command} failed\n{diagnostics if diagnostics else output}")
        self.diagnostics = diagnostics


@dataclass(frozen=True)
class Change:
    """What a plan does with one resource instance."""

    address: str
    action: str  # no-op, create, read, update, delete, replace
    before: Json | None
    after: Json | None  # what is known of it; what isn't known is left out
    unknown: Json  # attribute -> True, or the same for what is inside
    importing: bool = False
    replace_paths: tuple[str, ...] = ()

    @property
    def changed(self) -> set[str]:
        """The names of the attributes that change, or may."""
        before, after = self.before or {}, self.after or {}
        return {name for name in {*before, *after, *self.unknown} if name in self.unknown or before.get(name) != after.get(name)}


@dataclass
class Plan:
    """What Terraform would do."""

    is_empty: bool  # neither resources nor outputs change, and nothing moves
    diagnostics: Diagnostics
    file: Path  # where Terraform saved it
    actions: dict[str, str]  # address -> action, for those that don't stay as they are
    moved: dict[str, str]  # old address -> new address
    _show: Callable[[], Json] = field(repr=False)  # asks Terraform when the first detail is wanted

    @cached_property
    def raw(self) -> Json:
        """The plan as `terraform show -json` prints it."""
        return self._show()

    @cached_property
    def changes(self) -> dict[str, Change]:
        """Every managed resource instance by address, those that stay as they are too."""
        found = (_change(item) for item in self.raw.get("resource_changes", []) if item["mode"] == "managed")
        return {change.address: change for change in found}

    def having(self, action: str) -> set[str]:
        """The addresses with this action."""
        return {address for address, found in self.actions.items() if found == action}

    def __getitem__(self, address: str) -> Json:
        """Return the planned values of a resource; what isn't known yet is missing."""
        after = self.changes[address].after
        if after is None:
            raise KeyError(f"{address} is destroyed")
        return after

    def is_unknown(self, address: str, attribute: str) -> bool:
        """Tell whether an attribute, as a whole, is known only after the apply."""
        return self.changes[address].unknown.get(attribute) is True

    @cached_property
    def data(self) -> dict[str, Json]:
        """The data sources that were read at plan, by address."""
        resources = _resources(self.raw.get("prior_state", {}).get("values", {}).get("root_module", {}))
        return {item["address"]: item["values"] for item in resources if item["mode"] == "data"}

    @cached_property
    def outputs(self) -> Json:
        """The outputs that are known."""
        changes = self.raw.get("output_changes", {})
        return {name: change["after"] for name, change in changes.items() if "after" in change}


@dataclass(frozen=True)
class State:
    """What Terraform remembers."""

    resources: dict[str, Json]  # address -> attributes
    data: dict[str, Json]
    outputs: Json
    diagnostics: Diagnostics = Diagnostics()
    raw: Json = field(default_factory=dict, repr=False)

    def __getitem__(self, address: str) -> Json:
        """Return the attributes of a resource."""
        return self.resources[address]

    def of_type(self, type_: str) -> dict[str, Json]:
        """Return the resources of one type, in every module."""
        pattern = re.compile(rf"(?:^|\.){re.escape(type_)}\.[^.]+$")
        return {address: item for address, item in self.resources.items() if pattern.search(_without_keys(address))}

    def within(self, module: str, outputs: Json | None = None) -> "State":
        """Return what one module made, such as `module.runner["a"]`, by address in it, as if it were the root."""

        def of_module(all_: dict[str, Json]) -> dict[str, Json]:
            prefix = f"{module}."
            return {address.removeprefix(prefix): item for address, item in all_.items() if address.startswith(prefix)}

        return State(of_module(self.resources), of_module(self.data), outputs or {})


@dataclass(frozen=True)
class TestRun:
    """One run block of a test file."""

    __test__ = False  # not a test of ours

    file: str
    run: str
    status: str  # pass, fail, error, skip
    diagnostics: Diagnostics = Diagnostics()


def _change(raw: Json) -> Change:
    change = raw["change"]
    actions = change["actions"]
    return Change(
        address=raw["address"],
        action="replace" if len(actions) > 1 else actions[0],
        before=change["before"],
        after=change["after"],
        unknown=_unknown(change.get("after_unknown")),
        importing="importing" in change,
        replace_paths=tuple(".".join(map(str, path)) for path in change.get("replace_paths", [])),
    )


def _unknown(raw: Any) -> Json:
    return {name: value for name, value in raw.items() if value not in (False, {}, [])} if isinstance(raw, dict) else {}


def _resources(module: Json) -> Iterable[Json]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def _without_keys(address: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", address)
