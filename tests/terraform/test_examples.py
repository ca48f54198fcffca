"""Every example: applied by the commands of its README, planned again, and destroyed, without a word of warning."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from modules.doctor.configuration import read
from release.paths import MODULE, PROJECT
from tests.support.checkout import checkout, environment
from tests.support.commands import commands, run, warnings
from tests.support.terraform import program
from tests.support.terraform.fixtures import Doubles, Terraform
from tests.support.terraform.results import State
from tests.support.terraform.workspace import Workspace

EXAMPLES = PROJECT / "examples"
OF_THE_MODULE = sorted(main.parent.relative_to(EXAMPLES).as_posix() for main in EXAMPLES.rglob("main.tf"))
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
    "composed": {
        "aws_iam_role": 0,
        "aws_iam_role_policy": 2,
        "aws_s3_bucket": 1,
        "aws_ecs_cluster": 1,
        "aws_cloudwatch_metric_alarm": 5,
        "serverless_ecs_runner": 1,
        "runner_rule": 1,
    },
    "composed/identity": {"aws_iam_openid_connect_provider": 1, "aws_iam_role": 3, "aws_iam_role_policy": 1, "aws_s3_bucket": 0},
    "existing-infrastructure": {"aws_iam_openid_connect_provider": 0, "aws_ecs_cluster": 0, "aws_s3_bucket": 1, "random_id": 1},
    "registered": {"aws_s3_bucket": 1, "serverless_ecs_runner": 1, "runner_rule": 1},
    "multi-region": {"aws_iam_openid_connect_provider": 1, "aws_ecs_cluster": 2, "aws_s3_bucket": 2, "aws_iam_role": 6},
}


def example(name: str, terraform: Terraform) -> Workspace:
    """Copy an example to where it is in the project."""
    workspace = terraform({"dist/terraform-aws-ecs-runner": MODULE, f"examples/{name}": EXAMPLES / name}, env=ORCHESTRATOR)
    workspace.folder = workspace.folder / "examples" / name
    return workspace


@dataclass(frozen=True)
class Applied:
    """An example as it was before it was destroyed."""

    state: State
    outputs: str


def stays_silent(workspace: Workspace) -> Applied:
    """Plan again what was applied."""
    again = workspace.write({}).plan()
    assert again.diagnostics == ()
    assert again.is_empty, again.actions
    return Applied(workspace.state, workspace.output_json())


def goes_silently(workspace: Workspace) -> None:
    """Destroy what a plan has just read."""
    destroyed = workspace.write({}).destroy("-refresh=false")
    assert destroyed.diagnostics == ()
    assert destroyed.resources == {}


def life(name: str, terraform: Terraform) -> dict[str, Applied]:
    """Apply an example by the commands of its README, and destroy it; what is in folders of its own is destroyed last."""
    workspace = example(name, terraform)
    folder = workspace.folder
    printed = run(commands(folder / "README.md"), folder, {**environment(), **workspace.env})
    assert warnings(printed) == []
    applied = {}
    for each in [name, *(each for each in OF_THE_MODULE if each.startswith(f"{name}/"))]:
        workspace.folder = folder.parent / each
        applied[each] = stays_silent(workspace)
        goes_silently(workspace)
    return applied


@pytest.fixture(scope="module")
def applied(shared_terraform: Terraform) -> Callable[[str], Applied]:
    """Each example of the module, taken through its life once."""
    lives = cache(lambda name: life(name, shared_terraform))
    return lambda name: lives(name.partition("/")[0])[name]


@pytest.mark.parametrize("name", OF_THE_MODULE)
def test_an_example_can_be_applied_and_destroyed(name: str, applied: Callable[[str], Applied]) -> None:
    resources = applied(name).state.resources
    of_types = [re.sub(r"\[[^\]]*\]", "", address).split(".")[-2].removeprefix("platform-orchestrator_") for address in resources]
    assert {type_: of_types.count(type_) for type_ in EXPECTED[name]} == EXPECTED[name]


def test_the_key_policy_of_the_complete_example_covers_all_that_the_key_encrypts(applied: Callable[[str], Applied]) -> None:
    state = applied("complete").state
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


@pytest.mark.parametrize("name", ["registered", "composed"])
def test_the_doctor_reads_a_registered_example_without_options(name: str, applied: Callable[[str], Applied]) -> None:
    """As `terraform output -json | ecs-runner doctor` does: everything is known, the registration's part too."""
    found = read(applied(name).outputs)
    assert found.absent(tuple(each.name for each in fields(found))) == []
    assert (found.image, found.is_public_ip_enabled) == ("", False)


