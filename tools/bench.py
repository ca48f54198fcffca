"""`make bench`: the time and memory of a synth, as Markdown on stdout, with progress on stderr, since it takes minutes.

Every case runs once in each round, so that a busy machine affects all of them; the result is the median of the rounds.
With `CDKTN_PYTHON` (an interpreter that has `cdktn` and `cdktn-provider-aws` installed), CDKTF's successor is also a case.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

import bindings
from release.paths import PROJECT

FLOOR = """
from cdktf import App, TerraformLocal, TerraformOutput, TerraformStack
app = App(outdir="out")
stack = TerraformStack(app, "floor")
TerraformOutput(stack, "word", value=TerraformLocal(stack, "a_word", "x").as_string)
app.synth()
"""
BUCKET = """
from {library} import App, TerraformStack
from {provider}.provider import AwsProvider
from {provider}.s3_bucket import S3Bucket
app = App(outdir="out")
stack = TerraformStack(app, "bucket")
AwsProvider(stack, "aws", region="eu-central-1")
S3Bucket(stack, "bucket", bucket="a-bucket")
app.synth()
"""
SUBSET = "from ecs_runner import bindings\nbindings.use_subset()\n"
RUNNERS = """
import sys
sys.path.insert(0, sys.argv[1])
import bindings
bindings.use_subset()
from cdktf import App
from stacks.backend import Backend
from stacks.runner import RunnerStack
app = App(outdir="out")
for number in range(int(sys.argv[2])):
    RunnerStack(app, f"runner-{number}", Backend())
app.synth()
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A command that is run and measured, in its own folder."""

    label: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None


@dataclass
class Result:
    """The runs of a case: seconds, and peak bytes of the largest process."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def time(self) -> float:
        """Median time in seconds."""
        return median(self.seconds)

    @property
    def megabytes(self) -> float:
        """Median peak memory."""
        return median(self.peaks) / 1e6


