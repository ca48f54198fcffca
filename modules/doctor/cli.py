"""The command `ecs-runner`."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import boto3
import click
from botocore.exceptions import BotoCoreError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from . import report
from .aws import Aws
from .calls import action, by_call
from .checks import CHECKS
from .configuration import Configuration, ConfigurationError, read, terraform_output
from .context import Doctor
from .engine import examine
from .model import Result, exit_code

INTERRUPTED = 130
NOT_CHECKED = 2


class _Unusable(click.ClickException):
    """Nothing could be checked."""

    exit_code = NOT_CHECKED


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Work with runners that the Terraform module ecs-runner created."""


def _list_calls(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own signature
    if value:
        for call, checks in by_call(CHECKS.values()).items():
            click.echo(f"{call:48} {action(call):44} {', '.join(checks)}")
        context.exit()


@cli.command(epilog="Exit code: 1 if there is any fault, otherwise 2 if something couldn't be checked, otherwise 0.")
@click.argument("file", type=click.File(), required=False)
@click.option(
    "--terraform",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Run terraform (or tofu) output -json in this directory.",
)
@click.option("--output", metavar="NAME", help="Name of the output with the runner's configuration, if there are several.")
@click.option("--image", help="Image that the registration sets, if any.")
@click.option("--public-ip/--no-public-ip", default=None, help="Whether the registration assigns public IP addresses to tasks.")
@click.option("--profile", help="Named profile of the AWS CLI configuration.")
@click.option("--region", help="Region of the runner, if the configuration has none.")
@click.option("--offline", is_flag=True, help="Connect to AWS only: skip the issuer's documents.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
@click.option(
    "--list-calls",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_calls,
    help="List the AWS API calls, with the permission that each requires, and the checks that make it.",
)
def doctor(
    *,
    file: TextIO | None,
    folder: Path | None,
    output: str | None,
    image: str | None,
    public_ip: bool | None,
    profile: str | None,
    region: str | None,
    offline: bool,
    as_json: bool,
) -> None:
    """Check whether a runner works, with read-only calls to AWS APIs.

    FILE contains the module's output runner_configuration, as JSON of terraform output -json or as a cdktf outputs file. Without
    FILE, it is read from stdin.
    """
    try:
        configuration = read(_text(file, folder), output, region)
    except ConfigurationError as error:
        raise _Unusable(str(error)) from error
    if image is not None:
        configuration = replace(configuration, image=image)
    if public_ip is not None:
        configuration = replace(configuration, is_public_ip_enabled=public_ip)
    try:
        session = boto3.Session(profile_name=profile, region_name=configuration.region)
    except BotoCoreError as error:  # the profile doesn't exist
        raise _Unusable(str(error)) from error
    sys.exit(run(configuration, session, offline=offline, as_json=as_json))


def _text(file: TextIO | None, folder: Path | None) -> str:
    if folder is not None:
        return terraform_output(folder)
    if file is None and sys.stdin.isatty():
        raise _Unusable("there is no input. Pass FILE, --terraform DIR, or: terraform output -json | ecs-runner doctor")
    return str((file or sys.stdin).read())


def run(configuration: Configuration, session: boto3.Session, *, offline: bool, as_json: bool) -> int:
    """Run all checks, print the results, and return the exit code."""
    started, found = time.monotonic(), list[Result]()
    with _progress() as step:
        aws = Aws(session, configuration.region, lambda call: step(call, 0))

        def done(result: Result) -> None:
            found.append(result)
            step(result.check.id, 1)

        try:
            examine(Doctor(configuration=configuration, aws=aws, offline=offline), CHECKS, done)
        except KeyboardInterrupt:
            interrupted = True
        else:
            interrupted = False
    order = list(CHECKS)
    results, seconds = sorted(found, key=lambda each: order.index(each.check.id)), time.monotonic() - started
    if as_json:
        click.echo(report.as_json(configuration, results, aws, seconds))
    else:
        report.show(report.console(), configuration, results, aws, seconds)
    if interrupted:
        click.echo(f"interrupted: {len(results)} of {len(CHECKS)} checks were completed", err=True)
        return INTERRUPTED
    return exit_code(results)


class _progress:  # noqa: N801 - used as a function
    """A progress bar on stderr, if stderr is a terminal."""

    def __enter__(self) -> Callable[[str, int], None]:
        console = report.console(stderr=True)
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        task = self._bar.add_task("", total=len(CHECKS))
        self._bar.start()
        return lambda what, steps: self._bar.update(task, description=what, advance=steps)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