def test_groups_of_several_teams_are_one_runner(applied: Callable[[str], Applied]) -> None:
    state, found = applied("composed").state, read(applied("composed").outputs)
    (runner,) = state.of_type("platform-orchestrator_serverless_ecs_runner").values()
    job = runner["runner_configuration"]["job"]
    assert (runner["id"], job["execution_role_arn"]) == (found.runner_id, found.execution_role_arn)
    assert job["environment"] == {"TF_CLI_ARGS_init": "-backend-config=use_lockfile=true"}, "storage's"
    assert set(job["secrets"]) == {"GIT_TOKEN"}, "identity's"


def test_groups_of_several_teams_work_for_stellwerk_with_the_changes_of_the_readme(terraform: Terraform) -> None:
    workspace = example("composed", terraform)
    workspace.env |= {"PO_AUTH_TOKEN": "a-token"}
    changes = {
        "identity/main.tf": {"humanitec_org_id ": 'oidc_hostname = "oidc.example.com"\n  orchestrator_org_id '},
        "main.tf": {
            "registration-humanitec": "registration-stellwerk",
            'modules/compute"\n': 'modules/compute"\n  orchestrator = "stellwerk"\n',
        },
        "versions.tf": {
            "humanitec/platform-orchestrator": "stellwerk-labs/platform-orchestrator",
            ">= 2.11.0, < 3.0.0": ">= 1.0",
        },
    }
    for path, replaced in changes.items():
        text = (workspace.folder / path).read_text()
        for old, new in replaced.items():
            assert old in text
            text = text.replace(old, new)
        workspace.write({path: text})
    assert warnings(run(commands(workspace.folder / "README.md"), workspace.folder, {**environment(), **workspace.env})) == []
    found = read(stays_silent(workspace).outputs)
    assert (found.orchestrator, found.task_definition_family_prefix) == ("stellwerk", "platform_orchestrator_")


@pytest.mark.parametrize("name", OF_THE_MODULE)
def test_an_example_has_all_files(name: str) -> None:
    files = {path.name for path in (EXAMPLES / name).iterdir() if path.is_file()}
    assert {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "terraform.tfvars.example"} <= files
    assert "README.md" in files or "/" in name
    up = "../" * (name.count("/") + 2)
    assert f'source = "{up}dist/terraform-aws-ecs-runner' in (EXAMPLES / name / "main.tf").read_text()


def test_every_example_is_tested() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == {*(each for each in OF_THE_MODULE if "/" not in each), *OF_THE_CODE}
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
    files = [*EXAMPLES.rglob("*.tf"), *EXAMPLES.rglob("*.example")]
    assert files
    for file in files:
        copied = tmp_path / "-".join(file.relative_to(EXAMPLES).parts).replace(".tfvars.example", ".tfvars").replace(
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
    stack = copy / "cdktf.out" / "stacks" / "runner"
    stack.mkdir(parents=True)
    (stack / "backend_override.tf.json").write_text(override)
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
    assert warnings(planned.stdout + planned.stderr) == []
    assert not (tmp_path / "the.tfstate").exists()
    applied = deploy("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    state = json.loads((tmp_path / "the.tfstate").read_text())
    assert {"aws_s3_bucket", "aws_ecs_cluster", "aws_iam_role"} <= {each["type"] for each in state["resources"]}
    assert "No changes." in deploy("plan", "settings.tfbackend", "my.tfvars").stdout
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
