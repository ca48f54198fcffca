"""Registration under real Terraform, beside the root module and alone, with either name of the provider."""

import json
from typing import Any

import pytest
from cdktf import App, TerraformStack

from modules.core.editions import STELLWERK
from modules.core.expressions import Expression
from modules.inputs.network import GATEWAY_SERVICES, INTERFACE_SERVICES
from modules.inputs.registration import RegistrationInputs
from modules.registration import Registration, RegistrationProps
from modules.registration.orchestrator import OrchestratorProvider
from release.paths import MODULE
from tests.conftest import Synthesized
from tests.support.terraform import Terraform, Workspace
from tests.terraform.configurations import ACCOUNT, KEY, PARAMETER, REGION, ROOT, SUBNETS

SOURCES = {"humanitec": "humanitec/platform-orchestrator", "stellwerk": "stellwerk-labs/platform-orchestrator"}
TOKENS = {
    "humanitec": {"HUMANITEC_ORG_ID": "my-org", "HUMANITEC_AUTH_TOKEN": "token"},
    "stellwerk": {"PO_ORG_ID": "my-org", "PO_AUTH_TOKEN": "token"},
}
EDITIONS: dict[str, dict[str, str]] = {
    "humanitec": {},
    "stellwerk": {"orchestrator": "stellwerk", "oidc_hostname": "oidc.example.com"},
}
RUNNER = "module.registration.platform-orchestrator_serverless_ecs_runner.runner"
RULES = {"development": {"env_type_id": "development"}, "shop": {"project_id": "shop", "env_type_id": "production"}}
CONFIGURATION: dict[str, Any] = {
    "runner_id": "my-runner",
    "partition": "aws",
    "region": REGION,
    "ecs_cluster_name": "my-cluster",
    "task_manager_role_arn": f"arn:aws:iam::{ACCOUNT}:role/manager",
    "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/execution",
    "task_role_arn": f"arn:aws:iam::{ACCOUNT}:role/task",
    "subnet_ids": SUBNETS,
    "security_group_ids": [],
    "environment": {},
    "secrets": {},
    "s3_bucket": "my-bucket",
}


def both_sides(edition: str, runner: dict[str, Any], **registration: Any) -> dict[str, Any]:
    """The root module, and the registration beside it."""
    return {
        "module": MODULE,
        "main.tf.json": {
            "module": {
                "runner": {"source": "./module", **EDITIONS[edition], **runner},
                "registration": {
                    "source": f"./module/modules/registration-{edition}",
                    "runner": "${module.runner.runner_configuration}",
                    **registration,
                },
            }
        },
    }


def test_a_runner_is_registered_with_its_own_configuration(terraform: Terraform) -> None:
    """Last, and is unregistered first."""
    runner = {**ROOT, "environment": {"LEVEL": "debug"}, "secrets": {"TOKEN_FILE": PARAMETER}}
    files = both_sides("humanitec", runner, rules=RULES, description="ours", state_path_prefix="state/jobs")
    root = terraform(files, env=TOKENS["humanitec"])
    state = root.apply()
    assert state.diagnostics == ()
    made = state[RUNNER]
    assert made["id"] == "my-runner"
    assert made["description"] == "ours"
    assert made["runner_configuration"]["auth"] == {
        "role_arn": state["module.runner.aws_iam_role.ecs_task_manager"]["arn"],
        "session_name": None,
        "sts_region": None,
    }
    assert made["runner_configuration"]["job"] == {
        "region": REGION,
        "cluster": state["module.runner.aws_ecs_cluster.main[0]"]["name"],
        "subnets": SUBNETS,
        "security_groups": [],
        "is_public_ip_enabled": False,
        "execution_role_arn": state["module.runner.aws_iam_role.execution"]["arn"],
        "task_role_arn": state["module.runner.aws_iam_role.task"]["arn"],
        "image": None,
        "environment": {"LEVEL": "debug"},
        "secrets": {"TOKEN_FILE": PARAMETER},
    }
    assert made["state_storage_configuration"] == {
        "type": "s3",
        "s3_configuration": {"bucket": "my-runner-artifacts", "path_prefix": "state/jobs"},
    }
    rules = state.of_type("platform-orchestrator_runner_rule")
    assert {
        address.split('"')[1]: (rule["runner_id"], rule["project_id"], rule["env_type_id"]) for address, rule in rules.items()
    } == {"*/development": ("my-runner", "", "development"), "shop/production": ("my-runner", "shop", "production")}
    assert registered_by(root) == {SOURCES["humanitec"]}
    assert waits_for(root) >= NEEDED
    stays_and_goes(root)


def registered_by(root: Workspace) -> set[str]:
    """Name the provider that registers the runner."""
    return {call.provider for call in root.calls if call.type.startswith("platform-")}


