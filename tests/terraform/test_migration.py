"""Coming from the older modules: `source` changes, and nothing is destroyed or replaced. docs/migration.md is tested beside."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from release.paths import MODULE
from tests.support.terraform import State, Terraform
from tests.support.terraform.calls import instances
from tests.terraform.configurations import ACCOUNT, BOUNDARY, KEY, OIDC_PROVIDER, PARAMETER, REGION, SECRET, SUBNETS, Inputs
from tests.terraform.older import REUSABLE, V1, V2, V4, Line
from tests.terraform.test_registration import NEEDED, waits_for

ENV = {f"{prefix}_{name}": "given" for prefix in ("HUMANITEC", "PO") for name in ("ORG_ID", "AUTH_TOKEN")}
RUNNER = "platform-orchestrator_serverless_ecs_runner.runner"
SOURCES = {"humanitec": "humanitec/platform-orchestrator", "stellwerk": "stellwerk-labs/platform-orchestrator"}
HOST = "oidc.orchestrator.example.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
GROUPS = ["sg-0123456789abcdef0"]
WITHOUT_KEYS = re.compile(r"\[[^\]]*\]")
TAGS = {"Team": "platform", "ManagedBy": "us"}


@dataclass(frozen=True)
class Case:
    """A user's module block: what it sets, and what the guide tells that user to add."""

    line: Line
    inputs: Inputs
    added: Inputs = field(default_factory=dict)


# The cases of a group are instances of one call, which share a part of the work, and an account. That has one OIDC provider for a
# host, and the reusable module always creates one.
CASES: dict[str, dict[str, Case]] = {
    "388af89, with a generated id": {
        "generated": Case(
            REUSABLE,
            {
                "subnet_ids": SUBNETS,
                "runner_id_prefix": "team",
                "existing_ecs_cluster_name": "shared",
                "additional_tags": TAGS,
                "enable_s3_encryption": False,
                "s3_bucket_versioning_enabled": False,
                "s3_bucket_force_destroy": True,
            },
        )
    },
    "388af89, with a given id": {
        "given": Case(
            REUSABLE,
            {
                "subnet_ids": SUBNETS[:1],
                "runner_id": "given",
                "runner_id_prefix": "unused",
                "kms_key_arn": KEY,
                "iam_role_path": "/platform/",
                "iam_role_permissions_boundary": BOUNDARY,
                "security_group_ids": GROUPS,
                "cloudwatch_log_retention_days": 90,
            },
        )
    },
    "v1.1.1": {
        "generated": Case(V1, {"subnet_ids": SUBNETS, "runner_id_prefix": "team", "additional_tags": TAGS}),
        "given": Case(
            V1,
            {
                "subnet_ids": SUBNETS[:1],
                "runner_id": "given",
                "runner_id_prefix": "unused",
                "existing_ecs_cluster_name": "shared",
                "existing_oidc_provider_arn": OIDC_PROVIDER,
                "security_group_ids": GROUPS,
                "environment": {"LEVEL": "debug"},
                "secrets": {"TOKEN_FILE": SECRET, "OTHER": PARAMETER},
                "force_delete_s3": True,
            },
        ),
    },
    "v2.0.0": {
        "generated": Case(V2, {"subnet_ids": SUBNETS, "security_group_ids": GROUPS}, {"oidc_hostname": "oidc.humanitec.dev"}),
        "alias": Case(
            V2,
            {
                "orchestrator_org_id": None,
                "humanitec_org_id": "my-org",
                "subnet_ids": SUBNETS,
                "runner_id": "alias",
                "existing_oidc_provider_arn": PROVIDER,
                "oidc_hostname": HOST,
                "environment": {"LEVEL": "debug"},
            },
        ),
    },
    "v4.0.0": {
        "generated": Case(V4, {"subnet_ids": SUBNETS[:1], "runner_id_prefix": "team", "additional_tags": TAGS}),
        "both": Case(
            V4,
            {
                "humanitec_org_id": "my-org",
                "subnet_ids": SUBNETS,
                "runner_id": "both",
                "oidc_hostname": "oidc.of-both.example.com",
                "existing_ecs_cluster_name": "shared",
                "security_group_ids": GROUPS,
                "secrets": {"TOKEN_FILE": SECRET},
                "force_delete_s3": True,
            },
        ),
    },
}


@pytest.mark.parametrize("cases", CASES.values(), ids=CASES)
def test_a_change_of_source_keeps_everything_and_its_registration(terraform: Terraform, cases: dict[str, Case]) -> None:
    [line] = {case.line for case in cases.values()}
    older = {name: {**line.inputs, **case.inputs} for name, case in cases.items()}
    root = terraform({**line.files, "main.tf.json": configuration(line, "./older", older)}, env=ENV, region=REGION)
    before = root.apply()

    now = {name: {**older[name], **case.added} for name, case in cases.items()}
    root.write({"module": MODULE, "main.tf.json": configuration(line, f"./module/{line.successor}", now)})
    plan = root.plan()
    assert plan.having("delete") | plan.having("replace") == set()
    assert plan.diagnostics == ()
    kept = {old: new for name in cases for old, new in moved(name, line).items()}
    assert plan.moved == {old: new for old, new in kept.items() if old in before.resources}
    registrations = {address for address in before.resources if ".platform-orchestrator_" in f".{address}"}
    assert len(registrations) == 2 * len(cases)
    assert registrations & set(plan.actions) == set()

    after = root.apply(plan)
    for name, case in cases.items():
        for output, value in before.outputs["runners"][name].items():
            is_arn_of_existing = output == "ecs_cluster_arn" and "existing_ecs_cluster_name" in case.inputs
            assert is_arn_of_existing or after.outputs["runners"][name][output] == value, f"{name}: {output}"
    assert ids(before) <= ids(after)
    assert root.plan().is_empty


