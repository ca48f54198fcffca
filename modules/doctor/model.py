"""Checks, their findings and their results."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The outcome of a check."""

    OK = "ok"
    WARNING = "warning"  # works, but may not be intended
    FAULT = "fault"  # a deployment fails, state isn't protected, or enabled monitoring can't report
    NOT_CHECKED = "not checked"  # the outcome is unknown
    SKIPPED = "skipped"  # doesn't apply to this runner, or --offline


# A check has the first of these statuses that one of its findings has.
_ORDER = (Status.FAULT, Status.NOT_CHECKED, Status.WARNING, Status.OK, Status.SKIPPED)


@dataclass(frozen=True)
class Finding:
    """What was seen, and how to fix it."""

    status: Status
    seen: str
    fix: str = ""


def ok(seen: str) -> Finding:
    """Report that something is as required."""
    return Finding(Status.OK, seen)


def warning(seen: str, fix: str) -> Finding:
    """Report what works, but may not be intended."""
    return Finding(Status.WARNING, seen, fix)


def fault(seen: str, fix: str) -> Finding:
    """Report what doesn't work."""
    return Finding(Status.FAULT, seen, fix)


def not_checked(reason: str, fix: str = "") -> Finding:
    """Report that something couldn't be checked."""
    return Finding(Status.NOT_CHECKED, reason, fix)


def skipped(reason: str) -> Finding:
    """Report that there is nothing to check."""
    return Finding(Status.SKIPPED, reason)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check. It can make only the calls that it declares, by boto3's names."""

    id: str
    title: str
    run: Callable[[Any], Iterable[Finding]]  # takes a Context
    link: str  # the heading in docs/troubleshooting.md
    calls: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # fields of the configuration
    depends_on: tuple[str, ...] = ()
    online: bool = False  # connects to others than AWS

    @property
    def group(self) -> str:
        """The part of the runner that it checks."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Result:
    """The result of a check."""

    check: Check
    findings: tuple[Finding, ...]
    causes: tuple[str, ...] = ()  # IDs of the failed checks because of which this one was not run

    @property
    def status(self) -> Status:
        """The most severe status of its findings."""
        found = {each.status for each in self.findings}
        return next(status for status in _ORDER if status in found)


def exit_code(results: Iterable[Result]) -> int:
    """Return 1 if there is any fault, otherwise 2 if something couldn't be checked, otherwise 0."""
    found = {result.status for result in results}
    return 1 if Status.FAULT in found else 2 if Status.NOT_CHECKED in found else 0
