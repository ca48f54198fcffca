"""docs/runner-boundary.json: under it, a role with every permission can do a runner's work, and nothing else of the table."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from release import deployer
from release.evidence.cases import SECTIONS, Case
from release.runner_boundary import boundary
from tests.permissions.applied import Applied
from tests.permissions.places import ACCOUNT, PLACES
from tests.support.iam.lint import Expected, lint
from tests.support.iam.policies import Document, Json
from tests.support.iam.simulation import Request, allowed

Everything = Mapping[tuple[str, str], Applied]
Asked = tuple[str, Case, Request]

ROLES = ("task manager", "execution role", "task role")
SCENARIOS = ("least", "existing", "narrow", "guarded", "options")
EVERYTHING: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}

# One boundary is for all runners with a prefix, so it knows no runner's id.
LEFT_OUT = {"Runners that share a family prefix"}
# What a policy allows that the boundary doesn't: by action and resource, with the reason.
NARROWER = {
    ("logs:PutLogEvents", "log-group:/audit:log-stream:1"): "AWS's managed policy writes to every log group.",
    ("ecr:BatchGetImage", "repository/payroll"): "AWS's managed policy pulls from every repository.",
    ("ecs:RegisterTaskDefinition", "task-definition/{family}:1"): "Only task definitions for Fargate alone can be registered.",
}


@pytest.fixture(scope="module")
def asked(applied: Everything) -> list[Asked]:
    """The requests of the three roles, each as one that a role with every permission makes under the boundary."""
    found: list[Asked] = []
    for place in PLACES:
        for scenario in SCENARIOS:
            module = applied[place, scenario]
            limit = deployer.render(boundary(), module.variables)
            for section in SECTIONS:
                cases = [case for case in section.cases if case.who in ROLES and scenario in case.scenarios]
                for case in cases if section.title not in LEFT_OUT else ():
                    request = replace(module.request(case), identity=[EVERYTHING], boundary=limit)
                    found.append((scenario, case, request))
    return found


@pytest.fixture(scope="module")
def answers(asked: list[Asked]) -> list[bool]:
    return allowed([request for *_, request in asked])


def test_the_boundary_allows_a_runner_to_work(asked: list[Asked], answers: list[bool]) -> None:
    refused = {
        (case.action, case.on.split(":", 5)[-1])
        for (_, case, _), answer in zip(asked, answers, strict=True)
        if case.allowed and not answer
    }
    assert refused == set(NARROWER)


def test_the_boundary_limits_a_role_with_all_permissions_to_a_runners_work(asked: list[Asked], answers: list[bool]) -> None:
    """What one of the roles may do in some setting is a runner's work: a boundary doesn't tell the three apart."""
    work = {what(case) for section in SECTIONS for case in section.cases if case.allowed and case.who in ROLES}
    through = [
        (scenario, case.who, case.action, case.on, dict(case.when))
        for (scenario, case, _), answer in zip(asked, answers, strict=True)
        if not case.allowed and answer and what(case) not in work
    ]
    assert through == []


def test_enough_requests_are_tested(asked: list[Asked]) -> None:
    denied = [case for _, case, _ in asked if not case.allowed]
    assert len(denied) > 300
    assert {"iam:PassRole", "secretsmanager:GetSecretValue", "iam:CreateRole", "kms:CreateGrant", "sts:AssumeRole"} <= {
        case.action for case in denied
    }


@pytest.mark.parametrize("place", PLACES)
def test_the_boundary_passes_the_lint(place: str, applied: Everything) -> None:
    module = applied[place, "guarded"]
    every = "AWS checks no resource for these: they take * alone."
    wide = {
        "FindTaskDefinitions": every,
        "OpenExecSessions": every,
        "SignInToRegistry": every,
    }
    expected = Expected(module.place.partition, module.place.region, ACCOUNT, wide=wide, open={}, untied={})
    found = lint(Document("boundary", "identity", "runner", deployer.render(boundary(), module.variables)), expected)
    assert [str(each) for each in found] == []


def test_the_boundary_fits_into_a_managed_policy(applied: Everything) -> None:
    policy = deployer.render(boundary(), applied["aws-us-gov", "everything"].variables)
    assert len(json.dumps(policy, separators=(",", ":"))) <= 6144


def what(case: Case) -> tuple[str, str, str, str]:
    return case.action, case.on, case.owner, str(sorted(case.when.items()))
