"""Terraform expressions as Python values: one kind of value, whether Python knows it or only Terraform does.

The functions and operators here accept literals and expressions. A literal is evaluated at once: `length(["a"]) > 0` is `True`.
Anything else becomes an `Expression`: `length(Expression("var.names")) > 0` is the expression `length(var.names) > 0`.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Union

from .tokens import MARKER, closing_brace, marker, token_kind

if TYPE_CHECKING:
    from cdktf import IResolvable


class Expression(str):
    """A Terraform expression. As a string, it is the template `${text}`, so f-strings compose it.

    `text` is the bare expression, which may contain CDKTF tokens. Comparisons and products of expressions are expressions.
    `==` compares the texts, as for any string; `equal()` returns an expression.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Expression":
        """Wrap the bare expression `text`."""
        made = super().__new__(cls, text if MARKER.fullmatch(text) else f"${{{_shielded(text)}}}")
        made.text = text
        return made

    def __bool__(self) -> NoReturn:
        """Raise TypeError: only Terraform knows the value. Use `conditional`, `and_`, `or_` or `not_`."""
        raise TypeError(f"only Terraform knows the value of {self}: use conditional(), and_(), or_() or not_()")

    def __lt__(self, other: Any) -> "Expression":  # type: ignore[override]
        return Expression(f"{_operand(self)} < {_operand(other)}")

    def __le__(self, other: Any) -> "Expression":  # type: ignore[override]
        return Expression(f"{_operand(self)} <= {_operand(other)}")

    def __gt__(self, other: Any) -> "Expression":  # type: ignore[override]
        return Expression(f"{_operand(self)} > {_operand(other)}")

    def __ge__(self, other: Any) -> "Expression":  # type: ignore[override]
        return Expression(f"{_operand(self)} >= {_operand(other)}")

    def __mul__(self, other: Any) -> "Expression":
        return Expression(f"{_operand(self)} * {_operand(other)}")


Bool = Union[bool, Expression, "IResolvable"]
Number = int | float | Expression
StringList = Sequence[str] | Expression
StringMap = Mapping[str, str] | Expression


def from_tokens(value: Any) -> Any:
    """Replace CDKTF's tokens by expressions, at any depth; other values stay as they are."""
    if isinstance(value, Expression):
        return value
    if token_kind(value):
        return Expression(marker(value))
    if isinstance(value, Mapping):
        return {key: from_tokens(item) for key, item in value.items()}
    return [from_tokens(item) for item in value] if isinstance(value, list | tuple) else value


def is_literal(value: Any) -> bool:
    """Return whether Python knows the whole value. A string with `${` in it is a template, as in Terraform."""
    if isinstance(value, str):
        return "${" not in value
    if isinstance(value, Mapping):
        return all(is_literal(item) for pair in value.items() for item in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(is_literal, value))
    return value is None or isinstance(value, bool | int | float)


