"""The code in the texts: each configuration is planned, each command is run, block after block, as a reader would."""

import json
import re
from pathlib import Path

import pytest

from release.addresses import addressed
from release.artifact import artifact
from release.paths import MODULE, PROJECT
from release.publish import git, publish
from release.writer import read_folder
from tests.support.checkout import checkout, environment
from tests.support.commands import commands, run
from tests.support.fences import Block, blocks
from tests.support.terraform.fixtures import Doubles, Terraform
from tests.terraform.older import HERE, with_local_vpc
from tests.terraform.test_examples import EXAMPLES, OF_THE_MODULE
from tests.test_docs import TEXTS

ORCHESTRATOR = {f"{prefix}_{name}": "given" for prefix in ("HUMANITEC", "PO") for name in ("ORG_ID", "AUTH_TOKEN")}
ISSUER = '"oidc.example.com"'
HCL = [block for path in TEXTS for block in blocks(path) if block.language == "hcl" and block.reason is None]


# test_migration_guide.py runs the guide's commands, after the older modules that they need, and test_examples.py those of the
# examples; the module's README and the operations are run from a release.
ELSEWHERE = {
    PROJECT / "docs/migration.md",
    PROJECT / "docs/operations.md",
    MODULE / "README.md",
    *(EXAMPLES / name / "README.md" for name in OF_THE_MODULE),
}
WITH_COMMANDS = [path for path in TEXTS if commands(path) and path not in ELSEWHERE]


def where(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@pytest.mark.parametrize("block", HCL, ids=lambda block: f"{where(block.path)}:{block.line}")
def test_a_configuration_can_be_planned(block: Block, terraform: Terraform) -> None:
    """With nothing beside it but the module, a runner where it refers to one, and providers that have other names."""
    modules = {"dist/terraform-aws-ecs-runner": MODULE, "terraform-aws-ecs-runner": MODULE, "vpc": HERE / "vpc"}
    workspace = terraform({**modules, "main.tf": with_local_vpc(block.text)}, env=ORCHESTRATOR)
    if 'module "runner"' not in block.text:
        runner = next(each.text for each in blocks(MODULE / "README.md") if each.language == "hcl")
        if "registration-stellwerk" in block.text:
            runner = re.sub(r'humanitec_org_id( *)= ("[^"]*")', r"orchestrator_org_id = \2\n  oidc_hostname = " + ISSUER, runner)
        workspace.write({"runner.tf": runner})
    plan = workspace.plan()
    assert plan.diagnostics == ()
    assert [action for action in plan.actions.values() if action not in ("create", "update")] == []
    called = {"runner", *re.findall(r'^module "(\w+)"', block.text, re.MULTILINE)}
    assert called <= {address.split(".")[1] for address in plan.actions if address.startswith("module.")}


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=where)
def test_the_commands_of_a_document_work(path: Path, tmp_path: Path, doubles_env: Doubles) -> None:
    """In a copy of the project."""
    run(commands(path), checkout(tmp_path / "project"), in_a_shell(doubles_env))


def test_the_commands_of_a_release_work_with_terraform_alone(tmp_path: Path, doubles_env: Doubles) -> None:
    """From the git repository that it was published to, in an empty folder: the quick start, up to its apply, and operations."""
    repository, folder = tmp_path / "module.git", tmp_path / "work"
    folder.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", str(repository))
    files = addressed(artifact(read_folder(MODULE)), "1.2.3", str(repository))
    publish(files, "1.2.3", str(repository))
    quick_start, operations = (_written(tmp_path / Path(path).name, files[path]) for path in ("README.md", "docs/operations.md"))
    run([*commands(quick_start)[:3], *commands(operations)], folder, in_a_shell(doubles_env))
    assert (
        f"git::file://{repository}//modules/registered-runner-stellwerk?ref=v1.2.3" in (folder / "my-runner/main.tf").read_text()
    )
    assert json.loads((folder / "my-runner/terraform.tfstate").read_text())["resources"] == []


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def in_a_shell(doubles: Doubles) -> dict[str, str]:
    return {
        **environment(),
        **doubles.env,
        **ORCHESTRATOR,
        # What the cdktf CLI would ask a registry for.
        "TF_CLI_ARGS_providers_lock": f"-fs-mirror={doubles.mirror}",
        "CI": "true",
    }


def test_a_wrong_block_fails(tmp_path: Path, terraform: Terraform) -> None:
    text = tmp_path / "wrong.md"
    text.write_text('```hcl\nmodule "runner" {\n  source = "./dist/terraform-aws-ecs-runner"\n  regoin = "eu-west-1"\n}\n```\n')
    (block,) = blocks(text)
    workspace = terraform({"main.tf": block.text, "dist/terraform-aws-ecs-runner": MODULE})
    assert 'An argument named "regoin" is not expected here' in workspace.plan_fails().text
