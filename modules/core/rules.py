"""What an input may be: each rule declared once, for Terraform, for Python and for people."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .expressions import (
    Bool,
    Expression,
    and_,
    apply,
    contains,
    equal,
    every,
    floor,
    hcl,
    jsonencode,
    length,
    try_,
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that holds for an allowed value.

    `allowed` ends the sentence "NAME must be ...", `fix` is a sentence of its own. `holds` tells whether a value is allowed,
    `invalid` what of it is not; both take literals and expressions.
    """

    allowed: str
    fix: str
    holds: Callable[[Any], Bool]
    invalid: Callable[[Any], Any] = lambda value: value

    def message(self, name: str, value: Any) -> str:
        """Say what is wrong, what is allowed, and how to mend it."""
        return f"{name} must be {self.allowed}; got {jsonencode(self.invalid(value))}. {self.fix}"


def matches(pattern: str, allowed: str, fix: str, *, max_length: int | None = None, reserved: str | None = None) -> Rule:
    """Allow strings that match a regular expression as a whole, and don't match `reserved` anywhere.

    RE2 (Terraform) and Python must read the expressions alike.
    """

    def holds(value: Any) -> Bool:
        return and_(
            _finds(f"^(?:{pattern})$", value),
            *([_length_up_to(value, max_length)] if max_length else []),
            *([_finds(reserved, value, wanted=False)] if reserved else []),
        )

    return Rule(allowed=allowed, fix=fix, holds=holds)


def one_of(values: Sequence[str | int], fix: str) -> Rule:
    """Allow a few values."""
    return Rule(
        allowed=f"one of {', '.join(map(str, values))}",
        fix=fix,
        holds=lambda value: contains(list(values), value),
    )


def whole_number(minimum: int, maximum: int, fix: str) -> Rule:
    """Allow whole numbers in a range."""
    return Rule(
        allowed=f"a whole number from {minimum} to {maximum}",
        fix=fix,
        holds=lambda value: try_(and_(value >= minimum, value <= maximum, equal(floor(value), value)), False),
    )


def max_length(maximum: int, fix: str) -> Rule:
    """Allow strings of at most so many characters."""
    return Rule(allowed=f"at most {maximum} characters long", fix=fix, holds=lambda value: _length_up_to(value, maximum))


def max_items(maximum: int, fix: str) -> Rule:
    """Allow lists of at most so many elements."""
    return Rule(allowed=f"at most {maximum} elements", fix=fix, holds=lambda value: length(value) <= maximum, invalid=length)


def each(rule: Rule) -> Rule:
    """Ask a rule of every element of a list; the message names the elements that break it."""
    return Rule(
        allowed=f"a list in which each is {rule.allowed}",
        fix=rule.fix,
        holds=lambda values: every(values, rule.holds),
        invalid=lambda values: (
            Expression(f"[for item in {values.text} : item if !({_condition(rule)})]")
            if isinstance(values, Expression)
            else [item for item in values if _breaks(rule, item)]
        ),
    )


def each_value(rule: Rule) -> Rule:
    """Ask a rule of every value of a map; the message names the keys, since values may be confidential."""
    return Rule(
        allowed=f"a map in which each value is {rule.allowed}",
        fix=rule.fix,
        holds=lambda values: every(values, rule.holds, bound="key, item"),
        invalid=lambda values: (
            Expression(f"[for key, item in {values.text} : key if !({_condition(rule)})]")
            if isinstance(values, Expression)
            else [key for key, item in values.items() if _breaks(rule, item)]
        ),
    )


def no_key_of(keys: Sequence[str], fix: str) -> Rule:
    """Allow maps without some keys."""

    def found(value: Any) -> Any:
        if isinstance(value, Expression):
            return Expression(f"setintersection(keys({value.text}), {hcl(list(keys))})")
        return sorted(set(keys) & set(value))

    return Rule(
        allowed=f"a map without the keys {', '.join(keys)}",
        fix=fix,
        holds=lambda value: equal(length(found(value)), 0),
        invalid=found,
    )


def _finds(pattern: str, value: Any, *, wanted: bool = True) -> Bool:
    """Tell whether a regular expression matches anywhere in a string, as it is `wanted` to."""
    python = re.compile(pattern.replace("$", r"\Z"))  # in RE2, $ is the end of the text and nothing else

    def text(it: str) -> str:
        return f"{'' if wanted else '!'}can(regex({hcl(pattern)}, {it}))"

    return apply(lambda it: (python.search(it) is not None) is wanted, text, value)  # type: ignore[no-any-return]


def _length_up_to(value: Any, maximum: int) -> Bool:
    return try_(length(value) <= maximum, False)  # type: ignore[no-any-return]  # null has no length, and && may look at both sides


def _condition(rule: Rule) -> str:
    return hcl(rule.holds(Expression("item")))


def _breaks(rule: Rule, item: Any) -> bool:
    return item is None or rule.holds(item) is False
