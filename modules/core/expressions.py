"""Terraform expressions as Python values.

A construct takes plain values, CDKTF tokens or `Expr`, and never asks which. `hcl` turns any of them into the text of
an expression, `Expr` turns such a text into a value again, `as_*` hands values to elements, and `*_in_block` to the typed
blocks inside them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from cdktf import IResolvable, Token

_NUMBER_TOKENS = -1e300
_TOKEN = re.compile(r"\$\{TfToken\[[^\]]+\]\}")


class Expression(str):
    """A Terraform expression. As a string it is the template `${text}`, so f-strings compose it."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Expression":
        """Wrap the bare expression `text`."""
        made = super().__new__(cls, f"${{{text}}}")
        made.text = text
        return made


Bool = bool | Expression | IResolvable
Number = int | float | Expression
StringList = Sequence[str] | Expression
StringMap = Mapping[str, str] | Expression


def is_literal(value: object) -> bool:
    """Tell whether Python can look at a value.

    CDKTF's tokens are truthy and never empty: strings, lists of one string and maps of one key with a mark in them, huge
    negative numbers, and objects of its own. Asking CDKTF itself costs a call to Node for each value.
    """
    if isinstance(value, str):
        return "${" not in value
    if isinstance(value, Mapping | list | tuple):
        return not any(isinstance(item, str) and "{TfToken[" in item for item in list(value)[:1])
    return value is None or isinstance(value, bool) or (isinstance(value, int | float) and value > _NUMBER_TOKENS)


def hcl(value: Any) -> str:
    """Write a value as the text of a Terraform expression."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, str):
        return value if _TOKEN.fullmatch(value) else _template(value)
    if not is_literal(value):
        return Token.as_string(value)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {hcl(item)}" for key, item in value.items()) + " }"
    return "[" + ", ".join(hcl(item) for item in value) + "]"


def _template(value: str) -> str:
    """Quote a string, but not what is inside its interpolations."""
    text, rest = "", value
    while (start := rest.find("${")) >= 0:
        end = _closing_brace(rest, start + 1)
        # CDKTF resolves a token inside an expression to the bare reference: inside quotes it needs braces of its own.
        interpolation = _TOKEN.sub(lambda token: f"${{{token[0]}}}", rest[start : end + 1])
        text, rest = text + json.dumps(rest[:start], ensure_ascii=False)[1:-1] + interpolation, rest[end + 1 :]
    return f'"{text}{json.dumps(rest, ensure_ascii=False)[1:-1]}"'


def _closing_brace(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"a template has a ${{ without its closing brace: {text!r}")


def not_null(value: Any) -> Bool:
    """Tell whether an optional value is not null."""
    if value is None or is_literal(value):
        return value is not None
    return Expression(f"{hcl(value)} != null")


def is_null(value: Any) -> Bool:
    """Tell whether an optional value is null."""
    if value is None or is_literal(value):
        return value is None
    return Expression(f"{hcl(value)} == null")


def conditional(condition: Bool, then: Any, otherwise: Any) -> Any:
    """Pick by a condition: in Python where it is known, in Terraform where it isn't."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return Expression(f"{_operand(condition)} ? {_operand(then)} : {_operand(otherwise)}")


def empty_if_null(value: str | None) -> str:
    """Take an empty string for null, so that a combination of inputs that is refused causes no errors besides."""
    if value is None or is_literal(value):
        return value or ""
    return Expression(f'{hcl(value)} == null ? "" : {hcl(value)}')


def or_(first: Bool, second: Bool) -> Bool:
    """Tell whether at least one of two flags is true."""
    if isinstance(first, bool):
        return True if first else second
    if isinstance(second, bool):
        return True if second else first
    return Expression(f"{_operand(first)} || {_operand(second)}")


def and_(first: Bool, second: Bool) -> Bool:
    """Tell whether two flags are true."""
    if isinstance(first, bool):
        return second if first else False
    if isinstance(second, bool):
        return first if second else False
    return Expression(f"{_operand(first)} && {_operand(second)}")


@dataclass(frozen=True)
class Raw:
    """An argument of an element that goes into its JSON as it stands: the bindings would want a token of CDKTF's for it."""

    text: str


def as_number(value: Number) -> float:
    """Hand a number to an element."""
    return cast("float", Raw(str(value))) if isinstance(value, Expression) else value


def as_bool(value: Bool) -> bool | IResolvable:
    """Hand a boolean to an element."""
    return cast("bool", Raw(str(value))) if isinstance(value, Expression) else value


def as_string_list(value: StringList) -> list[str]:
    """Hand a list of strings to an element."""
    return cast("list[str]", Raw(str(value))) if isinstance(value, Expression) else list(value)


def as_string_map(value: StringMap) -> dict[str, str]:
    """Hand a map of strings to an element."""
    return cast("dict[str, str]", Raw(str(value))) if isinstance(value, Expression) else dict(value)


def bool_in_block(value: Bool) -> bool | IResolvable:
    """Hand a boolean to a block inside an element."""
    return _flag_token(str(value)) if isinstance(value, Expression) else value


def string_list_in_block(value: StringList) -> list[str]:
    """Hand a list of strings to a block inside an element."""
    return list(_texts_token(str(value)) if isinstance(value, Expression) else value)


# A token stands for the same expression wherever it is used, and making one costs a call to Node that is waited for.
_flag_token = cache(Token.as_any)
_texts_token = cache(Token.as_list)


def _operand(value: Any) -> str:
    text = hcl(value)
    return f"({text})" if isinstance(value, Expression) and re.search(r" (\?|\|\||&&) ", text) else text
