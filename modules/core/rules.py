"""Rules for the values of inputs, each declared once, for Terraform, Python and documentation.

A condition and its message are built from the same values, so that the message is known whenever the condition fails: Terraform
can't show a message with an unknown or sensitive part. So conditions on strings use neither `==` nor `length()`, which Terraform
may evaluate early, if it knows the prefix of an unknown string.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .expressions import (
    Bool,
    Expression,
    and_,
    apply,
    byte_length,
    contains,
    equal,
    field,
    floor,
    hcl,
    is_literal,
    length,
    not_,
    shown,
    try_,
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A condition that an allowed value meets.

    Its message is "NAME must MUST; got INVALID. FIX", with `part` after the name: `.region`, or `[*].weight` for all elements.
    `holds` returns whether a value is allowed, `invalid` which part of it is not; both accept literals and expressions. `source`
    is the page that a pattern is from.
    """

    must: str
    fix: str
    holds: Callable[[Any], Bool]
    invalid: Callable[[Any], Any] = lambda value: value
    part: str = ""
    source: str = ""

    def message(self, name: str, value: Any) -> str:
        """Return what is wrong, what is allowed, and how to fix it."""
        return f"{name}{self.part} must {self.must}; got {shown(self.invalid(value))}. {self.fix}"


def none_of(must: str, fix: str, invalid: Callable[[Any], Any], *, part: str = "", source: str = "") -> Rule:
    """Allow values without an invalid part."""
    return Rule(
        must=must,
        fix=fix,
        holds=lambda value: equal(length(invalid(value)), 0),
        invalid=invalid,
        part=part,
        source=source,
    )


def matches(
    pattern: str, allowed: str, fix: str, *, source: str, max_length: int | None = None, reserved: str | None = None
) -> Rule:
    """Allow strings that match a regular expression as a whole, and don't match `reserved` anywhere.

    RE2 (Terraform) and Python must interpret the expressions in the same way. `source` is the page that the pattern is from.
    """

    def holds(value: Any) -> Bool:
        return and_(
            _finds(f"^(?:{pattern})$", value),
            *([_up_to_bytes(value, max_length)] if max_length else []),  # same as characters: patterns allow ASCII only
            *([_finds(reserved, value, wanted=False)] if reserved else []),
        )

    return Rule(must=f"be {allowed}", fix=fix, holds=holds, source=source)


def one_of(values: Sequence[str | int], fix: str) -> Rule:
    """Allow only these values."""
    return Rule(
        must=f"be one of {', '.join(map(str, values))}" if len(values) > 1 else f"be {values[0]}",
        fix=fix,
        holds=lambda value: try_(contains(list(values), value), False),
    )


def whole_number(minimum: int, maximum: int, fix: str) -> Rule:
    """Allow whole numbers in a range."""
    return Rule(
        must=f"be a whole number from {minimum} to {maximum}",
        fix=fix,
        holds=lambda value: try_(and_(value >= minimum, value <= maximum, equal(floor(value), value)), False),
    )


def max_bytes(maximum: int, fix: str, *, minimum: int = 0) -> Rule:
    """Allow strings of `minimum` to `maximum` bytes."""

    def holds(value: Any) -> Bool:
        return and_(_up_to_bytes(value, maximum), *([try_(byte_length(value) >= minimum, False)] if minimum else []))

    allowed = f"{minimum} to {maximum}" if minimum else f"at most {maximum}"
    return Rule(must=f"be {allowed} bytes long", fix=fix, holds=holds, invalid=byte_length)


def max_items(maximum: int, fix: str) -> Rule:
    """Allow lists and maps with at most `maximum` elements."""
    return Rule(must=f"have at most {maximum} elements", fix=fix, holds=lambda value: length(value) <= maximum, invalid=length)


def min_items(minimum: int, fix: str) -> Rule:
    """Allow lists and maps with at least `minimum` elements."""
    number = "one element" if minimum == 1 else f"{minimum} elements"
    return Rule(must=f"have at least {number}", fix=fix, holds=lambda value: length(value) >= minimum, invalid=length)


def distinct(fix: str) -> Rule:
    """Allow lists of strings without duplicates."""

    def duplicates(values: Any) -> Any:
        return _selected(
            values,
            lambda those: sorted({each for each in those if those.count(each) > 1}),
            lambda those: (
                f"distinct([for item in {those} : item if length([for other in {those} : other if other == item]) > 1])"
            ),
        )

    return none_of("contain no duplicates", fix, duplicates)


