"""From the IDs of the provider doubles to those of the stand: AWS gives both, so they differ."""

import re
from functools import cached_property
from typing import Any


class Translation:
    """What is called how on the stand."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, theirs: str, ours: str) -> None:
        """Remember that what the doubles call `theirs` is `ours` here; empty values say nothing."""
        if theirs and theirs != ours:
            self._known[theirs] = ours
            self.__dict__.pop("_pattern", None)

    def __call__(self, value: Any) -> Any:
        """Translate a value, however deep: also within texts, such as policies."""
        if isinstance(value, str):
            return self._pattern.sub(lambda found: self._known[found[0]], value) if self._known else value
        if isinstance(value, dict):
            return {self(key): self(item) for key, item in value.items()}
        return [self(item) for item in value] if isinstance(value, list) else value

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._known, key=len, reverse=True)
        return re.compile("|".join(rf"{re.escape(each)}(?![0-9A-Za-z])" for each in longest_first))
