"""The orchestrator's own calls, as recorded, and the permissions that each of them requires, as cases.

`orchestrator_calls.json` has the calls. AWS's pages document what AWS checks in addition to a call's own action: tags on creation
require ecs:TagResource, a task definition's roles require iam:PassRole.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from release.evidence.model import Case, ecs

_FILE = Path(__file__).with_name("orchestrator_calls.json")
_ON = {"ecs:cluster": "{cluster_arn}"}
_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
_WHY = {
    "AssumeRoleWithWebIdentity": "The orchestrator signs in with a token for this organization and runner.",
    "ListTasks": "It finds the task of the environment.",
    "ListTaskDefinitions": "It finds old task definitions of the environment.",
    "DeregisterTaskDefinition": "It deregisters them.",
    "DeleteTaskDefinitions": "It deletes them.",
    "RegisterTaskDefinition": "It registers one for the deployment, with tags, for Fargate alone.",
    "RunTask": "It runs a task, with tags.",
    "DescribeTasks": "It reads the task's tags and status, until the task ends.",
}


@dataclass(frozen=True)
class Call:
    """One call: its step, region and request; `claims` are those of the token."""

    step: str
    action: str
    region: str
    request: Mapping[str, Any]
    claims: Mapping[str, str]


@cache
def calls() -> tuple[Call, ...]:
    """List all calls, in order."""
    steps = json.loads(_FILE.read_text())["steps"]
    return tuple(
        Call(step["step"], call["action"], call.get("region", ""), call["request"], call.get("claims", {}))
        for step in steps
        for call in step["calls"]
    )


def cases(call: Call, scenarios: Sequence[str]) -> Iterator[Case]:
    """Yield the permissions that a call requires: its own action, and others that AWS checks."""
    sent, why = call.request, _WHY[call.action]
    if call.action == "AssumeRoleWithWebIdentity":
        claims = {f"{{issuer}}:{name}": value for name, value in call.claims.items()}
        yield Case("the orchestrator", f"sts:{call.action}", sent["RoleArn"], True, why, claims, scenarios)
        return
    for resource, when in _resources(call):
        yield Case("task manager", f"ecs:{call.action}", resource, True, why, when, scenarios)
    if "tags" in sent:
        created = {"RunTask": ecs("task/{cluster}/*"), "RegisterTaskDefinition": ecs("task-definition/{family}:*")}
        when = {**_tags(sent), "ecs:CreateAction": call.action}
        why = "Tags on creation require their own permission."
        yield Case("task manager", "ecs:TagResource", created[call.action], True, why, when, scenarios)
    for name, why in {
        "executionRoleArn": "ECS starts the task with this role.",
        "taskRoleArn": "The task runs with this role.",
    }.items():
        if name in sent:
            yield Case("task manager", "iam:PassRole", sent[name], True, why, _TASKS, scenarios)


def deployment(scenarios: Sequence[str]) -> list[Case]:
    """Return the permissions that a deployment requires, from the first call to the last, each once."""
    order = {"1": 0, "8": 1, "3": 2}  # the recording begins with an environment without old task definitions
    chosen = sorted((call for call in calls() if call.step.partition(" ")[0] in order), key=lambda it: order[it.step[0]])
    found = {
        (case.who, case.action, case.on, str(case.when)): case
        for call in reversed(chosen)
        for case in reversed([*cases(call, scenarios)])
    }
    return [*reversed(found.values())]


def _resources(call: Call) -> Iterator[tuple[str, Mapping[str, str | list[str]]]]:
    """Yield the resources of a call to ECS, as AWS checks them, with its condition keys."""
    sent = call.request
    match call.action:
        case "ListTasks":
            yield ecs("container-instance/{cluster}/*"), _ON
        case "DescribeTasks":
            yield from ((arn, _ON) for arn in sent["tasks"])
        case "DeleteTaskDefinitions":
            yield from ((arn, {}) for arn in sent["taskDefinitions"])
        case "RegisterTaskDefinition":
            compatibilities = {"ecs:compute-compatibility": sent["requiresCompatibilities"]}
            yield ecs("task-definition/{family}:*"), {**_tags(sent), **compatibilities}
        case "RunTask":
            yield sent["taskDefinition"], {**_tags(sent), **_tags_of_definition(), **_ON}
        case _:
            yield "*", {}


def _tags(sent: Mapping[str, Any]) -> dict[str, str | list[str]]:
    keys = [each["key"] for each in sent["tags"]]
    return {"aws:TagKeys": keys, **{f"aws:RequestTag/{each['key']}": each["value"] for each in sent["tags"]}}


def _tags_of_definition() -> dict[str, str]:
    """Return the tags of a task definition that the orchestrator registered."""
    sent = next(call.request for call in calls() if call.action == "RegisterTaskDefinition")
    return {f"aws:ResourceTag/{each['key']}": each["value"] for each in sent["tags"]}
