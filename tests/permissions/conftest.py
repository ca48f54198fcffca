"""The module, applied once for every scenario in every place."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from release.evidence.scenarios import SCENARIOS
from release.paths import MODULE
from tests.permissions.applied import Applied
from tests.permissions.once import once
from tests.permissions.places import PLACES, Place
from tests.support.doubles.host import Host
from tests.support.iam.policies import Json, permissions
from tests.support.terraform import Workspace, cli
from tests.support.terraform.calls import alone
from tests.support.terraform.fixtures import doubles_host, shared_terraform, terraform

__all__ = ["doubles_host", "shared_terraform", "terraform"]

TOGETHER = 4
THREADS = 3  # while the first test process applies, the others wait for it

Resources = dict[str, dict[str, dict[str, Json]]]  # by place, scenario and address in the module


@pytest.fixture(scope="session")
def applied(doubles_host: Host, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Applied]:
    """Every scenario in every place, by (place, scenario)."""
    found: Resources = once(tmp_path_factory, "applied", lambda: _apply_everywhere(doubles_host))
    return {
        (place, scenario): Applied(scenario, PLACES[place], resources, permissions(resources))
        for place, scenarios in found.items()
        for scenario, resources in scenarios.items()
    }


def _apply_everywhere(host: Host) -> Resources:
    jobs = [(place, names) for place in PLACES for names in _pairs()]
    workspaces = [_workspace(host, PLACES[place], names) for place, names in jobs]
    found: Resources = {place: {} for place in PLACES}
    with ThreadPoolExecutor(THREADS) as pool:
        for (place, names), resources in zip(jobs, pool.map(_apply, workspaces), strict=True):
            found[place] |= {name: _within(f"module.{name}.", resources) for name in names}
    return found


def _pairs() -> list[list[str]]:
    """Terraform's work grows faster than its graph: more scenarios together take longer than one after the other."""
    names = list(SCENARIOS)
    return [names[first : first + TOGETHER] for first in range(0, len(names), TOGETHER)]


def _workspace(host: Host, place: Place, names: list[str]) -> Workspace:
    run = host.run()
    folder = run.folder / "workspace"
    folder.mkdir()
    env = {**cli.environment(host, run), "AWS_REGION": place.region}
    runners = {name: {"source": "./module", **place.inputs(name)} for name in names}
    return Workspace(folder, env, run).write({"main.tf.json": alone(runners), "module": MODULE})


def _apply(workspace: Workspace) -> Mapping[str, Json]:
    try:
        return workspace.apply().resources
    finally:
        workspace.close()


def _within(prefix: str, resources: Mapping[str, Json]) -> dict[str, Json]:
    return {address.removeprefix(prefix): values for address, values in resources.items() if address.startswith(prefix)}
