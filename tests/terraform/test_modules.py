"""Each nested module and each synthesized stack: init, validate, plan, apply, empty second plan, clean destroy."""

import json
from pathlib import Path

import pytest

from release.paths import MODULE
from tests.conftest import Synthesized
from tests.support.terraform import Terraform, Workspace
from tests.terraform.configurations import GROUPS, ROOT, Inputs


def goes_the_whole_way(root: Workspace, inputs: Inputs) -> set[str]:
    """Go the whole way, without a warning anywhere; return what was created."""
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
    gone = root.destroy("-refresh=false", **inputs)  # the plan before has just done that
    assert gone.diagnostics == ()
    assert gone.resources == {}
    return set(state.resources)


@pytest.mark.parametrize("name", GROUPS)
def test_a_nested_module_works_alone(terraform: Terraform, name: str) -> None:
    goes_the_whole_way(terraform(MODULE / "modules" / name), GROUPS[name])


@pytest.fixture(scope="module")
def created_by_the_root(shared_terraform: Terraform) -> set[str]:
    """What the root module creates."""
    return goes_the_whole_way(shared_terraform(MODULE), ROOT)


def test_the_root_module_can_be_applied_and_destroyed(created_by_the_root: set[str]) -> None:
    assert "aws_s3_bucket.runner" in created_by_the_root


def test_a_synthesized_stack_works_without_cdktf(terraform: Terraform, synthesized: Synthesized) -> None:
    """The pipeline of test_examples.py runs that of the runner."""
    root = terraform({"cdktf.out/stacks/logging": synthesized.folder / "stacks" / "logging"})
    root.folder = root.folder / "cdktf.out" / "stacks" / "logging"
    goes_the_whole_way(root, GROUPS["logging"])
    assert _states(root.folder) == ["terraform.logging.tfstate"]


def test_nested_modules_together_create_what_the_root_creates(terraform: Terraform, created_by_the_root: set[str]) -> None:
    """The composed example applies such modules."""
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
    plan = terraform({"module": MODULE, "main.tf.json": {"module": modules}}).plan()
    assert {address.split(".", 2)[2] for address in plan.actions} == created_by_the_root


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
