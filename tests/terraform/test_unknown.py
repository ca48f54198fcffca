"""Inputs that are known only after the apply, like all that a user creates in the same configuration; and sensitive ones."""

from collections.abc import Iterable
from typing import Any

import pytest

from modules.core.declarations import variables
from modules.inputs import RunnerInputs
from release.paths import MODULE
from tests import contract
from tests.support.terraform import Files, Terraform
from tests.support.terraform.calls import instances, sensitive, with_sensitive_elements
from tests.terraform.configurations import GROUPS, ROOT, STATIC_KEYS, UNKNOWN, Inputs
from tests.terraform.test_tokens import VALUES

EXISTING = {"existing_ecs_cluster_name", "existing_oidc_provider_arn", "s3_bucket_name", "s3_restrict_to_task_role"}
INSTANCES = {"create_vpc", "create_security_group", "egress_ports", "vpc_endpoints"}
WITHOUT_EXISTING = {"oidc_thumbprints", "container_insights", "capacity_providers", "s3_additional_principal_arns"}


def unknown(name: str) -> Any:
    """An input from the output of another resource."""
    whole = f"terraform_data.{name}.output"
    return {key: f"${{{whole}.{key}}}" for key in UNKNOWN[name][0]} if name in STATIC_KEYS else f"${{{whole}}}"


def fed(names: Iterable[str], **more: Any) -> Inputs:
    """Inputs of the module, with these known only after the apply."""
    names = list(names)
    needed = {name: value for each in names for name, value in UNKNOWN[each][1].items()}
    return {**ROOT, **more, **needed, **{name: unknown(name) for name in names}}


NAMES = list(UNKNOWN)
FEW = [NAMES[start : start + 5] for start in range(0, len(NAMES), 5)]
TOGETHER = {
    "existing": UNKNOWN.keys() - {"runner_id_prefix", *WITHOUT_EXISTING},
    "created": UNKNOWN.keys() - {"runner_id_prefix", *EXISTING},
}


def runners(inputs: dict[str, Inputs]) -> Files:
    """Call the module for each of these inputs, beside the values that some of them come from."""
    values = {"terraform_data": {name: {"input": value} for name, (value, _) in UNKNOWN.items()}}
    outputs = {"runners": {"value": "${module.runner}", "sensitive": True}}
    return {
        "module": MODULE,
        "main.tf.json": {"module": {"runner": instances("./module", inputs)}, "resource": values, "output": outputs},
    }


@pytest.fixture(scope="module")
def outputs(shared_terraform: Terraform) -> dict[str, Any]:
    """The outputs of runners with all inputs unknown together, applied."""
    root = shared_terraform(runners({name: fed(names, runner_id=name) for name, names in TOGETHER.items()}))
    state = root.apply()
    assert state.diagnostics == ()
    again = root.plan()
    assert again.is_empty, again.actions
    assert again.diagnostics == ()
    found: dict[str, Any] = state.outputs["runners"]
    return found


def test_the_table_has_every_input_that_may_be_unknown() -> None:
    promised = {each.name for each in variables(RunnerInputs) if each.name in contract.INPUTS and not each.known_at_plan}
    assert set(UNKNOWN) == promised


def test_an_input_may_be_unknown_at_plan(terraform: Terraform) -> None:
    """A few in one runner: what an unknown value leaves undecided stays so beside another one."""
    all_roles_are_planned(terraform, {names[0]: fed(names) for names in FEW})


def test_inputs_may_be_sensitive(terraform: Terraform) -> None:
    """All of them, but for those of which Terraform makes instances: it refuses sensitive ones, and says so."""
    all_roles_are_planned(
        terraform, {name: {each: secret(each, values[each]) for each in values} for name, values in VALUES.items()}
    )


def secret(name: str, value: Any) -> Any:
    """An input as a caller's sensitive variable; of a map whose keys become addresses, only the values."""
    if name in INSTANCES:
        return value
    return with_sensitive_elements(value) if name in STATIC_KEYS else sensitive(value)


