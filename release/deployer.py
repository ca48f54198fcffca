"""Least-privilege policies for pipelines that create, change and destroy the module's resources: one for each part of it.

`policies` selects from the table what the resource types of the module require. Deploying the module passes no role to a
service, so deployers don't need iam:PassRole.

The policies are templates for Terraform's `templatefile`; their variables are documented in docs/security.md.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from release import ReleaseError
from release.deployer_rows import Table
from release.deployer_scopes import BOUNDARY, UNBOUNDED, Scope
from release.deployer_table import FREE, PARTS
from release.runner_boundary import boundary

Json = dict[str, Any]


class UnknownTypesError(ReleaseError):
    """The module has resource types that are missing in the table."""

    def __init__(self, types: Iterable[str]) -> None:
        super().__init__(
            f"release/deployer_table.py has no entry for: {', '.join(sorted(types))}. Add the API calls that they require."
        )


def policies(used: Collection[str]) -> dict[str, Json]:
    """Return the policies, by part, for a module with these types of resources and data sources. Raises UnknownTypesError.

    Most deployers should not have "force-destroy" and "oidc-provider". The part "boundary" allows nothing: it denies roles
    without a permissions boundary.
    """
    known = {kind for part in PARTS.values() for kind in part} | FREE
    if unknown := set(used) - known:
        raise UnknownTypesError(unknown)
    parts = {part: _policy({kind: row for kind, row in table.items() if kind in used}) for part, table in PARTS.items()}
    unbounded = {"iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"}
    denied = [_statement(UNBOUNDED, unbounded), _statement(BOUNDARY, {"iam:DeleteRolePermissionsBoundary"})]
    return {**parts, "boundary": {"Version": "2012-10-17", "Statement": [{**each, "Effect": "Deny"} for each in denied]}}


def files(used: Collection[str]) -> dict[str, str]:
    """Return the policies as templates: text by path in the project."""
    written = {f"docs/deployer-{part}.json": policy for part, policy in policies(used).items()}
    written["docs/runner-boundary.json"] = boundary()
    return {path: json.dumps(policy, indent=2) + "\n" for path, policy in written.items()}


def render(policy: Json, values: Mapping[str, str]) -> Json:
    """Render a template, as Terraform's `templatefile` does."""
    text = re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], json.dumps(policy))
    filled: Json = json.loads(text)
    return filled


def wide() -> dict[str, str]:
    """Return why some statements can't be limited to fewer resources, by sid."""
    return {scope.sid: scope.wide for part in PARTS.values() for row in part.values() for scope in row.lines if scope.wide}


def drift() -> list[str]:
    """List the actions that are needed only to undo changes made outside of Terraform."""
    calls = [call for part in PARTS.values() for row in part.values() for scope in row.lines for call in row.calls(scope)]
    return sorted({call.action for call in calls if call.drift} - {call.action for call in calls if not call.drift})


def _policy(table: Table) -> Json:
    actions: dict[Scope, set[str]] = {}
    for row in table.values():
        for scope in row.lines:
            actions.setdefault(scope, set()).update(call.action for call in row.calls(scope))
    statements = [_statement(scope, names) for scope, names in actions.items()]
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(scope: Scope, actions: set[str]) -> Json:
    statement: Json = {
        "Sid": scope.sid,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": list(scope.resources),
    }
    if scope.conditions:
        statement["Condition"] = {
            test: {key: list(values) if len(values) > 1 else values[0]} for test, key, values in scope.conditions
        }
    return statement
