"""Resources, data sources and locals, with the same names in Terraform as in the code, and references to them.

The ID of each is its address (`aws_iam_role.task`, `data.aws_region.current`, `local.tags`). A stack that pins names takes the
name from it. In any other stack, CDKTF builds the name from the path, with a hash; references are then CDKTF's own tokens, which
follow a change of the name, and work across stacks.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, runtime_checkable
from weakref import WeakKeyDictionary

import jsii
from cdktf import (
    IResolvable,
    IResolveContext,
    IStringProducer,
    Lazy,
    Precondition,
    TerraformDataSource,
    TerraformElement,
    TerraformLocal,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
    Token,
)
from constructs import Construct

from .declarations import Requirement
from .expressions import Bool, Expression, Number, StringList, StringMap, conditional, hcl, is_literal

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R", bound=TerraformResource | TerraformDataSource)


@runtime_checkable
class PinsNames(Protocol):
    """A stack that names resources by their IDs."""

    def pin(self, scope: Construct, id_: str) -> str:
        """Reserve an address, and return the name in it; raises if the address is already in use."""

    def put(self, section: str, name: str, value: Any, comment: str | None = None) -> None:
        """Set a block of the stack's JSON."""


# The addresses of pinned resources: references to them need no token.
_addresses: WeakKeyDictionary[TerraformElement, str] = WeakKeyDictionary()


def checked(props: T, kind: type[T]) -> T:
    """Return props if they have the right type; raises TypeError."""
    if not isinstance(props, kind):
        raise TypeError(f"the last argument must be {kind.__name__}(...); got {type(props).__name__}. Pass {kind.__name__}.")
    return props


class Requirements:
    """Conditions on inputs that only Terraform can evaluate: each is checked at one resource or output."""

    def __init__(self, requirements: list[Requirement]) -> None:
        self.open = [each for each in requirements if each.holds is not True]

    def take(self, address: str) -> list[Requirement]:
        """Return, and remove, what is to be checked at an address."""
        taken = [each for each in self.open if address in each.at]
        self.open = [each for each in self.open if each not in taken]
        return taken


class Group(Construct):
    """A construct that creates resources; `name` is the name of its file in the module."""

    def __init__(self, scope: Construct, id_: str, requirements: Requirements) -> None:
        super().__init__(scope, id_)
        self.name = id_
        self.requirements = requirements
        stack = (
            scope if isinstance(scope, TerraformStack) else scope._stack if isinstance(scope, Group) else TerraformStack.of(scope)
        )
        self._stack: TerraformStack = stack
        self._pins = stack if isinstance(stack, PinsNames) else None

    def resource(self, kind: Callable[Concatenate[Construct, str, P], R], name: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Create a resource or data source: `self.resource(IamRole, "task", ...)` is `aws_iam_role.task`."""
        address = f"{_terraform_type(cast('type', kind))}.{name}"
        if required := self.requirements.take(address):
            kwargs["lifecycle"] = _with_preconditions(cast("Any", kwargs.get("lifecycle")), required)
        made = kind(self, address, *args, **kwargs)
        if self._pins:
            made.override_logical_id(self._pins.pin(self, address))
            _addresses[made] = address
        return made

    def local(self, name: str, value: Any) -> Any:
        """Write an expression as a local, so that the module refers to it by name instead of repeating it.

        A value that Python knows is returned unchanged: it needs no name.
        """
        return value if is_literal(value) else self.local_object(name, value)

    def local_object(self, name: str, value: Any, comment: str | None = None) -> Expression:
        """Write any value as a local, so that it has its own lines in the module, with an optional comment above them."""
        if self.write("locals", name, value, comment):
            return Expression(f"local.{name}")
        return Expression(TerraformLocal(self, f"local.{name}", value).as_string)

    def write(self, section: str, name: str, content: Any, comment: str | None = None) -> bool:
        """Write a block without a construct, which would need calls to Node; False if the stack doesn't pin names."""
        if self._pins:
            self._pins.put(section, self._pins.pin(self, f"{section.rstrip('s')}.{name}"), content, comment)
        return self._pins is not None


@jsii.implements(IStringProducer)
class _LateReference:
    """A reference that is resolved when CDKTF synthesizes: if resolved earlier, it would keep the resource's name of that time.

    There is one token for each reference: CDKTF records in the token itself that it crosses stacks.
    """

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = cache(make)

    def produce(self, context: IResolveContext) -> str:  # noqa: ARG002 - the interface has it
        return self._make()


@cache
def attribute(made: TerraformResource | TerraformDataSource, name: str) -> Expression:
    """Refer to an attribute of a resource or data source that always exists."""
    if made in _addresses:
        return Expression(f"{_addresses[made]}.{name}")
    return Expression(Lazy.string_value(_LateReference(lambda: made.get_string_attribute(name))))


def attribute_if_any(made: TerraformResource | TerraformDataSource, name: str) -> Expression:
    """Refer to an attribute of a resource with a count of 0 or 1; null if it has none."""
    return Expression(f"one({address(made)}[*].{name})")


@cache
def address(made: TerraformResource | TerraformDataSource) -> str:
    """Return the address of a resource or data source for use in expressions."""
    return _addresses.get(made) or Lazy.string_value(_LateReference(lambda: made.fqn))


def static_address(made: TerraformResource) -> str:
    """Return the address of a resource where Terraform accepts no expression, as in `replace_triggered_by`."""

    def make() -> str:
        return f"{made.terraform_resource_type}.{made.friendly_unique_id}"

    return _addresses.get(made) or Lazy.string_value(_LateReference(make))


def count(flag: Bool) -> float:
    """Return the `count` of an optional resource. It always has an index, so its address never changes."""
    return to_number(conditional(flag, 1, 0))


def to_number(value: Number) -> float:
    """Convert a number to an argument."""
    return _number_token(str(value)) if isinstance(value, Expression) else value


def to_bool(value: Bool) -> bool | IResolvable:
    """Convert a boolean to an argument."""
    return _token(str(value)) if isinstance(value, Expression) else value


def to_string_list(value: StringList) -> list[str]:
    """Convert a list of strings to an argument."""
    return list(_list_token(str(value)) if isinstance(value, Expression) else value)


def to_string_map(value: StringMap) -> dict[str, str]:
    """Convert a map of strings to an argument."""
    return dict(_map_token(str(value)) if isinstance(value, Expression) else value)


# A token stands for the same expression everywhere, and creating one needs a call to Node.
_token = cache(Token.as_any)
_number_token = cache(Token.as_number)
_list_token = cache(Token.as_list)
_map_token = cache(Token.as_string_map)


@cache
def _terraform_type(kind: type) -> str:
    """Return the Terraform type of a class of the bindings."""
    return f"data.{kind.TF_RESOURCE_TYPE}" if issubclass(kind, TerraformDataSource) else str(kind.TF_RESOURCE_TYPE)  # type: ignore[attr-defined]


def _with_preconditions(lifecycle: TerraformResourceLifecycle | None, required: list[Requirement]) -> TerraformResourceLifecycle:
    conditions = [Precondition(condition=Expression(hcl(each.holds)), error_message=each.message) for each in required]
    own: Mapping[str, Any] = lifecycle._values if lifecycle else {}
    return TerraformResourceLifecycle(**{**own, "precondition": [*conditions, *(own.get("precondition") or [])]})
