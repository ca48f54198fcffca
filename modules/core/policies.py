"""Permissions as typed statements, rendered as `aws_iam_policy_document`.

The document is data for Terraform and for policy scanners alike: `jsonencode` could carry neither a condition whose key is an
expression nor a statement that is there only sometimes. Statements are written as raw blocks, since the typed structs of the
bindings know neither `dynamic` nor the comment that tells the readers of the module why a permission is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import DataAwsIamPolicyDocument
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from .expressions import Bool, Expression, StringList, conditional, length
from .resources import Group, address, attribute, count


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
        if length(self.resources) != 0:
            body["resources"] = _values(self.resources)
        if self.principals:
            body["principals"] = [{"type": each.type, "identifiers": _values(each.identifiers)} for each in self.principals]
        if self.conditions:
            body["condition"] = [
                {"test": each.test, "variable": each.key, "values": _values(each.values)} for each in self.conditions
            ]
        return body


def document(group: Group, name: str, *statements: Statement, only_if: Bool = True) -> str:
    """Create a policy document and return its JSON. With `only_if`, the document has a count."""
    made = group.resource(DataAwsIamPolicyDocument, name, count=None if only_if is True else count(only_if))
    if always := [each.block() for each in statements if each.only_if is True]:
        made.add_override("statement", always)
    sometimes = [
        {"statement": {"for_each": conditional(each.only_if, [each.sid], []), "content": each.block()}}
        for each in statements
        if isinstance(each.only_if, Expression)
    ]
    if sometimes:
        made.add_override("dynamic", sometimes)
    return attribute(made, "json") if only_if is True else Expression(f"{address(made)}[0].json")


@dataclass(frozen=True, kw_only=True)
class Grantee:
    """A role that permissions can be granted to, created here or elsewhere; `grants` are the policies that it was given."""

    name: str
    grants: list[IamRolePolicy] = field(default_factory=list)

    @staticmethod
    def of(role: "Grantee | IamRole") -> "Grantee":
        """Take a role, whichever way it is given."""
        return role if isinstance(role, Grantee) else role_of(role)

    def grant(self, group: Group, id_: str, policy_name: str, *statements: Statement, only_if: Bool = True) -> None:
        """Give the role an inline policy, created in the group whose resources it opens."""
        policy = group.resource(
            IamRolePolicy,
            id_,
            count=None if only_if is True else count(only_if),
            name=policy_name,
            role=self.name,
            policy=document(group, id_, *statements, only_if=only_if),
        )
        self.grants.append(policy)


@dataclass(frozen=True, kw_only=True)
class Role(Grantee):
    """A role that others name as well."""

    arn: str


def role_of(role: IamRole) -> Role:
    """Take a role that is a resource."""
    return Role(name=attribute(role, "name"), arn=attribute(role, "arn"))


def _values(texts: StringList) -> Any:
    return str(texts) if isinstance(texts, Expression) else list(texts)
