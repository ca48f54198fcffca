"""Permissions as typed statements, rendered as IAM JSON in locals and encoded with `jsonencode`.

Not with `aws_iam_policy_document`: Terraform may defer reading a data source, and a plan would then show an unchanged policy as
known after apply. Also, a caller's `mock_provider` returns a random word for it, which is not a valid policy.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from .expressions import Bool, Expression, StringList, conditional, hcl, length
from .resources import Group, attribute, count


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The principal of a statement in a resource-based policy."""

    type: Literal["AWS", "Service", "Federated", "*"]
    identifiers: StringList


@dataclass(frozen=True, kw_only=True)
class Condition:
    """When a statement applies: `test` is an IAM condition operator, `key` a condition key.

    `only_if` is whether the condition is part of the statement.
    """

    test: str
    key: str
    values: StringList
    only_if: Bool = True


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One permission, with the reason for it; `only_if` is whether it is part of the policy."""

    sid: str
    why: str
    actions: Sequence[str]
    resources: StringList = ()
    effect: Literal["Allow", "Deny"] = "Allow"
    principals: Sequence[Principal] = ()
    conditions: Sequence[Condition] = ()
    only_if: Bool = True

    def json(self) -> dict[str, Any]:
        """Render the statement as IAM reads it."""
        body: dict[str, Any] = {"Sid": self.sid, "Effect": self.effect, "Action": _values(sorted(self.actions))}
        if length(self.resources) != 0:
            body["Resource"] = _values(self.resources)
        for each in self.principals:
            body["Principal"] = "*" if each.type == "*" else {each.type: _values(each.identifiers)}
        for asked in self.conditions:
            if asked.only_if is not False:
                values = asked.values if isinstance(asked.values, Expression) else _values(asked.values)
                chosen = conditional(asked.only_if, values, None)
                body.setdefault("Condition", {}).setdefault(asked.test, {})[asked.key] = _plain(chosen)
        return body

    @property
    def has_optional_conditions(self) -> bool:
        """Return whether Terraform determines some of the conditions: those that don't apply have null as their values."""
        return any(isinstance(each.only_if, Expression) for each in self.conditions)


def document(group: Group, name: str, *statements: Statement) -> Expression:
    """Write a policy: each statement is a local, with its reason as a comment; optional ones depend on `only_if`."""
    lists: list[str] = []
    certain: list[str] = []
    for each in statements:
        if each.only_if is False:
            continue
        local = _written(group, f"{name}_{_snake(each.sid)}", each)
        if each.only_if is True:
            certain.append(local)
            continue
        lists += [f"[{', '.join(certain)}]"] if certain else []
        certain = []
        # Not a conditional: its results would be lists of objects of different types, which Terraform refuses.
        lists.append(f"[for statement in [{local}] : statement if {hcl(each.only_if)}]")
    lists += [f"[{', '.join(certain)}]"] if certain else []
    chosen = lists[0] if len(lists) == 1 else f"concat({', '.join(lists)})"
    return Expression(f'jsonencode({{ Version = "2012-10-17", Statement = {chosen} }})')


@dataclass(frozen=True, kw_only=True)
class Grantee:
    """A role that permissions can be granted to, created here or elsewhere; `grants` are its inline policies."""

    name: str
    grants: list[IamRolePolicy] = field(default_factory=list)

    @staticmethod
    def of(role: "Grantee | IamRole") -> "Grantee":
        """Return the grantee of a role. Raises TypeError: any other value would fail only at synthesis, without its line."""
        if not isinstance(role, Grantee | IamRole):
            raise TypeError(f"permissions are granted to an IamRole or to a role of a runner; got {role!r}.")
        return role if isinstance(role, Grantee) else role_of(role)

    def grant(self, group: Group, id_: str, policy_name: str, *statements: Statement, only_if: Bool = True) -> None:
        """Add an inline policy to the role, created in the group whose resources it gives access to."""
        if only_if is False:
            return
        policy = group.resource(
            IamRolePolicy,
            id_,
            count=None if only_if is True else count(only_if),
            name=policy_name,
            role=self.name,
            policy=document(group, id_, *statements),
        )
        self.grants.append(policy)


@dataclass(frozen=True, kw_only=True)
class Role(Grantee):
    """A role that policies can also refer to, by its ARN."""

    arn: str


def role_of(role: IamRole) -> Role:
    """Return the role of a resource.

    Its id is its name, but unknown if the role is replaced, so that its policies are replaced too: AWS deletes them with it.
    """
    return Role(name=attribute(role, "id"), arn=attribute(role, "arn"))


def _written(group: Group, name: str, statement: Statement) -> str:
    """Write a statement, without the conditions that don't apply, and return the expression for it."""
    local = group.local_object(name, statement.json(), comment=statement.why).text
    if not statement.has_optional_conditions:
        return local
    conditions = group.local_object(
        f"{name}_conditions",
        Expression(
            f"{{ for test, keys in {local}.Condition : test => {{ for key, value in keys : key => value if value != null }}"
            " if anytrue([for value in values(keys) : value != null]) }"
        ),
    ).text
    return f"{{ for element, value in merge({local}, {{ Condition = {conditions} }}) : element => value if value != {{}} }}"


def _values(texts: StringList) -> Any:
    """Write values as IAM does: a single one is not a list."""
    if isinstance(texts, Expression):
        return _plain(texts)
    return texts[0] if len(texts) == 1 else list(texts)


def _plain(value: Any) -> Any:
    """Convert an expression to a plain string, which can be combined with other text."""
    return str(value) if isinstance(value, Expression) else value


def _snake(sid: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", sid).lower()
