"""Conditions of a policy: whether they are met, are not met, or can't be evaluated.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from .wildcards import like

_Compare = Callable[[str, str], bool]

# A negated operator is met if no value meets its opposite.
_OPERATORS: dict[str, _Compare] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
    "ArnEquals": like,
    "ArnLike": like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "NumericEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericLessThanEquals": lambda value, wanted: float(value) <= float(wanted),
    "NumericGreaterThan": lambda value, wanted: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
}


def met(conditions: Mapping[str, Mapping[str, Any]], context: Mapping[str, str], unknown: frozenset[str]) -> bool | None:
    """Return whether all conditions are met; None if that depends on an unknown key."""
    known = {key.lower(): value for key, value in context.items()}
    unsure = {key.lower() for key in unknown}
    answers = [
        _one(operator, key.lower(), [wanted] if not isinstance(wanted, list) else wanted, known, unsure)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _one(operator: str, key: str, wanted: list[Any], known: Mapping[str, str], unsure: set[str]) -> bool | None:
    name, values = operator.rpartition(":")[2], [_text(each) for each in wanted]
    if key in unsure:
        return None
    if name == "Null":
        return (key not in known) == (values[0].lower() == "true")
    plain = name.removesuffix("IfExists")
    positive = _NEGATED.get(plain, plain)
    if positive not in _OPERATORS or any("${" in each for each in values):
        return None
    if key not in known:
        # ForAllValues, negated operators and ...IfExists are met if the key is absent.
        return operator.startswith("ForAllValues:") or name.endswith("IfExists") or plain in _NEGATED
    found = any(_OPERATORS[positive](known[key], each) for each in values)
    return found != (plain in _NEGATED)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
