"""The pytest fixtures; a conftest.py imports them by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.doubles.host import ACCOUNT, Host, Run
from tests.support.terraform import cli, program
from tests.support.terraform.workspace import Files, Workspace


class Terraform(Protocol):
    """Makes workspaces."""

    def __call__(
        self,
        files: Files | Path,
        *,
        region: str = cli.REGION,
        account: str = ACCOUNT,
        env: dict[str, str] | None = None,
        versions: dict[str, list[str]] | None = None,
    ) -> Workspace:
        """Make a workspace from files or from a copy of a folder.

        `region` is the providers' where they aren't given one, `env` are further variables, and `versions` says which
        versions of a provider there are, by source address.
        """


@dataclass(frozen=True)
class Doubles:
    """What another program needs to work with the doubles."""

    env: dict[str, str]
    mirror: Path
    run: Run


@pytest.fixture(scope="session")
def doubles_host() -> Iterator[Host]:
    """One mirror and one home of doubles for each test process."""
    program.need_terraform()
    host = Host(program.provider_host())
    yield host
    host.close()


@pytest.fixture
def terraform(doubles_host: Host) -> Iterator[Terraform]:
    """Make workspaces: `terraform({"main.tf": "..."})`, `terraform(Path("dist/.."))`."""
    yield from _workspaces(doubles_host)


@pytest.fixture(scope="module")
def shared_terraform(doubles_host: Host) -> Iterator[Terraform]:
    """Make workspaces that live as long as the tests of a file, for what is applied once and looked at by many."""
    yield from _workspaces(doubles_host)


def _workspaces(doubles_host: Host) -> Iterator[Terraform]:
    made: list[Workspace] = []

    def make(
        files: Files | Path,
        *,
        region: str = cli.REGION,
        account: str = ACCOUNT,
        env: dict[str, str] | None = None,
        versions: dict[str, list[str]] | None = None,
    ) -> Workspace:
        run = doubles_host.run(account)
        variables = {**cli.environment(doubles_host, run, versions), "AWS_REGION": region, **(env or {})}
        folder = run.folder / "workspace"
        folder.mkdir()
        made.append(Workspace(folder, variables, run))
        return made[-1].write(files)

    yield make
    for workspace in made:
        workspace.close()


@pytest.fixture
def doubles_env(doubles_host: Host) -> Iterator[Doubles]:
    """Give environment and mirror, for a test that drives another program, such as the cdktf CLI."""
    run = doubles_host.run()
    yield Doubles(cli.environment(doubles_host, run), doubles_host.mirror(), run)
    run.close()
