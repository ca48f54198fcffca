"""Links between texts whose targets move: in a release, the module is at the root."""

import posixpath
import re
from collections.abc import Mapping

_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")


def relinked(files: Mapping[str, str], places: Mapping[str, str], also: Mapping[str, str]) -> dict[str, str]:
    """Update the links in texts (text by path) to the new paths of files; a link to an unpublished file becomes text.

    `places` has the previous path of each file, by path, and `also` the replacements of files that are not published.
    """
    now = {**also, **{was: path for path, was in places.items()}}
    return {path: _relinked(text, path, places[path], now) if path.endswith(".md") else text for path, text in files.items()}


def _relinked(text: str, path: str, was: str, now: Mapping[str, str]) -> str:
    """Rewrite the links of one text, but not those in its code."""

    def link(found: re.Match[str]) -> str:
        target, anchor = found["target"], found["anchor"] or ""
        if not target or re.match(r"\w+:", target):
            return found[0]
        there = posixpath.normpath(posixpath.join(posixpath.dirname(was), target))
        if there not in now and not any(each.startswith(f"{there}/") for each in now):
            return found["text"]
        # A linked folder moves with the files in it.
        moved = now.get(there) or _folder(there, now)
        relative = posixpath.relpath(moved, posixpath.dirname(path) or ".")
        return f"{found['image']}[{found['text']}]({relative}{anchor})"

    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(link, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])


def _folder(was: str, now: Mapping[str, str]) -> str:
    """Find a folder by a file in it."""
    file = next(each for each in now if each.startswith(f"{was}/"))
    return f"/{now[file]}".removesuffix(file.removeprefix(was)).removeprefix("/") or "."
