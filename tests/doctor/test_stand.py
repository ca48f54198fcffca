"""The doctor on the stand: a healthy runner, and many that are broken in one thing each."""

import pytest

from modules.doctor.model import Status
from tests.doctor import broken_account, broken_data, broken_network
from tests.doctor.broken import BROKEN, Broken
from tests.doctor.ward import Ward, wrong

_MODULES = (broken_account, broken_data, broken_network)  # importing them fills BROKEN


def test_nothing_is_wrong_with_a_healthy_runner(ward: Ward) -> None:
    results = ward.examine()
    assert wrong(results) == {}
    assert {result.status for result in results.values()} == {Status.OK}


@pytest.mark.parametrize("each", BROKEN, ids=lambda each: each.name)
def test_what_is_broken_is_named_and_nothing_else_and_the_fix_works(ward: Ward, each: Broken) -> None:
    steps = each.run(ward)
    next(steps)
    found = ward.examine_again()
    assert wrong(found).keys() == {each.check}, wrong(found)
    result = found[each.check]
    assert each.seen in wrong(found)[each.check], wrong(found)
    assert any(each.fix in finding.fix for finding in result.findings), [finding.fix for finding in result.findings]
    assert {cause for behind in found.values() for cause in behind.causes} <= {each.check}
    assert next(steps, None) is None
    assert wrong(ward.examine_again([each.check])) == {}
