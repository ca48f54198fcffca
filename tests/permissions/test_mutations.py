"""Every mistake that somebody could make in the policies is noticed, and by the check that is meant to notice it."""

from collections.abc import Mapping
from copy import deepcopy

import pytest

from release.evidence.cases import SECTIONS
from tests.permissions.applied import Applied
from tests.permissions.mutations import MUTATIONS, Mutation
from tests.permissions.once import once
from tests.support.iam import roles
from tests.support.iam.lint import lint
from tests.support.iam.policies import Permissions
from tests.support.iam.simulation import Request, allowed

Everything = Mapping[tuple[str, str], Applied]


@pytest.fixture(scope="module")
def wrong_sections(applied: Everything, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The sections of the table in which a case goes wrong, by mistake."""
    found: dict[str, list[str]] = once(tmp_path_factory, "mutations", lambda: _ask(applied))
    return found


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.mistake)
def test_a_wrong_policy_is_detected(mutation: Mutation, applied: Everything, wrong_sections: Mapping[str, list[str]]) -> None:
    module = applied[mutation.place, mutation.scenario]
    mutated = _mutated(module, mutation)
    match mutation.by:
        case "lint":
            noticed = {finding.check for document in mutated.documents for finding in lint(document, module.expected)}
        case "roles":
            noticed = {finding.check for finding in roles.check(mutated, module.wanted)}
        case "access":
            noticed = set(wrong_sections[mutation.mistake])
    assert mutation.check in noticed


def test_every_check_detects_a_wrong_policy() -> None:
    assert len(MUTATIONS) >= 25
    assert len({mutation.mistake for mutation in MUTATIONS}) == len(MUTATIONS)
    assert {mutation.check for mutation in MUTATIONS if mutation.by == "roles"} == set(roles.CHECKS)


def _ask(applied: Everything) -> dict[str, list[str]]:
    asked: list[tuple[str, str, bool, Request]] = []
    for mutation in MUTATIONS:
        module = applied[mutation.place, mutation.scenario]
        mutated = _mutated(module, mutation)
        asked += [
            (mutation.mistake, section.title, case.allowed, module.request(case, mutated))
            for section in SECTIONS
            if mutation.by == "access" and section.title == mutation.check
            for case in section.cases
            if mutation.scenario in case.scenarios
        ]
    answers = allowed([request for *_, request in asked])
    wrong: dict[str, list[str]] = {mutation.mistake: [] for mutation in MUTATIONS}
    for (mistake, title, expected, _), answer in zip(asked, answers, strict=True):
        if answer != expected:
            wrong[mistake].append(title)
    return wrong


def _mutated(module: Applied, mutation: Mutation) -> Permissions:
    policies = deepcopy(module.permissions)
    before = [deepcopy(document.json) for document in policies.documents], deepcopy(policies.roles)
    mutation.change(policies)
    assert ([document.json for document in policies.documents], policies.roles) != before, "this changes nothing"
    return policies
