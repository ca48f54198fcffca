"""Read what Terraform prints, and what it writes into its state."""

import json
import re

from tests.support.terraform import wordings
from tests.support.terraform.results import Diagnostic, Diagnostics, Json, State

_DIAGNOSTIC = re.compile(r"^(Error|Warning): (.*)\n((?:(?!Error: |Warning: ).*\n?)*)", re.MULTILINE)
_PLACE = re.compile(r"^  on (\S+) line (\d+).*\n(?: +\d+:.*\n)*", re.MULTILINE)
NOTHING = Diagnostics()


def diagnostic(raw: Json) -> Diagnostic:
    """Read a diagnostic of Terraform's JSON."""
    span = raw.get("range") or {}
    place = f"{span['filename']}:{span['start']['line']}" if span else ""
    return Diagnostic(raw["severity"], raw["summary"], raw.get("detail", ""), raw.get("address", ""), place)


def from_stream(lines: str) -> list[Json]:
    """Read the messages of a command with -json."""
    return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]


def planned(lines: str) -> tuple[dict[str, str], dict[str, str]]:
    """Read what a plan does with which address, and which address was another one before."""
    changes = [message["change"] for message in from_stream(lines) if message["type"] == "planned_change"]
    managed = [change for change in changes if not change["resource"]["resource"].startswith("data.")]
    actions = {change["resource"]["addr"]: change["action"] for change in managed if change["action"] != "move"}
    moved = {
        change["previous_resource"]["addr"]: change["resource"]["addr"] for change in managed if "previous_resource" in change
    }
    return actions, moved


def from_text(output: str) -> Diagnostics:
    """Read diagnostics from what Terraform prints for people."""
    text = wordings.INITIALIZED.sub("", output)
    found = (_diagnostic(*parts) for parts in _DIAGNOSTIC.findall(text))
    return Diagnostics(item for item in found if item.summary != wordings.FROM_A_MIRROR)


def _diagnostic(severity: str, summary: str, rest: str) -> Diagnostic:
    place = _PLACE.search(rest)
    detail = _PLACE.sub("", rest).strip()
    return Diagnostic(severity.lower(), summary, detail, place=f"{place[1]}:{place[2]}" if place else "")


def read_state(raw: Json, diagnostics: Diagnostics = NOTHING) -> State:
    """Read a state file of version 4."""
    found: dict[str, dict[str, Json]] = {"managed": {}, "data": {}}
    for resource in raw.get("resources", []):
        for instance in resource["instances"]:
            found[resource["mode"]][_address(resource, instance)] = instance["attributes"]
    outputs = {name: output["value"] for name, output in raw.get("outputs", {}).items()}
    return State(found["managed"], found["data"], outputs, diagnostics, raw)


def _address(resource: Json, instance: Json) -> str:
    key = instance.get("index_key")
    prefix = "data." if resource["mode"] == "data" else ""
    module = f"{resource['module']}." if "module" in resource else ""
    return f"{module}{prefix}{resource['type']}.{resource['name']}{'' if key is None else f'[{json.dumps(key)}]'}"
