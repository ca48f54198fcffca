"""Whether an ARN in a policy, wildcards and all, can name a resource of some type."""

import re
from functools import cache

_ANY = "any"  # * in a policy: any characters, or none
_SOME = "some"  # ${Name} in AWS's pattern of a type: at least one character
_PART = "part"  # the same, but no further than to the next slash or colon

# Names of log groups, roles and parameters hold slashes, these don't.
_WITHOUT_SLASH = {"BucketName", "ClusterName", "Partition", "Region", "Account"}


def fits(resource: str, pattern: str) -> bool:
    """Tell whether a policy's resource and the pattern of a type have an ARN in common."""
    return _overlap(_tokens_of_resource(resource), _tokens_of_pattern(pattern))


def is_whole_type(resource: str, pattern: str) -> bool:
    """Tell whether a policy's resource names every resource of a type: only wildcards stand where its name should be."""
    if resource == "*":
        return True
    ours, types = resource.split(":", 5), pattern.split(":", 5)
    if len(ours) < 6 or len(types) < 6 or ours[2] not in (types[2], "*"):
        return False
    kind = types[5].partition("${")[0].rstrip("/:")
    return ours[5].startswith(kind) and set(ours[5].removeprefix(kind)) <= set("*/:")


def _tokens_of_resource(resource: str) -> tuple[str, ...]:
    return tuple(_ANY if character == "*" else character for character in resource)


def _tokens_of_pattern(pattern: str) -> tuple[str, ...]:
    tokens: list[str] = []
    for text, name in re.findall(r"([^$]+)|\$\{([^}]+)\}", pattern):
        tokens += list(text) if text else [_PART if name in _WITHOUT_SLASH else _SOME]
    return tuple(tokens)


@cache
def _overlap(ours: tuple[str, ...], types: tuple[str, ...]) -> bool:
    """Walk both at once; a state is what is left of each, and whether the placeholder in front has taken a character."""
    seen: set[tuple[int, int, bool]] = set()
    waiting = [(0, 0, False)]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        i, j, taken = state
        mine, its = (ours[i] if i < len(ours) else ""), (types[j] if j < len(types) else "")
        if not mine and not its:
            return True
        if mine == _ANY:
            waiting.append((i + 1, j, taken))
        if its in (_SOME, _PART):
            if taken:
                waiting.append((i, j + 1, False))
            if mine and not (its == _PART and mine in ("/", ":")):
                waiting.append((i if mine == _ANY else i + 1, j, True))
        elif its and mine in (_ANY, its):
            waiting.append((i if mine == _ANY else i + 1, j + 1, False))
    return False
