"""Tools for getting policies wrong: each makes a change, which alters policies in place."""

from collections.abc import Callable
from typing import Any

from tests.support.iam.policies import Json, Permissions, Role

Change = Callable[[Permissions], None]


def put(sid: str, **elements: Any) -> Change:
    """Replace elements of a statement; None drops one."""

    def change(permissions: Permissions) -> None:
        statement = permissions.statement(sid)
        for element, value in elements.items():
            statement.pop(element, None)
            if value is not None:
                statement[element] = value

    return change


def edit(sid: str, element: str, old: str, new: str) -> Change:
    """Replace text in an element of a statement."""

    def change(permissions: Permissions) -> None:
        statement = permissions.statement(sid)
        before = statement[element]
        after = [each.replace(old, new) for each in before] if isinstance(before, list) else before.replace(old, new)
        if after == before:
            raise LookupError(f"{old} doesn't stand in {element} of {sid}")
        statement[element] = after

    return change


def condition(sid: str, operator: str, key: str, value: Any, *, instead_of: str | None = None) -> Change:
    """Set one condition of a statement; `instead_of` is the operator that goes, with all its keys."""

    def change(permissions: Permissions) -> None:
        conditions: Json = permissions.statement(sid).setdefault("Condition", {})
        if instead_of:
            conditions.pop(instead_of)
        conditions.setdefault(operator, {})[key] = value

    return change


def operator(sid: str, old: str, new: str) -> Change:
    """Put an operator in the place of another."""

    def change(permissions: Permissions) -> None:
        conditions = permissions.statement(sid)["Condition"]
        conditions[new] = conditions.pop(old)

    return change


def role(key: str, edit: Callable[[Role], object]) -> Change:
    """Change one role."""

    def change(permissions: Permissions) -> None:
        edit(permissions.roles[key])

    return change


def drop(sid: str) -> Change:
    """Leave a statement out."""

    def change(permissions: Permissions) -> None:
        statement = permissions.statement(sid)
        for document in permissions.documents:
            if statement in document.statements:
                document.json["Statement"] = [each for each in document.statements if each is not statement]

    return change


def without(sid: str, operator: str, key: str | None = None) -> Change:
    """Leave out an operator of a statement's conditions, or one of its keys."""

    def change(permissions: Permissions) -> None:
        conditions: Json = permissions.statement(sid)["Condition"]
        if key is None:
            conditions.pop(operator)
        else:
            conditions[operator].pop(key)
        permissions.statement(sid)["Condition"] = {name: keys for name, keys in conditions.items() if keys}

    return change


def untag_tasks(role: Role) -> None:
    """Allow tags to be taken from tasks, as from task definitions."""
    statements = next(policy["Statement"] for policy in role.inline.values())
    tasks = next(each for each in statements if each["Sid"] == "DescribeTasks")["Resource"]
    removing = next(each for each in statements if each["Sid"] == "RemoveTags")
    removing["Resource"] = [removing["Resource"], tasks]


def longer(permissions: Permissions) -> None:
    """Let names of roles that are handed on go on after the end."""
    statement = permissions.statement("PassRoles")
    statement["Resource"] = [f"{arn}*" for arn in statement["Resource"]]


def give_exec(permissions: Permissions) -> None:
    """Allow Exec where it isn't switched on."""
    statement = {"Sid": "OpenExecSessions", "Effect": "Allow", "Action": "ssmmessages:OpenControlChannel", "Resource": "*"}
    permissions.roles["task"].inline["exec"] = {"Version": "2012-10-17", "Statement": [statement]}


def blow_up(role: Role) -> None:
    """Write more than a role can hold."""
    names = [f"arn:aws:s3:::bucket-{number}" for number in range(400)]
    statement = {"Sid": "Many", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": names}
    role.inline["many"] = {"Version": "2012-10-17", "Statement": [statement]}