def all_roles_are_planned(terraform: Terraform, inputs: dict[str, Inputs]) -> None:
    created = terraform(runners(inputs)).plan().having("create")
    for name in inputs:
        assert len([address for address in created if address.startswith(f'module.runner["{name}"].aws_iam_role.')]) == 3, name


def test_all_inputs_for_what_exists_may_be_unknown_together(outputs: dict[str, Any]) -> None:
    assert outputs["existing"]["ecs_cluster_name"] == "shared"
    assert outputs["existing"]["s3_bucket"] == "my-own-bucket"


def test_all_inputs_may_be_unknown_where_the_module_creates_everything(outputs: dict[str, Any]) -> None:
    assert outputs["created"]["s3_bucket"] == "created-artifacts"
    assert outputs["created"]["ecs_cluster_name"].startswith("created-cluster-")


ARNS = """
resource "aws_kms_key" "this" { region = "eu-west-1" }
resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_secretsmanager_secret" "token" { name = "token" }
resource "aws_ssm_parameter" "token" {
  name  = "/runner/token"
  type  = "SecureString"
  value = "x"
}
resource "aws_iam_openid_connect_provider" "shared" {
  url            = "https://oidc.humanitec.dev"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_ecr_repository" "this" { name = "runner" }
resource "aws_ecs_cluster" "shared" { name = "shared" }
resource "aws_s3_bucket" "logs" { bucket_prefix = "logs" }
resource "aws_subnet" "this" {
  vpc_id     = "vpc-0123456789abcdef0"
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "this" { name = "tasks" }

module "runner" {
  source                        = "./module"
  region                        = "eu-west-1"
  humanitec_org_id              = "my-org"
  runner_id                     = "my-runner"
  subnet_ids                    = [aws_subnet.this.id]
  security_group_ids            = [aws_security_group.this.id]
  create_ecs_cluster            = false
  existing_ecs_cluster_name     = aws_ecs_cluster.shared.name
  create_oidc_provider          = false
  existing_oidc_provider_arn    = aws_iam_openid_connect_provider.shared.arn
  kms_enabled                   = true
  kms_key_arn                   = aws_kms_key.this.arn
  iam_role_permissions_boundary = aws_iam_policy.boundary.arn
  task_role_policy_arns         = { boundary = aws_iam_policy.boundary.arn }
  secrets                       = { A = aws_secretsmanager_secret.token.arn, B = aws_ssm_parameter.token.arn }
  secrets_kms_key_arns          = [aws_kms_key.this.arn]
  enable_s3_access_logs         = true
  s3_access_log_bucket          = aws_s3_bucket.logs.bucket
  enable_ecs_exec               = true

  execution_role_ecr_repository_arns = [aws_ecr_repository.this.arn]
}
"""


def test_resources_of_the_same_configuration_can_be_inputs(terraform: Terraform) -> None:
    """And a change of the user's key is all that is planned then."""
    root = terraform({"module": MODULE, "main.tf": ARNS})
    state = root.apply()
    key = state["aws_kms_key.this"]["arn"]
    assert [group["kms_key_id"] for group in state.of_type("aws_cloudwatch_log_group").values()] == [key, key]
    assert {role["permissions_boundary"] for role in state.of_type("aws_iam_role").values()} == {
        state["aws_iam_policy.boundary"]["arn"]
    }
    root.write({"main.tf": ARNS.replace('{ region = "eu-west-1" }', '{\n  region = "eu-west-1"\n  description = "changed"\n}')})
    assert root.plan().actions == {"aws_kms_key.this": "update"}


def test_an_unknown_value_without_its_switch_fails_at_plan(terraform: Terraform) -> None:
    logging = {"source": "./module/modules/logging", **GROUPS["logging"], "kms_key_arn": "${aws_kms_key.this.arn}"}
    files: Files = {"module": MODULE, "main.tf.json": {"module": {"logging": logging}, "resource": {"aws_kms_key": {"this": {}}}}}
    assert "Invalid count argument" in terraform(files).plan_fails().text
