"""What the provider and AWS do with a resource type beyond its schema, as data."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.doubles.aws.facts.checks import Check
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import Text
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

# Returns AWS's error for what would be created or changed, and None where AWS accepts it.
Refusal = Callable[["Account", Place, Value], str | None]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One resource type. What needs no entry has none: an argument changes in place, is kept as it is, and may be anything.

    Paths have dots, and go through every block of a list. A holder is named as "type.attribute".
    """

    source: str  # the provider's file and function; what is from elsewhere has its source beside it

    # Planning
    replaced_by: Set[str] = frozenset()  # ForceNew, RequiresReplace; `region` is one of every regional resource
    replaced_by_switch: Set[str] = frozenset()  # replaced where another one of these arguments is set than before
    defaults: Mapping[str, Any] = field(default_factory=dict)  # Default
    texts: Mapping[str, Text] = field(default_factory=dict)  # DiffSuppressFunc: texts that can be equal although they differ
    kept_if_unset: Set[str] = frozenset()  # DiffSuppressFunc: an unset argument or block means "as it is"
    framework: bool = False  # made with the plugin framework: null stays null, and the plan is what was configured

    # Validation, as far as values are known
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)  # by path
    conflicts: tuple[Set[str], ...] = ()  # ConflictsWith: at most one of each
    exactly_one: tuple[Set[str], ...] = ()  # ExactlyOneOf
    at_least_one: tuple[Set[str], ...] = ()  # AtLeastOneOf
    fractions: Set[str] = frozenset()  # TypeFloat, by path: every other number is a whole one
    deprecated: Set[str] = frozenset()

    # What AWS makes of it
    values: Mapping[str, Any] = field(default_factory=dict)  # of computed attributes: templates, functions, or values
    filled_if_empty: Set[str] = frozenset()  # AWS fills these `values` in for an empty list too
    unread: Set[str] = frozenset()  # what Read never sets: null stays null
    refusals: tuple[Refusal, ...] = ()
    unique: tuple[str, ...] = ()  # no two have the same of all these; without it, creating takes over what exists
    exists: str = "AlreadyExists"  # AWS's error for a second one
    retried: tuple[str, ...] = ()  # errors after which the provider tries again, by a part of their text
    imported_by: str = ""  # the argument that the id of an import stands for

    # Deletion
    goes_with: Mapping[str, str] = field(default_factory=dict)  # path -> holder, with which it is deleted
    holds: Mapping[str, str] = field(default_factory=dict)  # path -> holder, which can't be deleted before
    in_use: str = "DependencyViolation: it has dependencies and cannot be deleted"  # AWS's error where something holds it
    emptied_by: str = ""  # the flag that deletes what holds it instead
    kept_by: str = ""  # the flag that leaves it as it is, such as skip_destroy
    left: Mapping[str, Any] | None = None  # what of it remains instead of nothing: the changed attributes


def at(value: Any, path: str) -> Iterator[Any]:
    """Yield what is known and set at a path, through all blocks on the way."""
    name, _, rest = path.partition(".")
    found = value.get(name)
    if not rest:
        if found is not None:
            yield found
        return
    for block in found if isinstance(found, list) else [found]:
        if isinstance(block, dict):
            yield from at(block, rest)
