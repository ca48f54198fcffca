"""Makes the checks, several at once, each once those that it depends on are done."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .aws import AwsError, Kind
from .context import Context, Doctor
from .model import Check, Finding, Result, Status, not_checked, skipped
from .web import WebError

WORKERS = 8
_BLOCKING = (Status.FAULT, Status.NOT_CHECKED)


def examine(doctor: Doctor, checks: Mapping[str, Check], report: Callable[[Result], None] | None = None) -> list[Result]:
    """Make all checks, and return their results in the checks' order. `report` is called with each as it comes.

    Threads are daemons: after Ctrl-C, which raises KeyboardInterrupt here, nobody waits for an answer that is under way.
    """
    waiting = dict(checks)
    done: dict[str, Result] = {}
    ready: queue.SimpleQueue[Check | None] = queue.SimpleQueue()
    finished: queue.Queue[Result | BaseException] = queue.Queue()
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
    """Make one check, whatever AWS answers."""
    configuration = doctor.configuration
    if check.online and doctor.offline:
        return Result(check, (skipped("--offline"),))
    if absent := configuration.absent(check.needs):
        reason = f"the configuration has no {', '.join(absent)}: an older version of the module wrote it"
        return Result(check, (not_checked(reason, "Update the module, apply, and pass its output again."),))
    try:
        found = tuple(check.run(Context(doctor, check)))
    except AwsError as error:
        found = (_unanswered(error),)
    except WebError as error:
        found = (not_checked(str(error), "Run this where the address can be reached, or with --offline."),)
    return Result(check, found)


def _next(waiting: Mapping[str, Check], done: Mapping[str, Result], checks: Mapping[str, Check]) -> list[Check]:
    """List what can be made now; a dependency that isn't among the checks isn't waited for."""
    return [each for each in waiting.values() if all(id_ in done or id_ not in checks for id_ in each.depends_on)]


def _causes(check: Check, done: Mapping[str, Result]) -> tuple[str, ...]:
    """Name the failed checks behind which this one is, or those behind which they are themselves."""
    failed = [done[id_] for id_ in check.depends_on if id_ in done and done[id_].status in _BLOCKING]
    return tuple(dict.fromkeys(cause for result in failed for cause in (result.causes or (result.check.id,))))


def _work(doctor: Doctor, ready: "queue.SimpleQueue[Check | None]", finished: "queue.Queue[Any]") -> None:
    while (check := ready.get()) is not None:
        try:
            finished.put(make(doctor, check))
        except BaseException as error:  # the main thread raises it
            finished.put(error)


def _wait(finished: "queue.Queue[Result | BaseException]") -> Result:
    while True:
        try:
            result = finished.get(timeout=0.2)  # a wait without end would hold up Ctrl-C on Windows
        except queue.Empty:
            continue
        if isinstance(result, BaseException):
            raise result
        return result


_ADVICE = {
    Kind.DENIED: "Allow it: docs/doctor.json is the policy that the doctor needs.",
    Kind.THROTTLED: "Run it again when the account makes fewer calls.",
    Kind.NETWORK: "Run it where AWS's API can be reached: look at proxies, DNS and firewalls.",
    Kind.CREDENTIALS: "Sign in to the runner's account: with --profile NAME, or as for the AWS CLI.",
    Kind.NOT_FOUND: "It may have been deleted meanwhile: run it again.",
    Kind.OTHER: "Run it again; if it stays so, look the error up.",
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
