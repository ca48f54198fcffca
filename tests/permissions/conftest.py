"""The module, applied once for every scenario in every place."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from release.evidence.scenarios import SCENARIOS
from release.paths import MODULE
from tests.permissions.applied import Applied
from tests.permissions.once import once
from tests.permissions.places import ACCOUNT, PLACES, Place
from tests.support.doubles.host import Host
from tests.support.iam.policies import Json, permissions
from tests.support.terraform import Workspace, cli
from tests.support.terraform.calls import in_one_account, instances
from tests.support.terraform.fixtures import doubles_host, shared_terraform, terraform

__all__ = ["doubles_host", "shared_terraform", "terraform"]

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
    """Place by place, side by side: while the first test process applies, the others wait for it."""
    workspaces = [_workspace(host, place) for place in PLACES.values()]
    with ThreadPoolExecutor(len(PLACES)) as pool:
        return dict(zip(PLACES, pool.map(_apply, workspaces), strict=True))


def _workspace(host: Host, place: Place) -> Workspace:
    run = host.run()
    folder = run.folder / "workspace"
    folder.mkdir()
    env = {**cli.environment(host, run), "AWS_REGION": place.region}
    inputs = in_one_account({scenario: place.inputs(scenario) for scenario in SCENARIOS}, ACCOUNT, place.partition)
    return Workspace(folder, env, run).write(
        {"module": MODULE, "main.tf.json": {"module": {"runner": instances("./module", inputs)}}}
    )


def _apply(workspace: Workspace) -> dict[str, dict[str, Json]]:
    """The resources of each scenario, by address in the module."""
    try:
        state = workspace.apply()
    finally:
        workspace.close()
    return {scenario: state.within(f'module.runner["{scenario}"]').resources for scenario in SCENARIOS}
