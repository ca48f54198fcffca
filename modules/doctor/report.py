"""Reports results: as a table with fixes, or as JSON."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .aws import Aws
from .configuration import Configuration
from .model import Result, Status, exit_code

_STYLES = {
    Status.OK: "green",
    Status.WARNING: "yellow",
    Status.FAULT: "bold red",
    Status.NOT_CHECKED: "magenta",
    Status.SKIPPED: "dim",
}
_LISTED = 3  # more checks behind the same failed ones are one row
_PLAIN_WIDTH = 132  # without a terminal
_TROUBLESHOOTING = "docs/troubleshooting.md#"


def console(*, stderr: bool = False) -> Console:
    """Create a console with the width of the terminal, or wide enough for ARNs."""
    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=_PLAIN_WIDTH)


def table(results: Sequence[Result]) -> Table:
    """List all checks."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column("Status", no_wrap=True)
    made.add_column("Check", no_wrap=True)
    made.add_column("Seen", overflow="fold")
    behind = Counter(result.causes for result in results if result.causes)
    together = {causes for causes, number in behind.items() if number > _LISTED}
    for result in results:
        if result.causes in together:
            continue
        seen = Text("\n").join(
            Text(each.seen, _STYLES[each.status] if each.status is not Status.OK else "") for each in result.findings
        )
        made.add_row(Text(result.status, _STYLES[result.status]), result.check.id, seen)
    for causes in sorted(together):
        status = Text(Status.NOT_CHECKED, _STYLES[Status.NOT_CHECKED])
        made.add_row(status, f"{behind[causes]} checks", f"because of {', '.join(causes)}")
    return made


def advice(results: Sequence[Result]) -> Group:
    """List how to fix what isn't ok; checks that were not run because of another one have no fix."""
    parts: list[Text | Padding] = []
    for result in results:
        fixes = [each for each in result.findings if each.fix]
        if not fixes:
            continue
        parts.append(
            Text.assemble("\n", (f"{result.status}", _STYLES[result.status]), f" {result.check.id}: {result.check.title}")
        )
        parts += [Padding(Text(f"{each.seen}\n-> {each.fix}"), (0, 0, 0, 2)) for each in fixes]
        parts.append(Padding(Text(f"see {_TROUBLESHOOTING}{result.check.link}", "dim"), (0, 0, 0, 2)))
    return Group(*parts)


def summary(results: Sequence[Result], aws: Aws, seconds: float) -> str:
    """Summarize the results and the calls."""
    counts = Counter(result.status for result in results)
    found = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    calls, retries = aws.counts.total(), aws.retries
    made = f"{calls} call{'' if calls == 1 else 's'}" + (f", {retries} repeated" if retries else "")
    return f"{len(results)} checks: {found}. {made}, {seconds:.1f} s."


def show(target: Console, configuration: Configuration, results: Sequence[Result], aws: Aws, seconds: float) -> None:
    """Print all of it."""
    target.print(f"Runner {configuration.runner_id} in {configuration.region} of account {configuration.account}\n", markup=False)
    target.print(table(results))
    target.print(advice(results))
    target.print(f"\n{summary(results, aws, seconds)}", markup=False)


def as_json(configuration: Configuration, results: Sequence[Result], aws: Aws, seconds: float) -> str:
    """Return the same as JSON."""
    counts = Counter(result.status for result in results)
    content: Mapping[str, Any] = {
        "runner_id": configuration.runner_id,
        "region": configuration.region,
        "account": configuration.account,
        "exit_code": exit_code(results),
        "summary": {status.value: counts[status] for status in Status},
        "checks": [_check(result) for result in results],
        "calls": {"made": aws.counts.total(), "repeated": aws.retries, "by_name": dict(sorted(aws.counts.items()))},
        "seconds": round(seconds, 1),
    }
    return json.dumps(content, indent=2)


def _check(result: Result) -> dict[str, Any]:
    return {
        "id": result.check.id,
        "title": result.check.title,
        "status": result.status,
        "because_of": list(result.causes),
        "findings": [{"status": each.status, "seen": each.seen, "fix": each.fix} for each in result.findings],
        "see": f"{_TROUBLESHOOTING}{result.check.link}",
    }
