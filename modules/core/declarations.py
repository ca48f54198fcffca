"""How inputs, outputs and requirements are declared.

Inputs are fields of a class, outputs are named values of a construct. A field of an `Inputs` class is the complete declaration
of an input. A Python user creates the class with values and gets all problems at once; a stack creates it with its Terraform
variables, whose types, defaults, descriptions and validations come from the same fields.
"""

import ast
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, Generic, Literal, TypeVar, Union, cast, dataclass_transform, get_args, get_origin

from .expressions import (
    Bool,
    Expression,
    Number,
    StringList,
    StringMap,
    conditional,
    contains,
    equal,
    from_tokens,
    jsonencode,
    not_null,
    or_,
)
from .rules import Rule
from .tokens import token_kind

Origin = Literal["A", "A B", "A B C", "B", "B C", "C", "N"]
G = TypeVar("G")

_REQUIRED: Any = object()  # None is a default like any other
_TYPES: dict[Any, str] = {
    str: "string",
    Bool: "bool",
    Number: "number",
    StringList: "list(string)",
    StringMap: "map(string)",
}
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "number": (int, float),
    "list": (list, tuple),
    "set": (list, tuple),
    "object": (Mapping,),
    "map": (Mapping,),
}
_LITERALS = {
    "string": 'Pass a string: "text".',
    "bool": "Pass True or False.",
    "number": "Pass a number, without quotes.",
    "list": "Pass a list: [first, second].",
    "set": "Pass a list: [first, second].",
    "map": "Pass a dict: { name: value }.",
}
_TOKENS = {"string": "string", "number": "number", "list": "list", "set": "list", "map": "map", "object": "map"}


class InvalidInputs(ValueError):  # noqa: N818 - reads as what it is
    """Everything that is wrong with the inputs, in one error."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["invalid inputs:", *(f"  - {problem}" for problem in problems)]))


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An input as Terraform and users see it. `default` is meaningless if the input is required."""

    name: str
    heading: str
    type: str
    required: bool
    default: Any
    nullable: bool
    rules: tuple[Rule, ...]
    origin: Origin
    known_at_plan: bool
    descriptions: Callable[[], Mapping[str, str]]

    @property
    def description(self) -> str:
        """The docstring below the field. It is read from the source on first use: not all code has a file."""
        return self.descriptions()[self.name]

    def problems(self, value: Any) -> list[str]:
        """List what is wrong with a value; one that only Terraform knows has no problems yet."""
        if value is None:
            return [] if self.nullable else [f"{self.name} must be set, as {self.type}; got None."]
        if wrong := self._type_problem(value):
            return [wrong]
        value = from_tokens(value)
        return [rule.message(self.name, value) for rule in self.rules if rule.holds(value) is False]

    def is_unset(self, value: Any) -> Bool:
        """Return whether a value is the default, null, or an empty list or map."""
        empty = {"list": "[]", "set": "[]", "map": "{}"}.get(self.type.partition("(")[0])
        if empty:
            texts = [jsonencode(self.default), empty, *(["null"] if self.nullable else [])]
            return contains(sorted({*texts}), jsonencode(value))
        return equal(value, self.default)

    def _type_problem(self, value: Any) -> str | None:
        outer, inner = re.match(r"(\w+)(?:\((\w+))?", self.type).groups()  # type: ignore[union-attr]
        if not _is_of_type(value, outer):
            return f"{self.name} must be {self.type}; got {_described(value)}. {_hint(value, outer)}"
        if inner is None or isinstance(value, Expression) or token_kind(value):
            return None
        items = value.values() if isinstance(value, Mapping) else value
        wrong = [item for item in items if item is not None and not _is_of_type(item, inner)]
        return f"{self.name} must be {self.type}; got {_described(wrong[0])} in it. {_hint(wrong[0], inner)}" if wrong else None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A condition on several inputs; if Python can't evaluate it, Terraform does.

    `at` are addresses: the condition becomes a precondition of the first resource or output among them that is created.
    """

    holds: Bool
    message: str
    at: tuple[str, ...]


def variable(
    *rules: Rule,
    default: Any = _REQUIRED,
    origin: Origin = "N",
    type_: str | None = None,
    nullable: bool | None = None,
    known_at_plan: bool = False,
) -> Any:
    """Declare an input, as the value of a field in an `Inputs` class; the docstring below the field is its description.

    `nullable` is whether null is a distinct value (as it is if the default is null) or stands for the default.
    `origin` names the older modules that also have the input. `known_at_plan`: the input determines a count.
    """
    metadata = {
        "rules": rules,
        "origin": origin,
        "type": type_,
        "default": default,
        "nullable": default is None if nullable is None else nullable,
        "known_at_plan": known_at_plan,
    }
    if default is _REQUIRED:
        return field(metadata=metadata)
    if isinstance(default, list | dict):
        return field(default_factory=lambda: deepcopy(default), metadata=metadata)
    return field(default=default, metadata=metadata)


class _Signature:
    """The signature of an `Inputs` class, with the defaults themselves instead of a dataclass's factories."""

    def __get__(self, instance: object, owner: "type[Inputs]") -> inspect.Signature:
        if not is_dataclass(owner):  # the base class itself, for which pydoc asks too
            return inspect.Signature()
        return inspect.Signature(
            [
                inspect.Parameter(
                    each.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    annotation=each.type,
                    default=inspect.Parameter.empty if each.metadata["default"] is _REQUIRED else each.metadata["default"],
                )
                for each in fields(owner)
            ]
        )


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(variable,))
class Inputs:
    """Inputs of a module, declared by subclasses. Raises InvalidInputs with all problems of the values."""

    heading: ClassVar[str] = ""  # the heading of the class's own inputs in documentation
    order: ClassVar[tuple[type["Inputs"], ...]] = ()  # the order of the classes in documentation
    __signature__ = _Signature()

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)

    def __post_init__(self) -> None:
        problems: list[str] = []
        for each in variables(type(self)):
            value = getattr(self, each.name)
            if value is None and not each.nullable and not each.required:
                value = deepcopy(each.default)  # null stands for the default, as in Terraform
            found = each.problems(value)
            problems += found
            # Requirements rely on well-formed values: to them, an invalid value is an unknown one.
            object.__setattr__(self, each.name, Expression(f"var.{each.name}") if found else from_tokens(value))
        problems += [each.message for each in self.requirements() if each.holds is False]
        if problems:
            raise InvalidInputs(problems)

    def _needing(
        self, names: Sequence[str], needed: str, met: Bool, *, at: tuple[str, ...], got: str = "got false", fix: str = ""
    ) -> list[Requirement]:
        """Refuse inputs that would be ignored because a condition isn't met; `needed` is the condition as users write it.

        A value that is null, empty, or the default is always accepted.
        """
        declared = {each.name: each for each in variables(type(self))}
        return [
            Requirement(
                holds=or_(declared[name].is_unset(getattr(self, name)), met),
                message=f"{name} needs {needed}; {got}. {fix or f'Set {needed}'}, or omit {name}.",
                at=at,
            )
            for name in names
        ]

    def requirements(self) -> list[Requirement]:
        """List the conditions on several inputs that the class and its base classes declare."""
        declared = [vars(each)["_requirements"] for each in reversed(type(self).__mro__) if "_requirements" in vars(each)]
        return [requirement for function in declared for requirement in function(self)]


