"""Checks before CDKTF is imported, which reports such problems only with tracebacks of Node and Python, or not at all."""

import json
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from release import ReleaseError

# The folder where jsii unpacks packages, and the switch for it: jsii's documentation, "Package cache".
_CACHE_ROOT, _CACHE = "JSII_RUNTIME_PACKAGE_CACHE_ROOT", "JSII_RUNTIME_PACKAGE_CACHE"


def context(file: Path) -> dict[str, Any]:
    """Read the context of cdktf.json; raises ReleaseError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError(f"{file.name} does not exist. Restore it: git checkout {file.name}") from None
    except ValueError as error:
        raise ReleaseError(f"{file.name} must be JSON; got {error}. Fix it, or restore it: git checkout {file.name}") from None
    if not isinstance(content, dict) or not isinstance(content.get("context", {}), dict):
        raise ReleaseError(f"{file.name} must be an object whose `context` is an object. Fix it: git diff {file.name}")
    found: dict[str, Any] = content.get("context", {})
    return found


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Disable jsii's cache if the home folder is read-only; raises ReleaseError if no folder is writable."""
    # As Node chooses it: https://nodejs.org/api/os.html#ostmpdir
    variable = next((name for name in ("TMPDIR", "TMP", "TEMP") if environment.get(name)), None)
    folder = Path(environment[variable] if variable else "/tmp")  # noqa: S108 - Node's own default
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise ReleaseError(f"{variable or 'TMPDIR'} must be a writable folder; got {str(folder)!r}. Set it to one, or unset it.")
    if environment.get(_CACHE) or environment.get(_CACHE_ROOT):
        return
    home = Path(environment.get("HOME") or "~").expanduser()
    nearest = next((each for each in (home / ".cache", home) if each.exists()), home)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        environment[_CACHE] = "disabled"
        sys.stderr.write(f"jsii's package cache is disabled, since {home} is not writable: this takes longer\n")
