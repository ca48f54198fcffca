"""Permissions as typed statements, rendered as `aws_iam_policy_document`.

The document is data for Terraform and for policy scanners alike: `jsonencode` could carry neither a condition whose key is an
expression nor a statement that is there only sometimes. Statements are written as raw blocks, since the typed structs of the
bindings know neither `dynamic` nor the comment that tells the readers of the module why a permission is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import DataAwsIamPolicyDocument
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from .expressions import Bool, Expression, StringList, conditional
from .resources import address, count, element, override


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who a resource's policy is about."""

    type: Literal["AWS", "Service", "Federated", "*"]
    identifiers: StringList


@dataclass(frozen=True, kw_only=True)
class Condition:
    """When a statement applies: `test` is an IAM condition operator, `key` a condition key."""

    test: str
    key: str
    values: StringList


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One permission, with the reason for it; `only_if` says when it is there at all."""

    sid: str
    why: str
    actions: Sequence[str]
    resources: StringList = ()
    effect: Literal["Allow", "Deny"] = "Allow"
    principals: Sequence[Principal] = ()
    conditions: Sequence[Condition] = ()
    only_if: Bool = True

    def block(self) -> dict[str, Any]:
        """Render the body of a `statement` block."""
        body: dict[str, Any] = {
            "//": self.why,
            "sid": self.sid,
            "effect": self.effect,
            "actions": sorted(self.actions),
        }
        if self.resources:
            body["resources"] = _values(self.resources)
        if self.principals:
            body["principals"] = [{"type": each.type, "identifiers": _values(each.identifiers)} for each in self.principals]
        if self.conditions:
            body["condition"] = [
                {"test": each.test, "variable": each.key, "values": _values(each.values)} for each in self.conditions
            ]
        return body


def document(
    scope: Construct,
    name: str,
    *statements: Statement,
    only_if: Bool = True,
) -> str:
    """Make a policy document and give its JSON. With `only_if`, the document has a count."""
    made = element(
        DataAwsIamPolicyDocument,
        scope,
        f"data.aws_iam_policy_document.{name}",
        count=None if only_if is True else count(only_if),
    )
    always = [each.block() for each in statements if each.only_if is True]
    if always:
        override(made, "statement", always)
    sometimes = [
        {"for_each": conditional(each.only_if, [each.sid], []), "content": each.block()}
        for each in statements
        if not isinstance(each.only_if, bool)
    ]
    if sometimes:
        override(made, "dynamic", [{"statement": each} for each in sometimes])
    return Expression(f"{address(made)}{'' if only_if is True else '[0]'}.json")


@dataclass(frozen=True, kw_only=True)
class Grantee:
    """A role that permissions can be granted to, made here or elsewhere; `grants` are the addresses of its policies."""

    name: str
    grants: list[str] = field(default_factory=list)

    def grant(self, scope: Construct, id_: str, policy_name: str, *statements: Statement, only_if: Bool = True) -> None:
        """Give the role an inline policy, made in the scope of whatever the permissions open."""
        policy = element(
            IamRolePolicy,
            scope,
            f"aws_iam_role_policy.{id_}",
            count=None if only_if is True else count(only_if),
            name=policy_name,
            role=self.name,
            policy=document(scope, id_, *statements, only_if=only_if),
        )
        self.grants.append(address(policy))


@dataclass(frozen=True, kw_only=True)
class Role(Grantee):
    """A role that others name as well."""

    arn: str


def _values(texts: StringList) -> Any:
    return str(texts) if isinstance(texts, Expression) else list(texts)
