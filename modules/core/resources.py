"""Resources, data sources and locals, called in Terraform as their ids say, and references to them.

The id of an element is its address (`aws_iam_role.task`, `data.aws_region.current`, `local.tags`). A stack that pins names
takes the name from it; in any other stack CDKTF makes a name of the path, with a hash, and references follow.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

from cdktf import TerraformDataSource, TerraformElement, TerraformLocal, TerraformResource, TerraformStack
from constructs import Construct

from .expressions import Bool, Expression, Raw, as_number, conditional, is_literal

P = ParamSpec("P")
E = TypeVar("E", bound=TerraformElement)


@runtime_checkable
class PinsNames(Protocol):
    """A stack that calls its elements by their ids."""

    def pin(self, scope: Construct, id_: str) -> str:
        """Take an address, and return the name in it; raises where the address is taken."""

    def put(self, path: str, value: Any) -> None:
        """Set a part of the stack's JSON; the path is joined by dots."""


class Group(Construct):
    """A construct that knows its own name, and its stack where that pins names: asking CDKTF costs a call to Node each time."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.pins_names = _pinning(scope)
        self.group_name = id_


# What pinned elements are called, and where: JSON of theirs goes through the stack, which hands it over as a whole.
_pinned: dict[TerraformElement, tuple[PinsNames, str]] = {}


def element(kind: Callable[P, E], *args: P.args, **kwargs: P.kwargs) -> E:
    """Make an element: `element(IamRole, scope, "aws_iam_role.task", name=...)`."""
    raw = {name: value.text for name, value in kwargs.items() if isinstance(value, Raw)}
    made = kind(*args, **{name: value for name, value in kwargs.items() if name not in raw})  # type: ignore[arg-type]
    scope, id_ = cast("Construct", args[0]), cast("str", args[1])
    if stack := _pinning(scope):
        made.override_logical_id(stack.pin(scope, id_))
        _pinned[made] = stack, id_
    for name, text in raw.items():
        override(made, name, text)
    return made


def override(made: TerraformElement, path: str, value: Any) -> None:
    """Set what the bindings have no argument for, as it shall stand in the JSON of an element."""
    if made in _pinned and isinstance(made, TerraformResource | TerraformDataSource):
        stack, id_ = _pinned[made]
        stack.put(f"{id_ if id_.startswith('data.') else f'resource.{id_}'}.{path}", value)
    else:
        made.add_override(path, value)


def write(scope: Construct, section: str, id_: str, content: Any) -> bool:
    """Write a block without a construct, which would take calls to Node; False where a stack doesn't pin names."""
    stack = _pinning(scope)
    if stack:
        stack.put(f"{section}.{stack.pin(scope, id_)}", content)
    return stack is not None


def local(scope: Construct, name: str, value: Any) -> Any:
    """Name an expression, so that readers of the module meet a word instead of the same lines again.

    A value that Python knows is given back: it needs no name.
    """
    return value if is_literal(value) else _local(scope, name, value)


def local_object(scope: Construct, name: str, value: Mapping[str, Any]) -> Expression:
    """Name an object, so that it stands in the module as lines of its own, whatever is in it."""
    return _local(scope, name, value)


@cache
def address(made: TerraformElement) -> str:
    """Spell the address of an element as expressions do."""
    if made in _pinned:
        return _pinned[made][1]
    if isinstance(made, TerraformLocal):
        return f"local.{made.friendly_unique_id}"
    prefix = "data." if isinstance(made, TerraformDataSource) else ""
    kind = cast("TerraformResource | TerraformDataSource", made).terraform_resource_type
    return f"{prefix}{kind}.{made.friendly_unique_id}"


def attribute(made: TerraformResource | TerraformDataSource, name: str) -> Expression:
    """Refer to an attribute of a resource or data source that always exists."""
    return Expression(f"{address(made)}.{name}")


def attribute_if_any(made: TerraformResource | TerraformDataSource, name: str) -> Expression:
    """Refer to an attribute of one that has a count of 0 or 1; null where there is none."""
    return Expression(f"one({address(made)}[*].{name})")


def count(flag: Bool) -> float:
    """Make the `count` of a resource that is there or not. It keeps its index, so its address never changes."""
    return as_number(conditional(flag, 1, 0))


def _local(scope: Construct, name: str, value: Any) -> Expression:
    id_ = f"local.{name}"
    return Expression(id_ if write(scope, "locals", id_, value) else address(TerraformLocal(scope, id_, value)))


def _pinning(scope: Construct) -> PinsNames | None:
    if isinstance(scope, Group):
        return scope.pins_names
    stack = scope if isinstance(scope, TerraformStack) else TerraformStack.of(scope)
    return stack if isinstance(stack, PinsNames) else None
