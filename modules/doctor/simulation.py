"""Asks IAM's policy simulator what a role's policies, its boundary and the organization's policies allow.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html: the simulator makes no
other calls. It evaluates the policies of the role, not those of resources: `policies.py` evaluates those of buckets, keys and
endpoints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context import Context


Keys = Mapping[str, str | tuple[str, ...]]  # condition keys of a request


@dataclass(frozen=True)
class Request:
    """One request of a role, with all condition keys that AWS adds to it."""

    role: str  # its ARN
    action: str
    resource: str = "*"
    context: Keys = field(default_factory=dict)
    about: str = ""  # a note for readers, such as "another cluster"

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}{f' ({self.about})' if self.about else ''}"


@dataclass(frozen=True)
class Answer:
    """Whether a request is allowed; if not, what denies it: the policies, an explicit deny, the boundary or the organization."""

    allowed: bool
    denied_by: str = ""


def simulate(context: "Context", requests: Sequence[Request]) -> list[Answer]:
    """Simulate requests, with one call for each role, resource and set of condition keys; raises AwsError."""
    answers: dict[int, Answer] = {}
    numbered = sorted(enumerate(requests), key=lambda each: key_of(each[1]))
    for _, group in groupby(numbered, key=lambda each: key_of(each[1])):
        asked = list(group)
        first = asked[0][1]
        answer = context.read(
            "iam",
            "SimulatePrincipalPolicy",
            PolicySourceArn=first.role,
            ActionNames=sorted({request.action for _, request in asked}),
            ResourceArns=[first.resource],
            ContextEntries=[_entry(key, value) for key, value in sorted(first.context.items())],
        )
        results = {result["EvalActionName"].lower(): _answer(result) for result in answer["EvaluationResults"]}
        answers |= {number: results[request.action.lower()] for number, request in asked}
    return [answers[number] for number in range(len(requests))]


def key_of(request: Request) -> tuple[str, str, str]:
    """Return what requests in one call must have in common."""
    return request.role, request.resource, repr(sorted(request.context.items()))


def _entry(key: str, value: str | tuple[str, ...]) -> dict[str, Any]:
    values = [value] if isinstance(value, str) else list(value)
    return {
        "ContextKeyName": key,
        "ContextKeyValues": values,
        "ContextKeyType": "string" if isinstance(value, str) else "stringList",
    }


def _answer(result: Mapping[str, Any]) -> Answer:
    if result["EvalDecision"] == "allowed":
        return Answer(allowed=True)
    if not result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True):
        return Answer(allowed=False, denied_by="a service control policy of the organization")
    if not result.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary", True):
        return Answer(allowed=False, denied_by="the role's permissions boundary")
    if result["EvalDecision"] == "explicitDeny":
        return Answer(allowed=False, denied_by="a statement that denies it")
    return Answer(allowed=False, denied_by="no statement that allows it")
