"""Real Terraform in a test, against doubles of the providers.

    def test_the_bucket(terraform: Terraform) -> None:
        root = terraform({"main.tf.json": {"module": {"runner": {"source": "./module", ...}}}, "module": MODULE})
        plan = root.plan(runner_id="my-runner")            # inits itself; variables go in by name
        assert plan.diagnostics.warnings == []
        assert plan["module.runner.aws_s3_bucket.runner"]["bucket"] == "my-runner-artifacts"
        state = root.apply(plan)                           # or plans itself: root.apply(runner_id="my-runner")
        assert state.outputs["arn"] == state["module.runner.aws_iam_role.task"]["arn"]
        assert root.plan(runner_id="my-runner").is_empty
        assert root.destroy(runner_id="my-runner").resources == {}

`terraform(files, region=, account=, env=, versions=)` makes a workspace: a folder of its own with `files`, which are
{relative path: dict (JSON) | str (HCL) | Path of a folder to copy}, or one Path. The workspace has

    init() validate() -> Diagnostics          write(files) remove(path): changed files, same state
    plan(*options, **variables) -> Plan       init_fails() validate_fails() plan_fails() apply_fails() -> Diagnostics
    apply(..) destroy(..) -> State            calls, calls_of(method, type): all that the providers were asked
    test() -> list[TestRun]                   env: runs another program in the same way
    account: the AWS account that the doubles remember (tests/support/doubles/aws/account.py), to look at and to change
    orchestrator: the same for the orchestrator's API (tests/support/doubles/orchestrator/api.py), which may take its time

    Plan          is_empty, actions {address: action}, having(action), changes {address: Change}, moved {old: new},
                  plan[address] (known values), is_unknown(address, attribute), data, outputs, diagnostics
    State         state[address], resources, of_type(type), within(module), data, outputs, diagnostics
    Diagnostics   errors, warnings, text; each has severity, summary, detail, address, place, text

`calls.py` has ways to call a module: several times in one account, with `depends_on` something that changes, or with sensitive
values.

A command that fails raises TerraformFailed with the diagnostics; a crash fails the test. `doubles_env` gives environment and
mirror alone.

Terraform missing or older than 1.6: the tests are skipped with that reason, and fail where CI is set.

PROVIDERS=registry takes the true providers instead, from wherever Terraform gets them. They need an AWS account to plan
and apply, so tests go as far as init and validate (and the module's own tests with mocked providers) and are skipped
at the first plan. This was never run: no place with a network was at hand.
"""

from tests.support.terraform.fixtures import Doubles, Terraform
from tests.support.terraform.results import Change, Diagnostic, Diagnostics, Plan, State, TerraformFailed, TestRun
from tests.support.terraform.workspace import Files, Workspace

__all__ = [
    "Change",
    "Diagnostic",
    "Diagnostics",
    "Doubles",
    "Files",
    "Plan",
    "State",
    "Terraform",
    "TerraformFailed",
    "TestRun",
    "Workspace",
]
