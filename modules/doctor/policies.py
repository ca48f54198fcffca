"""Evaluates a resource-based policy (of a role, a bucket, a key or an endpoint) for one request, by IAM's rules.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. IAM's simulator doesn't
accept a role as the caller, so it can't evaluate these. If a condition depends on a value that is unknown before the request, the
decision is UNKNOWN.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .conditions import met
from .wildcards import like

Json = dict[str, Any]


class Decision(StrEnum):
    """The decision of a policy about a request."""

    ALLOW = "allow"
    DENY = "deny"  # explicitly: nothing else can allow it
    NEITHER = "neither"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Access:
    """One request; `unknown` are condition keys that it will have, with values that are not known yet."""

    principal: str  # a role's ARN, a service, or an OIDC provider's ARN
    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


def load(text: str) -> Json:
    """Parse a policy."""
    policy: Json = json.loads(text)
    return policy


def decide(policy: Json, access: Access, *, delegate: bool = True) -> Decision:
    """Return the policy's decision; without `delegate`, principals that stand for a whole account are ignored."""
    said = {effect: [_applies(each, access, delegate) for each in _statements(policy, effect)] for effect in ("Deny", "Allow")}
    if True in said["Deny"]:
        return Decision.DENY
    if None in said["Deny"]:
        return Decision.UNKNOWN
    if True in said["Allow"]:
        return Decision.ALLOW
    return Decision.UNKNOWN if None in said["Allow"] else Decision.NEITHER


def _statements(policy: Json, effect: str) -> Iterator[Json]:
    statements = policy.get("Statement", [])
    for each in statements if isinstance(statements, list) else [statements]:
        if each.get("Effect") == effect:
            yield each


def _applies(statement: Json, access: Access, delegate: bool) -> bool | None:  # noqa: FBT001
    if not (_principal(statement, access, delegate) and _action(statement, access) and _resource(statement, access)):
        return False
    return met(statement.get("Condition", {}), access.context, access.unknown)


def _principal(statement: Json, access: Access, delegate: bool) -> bool:  # noqa: FBT001
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], access, delegate=True)
    return _names(statement.get("Principal", {}), access, delegate)


def _names(principal: Any, access: Access, delegate: bool) -> bool:  # noqa: FBT001
    if principal == "*":
        return True
    kind = "AWS"
    if ":oidc-provider/" in access.principal:
        kind = "Federated"
    elif not access.principal.startswith("arn:"):
        kind = "Service"
    named = _list(principal.get(kind, []))
    if kind != "AWS":
        return access.principal in named
    account = access.principal.split(":")[4]
    whole = {account, f"{access.principal.split(':iam:')[0]}:iam::{account}:root"}
    return "*" in named or access.principal in named or (delegate and not whole.isdisjoint(named))


def _action(statement: Json, access: Access) -> bool:
    if "NotAction" in statement:
        return not _any(statement["NotAction"], access.action.lower(), lower=True)
    return _any(statement.get("Action", []), access.action.lower(), lower=True)


def _resource(statement: Json, access: Access) -> bool:
    if "NotResource" in statement:
        return not _any(statement["NotResource"], access.resource)
    # A trust policy has no resource, and in the policy of a key, `*` is that key.
    return "Resource" not in statement or _any(statement["Resource"], access.resource)


def _any(patterns: Any, text: str, *, lower: bool = False) -> bool:
    return any(like(text, each.lower() if lower else each) for each in _list(patterns))


def _list(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
