"""Costly answers that the processes of one test run share."""

import json
import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from typing import Any

import pytest


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[], Any]) -> Any:
    """Make a JSON value in the process that comes first; the others wait, and read it."""
    base = folders.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    file = shared / f"permissions-{name}.json"
    with file.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not file.exists():
            file.write_text(json.dumps(make()))
        return json.loads(file.read_text())
