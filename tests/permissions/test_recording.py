"""The orchestrator's own calls, one by one, as they were recorded: each is allowed in every scenario."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from release.evidence import recording
from release.evidence.cases import Case
from release.evidence.scenarios import SCENARIOS
from tests.permissions.applied import Applied
from tests.permissions.places import PLACES
from tests.support.iam.simulation import Request, allowed

Everything = Mapping[tuple[str, str], Applied]

ASKED = [(number, call, case) for number, call in enumerate(recording.calls()) for case in recording.cases(call, ())]


@pytest.mark.parametrize("place", PLACES)
def test_every_recorded_call_is_allowed(place: str, applied: Everything) -> None:
    asked: list[tuple[str, int, Case, Request]] = []
    for scenario in SCENARIOS:
        module = applied[place, scenario]
        asked += [(scenario, number, case, module.request(case)) for number, _, case in ASKED]
    answers = allowed([request for *_, request in asked])
    refused = [(scenario, number, case.action) for (scenario, number, case, _), ok in zip(asked, answers, strict=True) if not ok]
    assert refused == []


def test_the_same_calls_in_another_region_are_denied(applied: Everything) -> None:
    """As a registration with another STS region makes them: the orchestrator then calls ECS there, too."""
    module = applied["aws", "narrow"]
    region, other = module.place.region, module.words["other_region"]
    requests = [module.request(case) for _, _, case in ASKED if case.action.startswith("ecs:")]
    elsewhere = [
        replace(
            request,
            resource=request.resource.replace(f":{region}:", f":{other}:"),
            context={
                key: value.replace(region, other) if isinstance(value, str) else value for key, value in request.context.items()
            },
        )
        for request in requests
    ]
    assert not any(allowed(elsewhere))


def test_every_action_of_the_task_manager_is_called_or_documented_as_unused(applied: Everything) -> None:
    """A permission that nothing uses is one too many, unless the contract with users has it."""
    granted = {
        action
        for document in applied["aws", "everything"].permissions.documents
        if document.on == "ecs_task_manager" and document.kind == "identity"
        for statement in document.statements
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    called = {case.action for _, _, case in ASKED}
    assert granted - called == {"ecs:ListTagsForResource", "ecs:UntagResource"}, "kept for those who host an older orchestrator"


def test_the_recording_contains_a_whole_deployment() -> None:
    steps = [call.step.partition(" ")[0] for call in recording.calls()]
    assert [*dict.fromkeys(steps)] == ["1", "2", "3", "4", "5", "6", "6b", "6c", "7", "8"]
    assert [call.action for call in recording.calls() if call.step.startswith("8")] == [
        "AssumeRoleWithWebIdentity",
        "ListTaskDefinitions",
        "DeregisterTaskDefinition",
        "ListTaskDefinitions",
        "DeleteTaskDefinitions",
        "RegisterTaskDefinition",
        "RunTask",
    ]


def test_the_orchestrator_never_assumes_the_task_role() -> None:
    actions = {call.action for call in recording.calls()}
    assert "AssumeRole" not in actions
    assert {call.request["RoleArn"] for call in recording.calls() if "RoleArn" in call.request} == {"{task_manager}"}


def test_the_orchestrator_registers_task_definitions_for_fargate_only() -> None:
    """Which require_fargate_compatibility relies on."""
    registered = [call.request for call in recording.calls() if call.action == "RegisterTaskDefinition"]
    assert registered
    assert all(sent["requiresCompatibilities"] == ["FARGATE"] for sent in registered)


def test_the_orchestrator_sets_the_runners_id_as_a_tag() -> None:
    """Which runner_tag_key relies on."""
    tagged = [call.request["tags"] for call in recording.calls() if "tags" in call.request]
    assert tagged
    assert all({"key": "PlatformOrchestratorRunnerId", "value": "{runner}"} in tags for tags in tagged)


def test_the_orchestrator_signs_in_before_every_poll() -> None:
    """Which the figure beside alarm_sign_ins_per_hour relies on: a look each 30 seconds."""
    steps: dict[str, list[str]] = {}
    for call in recording.calls():
        steps.setdefault(call.step, []).append(call.action)
    assert all(actions[0] == "AssumeRoleWithWebIdentity" for actions in steps.values())
    assert all(actions.count("AssumeRoleWithWebIdentity") == 1 for actions in steps.values())
