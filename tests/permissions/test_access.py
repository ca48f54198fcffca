"""Who can do what: every case, on the policies that Terraform sent, by IAM's rules."""

from collections.abc import Mapping

import pytest

from release.evidence.cases import SECTIONS, Case
from release.evidence.scenarios import SCENARIOS
from tests.permissions.applied import Applied
from tests.permissions.once import once
from tests.permissions.places import PLACES
from tests.support.iam.simulation import allowed

Everything = Mapping[tuple[str, str], Applied]

CASES = [(f"{section.title}-{number}", case) for section in SECTIONS for number, case in enumerate(section.cases, 1)]
ASKED = [(scenario, id_, case) for scenario in SCENARIOS for id_, case in CASES if scenario in case.scenarios]


@pytest.fixture(scope="module")
def answers(applied: Everything, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bool]]:
    """Ask all at once, place by place."""

    def ask() -> dict[str, list[bool]]:
        asked = [applied[place, scenario].request(case) for place in PLACES for scenario, _, case in ASKED]
        found = allowed(asked)
        return {place: found[number * len(ASKED) :][: len(ASKED)] for number, place in enumerate(PLACES)}

    answers: dict[str, list[bool]] = once(tmp_path_factory, "answers", ask)
    return answers


@pytest.mark.parametrize(
    ("number", "case"),
    [(number, case) for number, (_, _, case) in enumerate(ASKED)],
    ids=[f"{scenario}-{id_}-{case.who}-{case.action}" for scenario, id_, case in ASKED],
)
def test_access_is_as_documented(number: int, case: Case, answers: Mapping[str, list[bool]]) -> None:
    found = {place: answers[place][number] for place in PLACES}
    assert found == dict.fromkeys(PLACES, case.allowed), f"{case.who}: {case.action} on {case.on}: {case.why}"


def test_every_case_is_tested() -> None:
    named = {name for _, case in CASES for name in case.scenarios}
    assert named == set(SCENARIOS), "a case names a scenario that isn't there, or nothing asks of one"


def test_no_case_is_duplicated() -> None:
    asked = [
        f"{case.who}: {case.action} on {case.on} of {case.owner or 'here'} when {dict(case.when)} in {name}"
        for _, case in CASES
        for name in case.scenarios
    ]
    assert sorted({each for each in asked if asked.count(each) > 1}) == []