def configuration(line: Line, source: str, inputs: dict[str, Inputs]) -> dict[str, Any]:
    """Call a module as its users do: with rules for the runner, or with a registration where the module has none."""
    call = instances(source, inputs)
    rules, runners = {}, {}
    for name in inputs:
        runner_id = f'${{module.runner["{name}"].runner_id}}'
        if line.is_reusable:
            runners[name] = registration(f'module.runner["{name}"]')
            runner_id = f"${{platform-orchestrator_serverless_ecs_runner.{name}.id}}"
        rules[name] = {"provider": f"{line.edition}.main", "runner_id": runner_id, "project_id": name}
    if not line.is_reusable:  # those that register take their provider under another name
        call["providers"] = {"platform-orchestrator": f"{line.edition}.main"}
    registered = {"platform-orchestrator_serverless_ecs_runner": runners} if runners else {}
    return {
        "terraform": {"required_providers": {name: {"source": source} for name, source in SOURCES.items()}},
        "provider": {edition: [{"alias": "main"}] for edition in SOURCES},
        "module": {"runner": call},
        "resource": {"platform-orchestrator_runner_rule": rules, **registered},
        "output": {"runners": {"value": "${module.runner}"}},
    }


def registration(runner: str) -> dict[str, Any]:
    """The registration that users of the module that has none wrote beside it, from its outputs."""
    job = {"execution_role_arn": "execution_role_arn", "task_role_arn": "task_role_arn", "cluster": "ecs_cluster_name"}
    return {
        "provider": "humanitec.main",
        "id": f"${{{runner}.runner_id}}",
        "description": "ours",
        "runner_configuration": {
            "auth": {"role_arn": f"${{{runner}.humanitec_role_arn}}"},
            "job": {
                "region": REGION,
                "subnets": SUBNETS,
                **{argument: f"${{{runner}.{output}}}" for argument, output in job.items()},
            },
        },
        "state_storage_configuration": {"type": "s3", "s3_configuration": {"bucket": f"${{{runner}.s3_bucket}}"}},
    }


def moved(name: str, line: Line) -> dict[str, str]:
    """What has another address now, by the old one."""
    runner = f'module.runner["{name}"]'
    attachment = f"{runner}.aws_iam_role_policy_attachment.execution"
    found = {attachment: f"{attachment}[0]"}
    if line.is_reusable:
        provider = f"{runner}.aws_iam_openid_connect_provider.oidc"
        return {**found, provider: f"{provider}[0]"}
    return {**found, f"{runner}.aws_s3_bucket.state": f"{runner}.aws_s3_bucket.runner"}


def ids(state: State) -> set[tuple[str, str]]:
    """Everything that exists, by type and id."""
    return {(WITHOUT_KEYS.sub("", address).split(".")[-2], each["id"]) for address, each in state.resources.items()}


def test_a_rule_of_the_callers_waits_for_the_registration(terraform: Terraform) -> None:
    """As with the older modules: the API refuses a rule for a runner that isn't there yet."""
    call = {"source": f"./module/{V4.successor}", **V4.inputs, "subnet_ids": SUBNETS, "runner_id": "my-runner"}
    made = {
        "terraform": {"required_providers": {"platform-orchestrator": {"source": SOURCES["stellwerk"]}}},
        "module": {"runner": call},
        "resource": {"platform-orchestrator_runner_rule": {"all": {"runner_id": "${module.runner.runner_id}"}}},
    }
    root = terraform({"module": MODULE, "main.tf.json": made}, env=ENV, region=REGION)
    root.orchestrator.latency = (0.03, 0.3)
    state = root.apply()
    assert root.orchestrator.calls == [("create", "my-runner"), ("create", "/")]
    assert state[f"module.runner.{RUNNER}"]["runner_configuration"]["job"]["subnets"] == SUBNETS
    assert waits_for(root) >= NEEDED


REFUSED: dict[str, tuple[Line, Inputs, tuple[str, ...]]] = {
    "a VPC that the older module made": (
        V1,
        {},
        ("module vpc", "moved block from module.NAME.module.vpc[0]", "subnet_ids", "module.vpc.default_security_group_id"),
    ),
    "the host that v2.0.0 had by default": (V2, {"subnet_ids": SUBNETS}, ("oidc_hostname",)),
    "the inputs of v3.0.0": (V4, {"subnet_ids": SUBNETS, "nats_url": "tls://nats.example.com:4222"}, ('named "nats_url"',)),
}


@pytest.mark.parametrize(("line", "inputs", "told"), REFUSED.values(), ids=REFUSED)
def test_what_takes_more_than_a_change_of_source_is_an_error_that_says_so(
    terraform: Terraform, line: Line, inputs: Inputs, told: tuple[str, ...]
) -> None:
    call = {"source": f"./module/{line.successor}", **line.inputs, **inputs}
    said = terraform({"module": MODULE, "main.tf.json": {"module": {"runner": call}}}, env=ENV, region=REGION).plan_fails()
    assert len(said.errors) == 1, said
    assert [each for each in told if each not in said.text] == [], said
