"""What a check is, and what it can find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The outcome of a check."""

    OK = "ok"
    WARNING = "warning"  # works, and may not be what was meant
    FAULT = "fault"  # a deployment fails, state isn't protected, or monitoring that is on can't report
    NOT_CHECKED = "not checked"  # nobody knows
    SKIPPED = "skipped"  # doesn't apply to this runner, or --offline


# The status of a check is the first of these that one of its findings has.
_ORDER = (Status.FAULT, Status.NOT_CHECKED, Status.WARNING, Status.OK, Status.SKIPPED)


@dataclass(frozen=True)
class Finding:
    """What was seen, and how to fix it."""

    status: Status
    seen: str
    fix: str = ""


def ok(seen: str) -> Finding:
    """Report that something is as it has to be."""
    return Finding(Status.OK, seen)


def warning(seen: str, fix: str) -> Finding:
    """Report what works, and may not be what was meant."""
    return Finding(Status.WARNING, seen, fix)


def fault(seen: str, fix: str) -> Finding:
    """Report what doesn't work."""
    return Finding(Status.FAULT, seen, fix)


def not_checked(reason: str, fix: str = "") -> Finding:
    """Report that nobody knows."""
    return Finding(Status.NOT_CHECKED, reason, fix)


def skipped(reason: str) -> Finding:
    """Report that there is nothing to check."""
    return Finding(Status.SKIPPED, reason)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check. It may make the calls that it declares, as boto3 names them, and no others."""

    id: str
    title: str
    run: Callable[[Any], Iterable[Finding]]  # takes a Context
    link: str  # the heading in docs/troubleshooting.md
    calls: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # fields of the configuration
    depends_on: tuple[str, ...] = ()
    online: bool = False  # asks others than AWS

    @property
    def group(self) -> str:
        """The part of the runner that it is about."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Result:
    """A check, done."""

    check: Check
    findings: tuple[Finding, ...]
    causes: tuple[str, ...] = ()  # failed checks, by ID, because of which this one wasn't made

    @property
    def status(self) -> Status:
        """The worst of what was found."""
        found = {each.status for each in self.findings}
        return next(status for status in _ORDER if status in found)


def exit_code(results: Iterable[Result]) -> int:
    """Return 1 for any fault, else 2 where something couldn't be checked, else 0."""
    found = {result.status for result in results}
    return 1 if Status.FAULT in found else 2 if Status.NOT_CHECKED in found else 0
