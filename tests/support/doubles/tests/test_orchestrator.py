"""The platform-orchestrator's doubles: two providers, one schema, and the refusals that users meet."""

import copy
from typing import Any

import pytest

from tests.support.doubles.model import Block, insides
from tests.support.doubles.orchestrator import RESOURCES
from tests.support.doubles.orchestrator.schema import RUNNER as RUNNER_TYPE
from tests.support.doubles.orchestrator.validation import runner_problems
from tests.support.terraform import Terraform

SOURCES = [
    ("humanitec/platform-orchestrator", ">= 2.11.0, < 3.0.0", "HUMANITEC"),
    ("stellwerk-labs/platform-orchestrator", ">= 1.0, < 3.0", "PO"),
]
ROLE = "arn:aws:iam::123456789012:role/x"
RUNNER: dict[str, Any] = {
    "id": "it",
    "runner_configuration": {
        "auth": {"role_arn": ROLE},
        "job": {
            "region": "eu-central-1",
            "cluster": "it",
            "subnets": ["${terraform_data.later.output}"],
            "execution_role_arn": ROLE,
            "environment": {"A": "b"},
        },
    },
    "state_storage_configuration": {"type": "s3", "s3_configuration": {"bucket": "it"}},
}


def files(runner: dict[str, Any], source: str = SOURCES[0][0], version: str = SOURCES[0][1], **config: str) -> dict[str, Any]:
    resource = {
        "terraform_data": {"later": {"input": "subnet-1"}},
        "platform-orchestrator_serverless_ecs_runner": {"it": runner},
        "platform-orchestrator_runner_rule": {"it": {"runner_id": "${platform-orchestrator_serverless_ecs_runner.it.id}"}},
    }
    wanted = {"required_providers": {"platform-orchestrator": {"source": source, "version": version}}}
    return {"main.tf.json": {"terraform": wanted, "provider": {"platform-orchestrator": config}, "resource": resource}}


