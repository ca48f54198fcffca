"""What the documentation says of the doctor is what it does."""

import json
import re

from modules.doctor.calls import FREE, action, by_call
from modules.doctor.checks import CHECKS
from release import doctor
from release.paths import PROJECT
from tests.support.iam import catalog

TEXT = (PROJECT / "docs" / "doctor.md").read_text()


def test_the_policy_is_what_the_checks_need() -> None:
    committed = json.loads((PROJECT / "docs" / "doctor.json").read_text())
    assert committed == doctor.policy()
    allowed = {name for statement in committed["Statement"] for name in statement["Action"]}
    assert allowed == {action(call) for call in by_call(CHECKS.values())} - FREE


def test_every_action_exists_and_only_reads() -> None:
    for call in set(by_call(CHECKS.values())) - FREE:
        found = catalog.action(action(call))
        assert found is not None, call
        assert re.match(r"(Get|List|Describe|Simulate)", action(call).partition(":")[2]), call


def test_every_check_leads_to_an_entry_of_troubleshooting() -> None:
    headings = re.findall(r"^## (.+)$", (PROJECT / "docs" / "troubleshooting.md").read_text(), re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in headings}
    assert {check.link for check in CHECKS.values()} <= anchors


def test_the_sample_shows_all_checks() -> None:
    sample = TEXT.split("## What it looks like")[1].split("```")[1]
    assert re.findall(r"^\w[\w ]*?  +([a-z-]+\.[a-z-]+) ", sample, re.MULTILINE) == [*CHECKS]


def test_ids_are_of_one_form_and_titles_say_what_holds() -> None:
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+", id_) and check.title[0].isupper() for id_, check in CHECKS.items())