def each(rule: Rule, allowed: str) -> Rule:
    """Apply a rule to every element of a list; `allowed` completes the sentence "must contain only ..."."""

    def invalid(values: Any) -> Any:
        return _selected(
            values,
            lambda those: [item for item in those if _breaks(rule, item)],
            lambda those: f"[for item in {those} : item if {_broken(rule)}]",
        )

    return none_of(f"contain only {allowed}", rule.fix, invalid, source=rule.source)


def each_value(rule: Rule, allowed: str) -> Rule:
    """Apply a rule to every value of a map; the message names the keys, since values may be confidential."""

    def invalid(values: Any) -> Any:
        return _selected(
            values,
            lambda those: [key for key, item in sorted(those.items()) if _breaks(rule, item)],
            # A key would be sensitive if its value is.
            lambda those: (
                f"[for key, item in {{ for key, item in {those} : key => try(nonsensitive(item), item) }} : key"
                f" if {_broken(rule)}]"
            ),
        )

    return none_of(f"contain only {allowed}", rule.fix, invalid, source=rule.source)


def each_key(rule: Rule, allowed: str) -> Rule:
    """Apply a rule to every key of a map."""
    return _of("", keys, each(rule, allowed))


def distinct_keys(present: str, fix: str) -> Rule:
    """Allow maps whose keys differ in more than case, from each other and from the key `present`, which always exists."""

    def python(those: Any) -> list[str]:
        return [key for key in those if [each.lower() for each in {*those, present}].count(key.lower()) > 1]

    def text(those: str) -> str:
        alike = f'[for other in distinct(concat(["{present}"], {those})) : other if lower(other) == lower(key)]'
        return f"[for key in {those} : key if length({alike}) > 1]"

    return none_of(
        f"not contain keys that differ only in case, from each other or from {present}",
        fix,
        lambda values: _selected(keys(values), python, text),
    )


def no_key_of(names: Sequence[str], why: str, fix: str) -> Rule:
    """Allow maps without some keys; `why` ends the sentence "must not contain names that ..."."""
    return none_of(f"not contain names that {why}", fix, lambda value: common_keys(value, dict.fromkeys(names)))


def of_field(name: str, rule: Rule, complete: Callable[[Any], Any] = lambda value: value) -> Rule:
    """Apply a rule to one field of an object, which the message names; `complete` sets defaults as Terraform would."""
    return _of(f".{name}", lambda value: field(complete(value), name), rule)


def of_fields(name: str, rule: Rule, default: Any = None) -> Rule:
    """Apply a rule to the list of one field of all objects in a list; Python sets the `default`, as Terraform does."""

    def fields(values: Any) -> Any:
        known = not isinstance(values, Expression)
        return [field(item, name, default) for item in values] if known else Expression(f"{values.text}[*].{name}")

    return _of(f"[*].{name}", fields, rule)


def keys(values: Any) -> Any:
    """List the keys of a map."""
    return Expression(f"keys({values.text})") if isinstance(values, Expression) else sorted(values)


def common_keys(one: Any, other: Any) -> Any:
    """List the keys that both maps have."""
    if not isinstance(one, Expression) and not isinstance(other, Expression):
        known = sorted({*one} & {*other})
        if known or is_literal([*one, *other]):
            return known
    return Expression(f"setintersection({hcl(keys(one))}, {hcl(keys(other))})")


def _of(part: str, take: Callable[[Any], Any], rule: Rule) -> Rule:
    return replace(rule, part=part, holds=lambda value: rule.holds(take(value)), invalid=lambda value: rule.invalid(take(value)))


def _selected(values: Any, python: Callable[[Any], Any], text: Callable[[str], str]) -> Any:
    """Select elements or keys: in Python if a known one is selected, otherwise with an expression."""
    known = [] if isinstance(values, Expression) else python(values)
    return known if known or is_literal(values) else Expression(text(hcl(values)))


def _finds(pattern: str, value: Any, *, wanted: bool = True) -> Bool:
    """Return whether a regular expression matches anywhere in a string, as it is `wanted` to."""
    python = re.compile(pattern.replace("$", r"\Z"), re.ASCII)  # in RE2, $ is the end of the text, and \w is ASCII

    def text(it: str) -> str:
        return f"{'' if wanted else '!'}can(regex({hcl(pattern)}, {it}))"

    return apply(lambda it: (python.search(it) is not None) is wanted, text, value)  # type: ignore[no-any-return]


def _up_to_bytes(value: Any, maximum: int) -> Bool:
    return try_(byte_length(value) <= maximum, False)  # type: ignore[no-any-return]  # null has no length


def _broken(rule: Rule) -> str:
    return hcl(not_(rule.holds(Expression("item"))))


def _breaks(rule: Rule, item: Any) -> bool:
    return item is None or rule.holds(item) is False
