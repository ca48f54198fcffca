"""Runs the checks concurrently, each after those that it depends on."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .context import Context, Doctor
from .errors import AwsError, Kind
from .model import Check, Finding, Result, Status, not_checked, skipped
from .web import WebError

WORKERS = 8
_BLOCKING = (Status.FAULT, Status.NOT_CHECKED)


def examine(doctor: Doctor, checks: Mapping[str, Check], report: Callable[[Result], None] | None = None) -> list[Result]:
    """Run all checks, and return their results in the checks' order. `report` is called with each result when it is available.

    Threads are daemons: after Ctrl-C, which raises KeyboardInterrupt here, pending calls are not waited for.
    """
    waiting = dict(checks)
    done: dict[str, Result] = {}
    ready: queue.SimpleQueue[Check | None] = queue.SimpleQueue()
    # A Queue is Python code with a lock: Ctrl-C in the midst of it raises RuntimeError instead of KeyboardInterrupt.
    finished: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
    threads = [threading.Thread(target=_work, args=(doctor, ready, finished), daemon=True) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    try:
        while len(done) < len(checks):
            for each in _next(waiting, done, checks):
                del waiting[each.id]
                if causes := _causes(each, done):
                    finished.put(Result(each, (not_checked(f"because of {', '.join(causes)}"),), causes))
                else:
                    ready.put(each)
            result = _wait(finished)
            done[result.check.id] = result
            if report:
                report(result)
    finally:
        for _ in threads:
            ready.put(None)
    return [done[id_] for id_ in checks]


def make(doctor: Doctor, check: Check) -> Result:
    """Run one check; an error of AWS becomes a finding."""
    configuration = doctor.configuration
    if check.online and doctor.offline:
        return Result(check, (skipped("--offline"),))
    if absent := configuration.absent(check.needs):
        reason = f"the configuration has no {', '.join(absent)}: an older version of the module wrote it"
        return Result(check, (not_checked(reason, "Upgrade the module, apply, and pass its output again."),))
    try:
        found = tuple(check.run(Context(doctor, check)))
    except AwsError as error:
        found = (_unanswered(error),)
    except WebError as error:
        found = (not_checked(str(error), "Run the doctor where the address can be reached, or with --offline."),)
    return Result(check, found)


def _next(waiting: Mapping[str, Check], done: Mapping[str, Result], checks: Mapping[str, Check]) -> list[Check]:
    """List the checks that can run now; a dependency that isn't among the checks is ignored."""
    return [each for each in waiting.values() if all(id_ in done or id_ not in checks for id_ in each.depends_on)]


def _causes(check: Check, done: Mapping[str, Result]) -> tuple[str, ...]:
    """Return the failed checks that this one depends on, or their own causes."""
    failed = [done[id_] for id_ in check.depends_on if id_ in done and done[id_].status in _BLOCKING]
    return tuple(dict.fromkeys(cause for result in failed for cause in (result.causes or (result.check.id,))))


def _work(doctor: Doctor, ready: "queue.SimpleQueue[Check | None]", finished: "queue.SimpleQueue[Any]") -> None:
    while (check := ready.get()) is not None:
        try:
            finished.put(make(doctor, check))
        except BaseException as error:  # the main thread raises it
            finished.put(error)


def _wait(finished: "queue.SimpleQueue[Result | BaseException]") -> Result:
    while True:
        try:
            result = finished.get(timeout=0.2)  # an unlimited wait would block Ctrl-C on Windows
        except queue.Empty:
            continue
        if isinstance(result, BaseException):
            raise result
        return result


_ADVICE = {
    Kind.DENIED: "Allow it: docs/doctor.json is the policy that the doctor requires.",
    Kind.THROTTLED: "Run the doctor again when the account makes fewer calls.",
    Kind.NETWORK: "Run the doctor where AWS's API can be reached. Check proxies, DNS and firewalls.",
    Kind.CREDENTIALS: "Sign in to the runner's account, with --profile NAME or as for the AWS CLI.",
    Kind.NOT_FOUND: "It may have been deleted meanwhile. Run the doctor again.",
    Kind.OTHER: "Run the doctor again. If the error persists, look it up.",
}


def _unanswered(error: AwsError) -> Finding:
    return not_checked(f"{error.kind}: {error.call}: {error.message}", _ADVICE[error.kind])


def in_order(checks: Mapping[str, Check], chosen: set[str]) -> Iterator[tuple[str, Check]]:
    """Yield chosen checks and all that they depend on, in the checks' order."""
    wanted = set(chosen)
    for id_ in reversed([*checks]):
        if id_ in wanted:
            wanted |= set(checks[id_].depends_on)
    return ((id_, check) for id_, check in checks.items() if id_ in wanted)
