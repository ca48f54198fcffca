"""Every action of S3's that reaches objects is denied to others than the task role and whom the user names."""

from collections.abc import Mapping

import pytest

from release.evidence.cases import Case
from release.evidence.model import Who, s3
from release.evidence.objects import DENIED, LEFT_OPEN
from tests.permissions.applied import Applied
from tests.permissions.places import PLACES
from tests.support.iam import catalog
from tests.support.iam.simulation import allowed

Everything = Mapping[tuple[str, str], Applied]

OTHERS: tuple[Who, ...] = ("administrator", "namesake", "outsider")


def test_every_action_on_objects_is_known() -> None:
    assert catalog.on_type("s3", "object") == {*DENIED, *LEFT_OPEN}


def test_actions_on_objects_of_access_points_are_included() -> None:
    """Requests through them are checked against the bucket's policy too, by the same actions."""
    assert catalog.on_type("s3", "accesspointobject") <= {*DENIED, *LEFT_OPEN}


@pytest.mark.parametrize("place", PLACES)
def test_other_principals_are_denied_every_action_on_objects(place: str, applied: Everything) -> None:
    for scenario in ("least", "guarded", "everything"):
        asked = [(who, action) for who in OTHERS for action in DENIED]
        assert _allowed(applied[place, scenario], asked) == [], scenario


def test_additional_principals_can_access_all_objects(applied: Everything) -> None:
    """So that the cases above are denied by this policy and by nothing else."""
    asked: list[tuple[Who, str]] = [("auditor", action) for action in (*DENIED, *LEFT_OPEN)]
    assert _allowed(applied["aws", "guarded"], asked) == asked


def test_the_bucket_can_be_emptied(applied: Everything) -> None:
    asked: list[tuple[Who, str]] = [("administrator", action) for action in LEFT_OPEN]
    assert _allowed(applied["aws", "least"], asked) == asked


def test_without_the_restriction_the_callers_own_policies_decide(applied: Everything) -> None:
    asked: list[tuple[Who, str]] = [("administrator", action) for action in DENIED]
    assert _allowed(applied["aws", "existing"], asked) == asked


def _allowed(module: Applied, asked: list[tuple[Who, str]]) -> list[tuple[Who, str]]:
    cases = [Case(who, action, s3("{bucket}/a.tfstate"), True, "") for who, action in asked]
    answers = allowed([module.request(case) for case in cases])
    return [each for each, answer in zip(asked, answers, strict=True) if answer]
