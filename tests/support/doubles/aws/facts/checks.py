"""The provider's validators: each looks at one known value."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """What a value must be; of a list, each element or the list as a whole."""

    allows: Callable[[Any], bool]
    must: str  # completes "it must"
    whole: bool = False


def length(minimum: int, maximum: int) -> Check:
    """Check the length of a text as Go does: in bytes."""
    return Check(lambda text: minimum <= len(text.encode()) <= maximum, f"be {minimum} to {maximum} bytes long")


def matches(pattern: str) -> Check:
    """Check a text by a pattern."""
    return Check(lambda text: bool(re.fullmatch(pattern, text)), f"match {pattern}")


def lacks(pattern: str) -> Check:
    """Check that a text has nothing of a pattern."""
    return Check(lambda text: not re.search(pattern, text), f"not contain {pattern}")


def one_of(*values: Any) -> Check:
    """Check that a value is one of a few."""
    return Check(lambda value: value in values, f"be one of {', '.join(map(str, values))}")


def between(minimum: int, maximum: int) -> Check:
    """Check a number."""
    return Check(lambda number: minimum <= number <= maximum, f"be {minimum} to {maximum}")


def at_most(maximum: int) -> Check:
    """Check the number of elements."""
    return Check(lambda elements: len(elements) <= maximum, f"have at most {maximum} elements", whole=True)


def network(minimum: int = 0, maximum: int = 32) -> Check:
    """Check that a text is the address of an IPv4 network, with a prefix of these lengths."""
    return Check(lambda text: _is_network(text, range(minimum, maximum + 1)), f"be an IPv4 network of /{minimum} to /{maximum}")


# internal/verify/validate.go ValidARN: partition, region and account each by a pattern, and a resource.
ARN = matches(r"arn:aws(-[a-z]+)*:[^:]+:([a-z]{2,4}(-[a-z]+)+-\d+)?:(aws|aws-managed|third-party|\d{12}|cw.{10})?:.+")
# internal/service/*: the names of IAM, in which the pattern's \w is that of Go, ASCII only.
IAM_NAME = matches(r"[0-9A-Za-z_+=,.@-]*")


def name_of(maximum: int) -> dict[str, tuple[Check, ...]]:
    """Check `name`, and `name_prefix`, to which 26 characters are added, as IAM's: validResourceName."""
    return {"name": (length(1, maximum), IAM_NAME), "name_prefix": (length(1, maximum - 26), IAM_NAME)}


def complaints(checks: Iterable[Check], value: Any) -> Iterable[str]:
    """Return what is wrong with a value that is known, as far as its elements are."""
    for check in checks:
        values = value if isinstance(value, list) and not check.whole else [value]
        for each in values:
            if isinstance(each, str | int | float | list) and not check.allows(each):
                yield f"it is {each}, and must {check.must}"


def _is_network(text: str, prefixes: range) -> bool:
    try:
        return ipaddress.IPv4Network(text).prefixlen in prefixes
    except ValueError:
        return False