def whole(block: Block, value: dict[str, Any]) -> dict[str, Any]:
    """Add what isn't set, as Terraform does."""
    found = {name: value.get(name) for name in block.attributes}
    for name, nested in insides(block):
        if isinstance(inside := found[name], dict):
            found[name] = whole(nested.block, inside)
    return found


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the runner with one value changed."""
    runner = copy.deepcopy(RUNNER)
    *steps, last = path.split(".")
    inside = runner
    for step in steps:
        inside = inside[step]
    inside[last] = value
    return runner


@pytest.mark.parametrize(("source", "version", "prefix"), SOURCES)
def test_both_providers_manage_a_runner(terraform: Terraform, source: str, version: str, prefix: str) -> None:
    root = terraform(files(RUNNER, source, version), env={f"{prefix}_ORG_ID": "my-org", f"{prefix}_AUTH_TOKEN": "token"})
    plan = root.plan()
    address = "platform-orchestrator_serverless_ecs_runner.it"
    job = plan.changes[address].unknown["runner_configuration"]["job"]
    assert job == {
        "environment": {},
        "is_public_ip_enabled": True,
        "secrets": True,
        "security_groups": True,
        "subnets": [True],
    }
    state = root.apply()
    assert state[address]["runner_configuration"]["job"]["subnets"] == ["subnet-1"]
    assert state[address]["runner_configuration"]["job"]["security_groups"] == []
    assert state["platform-orchestrator_runner_rule.it"]["runner_id"] == "it"
    assert root.plan().is_empty

    root.write(files(changed("runner_configuration.job.cluster", "that"), source, version))
    assert root.plan().actions == {address: "update"}
    root.write(files(changed("id", "that"), source, version))
    assert set(root.plan().actions.values()) == {"replace"}
    assert root.destroy().resources == {}


@pytest.mark.parametrize(("source", "version", "prefix"), SOURCES)
def test_organization_and_token_are_required(terraform: Terraform, source: str, version: str, prefix: str) -> None:
    assert f"Missing org_id: set org_id in the provider block, or {prefix}_ORG_ID" in (
        terraform(files(RUNNER, source, version, auth_token="t")).plan_fails().text  # noqa: S106 - not a secret
    )
    assert f"Missing auth_token: set auth_token in the provider block, or {prefix}_AUTH_TOKEN" in (
        terraform(files(RUNNER, source, version, org_id="o")).plan_fails().text
    )
    foreign = "PO" if prefix == "HUMANITEC" else "HUMANITEC"
    env = {f"{foreign}_ORG_ID": "o", f"{foreign}_AUTH_TOKEN": "t"}
    assert "Missing org_id" in terraform(files(RUNNER, source, version), env=env).plan_fails().text


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("id", "a--b", "id is a--b, allowed is lower case letters"),
        ("id", "a" * 101, "id is of 101 bytes, allowed is at most 100 bytes"),
        ("description", "d" * 201, "description is of 201 bytes, allowed is at most 200"),
        ("state_storage_configuration.type", "gcs", "state_storage_configuration.type is gcs, allowed is s3"),
        (
            "runner_configuration.auth.role_arn",
            ROLE.replace("aws", "aws-cn"),
            "allowed is the ARN of an IAM role in the partition",
        ),
        ("runner_configuration.job.task_role_arn", "x", "runner_configuration.job.task_role_arn is x, allowed is the ARN"),
        ("runner_configuration.job.region", "us-gov-west-1", "job.region is us-gov-west-1, allowed is a region such as"),
        ("runner_configuration.job.subnets", [], "job.subnets is 0 subnets, allowed is 1 to 16"),
        ("runner_configuration.job.subnets", ["s"] * 17, "job.subnets is 17 subnets, allowed is 1 to 16"),
        ("runner_configuration.job.security_groups", ["s"] * 6, "6 security groups, allowed is at most 5"),
        ("runner_configuration.job.environment", {"A": "v" * 1025}, "1025 bytes in A, allowed is at most 1024"),
        ("description", "ü" * 101, "description is of 202 bytes, allowed is at most 200 bytes"),
        ("runner_configuration.job.environment", {"A": "ü" * 513}, "1026 bytes in A, allowed is at most 1024"),
        (
            "runner_configuration.auth.role_arn",
            f"{ROLE}!",
            "auth.role_arn is arn:aws:iam::123456789012:role/x!, allowed is the ARN",
        ),
        ("runner_configuration.auth.session_name", "x", "session_name is x, allowed is 3 to 64"),
        ("runner_configuration.auth.sts_region", "x", "sts_region is x, allowed is a region"),
        ("runner_configuration.job.cluster", "", "cluster is of 0 bytes, allowed is at least 1"),
        ("runner_configuration.job.image", "a+b", "image is a+b, allowed is an image"),
        ("runner_configuration.job.image", "a" * 256, "image is of 256 bytes, allowed is at most 255"),
        ("runner_configuration.job.secrets", {"A": "arn:aws:ssm:x"}, "arn:aws:ssm:x in A, allowed is the ARN of a secret"),
        ("runner_configuration.job.security_groups", [""], "an element, allowed is 1 to 255 bytes"),
    ],
)
def test_invalid_values_are_refused(path: str, value: object, says: str) -> None:
    (problem,) = runner_problems(whole(RESOURCES[RUNNER_TYPE], changed(path, value)))
    assert problem.summary == "Invalid Attribute Value"
    assert says in problem.detail
    assert problem.path[-1] == path.split(".")[-1]


def test_values_at_the_limits_are_accepted() -> None:
    for path, value in {
        "id": "a" * 100,
        "description": "d" * 200,
        "runner_configuration.job.subnets": ["s"] * 16,
        "runner_configuration.job.security_groups": ["s"] * 5,
        "runner_configuration.job.environment": {"A": "v" * 1024},
        "runner_configuration.job.image": f"{'a' * 249}@b:0f",
    }.items():
        assert [*runner_problems(whole(RESOURCES[RUNNER_TYPE], changed(path, value)))] == []


def test_terraform_is_told_of_an_invalid_value(terraform: Terraform) -> None:
    (error,) = terraform(files(changed("runner_configuration.job.image", "a+b"))).validate_fails().errors
    assert "runner_configuration.job.image is a+b, allowed is an image" in error.text


def test_the_token_is_sensitive_and_a_file_may_be_named_for_it(terraform: Terraform) -> None:
    for (source, version, prefix), argument in zip(SOURCES, ("hctl_config_file", "octl_config_file"), strict=True):
        config = {argument: "settings.yaml", "auth_token": "${var.token}"}
        root = terraform(files(RUNNER, source, version, **config), env={f"{prefix}_ORG_ID": "my-org"})
        root.write({"variables.tf.json": {"variable": {"token": {"sensitive": True, "default": "x"}}}})
        assert root.validate() == ()


def test_a_state_storage_without_its_configuration_is_valid(terraform: Terraform) -> None:
    assert terraform(files(changed("state_storage_configuration", {"type": "s3"}))).validate() == ()
