"""Checks of roles as a whole: who takes them, what bounds them, what they can hand on, and whether AWS takes them at all."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.support.iam.lint import Finding
from tests.support.iam.policies import Json, Permissions, Role

_TASKS = "ecs-tasks.amazonaws.com"
_TRUST_QUOTA = 2048  # characters of a role's trust policy, as long as nobody asks AWS for more
_INLINE_QUOTA = 10240  # characters of a role's inline policies together, white space left out
_RESOURCE_QUOTA = 20480  # characters of a bucket's policy


@dataclass(frozen=True)
class Wanted:
    """What the inputs ask for."""

    boundary: str | None
    path: str
    subject: str
    issuer: str  # the OIDC provider's host and path
    account: str
    shared: bool  # the task manager may take the task role
    attached: Mapping[str, set[str]]  # the managed policies of each role
    region: str
    partition: str
    addresses: Sequence[str]  # that the orchestrator may sign in from; none: any
    direct_key_use: Mapping[str, str]  # why a statement uses a KMS key without a service in between, by sid


_Check = Callable[[Permissions, Wanted], Iterator[tuple[str, str]]]


def check(permissions: Permissions, wanted: Wanted) -> list[Finding]:
    """Check the roles of a module."""
    return [Finding(name, where, "-", problem) for name, each in CHECKS.items() for where, problem in each(permissions, wanted)]


def _boundary(permissions: Permissions, wanted: Wanted) -> Iterator[tuple[str, str]]:
    for key, role in permissions.roles.items():
        if role.boundary != wanted.boundary:
            yield key, f"its permissions boundary is {role.boundary}, and should be {wanted.boundary}"
        if role.path != wanted.path:
            yield key, f"its path is {role.path}, and should be {wanted.path}"


def _attached(permissions: Permissions, wanted: Wanted) -> Iterator[tuple[str, str]]:
    for key, role in permissions.roles.items():
        if set(role.attached) != wanted.attached.get(key, set()):
            yield key, f"it has the managed policies {role.attached}"


def _web_identity(permissions: Permissions, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """One runner of one organization signs in, through one issuer, and nothing else is trusted."""
    conditions = {f"{wanted.issuer}:aud": "sts.amazonaws.com", f"{wanted.issuer}:sub": wanted.subject}
    (statement, *more) = _statements(permissions.roles["ecs_task_manager"].trust)
    if more:
        yield "ecs_task_manager", "its trust has more than one statement"
    asked: Json = {"StringEquals": conditions}
    if wanted.addresses:
        asked["IpAddress"] = {"aws:SourceIp": list(wanted.addresses)}
    if statement.get("Condition") != asked:
        yield "ecs_task_manager", f"its trust should ask for {asked}, and asks for {statement.get('Condition')}"
    if not re.fullmatch(rf"arn:[^:]+:iam::{wanted.account}:oidc-provider/{re.escape(wanted.issuer)}", _federated(statement)):
        yield "ecs_task_manager", f"it trusts {statement.get('Principal')}"


def _services(permissions: Permissions, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """ECS takes the other two, the task role for this account and region; besides, the task manager at most the task role."""
    by_ecs = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": _TASKS}}
    source = f"arn:{wanted.partition}:ecs:{wanted.region}:{wanted.account}:*"
    here = {
        "Condition": {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": wanted.account}},
    }
    by_manager = {**by_ecs, "Principal": {"AWS": permissions.roles["ecs_task_manager"].arn}}
    right = {"execution": [by_ecs], "task": [{**by_ecs, **here}, *([by_manager] if wanted.shared else [])]}
    for key, statements in right.items():
        found = [
            {name: value for name, value in each.items() if name != "Sid"} for each in _statements(permissions.roles[key].trust)
        ]
        if sorted(map(json.dumps, map(_sorted, found))) != sorted(map(json.dumps, map(_sorted, statements))):
            yield key, f"it should be trusted to {statements}, and is to {found}"


def _pass_role(permissions: Permissions, _: Wanted) -> Iterator[tuple[str, str]]:
    """A role that can be handed on is one of the two for tasks, and goes to tasks only."""
    tasks = {permissions.roles[key].arn for key in ("execution", "task")}
    for key, statement in _allowed(permissions, "iam:PassRole"):
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        if key != "ecs_task_manager" or set(resources) != tasks:
            yield key, f"it can hand on {resources}"
        if statement.get("Condition") != {"StringEquals": {"iam:PassedToService": _TASKS}}:
            yield key, f"it can hand roles to more than {_TASKS}: {statement.get('Condition')}"


def _keys(permissions: Permissions, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """A role uses a KMS key only through a service, or there is a reason."""
    for key, statement in _allowed(permissions, "kms:"):
        via = statement.get("Condition", {}).get("StringEquals", {}).get("kms:ViaService")
        if not via and statement.get("Sid") not in wanted.direct_key_use:
            yield key, f"{statement.get('Sid')} uses a key without a service in between, and no reason for it is listed"


def _quota(permissions: Permissions, _: Wanted) -> Iterator[tuple[str, str]]:
    for key, role in permissions.roles.items():
        if (size := len(json.dumps(role.trust, separators=(",", ":")))) > _TRUST_QUOTA:
            yield key, f"its trust has {size} characters; AWS takes {_TRUST_QUOTA}"
        if (size := sum(_size(policy) for policy in role.inline.values())) > _INLINE_QUOTA:
            yield key, f"its policies have {size} characters; AWS takes {_INLINE_QUOTA}"
    for document in permissions.others:
        if (size := _size(document.json)) > _RESOURCE_QUOTA:
            yield document.where, f"it has {size} characters; AWS takes {_RESOURCE_QUOTA}"


CHECKS: dict[str, _Check] = {
    "boundary": _boundary,
    "attached": _attached,
    "web identity": _web_identity,
    "services": _services,
    "pass role": _pass_role,
    "keys": _keys,
    "quota": _quota,
}


def _allowed(permissions: Permissions, action: str) -> Iterator[tuple[str, Json]]:
    """Find the statements of roles that allow something of this name, or everything."""
    for key, role in permissions.roles.items():
        for statement in _of(role):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            if statement["Effect"] == "Allow" and any(
                each.startswith(action) or each in ("*", "iam:*", "kms:*") for each in actions
            ):
                yield key, statement


def _of(role: Role) -> Iterator[Json]:
    for policy in role.inline.values():
        yield from _statements(policy)


def _statements(policy: Json) -> list[Json]:
    found = policy["Statement"]
    return found if isinstance(found, list) else [found]


def _federated(statement: Json) -> str:
    principal = statement.get("Principal")
    return str(principal.get("Federated")) if isinstance(principal, dict) and set(principal) == {"Federated"} else ""


def _sorted(statement: Json) -> Json:
    return dict(sorted(statement.items()))


def _size(policy: Json) -> int:
    return len(json.dumps(policy, separators=(",", ":")))
