"""What `terraform init` left for a configuration, for workspaces that ask it for the same.

Init reads which modules are called from where, and which providers are required, configured and used. Configurations that are
equal in that get a copy of what the first of them got, unless a test inits them itself.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

_LOCK = ".terraform.lock.hcl"
_ENDINGS = (".tf", ".tf.json", ".tftest.hcl", ".tftest.json")
_OF_NO_CONCERN = {"//", "variable", "output", "locals"}


class Initialized:
    """The answers of init in one process, by what was asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, question: str, workspace: Path) -> bool:
        """Give a workspace what init would; tell whether that is known."""
        known = self._folder / question
        if not known.exists():
            return False
        for name in (".terraform", _LOCK):
            _remove(workspace / name)
            if (known / name).is_dir():
                shutil.copytree(known / name, workspace / name, symlinks=True)
            elif (known / name).exists():
                shutil.copyfile(known / name, workspace / name)
        return True

    def keep(self, question: str, workspace: Path) -> None:
        """Keep what init left, if that is the same in every place: no backend, and no module from elsewhere."""
        data, known = workspace / ".terraform", self._folder / question
        if not known.exists() and {path.name for path in data.glob("*")} <= {"modules", "providers"}:
            if any(path.name != "modules.json" for path in data.glob("modules/*")):
                return
            known.mkdir(parents=True)
            if data.exists():
                shutil.copytree(data, known / ".terraform", symlinks=True)
            if (workspace / _LOCK).exists():
                shutil.copyfile(workspace / _LOCK, known / _LOCK)


def question(workspace: Path, root: Path, env: dict[str, str]) -> str:
    """Say what is asked of init in a folder of a workspace."""
    settings = {name: value for name, value in env.items() if name.startswith("TF_") and name != "TF_CLI_CONFIG_FILE"}
    config = Path(env["TF_CLI_CONFIG_FILE"]).read_text(encoding="utf-8")
    asked = [config, json.dumps(settings, sort_keys=True), str(root.relative_to(workspace))]
    for file in sorted(_files(workspace)):
        asked += [str(file.relative_to(workspace)), _asked_in(file.name, file.read_text(encoding="utf-8"))]
    return hashlib.sha256("\0".join(asked).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name != ".terraform":
            yield from _files(path)
        elif path.name.endswith(_ENDINGS):
            yield path


@lru_cache(maxsize=512)
def _asked_in(name: str, text: str) -> str:
    if not name.endswith(".tf.json"):
        return text
    try:
        content = json.loads(text)
    except ValueError:
        return text
    if not isinstance(content, dict):
        return text
    parts = {key: _part(key, value) for key, value in content.items() if key not in _OF_NO_CONCERN}
    return json.dumps(parts, sort_keys=True)


def _part(key: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match key:
        case "provider":
            return sorted(value)
        case "module":
            return {name: _only(call, {"source", "version", "providers"}) for name, call in value.items()}
        case "resource" | "data":
            return {type_: _providers(named) for type_, named in value.items()}
    return value


def _providers(named: Any) -> Any:
    """Of resources of one type, what says which provider they have."""
    if not isinstance(named, dict):
        return named
    return sorted({json.dumps(_only(block, {"provider"}), sort_keys=True) for block in named.values()})


def _only(block: Any, arguments: set[str]) -> Any:
    return {name: block[name] for name in arguments & block.keys()} if isinstance(block, dict) else block


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
