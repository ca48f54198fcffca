"""Each nested module and each synthesized stack: init, validate, plan, apply, empty second plan, clean destroy."""

import json
from pathlib import Path

import pytest

from release.paths import MODULE
from tests.conftest import Synthesized
from tests.support.terraform import Terraform, Workspace
from tests.terraform.configurations import GROUPS, ROOT, Inputs


def goes_the_whole_way(root: Workspace, inputs: Inputs) -> None:
    """Go the whole way, without a warning anywhere."""
    assert root.init() == ()
    plan = root.plan(**inputs)
    assert plan.diagnostics == ()
    assert set(plan.actions.values()) == {"create"}
    state = root.apply(plan)
    assert state.diagnostics == ()
    assert set(state.resources) == set(plan.actions)
    again = root.plan(**inputs)
    assert again.is_empty, again.actions
    assert again.diagnostics == ()
    gone = root.destroy(**inputs)
    assert gone.diagnostics == ()
    assert gone.resources == {}


@pytest.mark.parametrize("name", GROUPS)
def test_a_nested_module_works_alone(terraform: Terraform, name: str) -> None:
    goes_the_whole_way(terraform(MODULE / "modules" / name), GROUPS[name])


def test_the_root_module_can_be_applied_and_destroyed(terraform: Terraform) -> None:
    goes_the_whole_way(terraform(MODULE), ROOT)


@pytest.mark.parametrize("name", ["runner", "identity"])
def test_a_synthesized_stack_works_without_cdktf(terraform: Terraform, synthesized: Synthesized, name: str) -> None:
    folder = synthesized.folder / "stacks" / name
    root = terraform({"cdktf.out/stacks/" + name: folder})
    root.folder = root.folder / "cdktf.out" / "stacks" / name
    goes_the_whole_way(root, ROOT if name == "runner" else GROUPS[name])
    assert _states(root.folder) == [f"terraform.{name}.tfstate"]


def test_nested_modules_together_create_what_the_root_creates(terraform: Terraform) -> None:
    identity = {"source": "./module/modules/identity", **GROUPS["identity"], "runner_id": "my-runner"}
    named = {
        "region": "eu-west-1",
        "runner_id": "${module.identity.runner_id}",
        "name_suffix": "${module.identity.name_suffix}",
    }
    storage = {"source": "./module/modules/storage", **named}
    logging = {"source": "./module/modules/logging", **named}
    compute = {"source": "./module/modules/compute", **named}
    for group, names in {
        "storage": ["task_role_name", "task_role_arn"],
        "logging": ["execution_role_name", "task_role_name"],
        "compute": ["task_manager_role_name", "execution_role_arn", "task_role_arn"],
    }.items():
        {"storage": storage, "logging": logging, "compute": compute}[group].update(
            {name: f"${{module.identity.{name}}}" for name in names}
        )
    compute["cloudwatch_exec_log_group_name"] = "${module.logging.cloudwatch_exec_log_group_name}"
    modules = {"identity": identity, "storage": storage, "logging": logging, "compute": compute}
    root = terraform({"module": MODULE, "main.tf.json": {"module": modules}})
    apart = {address.split(".", 2)[2] for address in root.apply().resources}
    assert root.plan().is_empty
    together = set(terraform(MODULE).plan(**ROOT).actions)
    assert apart == together


def test_the_modules_own_tests_pass(terraform: Terraform) -> None:
    runs = terraform(MODULE).test()
    assert len(runs) >= 5
    assert [(run.run, str(run.diagnostics)) for run in runs if run.status != "pass"] == []


def test_the_modules_own_tests_can_fail(terraform: Terraform) -> None:
    """The first of them, which is about names."""
    root = terraform(MODULE)
    before, first, *_ = (root.folder / "tests/unit/runner.tftest.hcl").read_text().split('\nrun "')
    root.write({"tests/unit/runner.tftest.hcl": f'{before}\nrun "{first}'})
    storage = json.loads((root.folder / "storage.tf.json").read_text())
    storage["locals"][0]["bucket_name"] = "another-name"
    root.write({"storage.tf.json": storage})
    assert [run.status for run in root.test()] == ["fail"]


def test_init_reads_none_of_the_modules_own_tests(terraform: Terraform) -> None:
    """They need Terraform 1.7, and the module 1.6."""
    root = terraform(MODULE).write({"tests/unit/runner.tftest.hcl": "newer {}\n"})
    assert root.init().errors == []
    root.write({"tests/runner.tftest.hcl": "newer {}\n"})
    assert "newer" in root.init_fails().text


CALLER = """
mock_provider "aws" {}
mock_provider "random" {}

run "one_subnet" {
  command = apply

  assert {
    condition     = module.runner.s3_bucket == "my-runner-artifacts"
    error_message = "the bucket has another name"
  }
}
"""


def test_a_callers_tests_pass_with_plain_mocks_and_one_subnet(terraform: Terraform) -> None:
    runner = {"source": "./module", **ROOT, "subnet_ids": ["subnet-0123456789abcdef0"]}
    root = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": runner}}, "main.tftest.hcl": CALLER})
    assert [(run.status, run.diagnostics.errors) for run in root.test("-test-directory=tests")] == [("pass", [])]


def _states(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parents[2].glob("*.tfstate"))
