"""Registration: the same twice but for the provider, and nothing of AWS in it."""

import json
from typing import Any

import pytest
from cdktf import App, TerraformStack

from modules.core.declarations import InvalidInputs
from modules.core.editions import HUMANITEC, STELLWERK
from modules.core.expressions import Expression
from modules.inputs.registration import (
    RUNNER_FIELDS,
    HumanitecRegistrationInputs,
    RegistrationInputs,
    RegistrationModuleInputs,
    StellwerkRegistrationInputs,
)
from modules.registration import Registration, RegistrationProps
from tests.conftest import Synthesized, together

RUNNER: dict[str, Any] = {
    "runner_id": "my-runner",
    "partition": "aws",
    "region": "eu-west-1",
    "ecs_cluster_name": "my-cluster",
    "task_manager_role_arn": "arn:aws:iam::123456789012:role/manager",
    "execution_role_arn": "arn:aws:iam::123456789012:role/execution",
    "task_role_arn": "arn:aws:iam::123456789012:role/task",
    "subnet_ids": ["subnet-1"],
    "security_group_ids": [],
    "environment": {},
    "secrets": {},
    "s3_bucket": "my-bucket",
    "orchestrator": "humanitec",
    "organization_id": "my-org",
    "task_definition_family_prefix": "humanitec_",
}
NOT_FOR_REGISTRATION = {
    "oidc_hostname",
    "oidc_provider_arn",
    "ecs_cluster_arn",
    "kms_key_arn",
    "log_group_names",
    "event_log_group_name",
    "alarm_names",
    "alarm_topic_arn",
}


def test_the_two_modules_differ_in_their_provider_and_its_task_definitions_only(module_files: dict[str, str]) -> None:
    humanitec = together(module_files, "modules/registration-humanitec")
    stellwerk = together(module_files, "modules/registration-stellwerk")
    for module, edition in ((humanitec, HUMANITEC), (stellwerk, STELLWERK)):
        assert module.pop("terraform") == {
            "required_version": ">= 1.6",
            "required_providers": {"platform-orchestrator": {"source": edition.source, "version": edition.version}},
        }
        (families,) = [
            each for each in module["variable"]["runner"]["validation"] if "platform_orchestrator_env_" in each["condition"]
        ]
        module["variable"]["runner"]["validation"].remove(families)
        assert ("humanitec_" in families["condition"]) == (edition is HUMANITEC)
    assert humanitec == stellwerk
    assert "data" not in humanitec
    assert set(humanitec["resource"]) == {"platform-orchestrator_serverless_ecs_runner", "platform-orchestrator_runner_rule"}


def test_computed_attributes_are_always_set_and_sts_region_never(module_files: dict[str, str]) -> None:
    module = together(module_files, "modules/registration-stellwerk")
    runner = module["resource"]["platform-orchestrator_serverless_ecs_runner"]["runner"]["runner_configuration"]
    assert {"security_groups", "is_public_ip_enabled", "environment", "secrets"} <= set(runner["job"])
    assert runner["auth"] == {"role_arn": "${var.runner.task_manager_role_arn}"}


def test_registration_takes_the_runner_configuration_of_the_root(root_module: dict[str, Any]) -> None:
    assert set(root_module["output"]["runner_configuration"]["value"]) == set(RUNNER_FIELDS) == {*RUNNER, *NOT_FOR_REGISTRATION}


def test_the_registered_runner_depends_on_what_the_configuration_depends_on(synthesized: Synthesized) -> None:
    content = synthesized.json("registered-runner-humanitec")
    registered = content["resource"]["platform-orchestrator_serverless_ecs_runner"]["runner"]
    assert registered["depends_on"] == content["output"]["runner_configuration"]["depends_on"]
    assert set(registered["depends_on"]) >= {"aws_iam_role_policy.task_s3", "aws_route.private", "aws_vpc_endpoint.s3"}
    assert content["provider"]["platform-orchestrator"] == [{}]


