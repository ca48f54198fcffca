"""Every example: planned from the address that it names, applied, planned again, and destroyed, without a word of warning."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from release.paths import MODULE, PROJECT
from tests.support.checkout import checkout, environment
from tests.support.terraform import program
from tests.support.terraform.fixtures import Doubles, Terraform
from tests.support.terraform.results import State
from tests.support.terraform.wordings import FROM_A_MIRROR
from tests.support.terraform.workspace import Workspace

EXAMPLES = PROJECT / "examples"
OF_THE_MODULE = sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "main.tf").exists())
OF_THE_CODE = {"pipeline", "python"}  # python: test_python_package.py
ORCHESTRATOR = {"HUMANITEC_ORG_ID": "my-org", "HUMANITEC_AUTH_TOKEN": "a-token"}

# What makes each example the one that its name says.
EXPECTED: dict[str, dict[str, int]] = {
    "basic": {"aws_iam_openid_connect_provider": 1, "aws_ecs_cluster": 1, "aws_s3_bucket": 1, "random_id": 2},
    "complete": {
        "aws_nat_gateway": 2,
        "aws_vpc_endpoint": 7,
        "aws_iam_policy": 2,
        "aws_iam_role_policy_attachment": 2,
        "aws_s3_bucket_logging": 1,
        "aws_cloudwatch_metric_alarm": 5,
        "aws_sns_topic": 1,
    },
    "existing-infrastructure": {"aws_iam_openid_connect_provider": 0, "aws_ecs_cluster": 0, "aws_s3_bucket": 1, "random_id": 1},
    "registered": {"aws_s3_bucket": 1, "serverless_ecs_runner": 1, "runner_rule": 1},
    "multi-region": {"aws_iam_openid_connect_provider": 1, "aws_ecs_cluster": 2, "aws_s3_bucket": 2, "aws_iam_role": 6},
}


def example(name: str, terraform: Terraform) -> Workspace:
    """Lay an example out as it lies here, with the values that it suggests."""
    files: dict[str, Any] = {"dist/terraform-aws-ecs-runner": MODULE, f"examples/{name}": EXAMPLES / name}
    workspace = terraform(files, env=ORCHESTRATOR)
    workspace.folder = workspace.folder / "examples" / name
    shutil.copy(EXAMPLES / name / "terraform.tfvars.example", workspace.folder / "terraform.tfvars")
    return workspace


def stays_silent(workspace: Workspace) -> State:
    """Apply, plan and destroy; give what was there in between."""
    assert workspace.validate() == ()
    plan = workspace.plan()
    assert plan.diagnostics == ()
    applied = workspace.apply(plan)
    assert applied.diagnostics == ()
    again = workspace.plan()
    assert again.diagnostics == ()
    assert again.is_empty, again.actions
    destroyed = workspace.destroy("-refresh=false")  # the plan before has just done that
    assert destroyed.diagnostics == ()
    assert destroyed.resources == {}
    return applied


@pytest.fixture(scope="module")
def applied(shared_terraform: Terraform) -> Callable[[str], State]:
    """Each example of the module, taken through its life once."""
    return cache(lambda name: stays_silent(example(name, shared_terraform)))


@pytest.mark.parametrize("name", OF_THE_MODULE)
def test_an_example_can_be_applied_and_destroyed(name: str, applied: Callable[[str], State]) -> None:
    resources = applied(name).resources
    of_types = [re.sub(r"\[[^\]]*\]", "", address).split(".")[-2].removeprefix("platform-orchestrator_") for address in resources]
    assert {type_: of_types.count(type_) for type_ in EXPECTED[name]} == EXPECTED[name]


def test_the_key_policy_of_the_complete_example_covers_all_that_the_key_encrypts(applied: Callable[[str], State]) -> None:
    state = applied("complete")
    (key,) = state.of_type("aws_kms_key").values()
    statements = {
        each["Sid"]: each["Condition"]["ArnLike"] for each in json.loads(key["policy"])["Statement"] if "Condition" in each
    }

    def opens(sid: str, context: str, arn: str) -> bool:
        patterns = statements[sid][f"kms:EncryptionContext:{context}"]
        return any(fnmatchcase(arn, pattern) for pattern in ([patterns] if isinstance(patterns, str) else patterns))

    groups = [each for each in state.of_type("aws_cloudwatch_log_group").values() if each["kms_key_id"] == key["arn"]]
    assert len(groups) == 3
    assert all(opens("LogGroups", "aws:logs:arn", group["arn"]) for group in groups)
    (topic,) = state.of_type("aws_sns_topic").values()
    assert topic["kms_master_key_id"] == key["arn"]
    assert opens("AlarmTopic", "aws:sns:topicArn", topic["arn"])
    assert not opens("LogGroups", "aws:logs:arn", groups[0]["arn"].replace("complete", "another"))


@pytest.mark.parametrize("name", OF_THE_MODULE)
def test_an_example_has_all_files(name: str) -> None:
    files = {path.name for path in (EXAMPLES / name).iterdir() if path.is_file()}
    assert {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "terraform.tfvars.example", "README.md"} <= files
    assert 'source = "../../dist/terraform-aws-ecs-runner' in (EXAMPLES / name / "main.tf").read_text()


def test_every_example_is_tested() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == {*OF_THE_MODULE, *OF_THE_CODE}
    assert set(EXPECTED) == {*OF_THE_MODULE}


@pytest.mark.parametrize("name", OF_THE_MODULE)
def test_suggested_values_cover_all_required_variables(name: str) -> None:
    text = (EXAMPLES / name / "variables.tf").read_text()
    declared = re.findall(r'variable "(\w+)" \{(.*?)^\}', text, re.DOTALL | re.MULTILINE)
    suggested = re.findall(r"^(\w+)\s*=", (EXAMPLES / name / "terraform.tfvars.example").read_text(), re.MULTILINE)
    assert {variable for variable, body in declared if "default" not in body} <= {*suggested}
    assert {*suggested} <= {variable for variable, _ in declared}
    assert all("description" in body for _, body in declared)


def test_examples_are_formatted(tmp_path: Path) -> None:
    files = [*EXAMPLES.glob("*/*.tf"), *EXAMPLES.glob("*/*.example")]
    assert files
    for file in files:
        copied = tmp_path / f"{file.parent.name}-{file.name}".replace(".tfvars.example", ".tfvars").replace(
            ".tfbackend.example", ".tfvars"
        )
        shutil.copy(file, copied)
    run = subprocess.run(
        [program.path(), "fmt", "-check", "-diff"],
        cwd=tmp_path,
        env={**environment(), "TF_CLI_CONFIG_FILE": "/dev/null"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, ""), run.stderr


def test_the_pipeline_example_applies_what_it_planned(tmp_path: Path, doubles_env: Doubles) -> None:
    copy = checkout(tmp_path / "project")
    # Terraform takes the backend of an override file: all else is the example as it is.
    override = '{"terraform": {"backend": {"local": {}}}}'
    (copy / "cdktf.out" / "stacks" / "runner").mkdir(parents=True)
    (copy / "cdktf.out" / "stacks" / "runner" / "backend_override.tf.json").write_text(override)
    shutil.copy(EXAMPLES / "pipeline" / "terraform.tfvars.example", copy / "my.tfvars")
    (copy / "settings.tfbackend").write_text(f'path = "{tmp_path}/the.tfstate"\n')

    def deploy(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["examples/pipeline/deploy.sh", *arguments],
            cwd=copy,
            env={**environment(), **doubles_env.env},
            capture_output=True,
            text=True,
            check=False,
        )

    planned = deploy("plan", "settings.tfbackend", "my.tfvars")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    warnings = re.findall(r"Warning: (.*)", re.sub(r"\x1b\[[0-9;]*m", "", planned.stdout + planned.stderr))
    assert [each for each in warnings if each != FROM_A_MIRROR] == []
    assert not (tmp_path / "the.tfstate").exists()
    applied = deploy("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    state = json.loads((tmp_path / "the.tfstate").read_text())
    assert {"aws_s3_bucket", "aws_ecs_cluster", "aws_iam_role"} <= {each["type"] for each in state["resources"]}
    again = deploy("plan", "settings.tfbackend", "my.tfvars")
    assert "No changes." in again.stdout
    assert deploy("plan").returncode == deploy().returncode == deploy("apply", "now").returncode == 2


def test_the_pipeline_example_stops_early_if_its_settings_are_missing(tmp_path: Path) -> None:
    folder = tmp_path / "examples" / "pipeline"
    shutil.copytree(EXAMPLES / "pipeline", folder)
    run = subprocess.run(
        [folder / "deploy.sh", "plan", "nowhere/settings", "my.tfvars"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "nowhere" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["examples"]