def stays_and_goes(root: Workspace, **inputs: Any) -> None:
    """Plan again, and destroy what that plan has just read."""
    assert root.plan(**inputs).is_empty
    assert root.destroy("-refresh=false", **inputs).resources == {}


def waits_for(root: Workspace) -> set[str]:
    """What the state says stands before the registered runner, and goes after it."""
    state = json.loads((root.folder / "terraform.tfstate").read_text())
    [runner] = [item for item in state["resources"] if item["type"] == "platform-orchestrator_serverless_ecs_runner"]
    return {address.removeprefix("module.runner.") for address in runner["instances"][0]["dependencies"]}


NEEDED = {
    "aws_ecs_cluster.main",
    "aws_iam_role.ecs_task_manager",
    "aws_iam_role_policy.ecs_task_manager",
    "aws_iam_role_policy.execution_cloudwatch",
    "aws_iam_role_policy.execution_secrets",
    "aws_iam_role_policy.task_exec",
    "aws_iam_role_policy.task_s3",
    "aws_iam_role_policy_attachment.execution",
    "aws_iam_role_policy_attachment.task",
    "aws_nat_gateway.main",
    "aws_route.private",
    "aws_s3_bucket.runner",
    "aws_vpc_endpoint.interface",
    "aws_vpc_endpoint.s3",
}


def test_all_options_together_can_be_applied_and_destroyed(terraform: Terraform) -> None:
    """With the other edition: a VPC with endpoints, monitoring with a topic, secrets, a key, and the registration.

    In one plan, with much of it unknown.
    """
    later = {
        "kms_key_arn": KEY,
        "alarm_actions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"],
        "security_group_ids": ["sg-0123456789abcdef0"],
        "vpc_cidr": "10.1.0.0/16",
        "environment": {"LEVEL": "debug"},
        "alarm_bucket_size_gib": 1,
    }
    runner = {
        **{name: value for name, value in ROOT.items() if name != "subnet_ids"},
        "create_vpc": True,
        "nat_gateway_per_zone": True,
        "vpc_endpoints": [*GATEWAY_SERVICES, *INTERFACE_SERVICES],
        "enable_monitoring": True,
        "create_alarm_topic": True,
        "enable_ecs_exec": True,
        "kms_enabled": True,
        "secrets": {"TOKEN_FILE": "${terraform_data.secret.output}"},
        **{name: f"${{terraform_data.{name}.output}}" for name in later},
    }
    files = both_sides("stellwerk", runner, rules=RULES, image="${terraform_data.image.output}")
    given = {**later, "secret": PARAMETER, "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/runner:1"}
    files["main.tf.json"]["resource"] = {"terraform_data": {name: {"input": value} for name, value in given.items()}}
    root = terraform(files, env=TOKENS["stellwerk"])
    state = root.apply()
    assert state.diagnostics == ()
    assert len(state.resources) > 80
    assert state[RUNNER]["runner_configuration"]["job"]["image"] == given["image"]
    assert len(state.of_type("aws_vpc_endpoint")) == len(GATEWAY_SERVICES) + len(INTERFACE_SERVICES)
    assert registered_by(root) == {SOURCES["stellwerk"]}
    assert waits_for(root) >= NEEDED
    stays_and_goes(root)


@pytest.fixture
def alone(terraform: Terraform) -> Workspace:
    """The registration as a root."""
    return terraform(MODULE / "modules" / "registration-stellwerk", env=TOKENS["stellwerk"])


def test_registration_uses_the_orchestrators_provider_only(alone: Workspace) -> None:
    alone.plan(runner=CONFIGURATION)
    assert {call.provider for call in alone.calls} == {"stellwerk-labs/platform-orchestrator"}


def test_values_over_the_providers_limits_are_refused_by_the_module(alone: Workspace) -> None:
    wrong = {
        "partition": "aws-us-gov",
        "region": "us-iso-east-1",
        "runner_id": "My_Runner",
        "subnet_ids": SUBNETS * 9,
        "security_group_ids": ["sg-1"] * 6,
        "environment": {"LONG": "x" * 1025},
    }
    said = alone.plan_fails(runner={**CONFIGURATION, **wrong})
    messages = [
        'runner.partition must be aws; got "aws-us-gov". The Platform Orchestrator\'s provider accepts',
        'runner.region must be a region such as eu-west-1; got "us-iso-east-1".',
        "runner.runner_id must be 2 to 100 lower-case letters",
        "runner.subnet_ids must have at most 16 elements; got 18.",
        "runner.security_group_ids must have at most 5 elements; got 6.",
        'values of at most 1024 bytes; got ["LONG"].',
    ]
    assert [message for message in messages if message not in said.text] == []
    assert [error.summary for error in said.errors] == ["Invalid value for variable"] * len(messages)