def cases(work: Path) -> dict[str, Case]:
    """List the cases, and write their programs to the folder `work`."""
    main = [sys.executable, str(PROJECT / "main.py")]
    fresh = work / "fresh-jsii-cache"

    def forget() -> None:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder := bindings.subset():
            shutil.rmtree(folder)

    found = {
        "floor": Case(label="no provider: one stack with a local and an output (the floor)", command=_app(work, FLOOR)),
        "ours": Case(label="**this project**: all stacks and the module", command=main),
        "app": Case(
            label="one bucket, `ecs_runner.bindings`",
            command=_app(work, SUBSET + BUCKET.format(library="cdktf", provider=bindings.PACKAGE)),
            environment={"PYTHONPATH": str(_site(work))},
        ),
        "cold": Case(
            label="this project, first run: subset created, jsii's cache empty",
            command=main,
            environment={"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(fresh)},
            prepare=forget,
        ),
        "full": Case(label="this project with full bindings", command=main, environment={bindings.SWITCH: "1"}),
        "naive": Case(
            label="one bucket, full bindings (plain import)",
            command=_app(work, BUCKET.format(library="cdktf", provider=bindings.PACKAGE)),
        ),
    }
    if python := os.environ.get("CDKTN_PYTHON"):
        app = _app(work, BUCKET.format(library="cdktn", provider="cdktn_provider_aws"))
        found["cdktn"] = Case(label="one bucket, `cdktn` (plain import)", command=[python, *app[1:]])
    return found


def growth(work: Path, counts: Sequence[int]) -> dict[int, Case]:
    """List apps with several runner stacks."""
    app = _app(work, RUNNERS)
    return {count: Case(label=str(count), command=[*app, str(PROJECT), str(count)]) for count in counts}


def _app(work: Path, code: str) -> list[str]:
    folder = Path(tempfile.mkdtemp(dir=work))
    (folder / "app.py").write_text(code, encoding="utf-8")
    return [sys.executable, str(folder / "app.py")]


def _site(work: Path) -> Path:
    """Copy the library to the layout of an installed package."""
    shutil.copytree(PROJECT / "modules", work / "site" / "ecs_runner")
    shutil.copytree(PROJECT / "bindings", work / "site" / "ecs_runner" / "bindings")
    return work / "site"


def measure(case: Case, work: Path) -> tuple[float, int]:
    """Run a case; return seconds, and the peak memory of its largest process, Python or Node."""
    case.prepare()
    folder = Path(tempfile.mkdtemp(dir=work))
    # Write bytecode, as Python does by default: without it, the compiler would be measured.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "CDKTF_OUTDIR": str(folder / "out"), **case.environment}
    with (folder / "log").open("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(case.command, cwd=folder, env=environment, stdout=log, stderr=log)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)  # includes the children that it has waited for
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            sys.exit(f"{case.label}: exit code {process.returncode}\n{log.read()}")
    shutil.rmtree(folder)
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run(chosen: Sequence[Case], rounds: int, work: Path) -> list[Result]:
    """Run all cases in turn, once in each round."""
    results = [Result() for _ in chosen]
    for number in range(1, rounds + 1):
        for case, result in zip(chosen, results, strict=True):
            seconds, peak = measure(case, work)
            result.seconds.append(seconds)
            result.peaks.append(peak)
            sys.stderr.write(f"round {number} of {rounds}: {case.label}: {seconds:.2f} s\n")
    return results


def comparison(labels: Sequence[str], results: Sequence[Result]) -> str:
    """Write the table of the cases, compared with the first one."""
    lines = ["| synth of | time | fastest to slowest | times the floor | memory |", "|---|--:|--:|--:|--:|"]
    lines += [
        f"| {label} | {each.time:.2f} s | {min(each.seconds):.2f} to {max(each.seconds):.2f} s "
        f"| {each.time / results[0].time:.1f} | {each.megabytes:.0f} MB |"
        for label, each in zip(labels, results, strict=True)
    ]
    return "\n".join(lines)


def growing(counts: Sequence[int], results: Sequence[Result]) -> str:
    """Write the table of growth: if each further stack costs the same, growth is linear."""
    lines = ["| runner stacks in one app | time | each further stack | memory |", "|--:|--:|--:|--:|"]
    for at, (count, each) in enumerate(zip(counts, results, strict=True)):
        further = "" if at == 0 else f"{(each.time - results[at - 1].time) / (count - counts[at - 1]) * 1000:.0f} ms"
        lines.append(f"| {count} | {each.time:.2f} s | {further} | {each.megabytes:.0f} MB |")
    return "\n".join(lines)


def machine() -> str:
    """Describe when and on which machine it was measured."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607
    return (
        f"{date.today().isoformat()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, Node {node.removeprefix('v')}"
    )


def main() -> None:
    """Run the benchmark with the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="+", metavar="CASE", help="floor ours app cold full naive cdktn; all by default")
    parser.add_argument("--stacks", type=int, nargs="+", default=[1, 10, 100], metavar="COUNT")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        compared = {key: case for key, case in cases(work).items() if not options.only or key in options.only}
        grown = growth(work, options.stacks)
        chosen = [*compared.values(), *grown.values()]
        # Create it now, so that only the case "cold" includes that; in a process, since a child's peak includes its parent's.
        subprocess.run([sys.executable, "-m", "bindings"], cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
        for case in chosen[:3]:
            measure(case, work)  # creates the app's subset, and warms the disk cache
        results = run(chosen, options.rounds, work)
    split = len(compared)
    ratio = ""
    if {"app", "naive"} <= compared.keys():
        times = {key: result.time for key, result in zip(compared, results, strict=False)}
        ratio = f" A plain import takes {times['naive'] / times['app']:.0f} times as long as the same app with the subset."
    sys.stdout.write(
        f"{machine()}. Median of {options.rounds} rounds, cases in turn. "
        f"Memory: the peak of the largest process, Python or Node.{ratio}\n\n"
        f"{comparison([case.label for case in compared.values()], results[:split])}\n\n"
        f"{growing(options.stacks, results[split:])}\n"
    )


if __name__ == "__main__":
    main()
