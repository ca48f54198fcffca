"""CDKTF's tokens, recognized without calling CDKTF.

CDKTF encodes a token as a value of the expected type. The format is that of cdktf 0.21.0, `lib/tokens/private/encoding.js`;
the tests compare it with `Token.is_unresolved`:

- string: `${TfToken[KEY]}`, anywhere in the string
- list of strings: the one string `#{TfToken[KEY]}`
- map: a key `&{TfToken[KEY]}`
- number: a double whose upper 16 bits are 0xfdff; 0xfbff as the only element of a list of numbers
- anything: an object with a method `resolve`, or one that only Node knows
"""

import re
import struct
from collections.abc import Mapping
from functools import cache
from typing import Any

MARKER = re.compile(r"\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}")
_LIST_OR_MAP = re.compile(r"[#&]\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
_NUMBER, _NUMBER_IN_LIST = b"\xfd\xff", b"\xfb\xff"


def token_kind(value: Any) -> str | None:
    """Return the type of a token: string, list, map, number or any; None if `value` is not a token."""
    if isinstance(value, str):
        return "string" if MARKER.fullmatch(value) else None
    if isinstance(value, Mapping):
        return "map" if any(isinstance(key, str) and key.startswith("&{TfToken[") for key in value) else None
    if isinstance(value, list | tuple):
        return "list" if len(value) == 1 and _stands_for_list(value[0]) else None
    if isinstance(value, int | float):
        return "number" if _upper_bits(value) == _NUMBER else None
    return "any" if callable(getattr(value, "resolve", None)) or _is_opaque_token(value) else None


def marker(token: Any) -> str:
    """Return a string token with the same reference as any token."""
    if isinstance(token, str):
        return token
    text = next(iter(token)) if isinstance(token, Mapping | list | tuple) else token
    if isinstance(text, str) and (key := _LIST_OR_MAP.fullmatch(text)):
        return f"${{TfToken[{key[1]}]}}"
    from cdktf import Token  # a token exists only if CDKTF is installed

    return Token.as_string(token)


@cache
def closing_brace() -> str:
    """Return a token for a closing brace.

    CDKTF treats any `}` as the end of an interpolation, and puts tokens after it into their own interpolations. It doesn't
    inspect the value that a token resolves to.
    """
    from cdktf import Token

    return Token.as_string(Token.as_any("}"))


def _is_opaque_token(value: Any) -> bool:
    """Ask CDKTF about an object that is opaque to Python, such as the `value` of a variable."""
    if type(value).__module__.partition(".")[0] != "jsii":
        return False
    from cdktf import Token

    return Token.is_unresolved(value)


def _stands_for_list(item: Any) -> bool:
    if isinstance(item, str):
        return item.startswith("#{TfToken[")
    return isinstance(item, int | float) and _upper_bits(item) == _NUMBER_IN_LIST


def _upper_bits(number: float) -> bytes:
    try:
        return struct.pack(">d", number)[:2]
    except (OverflowError, struct.error):  # an integer larger than any double
        return b""
