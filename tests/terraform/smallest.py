"""The smallest module that has certain inputs: what is about a few inputs needn't take the root, which has everything."""

import json
import re
from functools import cache
from typing import Any

from release.paths import MODULE
from tests.terraform.configurations import GROUPS, NAMED, ROOT, Inputs

_NEEDED: dict[str, Inputs] = {**GROUPS, "network": NAMED}


def module(values: Inputs, message: str = "") -> str:
    """Name the nested module that has these inputs, and a requirement with this message; the root is named ""."""
    return next((name for name in _NEEDED if values.keys() <= _declared(name) and _requires(name, message)), "")


def needed(name: str) -> Inputs:
    """What a module needs."""
    return _NEEDED.get(name, ROOT)


def call(values: Inputs, message: str) -> dict[str, Any]:
    """Call the module with these inputs and that requirement."""
    name = module(values, message)
    return {"source": f"./module/modules/{name}" if name else "./module", **needed(name), **values}


def _declared(name: str) -> set[str]:
    return {variable for file in _files(name) for variable in json.loads(file).get("variable", {})}


def _requires(name: str, message: str) -> bool:
    start = re.split(r'[;"]', message)[0]  # up to the first value in it
    return any(start in file for file in _files(name))


@cache
def _files(name: str) -> list[str]:
    return [file.read_text() for file in (MODULE / "modules" / name).glob("*.tf.json")]
