"""What scenarios and cases are, and the words that they are written in.

Words in braces stand for what differs between scenarios, and between regions and partitions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Who = Literal[
    "the orchestrator",  # with a token, before it has a role
    "another issuer",  # an OIDC provider that the account trusts for something else
    "the issuer in another account",
    "ECS",
    "EC2",
    "Lambda",
    "CloudWatch",
    "EventBridge",
    "task manager",
    "execution role",
    "task role",
    "administrator",  # a role of the same account whose own policy allows everything
    "auditor",  # the same, named in s3_additional_principal_arns where the scenario says so
    "namesake",  # the same, with the task role's name and a letter more
    "deployer",  # who has docs/deployer-core.json for this runner
    "bounded deployer",  # who has docs/deployer-boundary.json besides
    "outsider",  # a role of another account whose own policy allows everything
]

HERE = "{account}"
ELSEWHERE = "{other_account}"


@dataclass(frozen=True)
class Scenario:
    """A way to use the module: what is set beside the inputs that are required."""

    about: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One request, whether it is allowed, and why that is right."""

    who: Who
    action: str
    on: str  # the resource
    allowed: bool
    why: str
    when: Mapping[str, str | list[str]] = field(default_factory=dict)  # condition keys of the request
    scenarios: Sequence[str] = ("least",)
    owner: str = ""  # the account of a bucket, whose ARN doesn't tell
    through_endpoint: bool = False  # by the VPC endpoint that the module makes


@dataclass(frozen=True)
class Section:
    """Cases about one thing."""

    title: str
    cases: Sequence[Case]


def ecs(resource: str, *, region: str = "{region}", account: str = HERE) -> str:
    """Spell the ARN of something of ECS."""
    return f"arn:{{partition}}:ecs:{region}:{account}:{resource}"


def here(service: str, resource: str, *, region: str = "{region}", account: str = HERE) -> str:
    """Spell the ARN of something else that has a region."""
    return f"arn:{{partition}}:{service}:{region}:{account}:{resource}"


def role(name: str, *, account: str = HERE) -> str:
    """Spell the ARN of a role that isn't the module's."""
    return f"arn:{{partition}}:iam::{account}:role/{name}"


def s3(resource: str) -> str:
    """Spell the ARN of a bucket or an object."""
    return f"arn:{{partition}}:s3:::{resource}"


def allow(who: Who, action: str, on: str, why: str, *scenarios: str, **when: str | list[str]) -> Case:
    """Write a case that is allowed; `when` has condition keys with __ for the colon and ___ for the slash."""
    return _case(who, action, on, why, scenarios, when, allowed=True)


def deny(who: Who, action: str, on: str, why: str, *scenarios: str, **when: str | list[str]) -> Case:
    """Write a case that is denied."""
    return _case(who, action, on, why, scenarios, when, allowed=False)


def _case(
    who: Who, action: str, on: str, why: str, scenarios: Sequence[str], when: Mapping[str, str | list[str]], *, allowed: bool
) -> Case:
    keys = {key.replace("___", "/").replace("__", ":"): value for key, value in when.items()}
    return Case(who, action, on, allowed, why, keys, scenarios or ("least",))
