"""Checks of policies that need no request to be made up: what is written there is right, narrow, and has an effect."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.support.iam import arns, catalog
from tests.support.iam.policies import Document
from tests.support.iam.statements import Statement

_OPERATORS = {"String": "String", "ARN": "Arn", "Bool": "Bool", "Numeric": "Numeric", "Date": "Date", "IPAddress": "IpAddress"}
_ALWAYS_THERE = {"aws:PrincipalArn", "iam:PermissionsBoundary"}  # the latter: a role without one is just what is denied
_EXACT = re.compile(r"String(?:Not)?Equals(?:IgnoreCase)?")  # ArnEquals takes wildcards: to AWS it is another name of ArnLike


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    check: str
    where: str
    sid: str
    problem: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}, {self.sid}: {self.problem}"


@dataclass(frozen=True)
class Expected:
    """What the policies are held against: the place they are for, and reasons by sid for what would be a finding."""

    partition: str
    region: str
    account: str
    wide: Mapping[str, str]  # why a statement names all resources there are
    open: Mapping[str, str]  # why a statement of an endpoint's policy allows everyone
    untied: Mapping[str, str]  # why a statement trusts a service without saying for whom the service acts
    managed: Mapping[str, str] = field(default_factory=dict)  # why a policy of AWS's, which is wide, is attached, by its name


_Check = Callable[[Statement, Expected], Iterator[str]]


def lint(document: Document, expected: Expected) -> list[Finding]:
    """Check one policy."""
    statements = [Statement(document, raw) for raw in document.statements]
    sids = [statement.sid for statement in statements if statement.sid]
    found = [Finding("sid", document.where, sid, "two statements share it") for sid in sorted(set(sids)) if sids.count(sid) > 1]
    if document.json.get("Version") != "2012-10-17":
        found.append(Finding("version", document.where, "-", "the policy isn't written in version 2012-10-17"))
    for statement in statements:
        for name, check in CHECKS.items():
            found += [Finding(name, document.where, statement.sid or "-", problem) for problem in check(statement, expected)]
    return found


def _sid(statement: Statement, _: Expected) -> Iterator[str]:
    if statement.document.kind == "managed":
        return  # AWS's own have none
    if not re.fullmatch("[A-Za-z0-9]+", statement.sid):
        yield "there is no sid, or it has more than letters and digits"


def _form(statement: Statement, _: Expected) -> Iterator[str]:
    for element in ("NotAction", "NotResource", "NotPrincipal"):
        if element in statement.raw:
            yield f"{element} covers what nobody thought of"
    if not statement.actions:
        yield "there are no actions"
    if statement.document.kind != "trust" and not statement.resources:
        yield "there are no resources"


def _action(statement: Statement, _: Expected) -> Iterator[str]:
    for name in statement.actions:
        if "*" in name and statement.allows and statement.document.kind != "endpoint":
            yield f"{name} allows whatever AWS will add"
        elif not (catalog.exists(name) if "*" in name else catalog.action(name)):
            yield f"there is no action {name}"


def _resource(statement: Statement, _: Expected) -> Iterator[str]:
    """Each action has to find a resource that it takes, and each resource an action that takes it."""
    if not statement.resources:
        return
    exact = [found for name in statement.actions if "*" not in name and (found := catalog.action(name))]
    for action in exact:
        if not action.patterns and statement.resources != ["*"]:
            yield f"AWS looks at no resource for {action.name}: it takes *, and nothing else"
        elif action.patterns and not any(_fits(resource, action) for resource in statement.resources):
            yield f"{action.name} takes {' or '.join(action.patterns)}"
    for resource in statement.resources:
        if statement.known and not any(_fits(resource, action) for action in statement.known):
            yield f"no action here takes {resource}"


def _wide(statement: Statement, expected: Expected) -> Iterator[str]:
    """`*`, or every resource of a type, takes a reason; where AWS offers something narrower, there is none."""
    if statement.document.kind == "managed" and statement.document.where in expected.managed:
        return
    for resource in statement.resources:
        if resource != "*" and not any(
            arns.is_whole_type(resource, each) for action in statement.known for each in action.patterns
        ):
            continue
        if statement.sid not in expected.wide and statement.allows:
            yield f"{resource} is all there is, and no reason for it is listed"
        elif resource == "*" and statement.document.kind in ("identity", "managed"):
            for action in statement.known:
                if action.patterns:
                    yield f"{action.name} on * could be limited to {' or '.join(action.patterns)}"


def _place(statement: Statement, expected: Expected) -> Iterator[str]:
    """ARNs are those of this partition, region and account."""
    for arn in statement.arns:
        _, partition, service, region, account, *_rest = f"{arn}:::::".split(":")
        if partition != expected.partition:
            yield f"{arn} isn't of the partition {expected.partition}"
        if service in ("s3", "route53") and not region and not account:
            continue
        if region not in ("", expected.region):
            yield f"{arn} isn't of the region {expected.region}"
        if account != expected.account and not (service == "iam" and account == "aws"):
            yield f"{arn} isn't of the account"


def _condition_key(statement: Statement, _: Expected) -> Iterator[str]:
    for _operator, key, _values in statement.conditions:
        if key in catalog.GLOBAL_KEYS or statement.has_claim(key):
            continue
        take = [action for action in statement.known if action.type_of(key)]
        named = [action for action in statement.known if action.name in statement.actions]
        refuse = [action.name for action in named if action not in take]
        if refuse or not take:
            yield f"{key} is unknown to {', '.join(refuse) or 'every action here'}"


def _operator(statement: Statement, _: Expected) -> Iterator[str]:
    conditions = [*statement.conditions]
    required = {key for operator, key, values in conditions if operator == "Null" and values == ["false"]}
    for operator, key, values in conditions:
        if operator == "Null" and values == ["false"]:
            continue  # this asks for the key
        if ":" in operator and key not in required:
            yield f"{operator} of {key} is true, or false, of a request without the key"
        if operator.startswith("ForAnyValue") and statement.allows:
            yield f"{operator} of {key} lets requests through that have other values as well"
        if operator.endswith("IfExists") or operator == "Null":
            yield f"{operator} lets requests through that don't have {key}"
        if _EXACT.fullmatch(operator) and any(set("*?") & set(value) for value in values):
            yield f"{operator} takes the wildcard in {values} for a character"
        types = {catalog.GLOBAL_KEYS.get(key)} | {action.type_of(key) for action in statement.known}
        fitting = {_OPERATORS[kind] for kind in types if kind} or {"String"}
        if not operator.rpartition(":")[2].removesuffix("IfExists").startswith(tuple(fitting)):
            yield f"{operator} doesn't fit {key}, which takes {' or '.join(sorted(fitting))} operators"
        if not statement.allows and "Not" in operator and key not in required and key not in _ALWAYS_THERE:
            yield f"{operator} of {key} denies requests that don't have the key"
        if statement.allows and ("Not" in operator or operator == "StringLike"):
            yield f"{operator} of {key} allows more than anybody listed"


def _principal(statement: Statement, expected: Expected) -> Iterator[str]:
    everyone = "*" in statement.principals
    if everyone and statement.allows and (statement.document.kind != "endpoint" or statement.sid not in expected.open):
        yield "everyone is allowed"
    if everyone and not statement.allows and "Condition" not in statement.raw:
        yield "everyone is denied, whoever deploys the module too"
    tied = any(key in ("aws:SourceAccount", "aws:SourceArn") for _, key, _ in statement.conditions)
    if statement.principals_of("Service") and statement.allows and not tied and statement.sid not in expected.untied:
        yield "the service may act for any account, and no reason for it is listed"
    if statement.document.kind in ("identity", "managed") and "Principal" in statement.raw:
        yield "a role's own policy has no principal"
    if statement.document.kind not in ("identity", "managed") and not statement.principals:
        yield "there is no principal"


CHECKS: dict[str, _Check] = {
    "sid": _sid,
    "form": _form,
    "action": _action,
    "resource": _resource,
    "wide": _wide,
    "place": _place,
    "condition key": _condition_key,
    "operator": _operator,
    "principal": _principal,
}


def _fits(resource: str, action: catalog.Action) -> bool:
    return resource == "*" or any(arns.fits(resource, pattern) for pattern in action.patterns)
