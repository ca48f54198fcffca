"""Every policy is right and narrow in every scenario and every partition."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from release.evidence import reasons
from release.evidence.scenarios import SCENARIOS
from release.paths import MODULE
from tests.permissions.applied import Applied
from tests.permissions.places import PLACES
from tests.support.iam import roles
from tests.support.iam.lint import CHECKS, lint
from tests.support.iam.policies import unread

Everything = Mapping[tuple[str, str], Applied]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_policies_pass_the_lint(place: str, scenario: str, applied: Everything) -> None:
    module = applied[place, scenario]
    found = [str(finding) for document in module.permissions.documents for finding in lint(document, module.expected)]
    assert found == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_roles_have_the_trust_boundary_and_pass_role_of_the_inputs(place: str, scenario: str, applied: Everything) -> None:
    module = applied[place, scenario]
    assert [str(finding) for finding in roles.check(module.permissions, module.wanted)] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_policy_of_the_module_is_checked(scenario: str, applied: Everything) -> None:
    module = applied["aws", scenario]
    assert set(module.permissions.roles) == {"ecs_task_manager", "execution", "task"}
    assert module.permissions.on(module.words["bucket"]) is not None
    assert unread(module.resources) == [], "tests/support/iam/policies.py doesn't know of these policies"


def test_every_reason_is_needed(applied: Everything) -> None:
    sids = {
        each.get("Sid")
        for module in applied.values()
        for document in module.permissions.documents
        for each in document.statements
    }
    listed = {*reasons.WIDE, *reasons.OPEN, *reasons.UNTIED, *reasons.DIRECT_KEY_USE}
    assert listed - sids == set(), "no statement has these sids"
    for name, check in (("wide", "wide"), ("open", "principal"), ("untied", "principal")):
        for sid in getattr(reasons, name.upper()):
            assert check in _found_without(applied, name, sid), f"{sid} needs no reason any more"


def test_every_wide_managed_policy_has_a_reason(applied: Everything) -> None:
    attached = {
        document.where for module in applied.values() for document in module.permissions.documents if document.kind == "managed"
    }
    assert attached == set(reasons.MANAGED)
    for name in reasons.MANAGED:
        assert "wide" in _found_without(applied, "managed", name)


def test_no_arn_has_a_literal_partition() -> None:
    for file in sorted(MODULE.rglob("*.tf.json")):
        values = re.sub(r'"(?:description|error_message|//)": "(?:[^"\\]|\\.)*"', "", file.read_text())
        values = re.sub(r'regex\(\\"\^.*?\$\\"', "", values)  # a check may accept one partition only: registration does
        assert re.findall(r"arn:aws[a-z-]*:[^\[]{1,40}", values) == [], file.name


def test_the_lint_has_every_check() -> None:
    assert set(CHECKS) == {"sid", "form", "action", "resource", "wide", "place", "condition key", "operator", "principal"}


def _found_without(applied: Everything, name: str, sid: str) -> set[str]:
    """Name the checks that find something once a reason is gone."""
    found: set[str] = set()
    for module in (module for (place, _), module in applied.items() if place == "aws"):
        left: Any = {name: {each: why for each, why in getattr(module.expected, name).items() if each != sid}}
        expected = replace(module.expected, **left)
        found |= {finding.check for document in module.permissions.documents for finding in lint(document, expected)}
    return found
