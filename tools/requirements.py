"""Print packages of a Pipfile.lock, with their hashes, as a pip requirements file.

usage: requirements.py PIPFILE_LOCK CATEGORY...

pip verifies the hashes itself, so that a new machine can install the locked packages without pipenv, whose own installation
would not be verified.
"""

import json
import sys
from pathlib import Path
from typing import Any


def requirements(lock: dict[str, Any], categories: list[str]) -> list[str]:
    """List one line for each package: name, extras, exact version, marker, hashes."""
    packages = {name: spec for category in categories for name, spec in lock[category].items()}
    return [_requirement(name, spec) for name, spec in sorted(packages.items())]


def _requirement(name: str, spec: dict[str, Any]) -> str:
    extras = f"[{','.join(spec['extras'])}]" if spec.get("extras") else ""
    marker = f" ; {spec['markers']}" if spec.get("markers") else ""
    return " ".join([f"{name}{extras}{spec['version']}{marker}", *(f"--hash={digest}" for digest in spec["hashes"])])


if __name__ == "__main__":
    path, *wanted = sys.argv[1:]
    print("\n".join(requirements(json.loads(Path(path).read_text()), wanted)))  # noqa: T201
