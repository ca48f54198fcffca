"""Run the terraform program, in an environment where it can touch nothing of the user's."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support.doubles.host import RUN, Host, Run

OLDEST = (1, 6)
OLDEST_WITH_MOCKS = (1, 7)  # mock_provider: Terraform's changelog, 1.7.0
REGION = "eu-central-1"  # of a provider that isn't given one
TIMEOUT = 120

# What a program needs to run at all. Nothing else is taken over, above all no AWS_* and no TF_*.
_KEPT = ("PATH", "TMPDIR", "LANG", "LC_ALL", "TZ")


@cache
def registry_is_used() -> bool:
    """Tell whether the true providers are wanted: PROVIDERS=registry."""
    return os.environ.get("PROVIDERS", "doubles") == "registry"


@cache
def missing_terraform() -> str | None:
    """Say what is wrong with the terraform program here; None if nothing is."""
    oldest = ".".join(map(str, OLDEST))
    if not shutil.which("terraform"):
        return f"the program terraform is not on the PATH; install Terraform {oldest} or newer to run these tests"
    version = _version()
    if _is_older(version, OLDEST):
        return f"Terraform {version} is too old; install {oldest} or newer to run these tests"
    return None


def need_terraform() -> None:
    """Skip a test that can't run on this machine; in CI it fails instead."""
    if reason := missing_terraform():
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(reason)
        pytest.skip(reason)


def need_mocks() -> None:
    """Skip a test whose configuration mocks providers, where Terraform is one that runs the module but not these tests."""
    if _is_older(version := _version(), OLDEST_WITH_MOCKS):
        pytest.skip(f"Terraform {version} has no mock_provider; install 1.7 or newer to run the module's own tests")


def _version() -> str:
    answer = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True, timeout=TIMEOUT)
    version: str = json.loads(answer.stdout[answer.stdout.index("{") :])["terraform_version"]
    return version


def _is_older(version: str, floor: tuple[int, int]) -> bool:
    return tuple(int(part) for part in version.split("-")[0].split(".")[:2]) < floor


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    output: str
    errors: str


def environment(host: Host, run: Run, versions: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Return the environment in which any program that runs terraform gets the doubles."""
    home = run.folder / "home"
    home.mkdir()
    config = home / "terraform.rc"
    config.write_text(_config(host, versions), encoding="utf-8")
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "HOME": str(home),
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_DISABLE_PLUGIN_TLS": "1",
        "CHECKPOINT_DISABLE": "1",
        "GOGC": "400",  # Terraform collects its garbage less often: a third of its time, for some memory
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "AWS_REGION": REGION,
        RUN: run.id,
    }


def call(folder: Path, env: dict[str, str], *arguments: str) -> Answer:
    """Run terraform in a folder."""
    done = subprocess.run(
        ["terraform", *arguments],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def _config(host: Host, versions: dict[str, list[str]] | None) -> str:
    if registry_is_used():
        cache = host.root / "plugins"
        cache.mkdir(exist_ok=True)
        return f"plugin_cache_dir = {json.dumps(str(cache))}\n"
    return f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(host.mirror(versions)))}\n  }}\n}}\n"
