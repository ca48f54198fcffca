"""The module, applied once for every scenario in every place."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from release.evidence.scenarios import SCENARIOS
from release.paths import MODULE
from tests.permissions.applied import Applied
from tests.permissions.once import once
from tests.permissions.places import PLACES, Place
from tests.support.doubles.host import Host
from tests.support.iam.policies import Json, permissions
from tests.support.terraform import Workspace, cli
from tests.support.terraform.fixtures import doubles_host, shared_terraform, terraform

__all__ = ["doubles_host", "shared_terraform", "terraform"]

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
    jobs = [(place, scenario) for place in PLACES for scenario in SCENARIOS]
    workspaces = [_workspace(host, PLACES[place]) for place, _ in jobs]
    inputs = [PLACES[place].inputs(scenario) for place, scenario in jobs]
    found: Resources = {place: {} for place in PLACES}
    with ThreadPoolExecutor(THREADS) as pool:
        for (place, scenario), resources in zip(jobs, pool.map(_apply, workspaces, inputs), strict=True):
            found[place][scenario] = resources
    return found


def _workspace(host: Host, place: Place) -> Workspace:
    """The module as the root: where it is called, Terraform checks its inputs once more."""
    run = host.run()
    folder = run.folder / "workspace"
    folder.mkdir()
    return Workspace(folder, {**cli.environment(host, run), "AWS_REGION": place.region}, run).write(MODULE)


def _apply(workspace: Workspace, inputs: Mapping[str, Any]) -> dict[str, Json]:
    try:
        return dict(workspace.apply(**inputs).resources)
    finally:
        workspace.close()
