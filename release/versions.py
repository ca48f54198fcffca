"""Versions of the module: how they are written, and what the changelog says of each.

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
    """A release that must not be made, with every reason and what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(["nothing was released:", *(f"  - {problem}" for problem in problems)]))


def version_problems(version: str, changelog: str) -> list[str]:
    """Tell why a version can't be released; nothing where it can.

    A version is written as semver.org says, but without build metadata: registries take versions that differ only there for
    the same.
    """
    if not _VERSION.fullmatch(version):
        problem = (
            f"the version must be three numbers, and perhaps a pre-release, such as 1.2.3 or 1.2.3-rc.1; got {version!r}."
            " Omit a v before it, leading zeros, and build metadata."
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
    """Take what the changelog says of a version; None where it has no section with that version and a date."""
    headings = list(_HEADING.finditer(changelog))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        if heading["version"] == version and heading["date"]:
            return changelog[heading.end() : following.start() if following else None].strip()
    return None


def main(version: str) -> None:
    """Print what the changelog says of a version."""
    changelog = (PROJECT / "CHANGELOG.md").read_text()
    if problems := version_problems(version, changelog):
        raise RefusedError(problems)
    print(notes(changelog, version))  # noqa: T201


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except RefusedError as error:
        sys.exit(f"error: {error}")
