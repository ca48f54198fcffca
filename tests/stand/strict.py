"""AWS's own description of its API, held against what is sent: more of it than botocore checks.

botocore checks names, types, what is required, and the least that a value may be. Its models also say which values there are, how
long a text may be and what it may look like; AWS refuses what isn't so, and moto takes nearly all of it.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.exceptions import ParamValidationError


def check(params: dict[str, Any], model: Any, **_: Any) -> None:
    """Refuse parameters that the operation's model doesn't allow; a handler of botocore's event provide-client-params."""
    problems = [*_problems(params, model.input_shape, "")] if model.input_shape else []
    if problems:
        raise ParamValidationError(report="\n".join(problems))


def _problems(value: Any, shape: Any, at: str) -> Iterator[str]:
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, item in value.items():
            if name in shape.members:
                yield from _problems(item, shape.members[name], f"{at}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        yield from _too_much(len(value), shape, f"{at} has {len(value)} items")
        for number, item in enumerate(value):
            yield from _problems(item, shape.member, f"{at}[{number}]")
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, item in value.items():
            yield from _problems(name, shape.key, f"{at}.{name}")
            yield from _problems(item, shape.value, f"{at}.{name}")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _too_much(len(value), shape, f"{at} has {len(value)} characters")
        yield from _text(value, shape, at)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _too_much(value, shape, f"{at} is {value}")


def _too_much(value: float, shape: Any, said: str) -> Iterator[str]:
    most = shape.metadata.get("max")
    if most is not None and value > most:
        yield f"{said}; the most is {most}"


def _text(value: str, shape: Any, at: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield f"{at} is {value}; allowed: {', '.join(shape.enum)}"
    pattern = _pattern(shape.metadata.get("pattern", ""))
    if pattern and not pattern.fullmatch(value):
        yield f"{at} is {value}; it must match {pattern.pattern}"


@cache
def _pattern(text: str) -> "re.Pattern[str] | None":
    r"""Compile a pattern; those with \p are of another dialect, and say nothing here."""
    try:
        return re.compile(text.removeprefix("^").removesuffix("$"), re.DOTALL) if text else None
    except re.error:
        return None
