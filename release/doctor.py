"""Documentation of `ecs-runner doctor`, generated from its checks: their table, and the policy that it requires.

The policy is a template, with the variables of the deployers' policies (docs/security.md).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from modules.core.names import patterns
from modules.doctor.calls import FREE, action, by_call
from modules.doctor.checks import CHECKS
from modules.doctor.model import Check
from release import ReleaseError
from release.deployer_scopes import ANY_ALARMS, BUCKET, OIDC, ROLES, Scope
from release.tables import table

Json = dict[str, Any]

_NAMES = patterns("${name_prefix}")
_LINKED = "arn:${partition}:iam::${account_id}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


def _any(service: str, resource: str, *, region: str = "${region}", account: str = "${account_id}") -> str:
    return f"arn:${{partition}}:{service}:{region}:{account}:{resource}"


_LOOK = "AWS supports no resource-level permissions for these actions."
_OTHERS = "The module doesn't create these: inputs refer to them, with any name, in any region or account."
_ROLES = Scope("Roles", (*ROLES.resources, _LINKED))
_EVERYTHING = Scope("Look", ("*",), wide=_LOOK)
_KEYS = Scope("Keys", (_any("kms", "key/*", region="*", account="*"),), wide=_OTHERS)
_SECRETS = Scope("Secrets", (_any("secretsmanager", "secret:*", region="*", account="*"),), wide=_OTHERS)
_IMAGES = Scope("Images", (_any("ecr", "repository/*", region="*", account="*"),), wide=_OTHERS)
_TRAILS = Scope("Trails", (_any("cloudtrail", "trail/*", region="*", account="*"),), wide=_OTHERS)
_RULES = Scope("EventRules", (_any("events", f"rule/{_NAMES.runner_id}"),))
_CLUSTERS = Scope("Clusters", (_any("ecs", "cluster/*"),), wide=_OTHERS)
_TOPICS = Scope("Topics", (_any("sns", "*", region="*", account="*"),), wide=_OTHERS)

# The resources that each service's calls can be limited to; by call if they differ:
# https://docs.aws.amazon.com/service-authorization/latest/reference/
_SCOPES: Mapping[str, Scope] = {
    "cloudtrail": _TRAILS,
    "cloudtrail:DescribeTrails": _EVERYTHING,
    "cloudwatch:DescribeAlarms": ANY_ALARMS,
    "cloudwatch:GetMetricStatistics": _EVERYTHING,
    "ec2": _EVERYTHING,
    "ecr": _IMAGES,
    "ecs": _CLUSTERS,
    "events": _RULES,
    "events:ListRuleNamesByTarget": _EVERYTHING,
    "iam": _ROLES,
    "iam:GetOpenIDConnectProvider": OIDC,
    "kms": _KEYS,
    "logs": _EVERYTHING,
    "s3": BUCKET,
    "secretsmanager": _SECRETS,
    "service-quotas": _EVERYTHING,
    "sns": _TOPICS,
    "ssm": _EVERYTHING,
}


class UnknownCallsError(ReleaseError):
    """Checks make calls that are missing in the table."""


def policy() -> Json:
    """Return the policy that the doctor requires for all of its calls. Raises UnknownCallsError."""
    actions: dict[Scope, set[str]] = {}
    for call in by_call(CHECKS.values()):
        scope = _SCOPES.get(call) or _SCOPES.get(call.partition(":")[0])
        if call in FREE:
            continue
        if scope is None:
            raise UnknownCallsError(
                f"_SCOPES in release/doctor.py has no entry for {call}. Add the resources that it can be limited to."
            )
        actions.setdefault(scope, set()).add(action(call))
    statements = [
        {"Sid": scope.sid, "Effect": "Allow", "Action": sorted(names), "Resource": list(scope.resources)}
        for scope, names in sorted(actions.items(), key=lambda each: each[0].sid)
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def files() -> dict[str, str]:
    """Return the policy: text by path in the project."""
    return {"docs/doctor.json": json.dumps(policy(), indent=2) + "\n"}


def parts() -> dict[str, str]:
    """Return the tables of docs/doctor.md, by marker."""
    rows = [list(_row(each)) for each in CHECKS.values()]
    return {
        "checks": table(["Check", "What it checks", "Calls", "Failed"], rows),
        "calls": table(
            ["Call", "Checks"],
            [[_permission(call), ", ".join(f"`{id_}`" for id_ in ids)] for call, ids in by_call(CHECKS.values()).items()],
        ),
    }


def _permission(call: str) -> str:
    """Write a call, and its permission where that has another name."""
    if call in FREE:
        return f"`{call}` requires none"
    return f"`{call}`" if action(call) == call else f"`{call}` requires `{action(call)}`"


def _row(check: Check) -> Iterator[str]:
    yield f"`{check.id}`"
    depends_on = ", ".join(f"`{id_}`" for id_ in check.depends_on)
    about = f"{check.title}.{' `--offline` skips it.' if check.online else ''}"
    yield f"{about}<br>Runs after {depends_on}." if depends_on else about
    yield ", ".join(f"`{call}`" for call in check.calls) or "none"
    yield f"[fix](troubleshooting.md#{check.link})"
