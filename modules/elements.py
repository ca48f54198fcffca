"""Resources, data sources and locals, called in Terraform as their ids say, and references to them.

The id of an element is its address (`aws_iam_role.task`, `data.aws_region.current`, `local.tags`). A stack that pins names
takes the name from it; in any other stack CDKTF makes a name of the path, with a hash, and references follow.
"""

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, Protocol, TypeVar, cast, runtime_checkable
from weakref import WeakKeyDictionary

from cdktf import TerraformDataSource, TerraformElement, TerraformLocal, TerraformResource, TerraformStack
from constructs import Construct

from modules.hcl import Expr, Flag, as_number, choose, is_literal

P = ParamSpec("P")
E = TypeVar("E", bound=TerraformElement)

# What is asked of CDKTF costs a call to Node, so it is asked once.
_stacks: WeakKeyDictionary[Construct, TerraformStack] = WeakKeyDictionary()
_addresses: WeakKeyDictionary[TerraformElement, str] = WeakKeyDictionary()


@runtime_checkable
class PinsNames(Protocol):
    """A stack that calls its elements by their ids."""

    def pin(self, scope: Construct, id_: str) -> str:
        """Take an address, and return the name in it; raises where the address is taken."""


def element(kind: Callable[P, E], *args: P.args, **kwargs: P.kwargs) -> E:
    """Make an element: `element(IamRole, scope, "aws_iam_role.task", name=...)`."""
    made = kind(*args, **kwargs)
    scope, id_ = cast("Construct", args[0]), cast("str", args[1])
    stack = _stack_of(scope)
    if isinstance(stack, PinsNames):
        made.override_logical_id(stack.pin(scope, id_))
        _addresses[made] = id_
    return made


def local(scope: Construct, name: str, value: Any) -> Any:
    """Name an expression, so that readers of the module meet a word instead of the same lines again.

    A value that Python knows is given back: it needs no name.
    """
    return value if is_literal(value) else _local(scope, name, value)


def structure(scope: Construct, name: str, value: Mapping[str, Any]) -> Expr:
    """Name an object, so that it stands in the module as lines of its own, whatever is in it."""
    return _local(scope, name, value)


def address(made: TerraformElement) -> str:
    """Spell the address of an element as expressions do."""
    if made not in _addresses:
        _addresses[made] = _address(made)
    return _addresses[made]


def attribute(made: TerraformResource | TerraformDataSource, name: str) -> Expr:
    """Refer to an attribute of a resource or data source that always exists."""
    return Expr(f"{address(made)}.{name}")


def attribute_if_any(made: TerraformResource | TerraformDataSource, name: str) -> Expr:
    """Refer to an attribute of one that has a count of 0 or 1; null where there is none."""
    return Expr(f"one({address(made)}[*].{name})")


def count(flag: Flag) -> float:
    """Make the `count` of a resource that is there or not. It keeps its index, so its address never changes."""
    return as_number(choose(flag, 1, 0))


def _local(scope: Construct, name: str, value: Any) -> Expr:
    return Expr(address(element(TerraformLocal, scope, f"local.{name}", value)))


def _address(made: TerraformElement) -> str:
    if isinstance(made, TerraformLocal):
        return f"local.{made.friendly_unique_id}"
    prefix = "data." if isinstance(made, TerraformDataSource) else ""
    kind = cast("TerraformResource | TerraformDataSource", made).terraform_resource_type
    return f"{prefix}{kind}.{made.friendly_unique_id}"


def _stack_of(scope: Construct) -> TerraformStack:
    if scope not in _stacks:
        _stacks[scope] = TerraformStack.of(scope)
    return _stacks[scope]
