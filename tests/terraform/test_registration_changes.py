"""Changes of a registration, against an API that keeps what is left out, refuses conflicts, and takes its time.

Terraform asks for several things at once, and where calls take their time, any of them can be first. REGISTRATION_ROUNDS says how
often each change is made, there and back, with 30 to 300 ms for each call. Where it is not set: once, and ten times as fast, so
that the gate is quick.
"""

import os
from dataclasses import dataclass
from typing import Any

from release.paths import MODULE
from tests.support.terraform import Terraform, Workspace
from tests.support.terraform.calls import instances
from tests.terraform.configurations import ROOT
from tests.terraform.test_registration import CONFIGURATION, TOKENS, both_sides

ROUNDS = int(os.environ.get("REGISTRATION_ROUNDS", "0"))
LATENCY = (0.03, 0.3) if ROUNDS else (0.003, 0.03)
SENTENCE = f"Deploys using the my-cluster ECS cluster in {CONFIGURATION['region']}"
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A registration before and after a change; `runner` are fields of its runner that differ from the usual ones."""

    before: Inputs
    after: Inputs
    asks_nothing: bool = False  # the change is none: there is nothing to ask the API for
    elsewhere: str | None = None  # a description that somebody writes in the console, each time


def both(project: str) -> Inputs:
    return {"project_id": project, "env_type_id": "production"}


CASES = {
    "renamed": Case(
        {"rules": {"a": {"project_id": "renamed"}, "b": both("renamed")}},
        {"rules": {"b": {"project_id": "renamed"}, "c": both("renamed")}},
        asks_nothing=True,
    ),
    "swapped": Case(
        {"rules": {"a": {"project_id": "swapped"}, "b": both("swapped")}},
        {"rules": {"a": both("swapped"), "b": {"project_id": "swapped"}}},
        asks_nothing=True,
    ),
    "moved": Case(
        {"rules": {"a": {"project_id": "moved"}, "b": both("moved")}},
        {"rules": {"a": {"project_id": "moved-too"}, "b": {"project_id": "moved"}, "c": both("moved")}},
    ),
    "without-type": Case({"rules": {"a": both("without-type")}}, {"rules": {"a": {"project_id": "without-type"}}}),
    "without-project": Case({"rules": {"a": both("without-project")}}, {"rules": {"a": {"env_type_id": "production"}}}),
    "all": Case({"rules": {"a": {"env_type_id": "staging"}}}, {"rules": {"a": {"match": "all"}}}),
    "none": Case({"rules": {"a": {"project_id": "none"}}}, {"rules": {}}),
    "null": Case({"rules": {"a": {"project_id": "null"}}}, {"rules": None}),
    "null-filter": Case(
        {"rules": {"a": {"project_id": "null-filter", "env_type_id": None}}},
        {"rules": {"a": {"project_id": "null-filter"}}},
        asks_nothing=True,
    ),
    "description": Case({"description": "before"}, {"description": "after"}),
    "description-removed": Case({"description": "before"}, {}),
    "description-elsewhere": Case({}, {}, elsewhere="written in the console"),
    "image-and-prefix": Case(
        {"image": "example.test/runner:1", "state_path_prefix": "state/", "is_public_ip_enabled": True},
        {"image": None, "state_path_prefix": None, "is_public_ip_enabled": None},
    ),
    "variables": Case(
        {"runner": {"environment": {"A": "a"}, "secrets": {"B": "arn:aws:ssm:eu-west-1:123456789012:parameter/b"}}},
        {"runner": {"environment": None, "secrets": None}},
    ),
    "secrets-alone": Case(
        {"runner": {"secrets": {"B": "arn:aws:ssm:eu-west-1:123456789012:parameter/b"}}}, {"runner": {"secrets": None}}
    ),
    "security-groups": Case(
        {"runner": {"security_group_ids": ["sg-0123456789abcdef0"]}}, {"runner": {"security_group_ids": None}}
    ),
}


def registrations(inputs: dict[str, Inputs]) -> dict[str, Any]:
    """Register several runners, each named like its case: as instances of one call, which takes half as long as several calls.

    An input that a case leaves out is null.
    """
    given = {
        name: {**each, "runner": {**CONFIGURATION, "runner_id": name, **each.get("runner", {})}} for name, each in inputs.items()
    }
    call = instances("./registration", given)
    return {"main.tf.json": {"module": {"registration": call}, "output": {"all": {"value": "${module.registration}"}}}}


def workspace(terraform: Terraform, inputs: dict[str, Inputs]) -> Workspace:
    files = {"registration": MODULE / "modules" / "registration-stellwerk", **registrations(inputs)}
    return terraform(files, env=TOKENS["stellwerk"])


def matched(rules: Inputs | None) -> set[tuple[str, str]]:
    return {(rule.get("project_id") or "", rule.get("env_type_id") or "") for rule in (rules or {}).values()}


def compare(root: Workspace, name: str, given: Inputs) -> None:
    """Compare what the API has of a registration with what was asked for."""
    organization = root.orchestrator.organization("my-org")
    found, runner = organization.runners[name], given.get("runner", {})
    job, storage = found["runner_configuration"]["job"], found["state_storage_configuration"]["s3_configuration"]
    assert {pair for pair, owner in organization.pairs.items() if owner == name} == matched(given.get("rules"))
    assert found["description"] == (given.get("description") or SENTENCE)
    assert job["environment"] == (runner.get("environment") or {})
    assert job["secrets"] == (runner.get("secrets") or {})
    assert job["security_groups"] == (runner.get("security_group_ids") or [])
    assert job["is_public_ip_enabled"] is bool(given.get("is_public_ip_enabled"))
    assert (job["image"], storage["path_prefix"]) == (given.get("image"), given.get("state_path_prefix"))


def change(root: Workspace, inputs: dict[str, Inputs]) -> None:
    """Apply, see that the API has what was asked for, and that a second plan changes nothing."""
    root.write(registrations(inputs))
    assert root.apply().diagnostics == ()
    for name, given in inputs.items():
        compare(root, name, given)
    assert root.plan().is_empty


def test_each_change_of_rules_and_of_the_runner_is_applied_and_then_planned_empty(terraform: Terraform) -> None:
    before, after = ({name: getattr(case, side) for name, case in CASES.items()} for side in ("before", "after"))
    root = workspace(terraform, before)
    root.orchestrator.latency = LATENCY
    change(root, before)
    organization = root.orchestrator.organization("my-org")
    for _ in range(ROUNDS or 1):
        for inputs in (after, before):
            root.orchestrator.calls.clear()
            ids = {name: {id_ for id_, rule in organization.rules.items() if rule["runner_id"] == name} for name in CASES}
            for name, case in CASES.items():
                if case.elsewhere:
                    organization.change_runner(name, description=case.elsewhere)
            change(root, inputs)
            for name in (name for name, case in CASES.items() if case.asks_nothing):
                assert {id_ for id_, rule in organization.rules.items() if rule["runner_id"] == name} == ids[name]
                assert ("update", name) not in root.orchestrator.calls


WRONG: dict[str, tuple[Inputs, str]] = {
    "typo": ({"rules": {"a": {"env_type": "development"}}}, 'got {"a":{"env_type":"development"}}. Correct the names'),
    "empty": ({"rules": {"a": {}}}, 'got {"a":{}}. '),
    "null": ({"rules": {"a": None}}, 'got {"a":null}. '),
    "no-filter": ({"rules": {"a": {"project_id": None}}}, 'got {"a":{"project_id":null}}. '),
    "empty-filter": ({"rules": {"a": {"project_id": "", "env_type_id": "staging"}}}, '"project_id":""}}. '),
    "no-id": ({"rules": {"a": {"project_id": "My Project"}}}, 'got {"a":{"project_id":"My Project"}}. '),
    "other-match": ({"rules": {"a": {"match": "everything"}}}, 'for all deployments, write { match = "all" }.'),
    "match-and-filter": ({"rules": {"a": {"match": "all", "project_id": "shop"}}}, 'or with match = "all" alone; got'),
    "twice": (
        {"rules": {"a": {"project_id": "shop"}, "b": {"project_id": "shop", "env_type_id": None}, "c": both("shop")}},
        'rules must not contain two rules for the same deployments; got ["a","b"]. Omit all but one of them.',
    ),
    "described-by-nothing": ({"description": ""}, "description must be 1 to 200 bytes long; got 0. Shorten it"),
    "no-subnets": ({"runner": {"subnet_ids": None}}, "runner.subnet_ids must have at least one element; got []."),
    "git-keys": (
        {"runner": {"environment": {"RUNNER_GIT_SSH_KEYS": "x"}}},
        'runner.environment must not contain names that must be secrets; got ["RUNNER_GIT_SSH_KEYS"].',
    ),
    "secret-name": (
        {"runner": {"secrets": {"TOKEN": "arn:aws:ssm:eu-west-1:123456789012:parameter/b"}}},
        'runner.secrets must not contain names that the Platform Orchestrator sets itself; got ["TOKEN"].',
    ),
    "role": (
        {"runner": {"task_role_arn": "task"}},
        'runner.task_role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/example; got "task".',
    ),
}


def test_each_wrong_value_is_one_error_before_anything_is_asked(terraform: Terraform) -> None:
    root = workspace(terraform, {name: inputs for name, (inputs, _) in WRONG.items()})
    said = root.plan_fails()
    assert [name for name, (_, message) in WRONG.items() if message not in said.text] == []
    assert len(said.errors) == len(WRONG)
    assert root.orchestrator.calls == []


def test_null_means_none_for_every_input_of_root_and_registration(terraform: Terraform) -> None:
    names = ("environment", "secrets", "subnet_ids", "security_group_ids", "additional_tags", "vpc_endpoints")
    nothing = dict.fromkeys(("rules", "description", "image", "state_path_prefix", "is_public_ip_enabled"))
    files = both_sides("stellwerk", {**ROOT, **dict.fromkeys(names), "create_vpc": True}, **nothing)
    root = terraform(files, env=TOKENS["stellwerk"])
    assert root.apply().diagnostics == ()
    assert root.plan().is_empty
    job = root.orchestrator.organization("my-org").runners[ROOT["runner_id"]]["runner_configuration"]["job"]
    assert (job["environment"], job["secrets"], len(job["subnets"]), len(job["security_groups"])) == ({}, {}, 2, 1)
