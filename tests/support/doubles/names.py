"""Find the type names in a Terraform folder: whatever looks like one, in its files, its modules and its state."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"\b(?:aws|random|platform-orchestrator)_\w+")
_PATTERNS = ("*.tf", "*.tf.json", "*.tftest.hcl", "*.tftest.json", "*.tfmock.hcl", "*.tfstate", "*.tfstate.backup")


def names_in(folder: Path, data: Path) -> frozenset[str]:
    """Return every word that can be a type; a word too many costs nothing. `data` is Terraform's data folder."""
    return frozenset(name for file in _files(folder, data) for name in _NAME.findall(file.read_text(encoding="utf-8")))


def _files(folder: Path, data: Path) -> Iterator[Path]:
    folders = {folder, folder / "tests", folder / "tests" / "unit", data, *_modules(folder, data)}
    for place in folders:
        for pattern in _PATTERNS:
            yield from place.glob(pattern)


def _modules(folder: Path, data: Path) -> Iterator[Path]:
    """List the folders of all modules, as `terraform init` or `get` wrote them down."""
    manifest = data / "modules" / "modules.json"
    if manifest.exists():
        yield from (folder / module["Dir"] for module in json.loads(manifest.read_text(encoding="utf-8"))["Modules"])