def test_registration_takes_plain_python_values(tmp_path: Any) -> None:
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "mine")
    inputs = RegistrationInputs(rules={"shop": {"project_id": "shop"}}, description="ours")
    made = Registration(stack, "registration", RegistrationProps(inputs=inputs, runner=RUNNER))
    assert isinstance(made.rule_ids, Expression)
    synthesized = stack.to_terraform()
    content = synthesized["resource"]
    [runner] = content["platform-orchestrator_serverless_ecs_runner"].values()
    assert runner["runner_configuration"]["job"]["subnets"] == ["subnet-1"]
    assert "image" not in runner["runner_configuration"]["job"]
    assert runner["state_storage_configuration"] == {"type": "s3", "s3_configuration": {"bucket": "my-bucket"}}
    [rules] = content["platform-orchestrator_runner_rule"].values()
    [(name, by_content)] = synthesized["locals"].items()
    assert rules["for_each"] == f"${{local.{name}}}"
    assert 'values({ shop = { project_id = "shop" } })' in by_content


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("partition", "aws-cn", 'runner.partition must be aws; got "aws-cn".'),
        ("region", "us-iso-east-1", "runner.region must be a region such as eu-west-1"),
        ("ecs_cluster_name", "a/b", "runner.ecs_cluster_name must be 1 to 255 letters"),
        ("task_role_arn", "task", "runner.task_role_arn must be the ARN of an IAM role"),
        ("subnet_ids", [], "runner.subnet_ids must have at least one element"),
        ("subnet_ids", None, r"runner.subnet_ids must have at least one element; got \[\]"),
        ("secrets", {"A": "x"}, r'runner.secrets must contain only full ARNs .*; got \["A"\]'),
        (
            "environment",
            {"LONG": "x" * 1025},
            r'runner.environment must contain only values of at most 1024 bytes; got \["LONG"\]',
        ),
        ("environment", {"MODE": "x"}, r'runner.environment must not contain names that .* sets itself; got \["MODE"\]'),
        ("environment", {"RUNNER_GIT_SSH_KEYS": "x"}, r'must be secrets; got \["RUNNER_GIT_SSH_KEYS"\]'),
        ("secrets", {"NATS_URL": "x"}, r'runner.secrets must not contain names that .* sets itself; got \["NATS_URL"\]'),
    ],
)
def test_values_over_the_providers_limits_are_refused_in_python(field: str, value: Any, message: str) -> None:
    with pytest.raises(InvalidInputs, match=message):
        RegistrationModuleInputs(runner={**RUNNER, field: value})


