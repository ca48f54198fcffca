"""Resources, data sources and locals, called in Terraform as the code calls them, and references to them.

The id of an element is its address (`aws_iam_role.task`, `data.aws_region.current`, `local.tags`). A stack that pins names takes
the name from it. In any other stack CDKTF makes a name of the path, with a hash; references are then CDKTF's own tokens, so that
they follow a renaming, and reach across stacks.
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
    """A stack that calls its elements by their ids."""

    def pin(self, scope: Construct, id_: str) -> str:
        """Take an address, and return the name in it; raises where the address is taken."""

    def put(self, section: str, name: str, value: Any, comment: str | None = None) -> None:
        """Set a block of the stack's JSON."""


# Where pinned elements are: what refers to them needs no token.
_addresses: WeakKeyDictionary[TerraformElement, str] = WeakKeyDictionary()


def checked(props: T, kind: type[T]) -> T:
    """Return props that are of the right type; raises TypeError."""
    if not isinstance(props, kind):
        raise TypeError(f"the last argument must be {kind.__name__}(...); got {type(props).__name__}. Pass {kind.__name__}.")
    return props


class Requirements:
    """What must hold between inputs and only Terraform can tell: each is checked at one resource or output."""

    def __init__(self, requirements: list[Requirement]) -> None:
        self.open = [each for each in requirements if each.holds is not True]

    def take(self, address: str) -> list[Requirement]:
        """Take what is checked at an address, and not yet at another."""
        taken = [each for each in self.open if address in each.at]
        self.open = [each for each in self.open if each not in taken]
        return taken


class Group(Construct):
    """A construct that creates resources; `name` is what its file in the module is called."""

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
        """Name an expression, so that readers of the module meet a word instead of the same lines again.

        A value that Python knows is returned: it needs no name.
        """
        return value if is_literal(value) else self.local_object(name, value)

    def local_object(self, name: str, value: Any, comment: str | None = None) -> Expression:
        """Name a value, so that it has lines of its own in the module, whatever is in it, and perhaps a comment above them."""
        if self.write("locals", name, value, comment):
            return Expression(f"local.{name}")
        return Expression(TerraformLocal(self, f"local.{name}", value).as_string)

    def write(self, section: str, name: str, content: Any, comment: str | None = None) -> bool:
        """Write a block without a construct, which would take calls to Node; False where a stack doesn't pin names."""
        if self._pins:
            self._pins.put(section, self._pins.pin(self, f"{section.rstrip('s')}.{name}"), content, comment)
        return self._pins is not None


@jsii.implements(IStringProducer)
class _LateReference:
    """A reference that is made when CDKTF synthesizes: made before, it would keep the name that a resource had then.

    CDKTF notes in the token itself that it crosses stacks, so there is one.
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
    """Refer to an attribute of one that has a count of 0 or 1; null where there is none."""
    return Expression(f"one({address(made)}[*].{name})")


@cache
def address(made: TerraformResource | TerraformDataSource) -> str:
    """Write the address of a resource or data source as expressions do."""
    return _addresses.get(made) or Lazy.string_value(_LateReference(lambda: made.fqn))


def static_address(made: TerraformResource) -> str:
    """Write the address of a resource where Terraform takes no expression, as in `replace_triggered_by`."""

    def make() -> str:
        return f"{made.terraform_resource_type}.{made.friendly_unique_id}"

    return _addresses.get(made) or Lazy.string_value(_LateReference(make))


def count(flag: Bool) -> float:
    """Make the `count` of a resource that is there or not. It keeps its index, so its address never changes."""
    return to_number(conditional(flag, 1, 0))


def to_number(value: Number) -> float:
    """Make a number an argument."""
    return _number_token(str(value)) if isinstance(value, Expression) else value


def to_bool(value: Bool) -> bool | IResolvable:
    """Make a boolean an argument."""
    return _token(str(value)) if isinstance(value, Expression) else value


def to_string_list(value: StringList) -> list[str]:
    """Make a list of strings an argument."""
    return list(_list_token(str(value)) if isinstance(value, Expression) else value)


def to_string_map(value: StringMap) -> dict[str, str]:
    """Make a map of strings an argument."""
    return dict(_map_token(str(value)) if isinstance(value, Expression) else value)


# A token stands for the same expression wherever it is used, and creating one takes a call to Node.
_token = cache(Token.as_any)
_number_token = cache(Token.as_number)
_list_token = cache(Token.as_list)
_map_token = cache(Token.as_string_map)


@cache
def _terraform_type(kind: type) -> str:
    """Ask a class of the bindings for its type in Terraform."""
    return f"data.{kind.TF_RESOURCE_TYPE}" if issubclass(kind, TerraformDataSource) else str(kind.TF_RESOURCE_TYPE)  # type: ignore[attr-defined]


def _with_preconditions(lifecycle: TerraformResourceLifecycle | None, required: list[Requirement]) -> TerraformResourceLifecycle:
    conditions = [Precondition(condition=Expression(hcl(each.holds)), error_message=each.message) for each in required]
    own: Mapping[str, Any] = lifecycle._values if lifecycle else {}
    return TerraformResourceLifecycle(**{**own, "precondition": [*conditions, *(own.get("precondition") or [])]})
