"""Wildcards as IAM interprets them: `*` for any characters, `?` for one, and nothing else."""

import re


def like(text: str, pattern: str) -> bool:
    """Return whether a text matches a pattern."""
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None