ALL: Any = {"match": "all"}
RULES: dict[str, Any] = {
    "typo": {"env_type": "development"},
    "empty": {},
    "null": None,
    "no filter": {"project_id": None, "env_type_id": None},
    "empty filter": {"project_id": "", "env_type_id": "development"},
    "no ID": {"project_id": "My Project"},
    "other match": {"match": "everything"},
    "match and filter": {"match": "all", "project_id": "shop"},
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_says_something_else_is_refused_in_python(name: str) -> None:
    with pytest.raises(InvalidInputs) as refused:
        RegistrationInputs(rules={name: RULES[name], "other": {"project_id": "other"}})
    (problem,) = refused.value.problems
    shown = json.dumps({name: RULES[name]}, separators=(",", ":"), sort_keys=True)
    assert problem.startswith(
        'rules must contain only rules with project_id, env_type_id or both, or with match = "all" alone; got'
    )
    assert f"got {shown}. " in problem


def test_two_rules_for_the_same_deployments_are_refused_in_python() -> None:
    with pytest.raises(InvalidInputs, match=r'rules must not contain two rules for the same deployments; got \["a","b"\]'):
        RegistrationInputs(rules={"a": {"project_id": "shop"}, "b": {"project_id": "shop", "env_type_id": None}, "c": ALL})


def test_rules_with_parts_that_only_terraform_knows_are_left_to_terraform() -> None:
    later = Expression("var.project")
    assert RegistrationInputs(rules={"a": {"project_id": later}, "b": {"project_id": later, "env_type_id": "development"}})
    with pytest.raises(InvalidInputs, match="env_type"):
        RegistrationInputs(rules={"a": {"project_id": later}, "b": {"env_type": later}})  # type: ignore[typeddict-unknown-key]


def test_terraform_checks_rules_that_python_does_not_know() -> None:
    stack = TerraformStack(App(), "mine")
    inputs = RegistrationInputs(rules={"a": {"project_id": Expression("var.project")}})
    Registration(stack, "it", RegistrationProps(inputs=inputs, runner=RUNNER))
    [runner] = stack.to_terraform()["resource"]["platform-orchestrator_serverless_ecs_runner"].values()
    messages = [each["error_message"] for each in runner["lifecycle"]["precondition"]]
    assert [message.split(";")[0] for message in messages] == [
        'rules must contain only rules with project_id, env_type_id or both, or with match = "all" alone',
        "rules must not contain two rules for the same deployments",
    ]


def test_null_means_none_in_python() -> None:
    nothing = dict.fromkeys(("environment", "secrets", "security_group_ids"))
    inputs = RegistrationModuleInputs(runner={**RUNNER, **nothing}, rules=None)  # type: ignore[arg-type]
    assert inputs.rules == {}
    made = Registration(TerraformStack(App(), "mine"), "it", RegistrationProps(inputs=inputs, runner=inputs.runner))
    [runner] = TerraformStack.of(made).to_terraform()["resource"]["platform-orchestrator_serverless_ecs_runner"].values()
    job = runner["runner_configuration"]["job"]
    assert (job["environment"], job["secrets"], job["security_groups"]) == ({}, {}, [])


@pytest.mark.parametrize(("cluster", "sentence"), [("my-cluster", "my-cluster ECS cluster in eu-west-1"), ("x" * 255, "x" * 182)])
def test_a_runner_is_described_by_default_in_at_most_200_bytes(cluster: str, sentence: str) -> None:
    stack = TerraformStack(App(), "mine")
    runner = {**RUNNER, "ecs_cluster_name": cluster}
    Registration(stack, "it", RegistrationProps(inputs=RegistrationInputs(), runner=runner))
    [made] = stack.to_terraform()["resource"]["platform-orchestrator_serverless_ecs_runner"].values()
    assert made["description"] == f"Deploys using the {sentence}"
    assert len(made["description"].encode()) <= 200


@pytest.mark.parametrize("description", ["", "x" * 201])
def test_a_description_of_another_length_is_refused_in_python(description: str) -> None:
    with pytest.raises(InvalidInputs, match="description must be 1 to 200 bytes long; got"):
        RegistrationInputs(description=description)


ORGANIZATION = "platform_orchestrator_env_my-org_"


@pytest.mark.parametrize(
    ("prefix", "humanitec", "stellwerk"),
    [
        ("platform_orchestrator_", True, True),
        (ORGANIZATION, True, True),
        (None, True, True),  # a runner of an older module doesn't tell
        ("humanitec_", True, False),
        ("humanitec_env_my-org_", True, False),
        ("platform_orchestrator_env_other-org_", False, False),
        (f"{ORGANIZATION}0123", False, False),  # some environments only
        ("runner_", False, False),
    ],
)
def test_a_runner_is_registered_only_where_the_orchestrator_uses_its_task_definitions(
    prefix: str | None, *, humanitec: bool, stellwerk: bool
) -> None:
    runner = {**RUNNER, "task_definition_family_prefix": prefix}
    for inputs, accepted in ((HumanitecRegistrationInputs, humanitec), (StellwerkRegistrationInputs, stellwerk)):
        if accepted:
            inputs(runner=runner)
        else:
            with pytest.raises(InvalidInputs, match=f'task_definition_family_prefix must be a prefix.*got "{prefix}"'):
                inputs(runner=runner)


@pytest.mark.parametrize(("edition", "accepted"), [("humanitec", True), ("stellwerk", False)])
def test_a_construct_checks_task_definitions_by_the_edition_of_the_runner(tmp_path: Any, edition: str, *, accepted: bool) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path)), "mine")
    props = RegistrationProps(inputs=RegistrationInputs(), runner={**RUNNER, "orchestrator": edition})
    if accepted:
        Registration(stack, "registration", props)
    else:
        with pytest.raises(InvalidInputs, match="set orchestrator_org_id for Stellwerk"):
            Registration(stack, "registration", props)
