"""The pytest fixtures; a conftest.py imports them by name.

aws_server   moto, once for each process
stands       stands by the name of a runner in runners.py: stands("existing")
healthy      stands("full"), as it was after the apply: a test may break it
"""

import atexit
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from release.paths import MODULE
from tests.permissions.once import once
from tests.stand.runners import RUNNERS
from tests.stand.server import Server
from tests.stand.snapshot import Snapshot
from tests.stand.stand import ACCOUNT, Stand
from tests.support.doubles.host import Host
from tests.support.terraform import cli
from tests.support.terraform.fixtures import doubles_host
from tests.support.terraform.results import State
from tests.support.terraform.workspace import Workspace

__all__ = ["aws_server", "doubles_host", "healthy", "stands"]

Stands = Callable[[str], Stand]


# In the module, not in a fixture: each conftest that imports a fixture has one of its own, and moto is one for the process.
_BUILT: dict[str, tuple[Stand, Snapshot]] = {}


@cache
def _server() -> Server:
    server = Server()
    atexit.register(server.close)
    return server


@pytest.fixture(scope="session")
def aws_server() -> Server:
    """Run moto as long as the tests run."""
    return _server()


@pytest.fixture(scope="session")
def stands(aws_server: Server, doubles_host: Host, tmp_path_factory: pytest.TempPathFactory) -> Stands:
    """Build each runner once, and go back to that for each test that asks for it; there is one at a time."""

    def stand(name: str) -> Stand:
        if name not in _BUILT:
            state = once(tmp_path_factory, f"stand-{name}", lambda: _applied(doubles_host, RUNNERS[name]))
            aws_server.reset()
            made = Stand(str(RUNNERS[name]["region"]), ACCOUNT, aws_server.endpoint)
            made.outside.of(RUNNERS[name])
            made.build(State(resources=state["resources"], data={}, outputs=state["outputs"]))
            _BUILT[name] = made, aws_server.snapshot()
        aws_server.restore(_BUILT[name][1])
        return _BUILT[name][0]

    return stand


@pytest.fixture
def healthy(stands: Stands) -> Stand:
    """Give the full runner as it was applied."""
    return stands("full")


def _applied(host: Host, inputs: Any) -> dict[str, Any]:
    """Apply the module with the doubles of the providers, and return resources and outputs of its state."""
    run = host.run(ACCOUNT)
    folder = run.folder / "workspace"
    folder.mkdir()
    workspace = Workspace(folder, {**cli.environment(host, run), "AWS_REGION": inputs["region"]}, run)
    runner = {"module": {"runner": {"source": "./module", **inputs}}, "output": {"runner": {"value": "${module.runner}"}}}
    try:
        state = workspace.write({"module": MODULE, "main.tf.json": runner}).apply()
    finally:
        workspace.close()
    return {"resources": state.resources, "outputs": state.outputs}