def variables(inputs: type[Inputs]) -> list[Variable]:
    """List the declared inputs of a class, in the order of the documentation."""
    return _variables(cast("Any", inputs))


@cache
def _variables(inputs: type[Inputs]) -> list[Variable]:
    declared = {each.name: each for each in fields(cast("Any", inputs))}
    names = [name for group in inputs.order for name in vars(group).get("__annotations__", {}) if name in declared]
    if inputs.order and sorted(names) != sorted(declared):
        raise TypeError(f"the order of {inputs.__name__} must name each input once; it differs in {set(names) ^ set(declared)}")
    return [
        Variable(
            name=each.name,
            heading=_heading(inputs, each.name),
            type=each.metadata["type"] or _terraform_type(each.type),
            required=each.metadata["default"] is _REQUIRED,
            default=None if each.metadata["default"] is _REQUIRED else each.metadata["default"],
            nullable=each.metadata["nullable"],
            rules=each.metadata["rules"],
            origin=each.metadata["origin"],
            known_at_plan=each.metadata["known_at_plan"],
            descriptions=partial(_descriptions, cast("Any", inputs)),
        )
        for each in map(declared.__getitem__, names or declared)
    ]


def _heading(inputs: type[Inputs], name: str) -> str:
    """Return the heading of the class that first declares an input; others only change its rules or its default."""
    return next(
        (
            each.heading
            for each in reversed(inputs.__mro__)
            if issubclass(each, Inputs) and name in vars(each).get("__annotations__", {})
        ),
        "",
    )


@dataclass(frozen=True)
class Output(Generic[G]):
    """An output: its name, its description, and how to get its value from a construct.

    `depends_on` are the addresses of resources that must exist before it is available.
    """

    name: str
    description: str
    value: Callable[[G], Any]
    depends_on: Callable[[G], Sequence[str]] | None = None


def is_enabled(switch: Bool | None, default: Bool) -> Bool:
    """Return whether an optional feature is enabled: the value of its switch, or `default` if that is null.

    A value that is unknown at plan can't determine a count, not even by whether it is null; the switch can.
    """
    return default if switch is None else conditional(not_null(switch), switch, default)


@cache
def _classes(file: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return {each.name: each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)}


@cache
def _descriptions(inputs: type[Inputs]) -> dict[str, str]:
    return {name: text for each in reversed(inputs.__mro__) for name, text in _docstrings(each).items()}


def _docstrings(inputs: type) -> dict[str, str]:
    """Read the docstrings of a class's own fields, which Python itself does not keep."""
    if not issubclass(inputs, Inputs):
        return {}
    body = _classes(inspect.getfile(inputs))[inputs.__name__].body
    return {
        statement.target.id: " ".join(below.value.value.split())
        for statement, below in pairwise(body)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def _terraform_type(annotation: Any) -> str:
    members = _members(annotation) - {NoneType}
    return next(name for alias, name in _TYPES.items() if _members(alias) == members)


def _members(annotation: Any) -> frozenset[Any]:
    return frozenset(
        get_args(annotation) if isinstance(annotation, UnionType) or get_origin(annotation) is Union else [annotation]
    )


def _is_of_type(value: Any, type_: str) -> bool:
    if isinstance(value, Expression):
        return True
    if kind := token_kind(value):
        return kind in ("any", _TOKENS.get(type_))
    return isinstance(value, _PYTHON_TYPES[type_]) and not (type_ == "number" and isinstance(value, bool))


def _described(value: Any) -> str:
    kind = token_kind(value)
    return f"a token of a {kind}" if kind else repr(value)


def _hint(value: Any, type_: str) -> str:
    if type_ == "map" and isinstance(value, list | tuple | set | frozenset) and not token_kind(value):
        first = next(iter(value), None)
        return f"Name each element: {{ name = {json.dumps(first) if isinstance(first, str) else 'value'} }}."
    if token_kind(value):
        return f"Use a token of a {_TOKENS.get(type_, type_)}, or Token.as_any() for any type."
    return _LITERALS.get(type_, f"Pass a value of the type {type_}.")