def test_a_plan_says_that_the_orchestrator_would_use_other_task_definitions(terraform: Terraform) -> None:
    files = both_sides("stellwerk", {**ROOT, "orchestrator": "humanitec"})
    (error,) = terraform(files, env=TOKENS["stellwerk"]).plan_fails().errors
    assert "task_definition_family_prefix must be a prefix of platform_orchestrator_env_ORGANIZATION_" in error.text
    assert 'got "humanitec_". For the runner, omit task_definition_family_prefix, and set orchestrator_org_id for' in error.text


def test_a_runner_without_subnets_is_refused(alone: Workspace) -> None:
    (error,) = alone.plan_fails(runner={**CONFIGURATION, "subnet_ids": []}).errors
    assert "runner.subnet_ids must have at least one element; got []." in error.text


def test_invalid_inputs_are_refused(alone: Workspace) -> None:
    wrong = {
        "description": "ü" * 101,
        "state_path_prefix": "/state/",
        "image": "my image",
        "rules": {"all": {}},
    }
    said = alone.plan_fails(runner=CONFIGURATION, **wrong)
    messages = [
        "description must be 1 to 200 bytes long; got 202",
        'got "/state/". Omit a leading slash.',
        "image must be the name of an image, of at most 255 characters",
        'or with match = "all" alone; got {"all":{}}. Correct',
    ]
    assert [message for message in messages if message not in said.text] == []
    assert len(said.errors) == len(messages)


def test_the_whole_runner_configuration_may_be_unknown_at_plan(terraform: Terraform) -> None:
    fields = {name: f"${{terraform_data.runner.output.{name}}}" for name in CONFIGURATION}
    files: dict[str, Any] = {
        "module": MODULE / "modules" / "registration-humanitec",
        "main.tf.json": {
            "resource": {"terraform_data": {"runner": {"input": CONFIGURATION}}},
            "module": {"registration": {"source": "./module", "runner": fields, "rules": RULES}},
        },
    }
    root = terraform(files, env=TOKENS["humanitec"])
    root.apply()
    assert root.plan().is_empty


def test_a_registered_runner_stack_creates_and_registers_a_runner(terraform: Terraform, synthesized: Synthesized) -> None:
    """test_migration.py applies the other edition's, with a rule of the caller's."""
    root = terraform({"main.tf.json": registered_runner(synthesized)}, env=TOKENS["humanitec"])
    state = root.apply(**ROOT, rules=RULES)
    assert state["platform-orchestrator_serverless_ecs_runner.runner"]["runner_configuration"]["job"]["subnets"] == SUBNETS
    assert waits_for(root) >= NEEDED
    stays_and_goes(root, **ROOT, rules=RULES)


def registered_runner(synthesized: Synthesized) -> dict[str, Any]:
    """The stack, with its state in a file."""
    content = synthesized.json("registered-runner-humanitec")
    del content["terraform"]["backend"]
    return content


def test_a_registered_runner_in_another_partition_is_refused(terraform: Terraform, synthesized: Synthesized) -> None:
    root = terraform({"main.tf.json": registered_runner(synthesized)}, region="cn-north-1", env=TOKENS["humanitec"])
    diagnostics = root.plan_fails(**{**ROOT, "region": "cn-north-1"})
    assert 'the runner.partition must be aws; got "aws-cn"' in diagnostics.text


def test_a_rule_whose_filter_turns_out_to_be_empty_is_refused_in_a_stack_of_your_own(terraform: Terraform) -> None:
    stack = TerraformStack(App(), "mine")
    OrchestratorProvider(stack, "provider", STELLWERK)
    rules: Any = {"a": {"project_id": Expression("var.project")}}
    Registration(stack, "it", RegistrationProps(inputs=RegistrationInputs(rules=rules), runner=CONFIGURATION))
    content = {name: value for name, value in stack.to_terraform().items() if name != "//"}
    root = terraform({"main.tf.json": {**content, "variable": {"project": {}}}}, env=TOKENS["stellwerk"])
    assert root.plan(project="shop").actions
    (error,) = root.plan_fails(project="").errors
    assert 'or with match = "all" alone; got {"a":{"project_id":""}}.' in error.text


def test_a_wrong_rule_is_one_error_in_a_registered_runner_too(terraform: Terraform) -> None:
    call = {"source": "./module/modules/registered-runner-humanitec", **ROOT, "rules": {"a": {"env_type": "development"}}}
    root = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": call}}}, env=TOKENS["humanitec"])
    (error,) = root.plan_fails().errors
    assert 'got {"a":{"env_type":"development"}}.' in error.text
