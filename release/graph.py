"""A module's resources, their counts, and its permissions, read from its files, for tables and diagrams."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from release.module import locals_of

Json = dict[str, Any]

_REFERENCE = re.compile(r"\b((?:data\.)?(?:aws|random)_\w+\.\w+)")
_POLICY = "jsonencode({ Version ="
_LOCAL = re.compile(r"\blocal\.(\w+)")
_INPUT = re.compile(r"\bvar\.(\w+)")
_STRING = re.compile(r'"[^"]*"')
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")  # innermost ones
_0_OR_1 = re.compile(r"[01]|[^?:]+ \? [01] : [01]")
_ARN = re.compile(r"^arn:\$\{[^}]*\}:(?P<service>[a-z0-9]+):[^:]*:[^:]*:(?P<kind>[a-z-]*[a-z])")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource; `parent` is the resource in the same group that it belongs to."""

    address: str
    group: str
    how_many: str  # `1`, `0 or 1`, `0 or more`, or for each element of an input
    parent: str | None


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One statement: `on` are its resources, `by` its principals."""

    sid: str
    effect: str
    actions: tuple[str, ...]
    on: tuple[str, ...]
    by: tuple[str, ...]
    conditions: tuple[str, ...]
    sometimes: bool


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Something with permissions: a role, or a resource with its own policy."""

    address: str
    trusts: tuple[Permission, ...]
    permissions: tuple[Permission, ...]
    attached: tuple[str, ...]  # whole policies, by name or by the input that contains them


