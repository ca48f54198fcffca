"""The smallest module that has certain inputs: what is about a few inputs needn't take the root, which has everything."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from release.paths import MODULE
from tests.support.terraform.calls import instances
from tests.terraform.configurations import EXISTING_RUNNER, GROUPS, NAMED, ROOT, Inputs

_NEEDED: dict[str, Inputs] = {**GROUPS, "network": NAMED, "monitoring": EXISTING_RUNNER}
_SWITCHES = {"monitoring": "enable_monitoring"}  # in the root; alone, a nested module creates its resources


def module(values: Inputs, message: str = "") -> str:
    """Name the nested module that has these inputs, and a requirement with this message; the root is named ""."""
    return next((name for name in _NEEDED if _own(name, values).keys() <= _declared(name) and _requires(name, message)), "")


def _needed(name: str) -> Inputs:
    """What a module needs."""
    return _NEEDED.get(name, ROOT)


def _call(values: Inputs, message: str) -> dict[str, Any]:
    """Call the module with these inputs and that requirement."""
    name = module(values, message)
    return {"source": f"./module/modules/{name}" if name else "./module", **_needed(name), **_own(name, values)}


def calls(cases: Mapping[str, tuple[Inputs, str]]) -> dict[str, dict[str, Any]]:
    """Call the modules with the inputs and the requirement of each case; where that is checked at the same place, by one call.

    Terraform skips everything that depends on a resource with an error, in all instances of the module.
    """
    places: dict[tuple[str, str], dict[str, Inputs]] = {}
    for case, (values, message) in cases.items():
        inputs = _call(values, message)
        places.setdefault((inputs.pop("source"), _place(module(values, message), message)), {})[case] = inputs
    return {f"call{number}": instances(source, inputs) for number, ((source, _), inputs) in enumerate(places.items())}


def _own(name: str, values: Inputs) -> Inputs:
    return {key: value for key, value in values.items() if key != _SWITCHES.get(name)}


def _declared(name: str) -> set[str]:
    return {variable for file in _files(name) for variable in json.loads(file).get("variable", {})}


def _requires(name: str, message: str) -> bool:
    return any(_start(message) in file for file in _files(name))


def _place(name: str, message: str) -> str:
    """Name the first resource or output of a module that has a requirement with this message."""
    content = [json.loads(file) for file in _files(name)]
    blocks = [block for file in content for block in [*file.get("resource", {}).items(), ("output", file.get("output", {}))]]
    return next(
        (f"{kind}.{each}" for kind, named in blocks for each, body in named.items() if _start(message) in json.dumps(body)), ""
    )


def _start(message: str) -> str:
    return re.split(r'[;"]', message)[0]  # up to the first value in it


@cache
def _files(name: str) -> list[str]:
    return [file.read_text() for file in (MODULE / "modules" / name if name else MODULE).glob("*.tf.json")]
