"""Versions of the module: their format, and their notes in the changelog.

    python -m release.versions 1.2.3

prints the notes of a version.
"""

import re
import sys

from release import ReleaseError
from release.paths import PROJECT

_NUMBER = "(?:0|[1-9][0-9]*)"
_IDENTIFIER = f"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?")
_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}))?$", re.MULTILINE)


class RefusedError(ReleaseError):
    """A release that is refused, with all reasons and their fixes."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(["nothing was released:", *(f"  - {problem}" for problem in problems)]))


def version_problems(version: str, changelog: str) -> list[str]:
    """Return why a version can't be released; nothing if it can.

    Versions have the format of semver.org, but without build metadata: registries treat versions that differ only in it as the
    same.
    """
    if not version:
        problem = "VERSION is not set: add it to the command, such as VERSION=1.2.3."
    elif not _VERSION.fullmatch(version):
        problem = (
            f"the version must be three numbers, with an optional pre-release, such as 1.2.3 or 1.2.3-rc.1; got {version!r}."
            " Omit a leading v, leading zeros of numbers, and build metadata."
        )
    elif notes(changelog, version) is None:
        problem = (
            f"CHANGELOG.md has no section for {version}. Insert one below ## [Unreleased]: ## [{version}] - and the date, such as"
            " 2026-01-31."
        )
    else:
        return []
    return [problem]


def notes(changelog: str, version: str) -> str | None:
    """Return the notes of a version in the changelog; None if it has no section with that version and a date."""
    headings = list(_HEADING.finditer(changelog))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        if heading["version"] == version and heading["date"]:
            return changelog[heading.end() : following.start() if following else None].strip()
    return None


def main(version: str) -> None:
    """Print the notes of a version in the changelog."""
    changelog = (PROJECT / "CHANGELOG.md").read_text()
    if problems := version_problems(version, changelog):
        raise RefusedError(problems)
    print(notes(changelog, version))  # noqa: T201


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except RefusedError as error:
        sys.exit(f"error: {error}")