class Graph:
    """The resources and permissions of one module."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Read the files of a module, text by path; those in folders are other modules."""
        self._locals: dict[str, Any] = {}
        self._data: set[str] = set()
        self._resources: dict[str, tuple[str, Json]] = {}  # address -> group and arguments
        for path, text in sorted(files.items()):
            group, _, suffix = path.partition(".")
            if suffix != "tf.json" or "/" in path:
                continue
            content = json.loads(text)
            self._locals |= locals_of(content)
            self._data |= content.get("data", {}).keys()
            for kind, resources in content.get("resource", {}).items():
                self._resources |= {f"{kind}.{name}": (group, body) for name, body in resources.items()}

    @property
    def types(self) -> frozenset[str]:
        """The types of resources, and of data sources as `data.aws_region`."""
        return frozenset({address.partition(".")[0] for address in self._resources} | {f"data.{kind}" for kind in self._data})

    def resources(self) -> list[Resource]:
        """List every resource."""
        return [
            Resource(address=address, group=group, how_many=self._how_many(body), parent=self._parent(address))
            for address, (group, body) in self._resources.items()
        ]

    def holders(self) -> list[Holder]:
        """List everything with permissions: roles first, optional ones last."""
        roles = [self._role(address) for address in self._resources if address.startswith("aws_iam_role.")]
        policies = sorted(self._resource_policies(), key=lambda each: all(one.sometimes for one in each.permissions))
        return [*roles, *policies]

    def _parent(self, address: str) -> str | None:
        group, body = self._resources[address]
        # The resources of a policy aren't the parent of its holder.
        ignored = ("depends_on", "lifecycle", "count")
        arguments = {key: value for key, value in body.items() if key not in ignored and _POLICY not in str(value)}
        found = self._references(json.dumps(arguments))
        return next(
            (each for each in found if each != address and each in self._resources and self._resources[each][0] == group), None
        )

    def _role(self, address: str) -> Holder:
        _, body = self._resources[address]
        granted: list[Permission] = []
        attached: list[str] = []
        for other, (_, arguments) in self._resources.items():
            if address not in self._references(str(arguments.get("role", ""))):
                continue
            if other.startswith("aws_iam_role_policy."):
                granted += self._permissions(arguments["policy"], sometimes="count" in arguments)
            elif other.startswith("aws_iam_role_policy_attachment."):
                attached.append(self._attached(arguments))
        trusts = tuple(self._permissions(body["assume_role_policy"]))
        return Holder(address=address, trusts=trusts, permissions=tuple(granted), attached=tuple(attached))

    def _attached(self, arguments: Json) -> str:
        inputs = self._inputs(str(arguments.get("for_each", "")))
        return inputs[0] if inputs else str(arguments["policy_arn"]).rpartition("/")[2]

    def _resource_policies(self) -> Iterator[Holder]:
        for address, (_, body) in self._resources.items():
            if address.startswith(("aws_iam_role.", "aws_iam_role_policy.")):
                continue
            texts = [value for value in body.values() if isinstance(value, str) and _POLICY in value]
            granted = [each for text in texts for each in self._permissions(text, sometimes="count" in body)]
            if granted:
                yield Holder(address=address, trusts=(), permissions=tuple(granted), attached=())

    def _permissions(self, text: str, *, sometimes: bool = False) -> Iterator[Permission]:
        """List the statements of a policy; an optional one is in a list with a filter."""
        optional = set(re.findall(r"for statement in \[local\.(\w+)\]", text))
        for name in _once(_LOCAL.findall(text)):
            if isinstance(self._locals[name], dict):
                yield self._permission(self._locals[name], sometimes=sometimes or name in optional)

    def _permission(self, statement: Json, *, sometimes: bool) -> Permission:
        principal = statement.get("Principal", {})
        principals = [principal] if principal == "*" else [each for named in principal.values() for each in _listed(named)]
        keys = [key for test in statement.get("Condition", {}).values() for key in test]
        return Permission(
            sid=statement["Sid"],
            effect=statement["Effect"],
            actions=tuple(_listed(statement["Action"])),
            on=_once(each for text in _listed(statement.get("Resource", [])) for each in self.things(text)),
            by=_once(each for text in principals for each in self.things(text)),
            # OIDC keys begin with the issuer's host, and tag keys end with the tag's key; both are inputs.
            conditions=_once(re.sub(r"^\$\{[^}]*\}:|/\$\{[^}]*\}$", "", key) for key in keys),
            sometimes=sometimes,
        )

    def things(self, text: str) -> list[str]:
        """List what an expression refers to: resources by address, inputs as `var.name`, kinds of ARNs as `ecs task`."""
        if named := self._named(text):
            return [named]
        if arn := _ARN.match(text):
            return [f"{arn['service']} {arn['kind']}"]
        found = [each for each in self._references(text) if each in self._resources]
        return found or [f"var.{name}" for name in self._inputs(text)] or [text]

    def _named(self, arn: str) -> str | None:
        """Find the resource of an ARN that is built from its name."""
        for prefix, kind in {"logs": "aws_cloudwatch_log_group.", "sns": "aws_sns_topic."}.items():
            if re.match(rf"arn:[^:]*:{prefix}:", arn):
                name = arn.split(":", 5)[5].removeprefix("log-group:").removesuffix(":*")
                named = (each for each, (_, body) in self._resources.items() if body.get("name") == name)
                return next((each for each in named if each.startswith(kind)), None)
        return None

    def _inputs(self, text: str) -> tuple[str, ...]:
        """List the inputs in the result of an expression, not in its condition."""
        return _once(_INPUT.findall(self._expanded(text).rpartition(" ? ")[2]))

    def _how_many(self, body: Json) -> str:
        if "for_each" in body:
            text = self._expanded(str(body["for_each"]))
            inputs = self._inputs(text)
            all_of_it = re.fullmatch(r"\$\{\(*var\.\w+\)*\}", text)
            return f"1 for each of `{inputs[0]}`" if all_of_it and len(inputs) == 1 else "0 or more"
        if "count" in body:
            return "0 or 1" if _at_most_one(self._expanded(str(body["count"]))) else "0 or more"
        return "1"

    def _references(self, text: str) -> list[str]:
        return [each for each in _once(_REFERENCE.findall(self._expanded(text))) if not each.startswith("data.")]

    def _expanded(self, text: str) -> str:
        return _LOCAL.sub(lambda name: self._expanded(_operand(self._locals[name[1]])), text)


def _operand(value: Any) -> str:
    """Write the value of a local in place of a reference to it."""
    expression = re.fullmatch(r"\$\{([^{}]*)\}", value) if isinstance(value, str) else None
    return f"({expression[1]})" if expression else json.dumps(value)


def _at_most_one(count: str) -> bool:
    """Return whether a count is always 0 or 1. Brackets are reduced from the inside out, to 1 if they are 0 or 1."""
    text, before = _STRING.sub("x", count), ""
    while text != before:
        text, before = _BRACKETS.sub(lambda inner: "1" if _0_OR_1.fullmatch(inner[1]) else "x", text), text
    return text == "$1"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _once(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