def hcl(value: Any) -> str:
    """Write a value as the text of a Terraform expression."""
    value = from_tokens(value)
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, str):
        return _template(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {hcl(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(hcl(item) for item in value) + "]"
    return json.dumps(value)


def apply(python: Callable[..., Any], text: Callable[..., str], *values: Any) -> Any:
    """Evaluate in Python if all values are literals; otherwise return the expression that `text` makes of them."""
    return python(*values) if all(map(is_literal, values)) else Expression(text(*map(hcl, values)))


def is_null(value: Any) -> Bool:
    """Return whether a value is null. A partly known value is not."""
    return Expression(f"{hcl(value)} == null") if isinstance(value, Expression) else value is None


def not_null(value: Any) -> Bool:
    """Return whether a value is not null."""
    return not_(is_null(value))


def equal(one: Any, other: Any) -> Bool:
    """Return whether two values are equal."""
    if is_literal(one) and is_literal(other):
        return bool(one == other)
    return Expression(f"{_operand(one)} == {_operand(other)}")


def not_(condition: Any) -> Bool:
    """Negate a condition."""
    if not isinstance(condition, Expression):
        return not condition
    if comparison := re.fullmatch(r"(\S+) (==|!=) (\S+)", condition.text):
        return Expression(f"{comparison[1]} {'!=' if comparison[2] == '==' else '=='} {comparison[3]}")
    return Expression(f"!({condition.text})" if " " in condition.text else f"!{condition.text}")


def and_(*conditions: Any) -> Bool:
    """Return whether all conditions hold."""
    return _joined("&&", conditions, neutral=True)


def or_(*conditions: Any) -> Bool:
    """Return whether at least one condition holds."""
    return _joined("||", conditions, neutral=False)


def implies(condition: Any, then: Any) -> Bool:
    """Return whether `then` holds if `condition` does."""
    return or_(not_(condition), then)


def conditional(condition: Any, then: Any, otherwise: Any) -> Any:
    """Return one of two values, by a condition."""
    if not isinstance(condition, Expression):
        return then if condition else otherwise
    return Expression(f"{_operand(condition)} ? {_operand(then)} : {_operand(otherwise)}")


def first_set(value: Any, otherwise: Any) -> Any:
    """Return a string, or `otherwise` if it is null."""
    if not isinstance(value, Expression):
        return otherwise if value is None else value
    return Expression(f"coalesce({value.text}, {hcl(otherwise)})")


def empty_if_null(value: str | None) -> str:
    """Return an empty string for null, so that invalid inputs cause no further errors."""
    return conditional(is_null(value), "", value)  # type: ignore[no-any-return]


def null_or(value: Any, condition: Callable[[Any], Any]) -> Bool:
    """Return whether a value is null, or a condition holds for it; Terraform evaluates both sides of an `||`."""
    return True if value is None else conditional(is_null(value), True, condition(value))


def length(value: Any) -> Any:
    """Count the elements of a list or map, or the characters of a literal string."""
    is_known = is_literal(value) if isinstance(value, str) else True
    return len(value) if is_known else Expression(f"length({hcl(value)})")


def byte_length(value: Any) -> Any:
    """Count the bytes of a string in UTF-8, of which base64 makes four characters out of three."""
    return apply(lambda it: len(it.encode()), lambda it: f'floor(length(trim(base64encode({it}), "=")) * 3 / 4)', value)


def floor(number: Any) -> Any:
    """Round down."""
    return apply(math.floor, lambda it: f"floor({it})", number)


def contains(values: Any, value: Any) -> Bool:
    """Return whether a list contains a value."""
    return apply(lambda those, it: it in those, lambda those, it: f"contains({those}, {it})", values, value)  # type: ignore[no-any-return]


def field(value: Any, name: str, default: Any = None) -> Any:
    """Return a field of an object. Terraform itself sets the defaults of optional ones."""
    return Expression(f"{value.text}.{name}") if isinstance(value, Expression) else value.get(name, default)


def arn_region(arn: Any) -> Any:
    """Return the region in an ARN."""
    return apply(lambda it: it.split(":")[3], lambda it: f'split(":", {it})[3]', arn)


def try_(value: Any, otherwise: Any) -> Any:
    """Return a value, or `otherwise` if Terraform can't evaluate it."""
    return Expression(f"try({value.text}, {hcl(otherwise)})") if isinstance(value, Expression) else value


def merge(one: StringMap, other: StringMap) -> StringMap:
    """Merge two maps; the values of `other` take precedence."""
    if isinstance(one, Expression) or isinstance(other, Expression):
        return Expression(f"merge({hcl(one)}, {hcl(other)})")
    return {**one, **other}


def jsonencode(value: Any) -> str:
    """Write a value as JSON, as Terraform does."""

    def python(it: Any) -> str:
        return json.dumps(it, default=str, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    return apply(python, lambda it: f"jsonencode({it})", value)  # type: ignore[no-any-return]


def shown(value: Any) -> str:
    """Write a value as JSON for a message, unless it is sensitive: Terraform shows no message with a sensitive part.

    Terraform has `issensitive` since version 1.8; in older ones, `nonsensitive` fails if nothing is sensitive.
    """

    def text(it: str) -> str:
        plain = f"[for text in [jsonencode({it})] : text if try(!issensitive(text), !can(nonsensitive(text)))]"
        return f'try({plain}[0], "a sensitive value")'

    return apply(jsonencode, text, value)  # type: ignore[no-any-return]


def in_key(value: str) -> str:
    """Return a value as part of an object's key, without its sensitivity: Terraform panics at a sensitive key in JSON.

    Seen with Terraform 1.11: `expression.Value` in json/structure.go of HCL 2.23 reads the text of a marked key. Before
    Terraform 1.8, `nonsensitive` fails if nothing is sensitive.
    """
    return apply(str, lambda it: f"try(nonsensitive({it}), {it})", value)  # type: ignore[no-any-return]


def _joined(operator: str, conditions: Sequence[Any], *, neutral: bool) -> Bool:
    unknown = [each for each in conditions if isinstance(each, Expression)]
    if any(each is not neutral for each in conditions if not isinstance(each, Expression)):
        return not neutral
    if len(unknown) < 2:
        return unknown[0] if unknown else neutral
    return Expression(f" {operator} ".join(map(_operand, unknown)))


def _operand(value: Any) -> str:
    text = hcl(value)
    return f"({text})" if isinstance(value, Expression) and re.search(r" (\?|\|\||&&) ", text) else text


def _key(key: Any) -> str:
    if isinstance(key, Expression) or MARKER.fullmatch(key):
        return f"({hcl(key)})"
    return key if re.fullmatch(r"[a-zA-Z_]\w*", key) else hcl(key)


def _shielded(text: str) -> str:
    """Hide closing braces from CDKTF if tokens follow them."""
    if "}" not in text or not (last := [*MARKER.finditer(text)][-1:]):
        return text
    pieces = MARKER.split(text[: last[0].start()])
    tokens = [*MARKER.findall(text[: last[0].start()]), ""]
    shielded = "".join(piece.replace("}", closing_brace()) + token for piece, token in zip(pieces, tokens, strict=True))
    return shielded + text[last[0].start() :]


def _template(value: str) -> str:
    """Quote a string, but not what is inside its interpolations."""
    if MARKER.search(value):
        value = value.replace(closing_brace(), "}")
    quoted, start = "", 0
    for opening in re.finditer(r"(?<!\$)\$\{", value):
        if opening.start() < start:
            continue  # inside the previous interpolation
        end = _end_of_interpolation(value, opening.end())
        quoted += json.dumps(value[start : opening.start()], ensure_ascii=False)[1:-1]
        interpolation = value[opening.start() : end]
        # CDKTF resolves a token inside an expression to the bare reference, which needs its own braces inside quotes.
        quoted += f"${{{interpolation}}}" if MARKER.fullmatch(interpolation) else interpolation
        start = end
    return f'"{quoted}{json.dumps(value[start:], ensure_ascii=False)[1:-1]}"'


def _end_of_interpolation(text: str, start: int) -> int:
    """Find the end of the interpolation that begins before `start`; braces in quotes don't count."""
    depth = 1
    for piece in re.compile(r'"(?:[^"\\$]|\\.|\$(?!\{))*"|[{}]').finditer(text, start):
        depth += {"{": 1, "}": -1}.get(piece[0], 0)
        if depth == 0:
            return piece.end()
    raise ValueError(f"a template has a ${{ without its closing brace: {text!r}")
