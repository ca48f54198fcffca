"""Setting a machine up: what is locked is what is installed, and what is missing is named."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from release.paths import PROJECT
from tools.requirements import requirements

LOCKS = ["Pipfile.lock", "tools/checkov/Pipfile.lock"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    locked = json.loads((PROJECT / lock).read_text())
    lines = requirements(locked, ["default", "develop"])
    assert len(lines) == len({*locked["default"], *locked["develop"]}) > 10
    assert [line for line in lines if "==" not in line or " --hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index(lock: str) -> None:
    locked = json.loads((PROJECT / lock).read_text())
    assert locked["_meta"]["sources"] == []
    assert [name for kind in ("default", "develop") for name, spec in locked[kind].items() if "index" in spec] == []


@pytest.mark.parametrize("folder", ["", "tools/checkov"])
def test_pipenv_finds_the_lock_to_be_that_of_the_pipfile(folder: str, tmp_path: Path) -> None:
    for name in ("Pipfile", "Pipfile.lock"):
        shutil.copy(PROJECT / folder / name, tmp_path)
    environment = {**os.environ, "PIPENV_IGNORE_VIRTUALENVS": "1", "PIPENV_PIPFILE": str(tmp_path / "Pipfile")}
    run = subprocess.run(
        [sys.executable, "-m", "pipenv", "verify"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_packages_of_npm_are_pinned_and_hashed() -> None:
    wanted = json.loads((PROJECT / "package.json").read_text())["devDependencies"]
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, spec in packages.items() if name and "integrity" not in spec and not spec.get("inBundle")] == []


def test_all_that_a_machine_lacks_is_named_with_how_to_get_it(tmp_path: Path) -> None:
    for tool in ("sh", "dirname", "sed", "sort", "head", "tr", "cat", "cut"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    run = setup("test", tmp_path)
    assert run.returncode == 1
    assert run.stderr.splitlines()[0] == "setup: this machine lacks:"
    for cure in ("python.org/downloads", "nvm install 22", "developer.hashicorp.com/terraform/install", "npm: it is included in"):
        assert cure in run.stderr


def test_a_version_that_is_too_old_is_named(tmp_path: Path) -> None:
    for tool, version in (("node", "v18.19.0"), ("terraform", "Terraform v1.5.7")):
        (tmp_path / tool).write_text(f"#!/bin/sh\necho '{version}'\n")
        (tmp_path / tool).chmod(0o755)
    run = setup("test", tmp_path, os.environ["PATH"])
    assert "Node.js 20 or newer (found: 18.19.0)" in run.stderr
    assert "Terraform 1.6 or newer (found: 1.5.7)" in run.stderr


@pytest.mark.parametrize(
    ("program", "says", "lack"),
    [
        (
            "tofu",
            "OpenTofu v1.7.10\non linux_amd64",
            "OpenTofu 1.8 or newer (found: 1.7.10): see opentofu.org/docs/intro/install",
        ),
        ("tofu", "OpenTofu v1.8.0\non linux_amd64", None),
        ("tofu", "OpenTofu v1.12.6\non linux_amd64", None),
        ("tofu", "Terraform v1.5.7\non linux_amd64", "Terraform 1.6 or newer (found: 1.5.7)"),
        (
            "no-such-program",
            "",
            "no-such-program, the program that TERRAFORM names: Terraform 1.6 or newer, or OpenTofu 1.8 or newer",
        ),
    ],
)
def test_the_program_that_terraform_names_is_checked(tmp_path: Path, program: str, says: str, lack: str | None) -> None:
    """With a Node.js that is too old, so that nothing is installed."""
    for tool, output in (("node", "v18.19.0"), ("terraform", "Terraform v1.5.7"), ("tofu", says)):
        (tmp_path / tool).write_text(f"#!/bin/sh\necho '{output}'\n")
        (tmp_path / tool).chmod(0o755)
    lacking = setup("cli", tmp_path, os.environ["PATH"], TERRAFORM=program).stderr.splitlines()[1:]
    assert [line for line in lacking if line.startswith("  - Node.js")] != []
    found = [line.removeprefix("  - ") for line in lacking if "OpenTofu" in line or "Terraform" in line]
    assert [line[: len(lack or "")] for line in found] == ([lack] if lack else [])


def setup(purpose: str, *path: Path | str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(PROJECT / "tools" / "setup.sh"), purpose],
        env={"PATH": ":".join(map(str, path)), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_make_synth_installs_is_enough_for_the_app_and_the_release() -> None:
    """All their modules can be imported without the packages that only tests have."""
    locked = json.loads((PROJECT / "Pipfile.lock").read_text())
    tests_only = {_normalized(name) for name in locked["develop"]} - {_normalized(name) for name in locked["default"]}
    blocked = sorted(
        name
        for name, distributions in packages_distributions().items()
        if {_normalized(each) for each in distributions} <= tests_only
    )
    assert {"boto3", "pytest"} <= {*blocked}
    files = [file for folder in ("release", "stacks") for file in sorted((PROJECT / folder).rglob("*.py"))]
    modules = [".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    code = f"""
import importlib, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked}:
            raise ModuleNotFoundError(name)

from bindings import use_subset
use_subset()
sys.meta_path.insert(0, Blocked())
for name in {modules}:
    importlib.import_module(name)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
