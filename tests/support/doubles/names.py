"""Find the type names in a Terraform folder: whatever looks like one, in its files, its modules and its state."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_NAME = re.compile(r"\b(?:aws|random|platform-orchestrator)_\w+")
_ENDINGS = (".tf", ".tf.json", ".tftest.hcl", ".tftest.json", ".tfmock.hcl", ".tfstate", ".tfstate.backup")


def names_in(folder: Path, data: Path) -> frozenset[str]:
    """Return every word that can be a type; a word too many costs nothing. `data` is Terraform's data folder."""
    return frozenset().union(*(_names_of(file, file.stat().st_mtime_ns, file.stat().st_size) for file in _files(folder, data)))


@lru_cache(maxsize=4096)
def _names_of(file: Path, changed: int, size: int) -> frozenset[str]:  # noqa: ARG001 - they tell whether it is the same file
    """Read a file once: Terraform starts several providers for one command."""
    return _names(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def _names(text: str) -> frozenset[str]:
    """Search a text once: most workspaces hold the same module."""
    return frozenset(_NAME.findall(text))


def _files(folder: Path, data: Path) -> Iterator[Path]:
    for place in {folder, folder / "tests", folder / "tests" / "unit", data, *_modules(folder, data)}:
        if place.is_dir():
            yield from (file for file in place.iterdir() if file.name.endswith(_ENDINGS))


def _modules(folder: Path, data: Path) -> Iterator[Path]:
    """List the folders of all modules, as `terraform init` or `get` wrote them down."""
    manifest = data / "modules" / "modules.json"
    if manifest.exists():
        yield from (folder / module["Dir"] for module in json.loads(manifest.read_text(encoding="utf-8"))["Modules"])
