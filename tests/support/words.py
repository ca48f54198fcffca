"""Where the project has words that docs/glossary.md advises against."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path

from release.paths import PROJECT

GLOSSARY = "docs/glossary.md"

_CODE = re.compile(r"(?:bindings|examples|modules|release|stacks|tools)/.*\.py|main\.py")
_WITH_NAMES = re.compile(r"(?:modules|stacks)/.*\.py")
_TEXT = re.compile(r"[^/]*\.md|docs/[^/]*\.md|examples/.*|release/texts/.*|tools/[^/]*\.sh|Makefile")
_GENERATED = re.compile(r"<!-- BEGIN (\S+) -->.*?<!-- END \1 -->", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")

Passage = tuple[int, str]  # the line where it begins, and its text


@dataclass(frozen=True)
class Advice:
    """What to write instead of a word, or of a few."""

    write: str
    instead_of: str

    @cached_property
    def words(self) -> frozenset[str]:
        """What a text must have for this to be in it."""
        return frozenset(re.findall(r"\w+", self.instead_of.lower()))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches whole words, over the ends of lines too."""
        words = (r"\S+(?:\s+\S+){0,2}" if word == "..." else re.escape(word) for word in self.instead_of.split())
        as_written = self.instead_of != self.instead_of.lower() or self.write.isupper()
        return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.NOFLAG if as_written else re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Found:
    """A word to replace."""

    path: str
    line: int
    word: str
    write: str

    def __str__(self) -> str:
        return f'{self.path}:{self.line}: write "{self.write}" instead of "{self.word}" ({GLOSSARY})'


@cache
def advice(heading: str) -> tuple[Advice, ...]:
    """Read one table of the glossary."""
    section = (PROJECT / GLOSSARY).read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [row.split("|")[1:3] for row in section.splitlines() if row.startswith("|")][2:]
    return tuple(Advice(write.strip(), each.strip(" `").removesuffix("()")) for write, wrong in rows for each in wrong.split(","))


def find() -> list[Found]:
    """Find all that is left in the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = {path for path in listed if (_CODE.fullmatch(path) or _TEXT.fullmatch(path)) and (PROJECT / path).is_file()}
    return sorted(found for path in paths - {GLOSSARY} for found in find_in(path, (PROJECT / path).read_text()))


def find_in(path: str, content: str) -> Iterator[Found]:
    """Find what is left in one file: in all of a text; in the strings and comments of code, and in the names of some."""
    if not _CODE.fullmatch(path):
        yield from _in_passages(path, [(1, _written_by_hand(content))])
        return
    tree = ast.parse(content)
    yield from _in_passages(path, [*_strings(tree), *_comments(content)])
    if _WITH_NAMES.fullmatch(path):
        for line, name in [(1, Path(path).stem), *_names(tree)]:
            yield from (Found(path, line, name, each.write) for each in advice("Names") if fnmatchcase(name, each.instead_of))


def _in_passages(path: str, passages: Iterable[Passage]) -> Iterator[Found]:
    for line, text in passages:
        words = frozenset(re.findall(r"\w+", text.lower()))
        for each in advice("Words"):
            if each.words <= words:
                for match in each.pattern.finditer(text):
                    yield Found(path, line + text.count("\n", 0, match.start()), " ".join(match[0].split()), each.write)


def _written_by_hand(text: str) -> str:
    return _LINK.sub(r"\1", _GENERATED.sub(lambda part: "\n" * part[0].count("\n"), text))


def _strings(tree: ast.AST) -> Iterator[Passage]:
    """List all strings; whatever an f-string inserts counts as a word."""
    if isinstance(tree, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "X" for part in tree.values]
        yield tree.lineno, "".join(map(str, parts))
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.lineno, tree.value
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(tree, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _strings(child)


def _comments(content: str) -> Iterator[Passage]:
    """List the comments; those on lines in a row are one."""
    rows: list[Passage] = []
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if token.type == tokenize.COMMENT:
            line, text = token.start[0], token.string.lstrip("#")
            if rows and rows[-1][0] + rows[-1][1].count("\n") + 1 == line:
                rows[-1] = rows[-1][0], f"{rows[-1][1]}\n{text}"
            else:
                rows.append((line, text))
    return iter(rows)


def _names(tree: ast.AST) -> Iterator[Passage]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="ast")):
                pass  # Python's own names
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                yield from ((node.lineno, part) for each in names for part in each.name.split("."))
