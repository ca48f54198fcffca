"""Scenarios and cases, and helpers to write them.

Words in braces are placeholders for values that differ between scenarios, regions and partitions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Who = Literal[
    "the orchestrator",  # with a token, before it has a role
    "another issuer",  # an OIDC provider that the account trusts for another purpose
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
    "auditor",  # the same, in s3_additional_principal_arns of some scenarios
    "namesake",  # the same, with the task role's name and one more letter
    "deployer",  # with docs/deployer-core.json for this runner
    "bounded deployer",  # with docs/deployer-boundary.json as well
    "outsider",  # a role of another account whose own policy allows everything
]

HERE = "{account}"
ELSEWHERE = "{other_account}"


@dataclass(frozen=True)
class Scenario:
    """A configuration of the module: values for optional inputs."""

    about: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One request, whether it is allowed, and why."""

    who: Who
    action: str
    on: str  # the resource
    allowed: bool
    why: str
    when: Mapping[str, str | list[str]] = field(default_factory=dict)  # condition keys of the request
    scenarios: Sequence[str] = ("least",)
    owner: str = ""  # the account of a bucket, which its ARN doesn't contain
    through_endpoint: bool = False  # through the VPC endpoint of the module


@dataclass(frozen=True)
class Section:
    """Cases about one thing."""

    title: str
    cases: Sequence[Case]


def ecs(resource: str, *, region: str = "{region}", account: str = HERE) -> str:
    """Build the ARN of an ECS resource."""
    return f"arn:{{partition}}:ecs:{region}:{account}:{resource}"


def here(service: str, resource: str, *, region: str = "{region}", account: str = HERE) -> str:
    """Build the ARN of another regional resource."""
    return f"arn:{{partition}}:{service}:{region}:{account}:{resource}"


def role(name: str, *, account: str = HERE) -> str:
    """Build the ARN of a role that isn't the module's."""
    return f"arn:{{partition}}:iam::{account}:role/{name}"


def s3(resource: str) -> str:
    """Build the ARN of a bucket or an object."""
    return f"arn:{{partition}}:s3:::{resource}"


def allow(who: Who, action: str, on: str, why: str, *scenarios: str, **when: str | list[str]) -> Case:
    """Return a case that is allowed; `when` has condition keys with __ for the colon and ___ for the slash."""
    return _case(who, action, on, why, scenarios, when, allowed=True)


def deny(who: Who, action: str, on: str, why: str, *scenarios: str, **when: str | list[str]) -> Case:
    """Return a case that is denied."""
    return _case(who, action, on, why, scenarios, when, allowed=False)


def _case(
    who: Who, action: str, on: str, why: str, scenarios: Sequence[str], when: Mapping[str, str | list[str]], *, allowed: bool
) -> Case:
    keys = {key.replace("___", "/").replace("__", ":"): value for key, value in when.items()}
    return Case(who, action, on, allowed, why, keys, scenarios or ("least",))
