"""The tool that users run: the cdktf CLI, from synth to destroy, in a copy of the project."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.checkout import checkout, environment
from tests.support.terraform import Doubles
from tests.terraform.configurations import ROOT

# The CLI locks providers on its own, which no mirror can answer, and keeps a plugin cache in the home folder.
FLAGS = ["--skip-provider-lock"]
SYNTHESIZED = [*FLAGS, "--skip-synth"]  # nothing has changed since: it saves time, and no more


class Cdktf:
    """The cdktf CLI in a project; it has a home of its own."""

    def __init__(self, project: Path, doubles: Doubles) -> None:
        self.project = project
        self._env = {
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
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


@pytest.fixture
def cdktf(tmp_path: Path, doubles_env: Doubles) -> Cdktf:
    return Cdktf(checkout(tmp_path / "project"), doubles_env)


def test_from_list_to_destroy(cdktf: Cdktf) -> None:
    project = cdktf.project
    (project / "my.tfvars.json").write_text(json.dumps(ROOT))
    variables = f"--var-file={project / 'my.tfvars.json'}"

    assert "cdktf.out/stacks/runner" in cdktf("list")
    cdktf("synth")
    assert (project / "cdktf.out" / "stacks" / "runner" / "cdk.tf.json").is_file()

    assert "to add, 0 to change, 0 to destroy" in cdktf("plan", "runner", variables, *SYNTHESIZED)
    deployed = cdktf("deploy", "runner", "--auto-approve", variables, *FLAGS, "--outputs-file", "outputs.json")
    assert "Apply complete!" in deployed
    assert "my-runner-artifacts" in deployed
    state = json.loads((project / "terraform.runner.tfstate").read_text())
    assert len(state["resources"]) > 20
    outputs = json.loads((project / "outputs.json").read_text())["runner"]
    assert outputs["s3_bucket"] == "my-runner-artifacts"
    assert outputs["runner_configuration"]["runner_id"] == "my-runner"

    assert "my-runner-artifacts" in cdktf("output", "runner", *SYNTHESIZED)
    assert "No changes" in cdktf("deploy", "runner", "--auto-approve", variables, *FLAGS)
    assert "Destroy complete!" in cdktf("destroy", "runner", "--auto-approve", variables, *SYNTHESIZED)
    assert json.loads((project / "terraform.runner.tfstate").read_text())["resources"] == []
