"""Tags: what the provider leaves away, and what AWS refuses for every service.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
Not confirmed: which characters each service takes beyond these. EC2 takes more.
"""

import re
from typing import Any

_CHARACTERS = re.compile(r"[\w\s.:/=+@-]*")


def without_system_tags(tags: dict[str, str]) -> dict[str, str]:
    """Drop `aws:` tags without a word, as the provider does: internal/provider/sdkv2/tags_interceptor.go, IgnoreSystem."""
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def refused_tags(tags: Any) -> str | None:
    """Return AWS's error for too many tags, or for one that is too long or has other characters."""
    if len(tags or {}) > 50:
        return f"TooManyTags: {len(tags)} tags, allowed are 50"
    for key, value in (tags or {}).items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            return f"InvalidTag: the tag {key} is longer than 128 characters, or its value is longer than 256"
        if not _CHARACTERS.fullmatch(key + value):
            return f"InvalidTag: the tag {key} has characters that are not allowed"
    return None
