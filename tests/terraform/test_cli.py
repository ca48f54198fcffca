"""The tool that users run: the cdktf CLI, from synth to destroy, in a copy of the project."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from release.paths import PROJECT
from tests.support.checkout import checkout, environment
from tests.support.fences import blocks
from tests.support.terraform import Doubles, program
from tests.terraform.configurations import ROOT

# The CLI locks providers on its own, which no mirror can answer, and keeps a plugin cache in the home folder.
FLAGS = ["--skip-provider-lock"]
SYNTHESIZED = [*FLAGS, "--skip-synth"]  # nothing has changed since: it saves time, and no more


class Cdktf:
    """The cdktf CLI in a project; it has a home of its own."""

    def __init__(self, project: Path, doubles: Doubles) -> None:
        self.project = project
        self.env = {
            **environment(),
            **doubles.env,
            "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
            "CHECKPOINT_DISABLE": "1",
            "CI": "true",
            "FORCE_COLOR": "0",
        }

    def __call__(self, *arguments: str) -> str:
        """Run a command that succeeds, and return what it prints."""
        run = subprocess.run(
            [str(self.project / "node_modules" / ".bin" / "cdktf"), *arguments],
            cwd=self.project,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, which the first test synthesizes."""
    return checkout(tmp_path_factory.mktemp("cli") / "project")


@pytest.fixture
def cdktf(project: Path, doubles_env: Doubles) -> Cdktf:
    return Cdktf(project, doubles_env)


@pytest.fixture
def synthesized_project(cdktf: Cdktf) -> Cdktf:
    """The project with its stacks, whichever test is the first."""
    if not (cdktf.project / "cdktf.out" / "stacks" / "runner" / "cdk.tf.json").is_file():
        cdktf("synth")
    return cdktf


def test_the_cdktf_cli_lists_plans_deploys_and_destroys(cdktf: Cdktf) -> None:
    """Listing synthesizes too.

    Files tell what was done: on a busy machine the CLI may end before it has printed all lines.
    """
    project = cdktf.project
    (project / "my.tfvars.json").write_text(json.dumps(ROOT))
    variables = f"--var-file={project / 'my.tfvars.json'}"

    def state() -> dict[str, Any]:
        content: dict[str, Any] = json.loads((project / "terraform.runner.tfstate").read_text())
        return content

    def outputs() -> dict[str, Any]:
        given: dict[str, Any] = json.loads((project / "outputs.json").read_text())["runner"]
        (project / "outputs.json").unlink()
        return given

    assert "cdktf.out/stacks/runner" in cdktf("list")
    assert (project / "cdktf.out" / "stacks" / "runner" / "cdk.tf.json").is_file()

    group = "aws_cloudwatch_log_group.ecs_tasks"
    assert f"{group} (groups/logging/{group}) will be created" in cdktf("plan", "runner", variables, *SYNTHESIZED)
    assert not (project / "terraform.runner.tfstate").exists()
    cdktf("deploy", "runner", "--auto-approve", variables, *FLAGS, "--outputs-file", "outputs.json")
    assert len(state()["resources"]) > 15
    given = outputs()
    assert given["s3_bucket"] == "my-runner-artifacts"
    assert given["runner_configuration"]["runner_id"] == "my-runner"

    cdktf("output", "runner", *SYNTHESIZED, "--outputs-file", "outputs.json")
    assert outputs() == given
    cdktf("destroy", "runner", "--auto-approve", variables, *SYNTHESIZED)
    assert state()["resources"] == []


def test_terraform_shows_a_reason_that_the_cdktf_cli_may_not(synthesized_project: Cdktf) -> None:
    """As docs/troubleshooting.md says: the folder of the stack is a configuration of its own."""
    cdktf = synthesized_project
    values = cdktf.project / "terraform.tfvars"
    values.write_text('region = "eu-west-1"\nhumanitec_org_id = "my-org"\n')
    [commands] = [block.text for block in blocks(PROJECT / "docs" / "troubleshooting.md") if "cdktf.out/stacks" in block.text]
    run = subprocess.run(
        ["sh", "-eu", "-c", program.in_commands(commands)],
        cwd=cdktf.project,
        env=cdktf.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    values.unlink()
    assert run.returncode == 1
    shown = " ".join(re.sub(r"\x1b\[\d*m|│", "", run.stderr).split())
    assert "subnet_ids must contain at least one subnet ID; got []." in shown


def test_a_missing_variable_is_an_error_where_input_is_off(synthesized_project: Cdktf) -> None:
    cdktf = synthesized_project
    command = [str(cdktf.project / "node_modules" / ".bin" / "cdktf"), "plan", "runner", *SYNTHESIZED]
    env = {**cdktf.env, "TF_INPUT": "0"}
    run = subprocess.run(command, cwd=cdktf.project, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert "No value for required variable" in run.stdout + run.stderr
