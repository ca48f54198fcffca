"""The `source` address of the module: in a release, texts and examples contain the address of the release, not a path."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from release.paths import NAME

# A path to the module: in texts, to its folder; in examples, to the root of the release.
_PATH = re.compile(
    rf'^(?P<indent> *)source *= *"(?:\.\.?/(?:dist/)?{NAME}|(?:\.\./)*\.\.)(?P<nested>/modules/[a-z-]+)?"[^\n]*$', re.MULTILINE
)
_DOCTOR = re.compile(r'pip install "\.\[doctor\]".*')
_REGISTRY = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+/)?[A-Za-z0-9][\w-]*/[a-z0-9][\w-]*/[a-z0-9]+")
_SCP = re.compile(r"(?P<host>(?:[\w.-]+@)?[\w.-]+):(?P<path>[^/].*)")


def addressed(files: Mapping[str, str], version: str, address: str, project: str = "") -> dict[str, str]:
    """Replace paths to the module in texts and examples (text by path) with the address of a version.

    `address` is a registry address, such as `acme/ecs-runner/aws`, or any address that git can clone. `project` is the git
    address of the project, from which pip installs the doctor; without it, the texts install it in a clone.
    """
    in_registry = _REGISTRY.fullmatch(address) is not None
    base = address if in_registry else git_source(address)

    def line(found: re.Match[str]) -> str:
        nested = f"/{found['nested']}" if found["nested"] else ""
        if in_registry:
            return f'{found["indent"]}source  = "{base}{nested}"\n{found["indent"]}version = "{version}"'
        return f'{found["indent"]}source = "{base}{nested}?ref=v{version}"'

    doctor = f'pip install "{NAME}[doctor] @ {git_source(project).replace("::", "+")}@v{version}"' if project else r"\g<0>"
    return {
        path: _DOCTOR.sub(doctor, _PATH.sub(line, text)) if path.endswith((".md", ".tf")) else text
        for path, text in files.items()
    }


def git_source(address: str) -> str:
    """Convert a git address to a Terraform source, without credentials."""
    if "://" in address:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        return f"git::{parts.geturl()}"
    if found := _SCP.fullmatch(address):
        return f"git::ssh://{found['host']}/{found['path']}"
    return f"git::file://{Path(address).resolve()}"
