"""A copy of the project in which commands may write, with the packages that are installed here."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from release.paths import PROJECT


def checkout(folder: Path) -> Path:
    """Copy what is committed, or about to be, and lay links to the installed packages beside it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in {name for name in listed.stdout.split("\0") if (PROJECT / name).is_file()}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, folder / name)
    _link_environment(folder)
    if (PROJECT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(PROJECT / "node_modules")
    return folder


def environment() -> dict[str, str]:
    """Return what a program may see of this machine's environment; it can install nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG", "LC_ALL", "TZ", "TERRAFORM") if name in os.environ}
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **quiet, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "npm_config_offline": "true"}


def _link_environment(folder: Path) -> None:
    """Make a .venv of links, and tell tools/setup.sh that what is locked is installed."""
    made = folder / ".venv"
    made.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if not entry.name.startswith(".installed"):
            (made / entry.name).symlink_to(entry)
    digest = hashlib.sha256((folder / "Pipfile.lock").read_bytes() + (folder / "tools" / "setup.sh").read_bytes()).hexdigest()
    (made / ".installed-default").write_text(f"{digest}\n")
