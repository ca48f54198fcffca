"""What an input may be: each rule told once, and understood by Terraform, by Python and by people."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .expressions import hcl, is_literal


def _itself(value: Any) -> Any:
    return value


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that holds for an allowed value.

    `allowed` ends the sentence "NAME must be ...", `cure` is a sentence of its own. `condition` and `culprits` make an
    HCL expression of the expression they are given: whether the value is allowed, and what of it is not.
    """

    allowed: str
    cure: str
    condition: Callable[[str], str]
    holds: Callable[[Any], bool]
    culprits: Callable[[str], str] = _itself
    culprits_of: Callable[[Any], Any] = _itself

    def message(self, name: str, culprits: str) -> str:
        """Say what is wrong, what is allowed, and how to mend it."""
        return f"{name} must be {self.allowed}; got {culprits}. {self.cure}"

    def problem(self, name: str, value: Any) -> str | None:
        """Check a value in Python; None where it is allowed, or where only Terraform will know it."""
        if value is None or not is_literal(value) or self.holds(value):
            return None
        return self.message(name, json.dumps(self.culprits_of(value), default=str))


def matches(pattern: str, allowed: str, cure: str, *, longest: int | None = None, reserved: str | None = None) -> Rule:
    """Allow strings that match a regular expression as a whole, and don't match `reserved` anywhere.

    RE2 (Terraform) and Python must read the expressions alike.
    """

    def condition(it: str) -> str:
        return " && ".join(
            [
                f"can(regex({hcl(f'^(?:{pattern})$')}, {it}))",
                *([_length_up_to(it, longest)] if longest else []),
                *([f"!can(regex({hcl(reserved)}, {it}))"] if reserved else []),
            ]
        )

    def holds(value: str) -> bool:
        return (
            re.fullmatch(pattern, value) is not None
            and (longest is None or len(value) <= longest)
            and (reserved is None or re.search(reserved, value) is None)
        )

    return Rule(allowed=allowed, cure=cure, condition=condition, holds=holds)


def one_of(values: Sequence[str | int], cure: str) -> Rule:
    """Allow a few values."""
    return Rule(
        allowed=f"one of {', '.join(map(str, values))}",
        cure=cure,
        condition=lambda it: f"contains({hcl(list(values))}, {it})",
        holds=lambda value: value in values,
    )


def whole_number(least: int, most: int, cure: str) -> Rule:
    """Allow whole numbers in a range."""
    return Rule(
        allowed=f"a whole number from {least} to {most}",
        cure=cure,
        condition=lambda it: f"try({it} >= {least} && {it} <= {most} && floor({it}) == {it}, false)",
        holds=lambda value: least <= value <= most and int(value) == value,
    )


def max_length(most: int, cure: str) -> Rule:
    """Allow strings of at most so many characters."""
    return Rule(
        allowed=f"at most {most} characters long",
        cure=cure,
        condition=lambda it: _length_up_to(it, most),
        holds=lambda value: len(value) <= most,
    )


def max_items(most: int, cure: str) -> Rule:
    """Allow lists of at most so many elements."""
    return Rule(
        allowed=f"at most {most} elements",
        cure=cure,
        condition=lambda it: f"length({it}) <= {most}",
        holds=lambda value: len(value) <= most,
        culprits=lambda it: f"length({it})",
        culprits_of=len,
    )


def each(rule: Rule) -> Rule:
    """Ask a rule of every element of a list; the message names the elements that break it."""

    def wrong(value: Sequence[Any]) -> list[Any]:
        return [item for item in value if item is None or (is_literal(item) and not rule.holds(item))]

    return Rule(
        allowed=f"a list in which each is {rule.allowed}",
        cure=rule.cure,
        condition=lambda it: f"alltrue([for item in {it} : {rule.condition('item')}])",
        holds=lambda value: not wrong(value),
        culprits=lambda it: f"[for item in {it} : item if !({rule.condition('item')})]",
        culprits_of=wrong,
    )


def each_value(rule: Rule) -> Rule:
    """Ask a rule of every value of a map; the message names the keys, since values may be confidential."""

    def wrong(value: Mapping[str, Any]) -> list[str]:
        return [key for key, item in value.items() if item is None or (is_literal(item) and not rule.holds(item))]

    return Rule(
        allowed=f"a map in which each value is {rule.allowed}",
        cure=rule.cure,
        condition=lambda it: f"alltrue([for key, item in {it} : {rule.condition('item')}])",
        holds=lambda value: not wrong(value),
        culprits=lambda it: f"[for key, item in {it} : key if !({rule.condition('item')})]",
        culprits_of=wrong,
    )


def no_key_of(keys: Sequence[str], cure: str) -> Rule:
    """Allow maps without some keys."""
    return Rule(
        allowed=f"a map without the keys {', '.join(keys)}",
        cure=cure,
        condition=lambda it: f"length(setintersection(keys({it}), {hcl(list(keys))})) == 0",
        holds=lambda value: not set(keys) & set(value),
        culprits=lambda it: f"setintersection(keys({it}), {hcl(list(keys))})",
        culprits_of=lambda value: sorted(set(keys) & set(value)),
    )


def _length_up_to(it: str, most: int) -> str:
    return f"try(length({it}) <= {most}, false)"  # null has no length; Terraform before 1.12 evaluates both sides of &&
