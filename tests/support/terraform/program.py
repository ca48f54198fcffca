"""The program that the tests run: Terraform, or OpenTofu where the variable TERRAFORM names it (TERRAFORM=tofu)."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

TIMEOUT = 120

# What a program needs to run at all. Nothing else is taken over, above all no AWS_* and no TF_*.
KEPT = ("PATH", "TMPDIR", "LANG", "LC_ALL", "TZ")

Minor = tuple[int, int]

OLDEST: dict[str, Minor] = {"Terraform": (1, 6), "OpenTofu": (1, 8)}
OLDEST_WITH_MOCKS: dict[str, Minor] = {"Terraform": (1, 7), "OpenTofu": (1, 8)}  # mock_provider: the changelogs of both

_VERSION = re.compile(r"^(Terraform|OpenTofu) v(\d+\.\d+\S*)", re.MULTILINE)
_PROVIDER = re.compile(r"provider\[([^/\]]+)/hashicorp/random\]")


@dataclass(frozen=True)
class Version:
    """Which program it is, and of which version."""

    product: str
    number: str

    @property
    def minor(self) -> Minor:
        """Major and minor number, without what marks a version that isn't final."""
        major, minor = self.number.split("-")[0].split(".")[:2]
        return int(major), int(minor)

    def __str__(self) -> str:
        return f"{self.product} {self.number}"


def name() -> str:
    """Return the program's name, or its path, as it was given."""
    return os.environ.get("TERRAFORM") or "terraform"


def path() -> str:
    """Return the program's path, which holds in every folder."""
    found = shutil.which(name())
    return str(Path(found).absolute()) if found else name()


def version(of: str = "") -> Version:
    """Return what the program, or another one by its path, says of itself."""
    return _version(of or path())


def provider_host() -> str:
    """Return the host under which the program looks for a provider whose source has none; each program has its own."""
    return _provider_host(path())


def in_commands(text: str) -> str:
    """Write the program where a text's commands say `terraform`, as a reader with OpenTofu does."""
    return re.sub(r"^terraform (?=[a-z-])", f"{shlex.quote(path())} ", text, flags=re.MULTILINE)


def missing() -> str | None:
    """Say what is wrong with the program; None if nothing is."""
    wanted = " or ".join(f"{product} {_text(oldest)}" for product, oldest in OLDEST.items())
    if not shutil.which(name()):
        return f"the program {name()} is not on the PATH; install {wanted} or newer, or set TERRAFORM to the program's name"
    found = version()
    if found.minor < (oldest := OLDEST[found.product]):
        return f"{found} is too old; install {_text(oldest)} or newer to run these tests"
    return None


def need_terraform() -> None:
    """Skip a test that can't run on this machine; in CI it fails instead."""
    if reason := missing():
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(reason)
        pytest.skip(reason)


def need_mocks() -> None:
    """Skip a test whose configuration mocks providers, where the program is one that runs the module but not these tests."""
    found = version()
    if found.minor < (oldest := OLDEST_WITH_MOCKS[found.product]):
        pytest.skip(f"{found} has no mock_provider; install {_text(oldest)} or newer to run the module's own tests")


@cache
def _version(program: str) -> Version:
    # The text, since the JSON has the same names from both (OpenTofu, internal/command/views/version.go).
    said = _ask(program, "version")
    found = _VERSION.search(said)
    if not found:
        raise RuntimeError(f"`{program} version` names neither Terraform nor OpenTofu: set TERRAFORM to one. It says:\n{said}")
    return Version(found[1], found[2])


@cache
def _provider_host(program: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        wanted = {"terraform": {"required_providers": {"random": {"source": "hashicorp/random"}}}}
        Path(folder, "main.tf.json").write_text(json.dumps(wanted), encoding="utf-8")
        said = _ask(program, "providers", folder=folder)
    found = _PROVIDER.search(said)
    if not found:
        raise RuntimeError(f"`{program} providers` doesn't name the host of hashicorp/random. It says:\n{said}")
    return found[1]


def _ask(program: str, *arguments: str, folder: str | None = None) -> str:
    """Run the program without the user's own settings, and return all that it says."""
    env = {variable: os.environ[variable] for variable in KEPT if variable in os.environ}
    env |= {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    return done.stdout + done.stderr


def _text(minor: Minor) -> str:
    return ".".join(map(str, minor))
