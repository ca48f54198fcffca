"""Changes of inputs, and the runners that they are applied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REGION, OTHER_REGION = "eu-west-1", "eu-central-1"
_ACCOUNT = "123456789012"

# Replacing or destroying one of these loses data, or an identity that others refer to: its row must have a warning.
PRECIOUS = {
    "aws_cloudwatch_log_group",
    "aws_ecs_cluster",
    "aws_iam_openid_connect_provider",
    "aws_iam_role",
    "aws_s3_bucket",
    "aws_subnet",
    "aws_vpc",
}


@dataclass(frozen=True)
class Base:
    """A runner that is applied before its inputs change."""

    about: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A new value of an input, and what the plan does with which resources; all others are unchanged.

    An address without an index means all instances of the resource.
    """

    input: str
    to: Any
    base: str = field(default="minimal", kw_only=True)
    beside: Mapping[str, Any] = field(default_factory=dict, kw_only=True)  # inputs that change with it
    creates: Sequence[str] = field(default=(), kw_only=True)
    updates: Sequence[str] = field(default=(), kw_only=True)
    replaces: Sequence[str] = field(default=(), kw_only=True)
    destroys: Sequence[str] = field(default=(), kw_only=True)
    warning: str = field(default="", kw_only=True)

    @property
    def inputs(self) -> dict[str, Any]:
        """All inputs that change."""
        return {self.input: self.to, **self.beside}

    @property
    def actions(self) -> dict[str, Sequence[str]]:
        """Addresses, by Terraform's name of the action."""
        return {"create": self.creates, "update": self.updates, "replace": self.replaces, "delete": self.destroys}


@dataclass(frozen=True)
class Section:
    """The changes of a group of inputs."""

    title: str
    changes: Sequence[Change]


def of(type_: str, names: str) -> tuple[str, ...]:
    """List resources of one type."""
    return tuple(f"{type_}.{name}" for name in names.split())


def here(service: str, resource: str, region: str = REGION) -> str:
    """Build the ARN of a regional resource."""
    return f"arn:aws:{service}:{region}:{_ACCOUNT}:{resource}"


def iam(resource: str) -> str:
    """Build the ARN of an IAM resource."""
    return here("iam", resource, region="")
