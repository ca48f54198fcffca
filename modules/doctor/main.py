"""Starts `ecs-runner`, or reports a missing package."""

import sys

_PACKAGES = ("boto3", "botocore", "click", "rich")


def main() -> None:
    """Run the command; errors are one line, never a traceback."""
    try:
        from .cli import INTERRUPTED, cli
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        fix = "pip install boto3 click rich"
        sys.exit(_say(f"ecs-runner needs {error.name}, which is not installed: {fix}", 2))
    except KeyboardInterrupt:
        sys.exit(_say("interrupted", 130))
    import click

    try:
        cli.main(prog_name="ecs-runner", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_say("interrupted", INTERRUPTED))


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return code
