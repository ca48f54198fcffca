"""What a declaration is: inputs are fields of a frozen dataclass, outputs are named values of a construct.

A field of an `Inputs` class carries everything there is to say about an input. A Python user fills the class with
values and gets every problem at once; a stack fills it with its Terraform variables, whose types, defaults,
descriptions and validations come from the same fields.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from .expressions import (
    Bool,
    Expression,
    Number,
    StringList,
    StringMap,
    conditional,
    hcl,
    is_literal,
    is_null,
    not_null,
    or_,
)
from .rules import Rule

Origin = Literal["A", "B", "A B", "N"]
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


class InvalidInputs(ValueError):  # noqa: N818 - reads as what it is
    """Everything that is wrong with the inputs, in one error."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["invalid inputs:", *(f"  - {problem}" for problem in problems)]))


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An input as Terraform and people see it. `default` is meaningless where the input is required."""

    name: str
    type: str
    required: bool
    default: Any
    nullable: bool
    description: str
    rules: tuple[Rule, ...]
    origin: Origin
    known_at_plan: bool


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What must hold between several inputs; where Python can't tell, Terraform checks it."""

    holds: Bool
    message: str


def variable(
    description: str,
    *rules: Rule,
    default: Any = _REQUIRED,
    origin: Origin = "N",
    type_: str | None = None,
    nullable: bool | None = None,
    known_at_plan: bool = False,
) -> Any:
    """Declare an input, as the value of a field in an `Inputs` class.

    `nullable` says whether null is a value of its own (so for a default of null) or stands for the default.
    `origin` names the older modules that have the input too. `known_at_plan`: it decides how many of something there are.
    """
    metadata = {
        "description": description,
        "rules": rules,
        "origin": origin,
        "type": type_,
        "default": default,
        "nullable": default is None if nullable is None else nullable,
        "known_at_plan": known_at_plan,
    }
    if default is _REQUIRED:
        return field(metadata=metadata)
    return field(default_factory=lambda: deepcopy(default), metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Inputs of a module; subclasses declare them. Raises InvalidInputs with all problems of the values given."""

    def __post_init__(self) -> None:
        problems = [
            problem for declared in variables(type(self)) for problem in _problems(declared, getattr(self, declared.name))
        ]
        if not problems:  # requirements may rely on well-formed values
            problems = [requirement.message for requirement in self.requirements() if requirement.holds is False]
        if problems:
            raise InvalidInputs(problems)

    def requirements(self) -> list[Requirement]:
        """List what must hold between several inputs."""
        return []


def variables(inputs: type[Inputs]) -> list[Variable]:
    """List the declared inputs of a class, in order."""
    return [
        Variable(
            name=each.name,
            type=each.metadata["type"] or _terraform_type(each.type),
            required=each.metadata["default"] is _REQUIRED,
            default=None if each.metadata["default"] is _REQUIRED else each.metadata["default"],
            nullable=each.metadata["nullable"],
            description=each.metadata["description"],
            rules=each.metadata["rules"],
            origin=each.metadata["origin"],
            known_at_plan=each.metadata["known_at_plan"],
        )
        for each in fields(inputs)
    ]


@dataclass(frozen=True, kw_only=True)
class Output(Generic[G]):
    """An output: a name, what it is, and how to take it from the construct that has it.

    `requirement` is checked before the output is given, `depends_on` are the addresses that must stand before it is.
    """

    name: str
    description: str
    value: Callable[[G], Any]
    requirement: Callable[[G], Requirement] | None = None
    depends_on: Callable[[G], Sequence[str]] | None = None


def switched(switch: Bool | None, value: Any, *, on_when_given: bool = True) -> Bool:
    """Tell whether an optional thing is there: by its switch, or, where that is null, by whether `value` is given.

    A value that is unknown at plan can't decide a count, not even whether it is null; the switch can.
    """
    by_value = not_null(value) if on_when_given else is_null(value)
    return by_value if switch is None else conditional(not_null(switch), switch, by_value)


def implies(switch: Bool | None, then: Bool, *, set_to: bool) -> Bool:
    """Tell whether `then` holds, wherever the switch is in a state; a switch left null is in neither."""
    if switch is None or isinstance(switch, bool):
        return then if switch is set_to else True
    return or_(Expression(f"{hcl(switch)} != {hcl(set_to)}"), then)


def _terraform_type(annotation: Any) -> str:
    members = _members(annotation) - {NoneType}
    return next(name for alias, name in _TYPES.items() if _members(alias) == members)


def _members(annotation: Any) -> frozenset[Any]:
    return frozenset(
        get_args(annotation) if isinstance(annotation, UnionType) or get_origin(annotation) is Union else [annotation]
    )


def _problems(declared: Variable, value: Any) -> list[str]:
    if value is None:
        return [] if declared.nullable else [f"{declared.name} must be given, as {declared.type}; got None."]
    if not is_literal(value):
        return []
    if not isinstance(value, _PYTHON_TYPES[declared.type.split("(")[0]]) or (
        declared.type == "number" and isinstance(value, bool)
    ):
        return [f"{declared.name} must be {declared.type}; got {value!r}. Give it that type."]
    found = [rule.problem(declared.name, value) for rule in declared.rules]
    return [problem for problem in found if problem]
