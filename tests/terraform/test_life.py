"""What becomes of an applied runner: each change does what the table in release/evidence/changes says, and leaves an empty plan.

The runners are applied once; changes of the same runner that have nothing to do with each other are planned together, and those
that create or replace something are applied together.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest

from modules.core.editions import EDITIONS
from modules.inputs.job_variables import STATE_LOCKING
from release.evidence.changes import BASES, CHANGES, Change
from release.graph import Graph
from release.paths import MODULE
from release.writer import read_folder
from tests.support.doubles.aws.place import Place
from tests.support.terraform import Plan, State, Terraform, TerraformFailed, Workspace
from tests.support.terraform.calls import instances
from tests.terraform.configurations import ACCOUNT, OIDC_PROVIDER, REGION
from tests.terraform.groups import Groups, resources

GROUPS = Groups(CHANGES, twice=os.environ.get("CHANGES") == "twice")
TAGS = {"tags", "tags_all"}


def _of(input_: str) -> list[Change]:
    return [change for change in CHANGES if change.input == input_]


class Runners:
    """The runners, each applied when it is first needed, and what changes would do; the provider's own region is not theirs."""

    def __init__(self, terraform: Terraform) -> None:
        self._terraform = terraform
        self._applied: dict[str, Workspace] = {}
        self._plans: dict[tuple[int, ...], Plan] = {}

    def __getitem__(self, base: str) -> Workspace:
        """An applied runner."""
        if base not in self._applied:
            self._applied[base] = self._terraform(MODULE, region="us-east-1")
            _apply(self._applied[base], base, {})
        return self._applied[base]

    def plan(self, *changes: Change) -> Plan:
        """What changes of one runner would do together."""
        key = tuple(map(id, changes))
        if key not in self._plans:
            base = changes[0].base
            inputs = {name: value for change in changes for name, value in change.inputs.items()}
            # Nothing has changed since the runner was applied, and planned empty.
            self._plans[key] = self[base].plan("-refresh=false", **{**BASES[base].inputs, **inputs})
        return self._plans[key]

    def is_as_told(self, changes: Sequence[Change]) -> bool:
        """Tell whether changes together do what the table says of each; if not, a plan of one alone tells more."""
        try:
            plan = self.plan(*changes)
        except TerraformFailed:
            return False
        return plan.actions == self.expected(changes, plan)

    def expected(self, changes: Sequence[Change], plan: Plan) -> dict[str, str]:
        """List what the table says, by instance; one that doesn't exist stays in, as its resource."""
        addresses = {*self[changes[0].base].state.resources, *plan.actions}
        return {
            instance: action
            for change in changes
            for action, touched in change.actions.items()
            for resource in touched
            for instance in [each for each in addresses if f"{each}[".startswith(f"{resource}[")] or [resource]
        }


@pytest.fixture(scope="module")
def runners(shared_terraform: Terraform) -> Runners:
    """The runners, for all tests here."""
    return Runners(shared_terraform)


@pytest.mark.parametrize("change", CHANGES, ids=[f"{each.base}-{number}-{each.input}" for number, each in enumerate(CHANGES)])
def test_a_change_does_what_the_table_says(runners: Runners, change: Change) -> None:
    """In each of its groups; where that isn't so, alone."""
    if not all(runners.is_as_told(group) for group in GROUPS.of(change)):
        plan = runners.plan(change)
        assert plan.actions == runners.expected([change], plan)


@pytest.mark.parametrize("base", BASES)
def test_there_are_as_many_of_each_resource_as_the_readme_says(runners: Runners, base: str) -> None:
    inputs, state = BASES[base].inputs, runners[base].state
    for resource in Graph(read_folder(MODULE)).resources():
        number = sum(address.partition("[")[0] == resource.address for address in state.resources)
        match resource.how_many.split("`"):
            case ["1"]:
                assert number == 1, resource
            case ["0 or 1"]:
                assert number <= 1, resource
            case ["1 for each of ", name, ""]:
                assert number == len(inputs.get(name, {})), resource
            case _:
                assert resource.how_many == "0 or more"


@pytest.mark.parametrize("twice", [False, True])
def test_no_two_changes_share_an_input_or_a_resource_in_a_plan_or_two_plans(*, twice: bool) -> None:
    groups = Groups(CHANGES, twice=twice)
    pairs = [(one, other) for group in groups for one, other in combinations(group, 2)]
    assert len({frozenset((id(one), id(other))) for one, other in pairs}) == len(pairs) > len(CHANGES)
    assert [(one.input, other.input) for one, other in pairs if one.inputs.keys() & other.inputs.keys()] == []
    assert [(one.input, other.input) for one, other in pairs if resources(one) & resources(other)] == []
    for change in CHANGES:
        of = groups.of(change)
        alone_or_nothing = len(of[0]) == 1 or not any(map(resources, of[0]))
        assert len(of) == (2 if twice and not alone_or_nothing else 1), change.input


@pytest.mark.parametrize("change", _of("additional_tags"), ids=lambda change: change.base)
def test_a_changed_tag_is_all_that_its_plan_shows(runners: Runners, change: Change) -> None:
    _only_tags_change(runners.plan(change))


@pytest.mark.parametrize("change", _of("iam_role_path"), ids=lambda change: change.base)
def test_roles_with_another_path_have_their_policies_again(runners: Runners, change: Change) -> None:
    """AWS deletes them with the roles: they refer to what is unknown until the roles exist again, and so are replaced."""
    workspace, plan = runners[change.base], runners.plan(change)
    before = workspace.state
    roles, policies = before.of_type("aws_iam_role"), _policies(before)
    assert plan.having("replace") == {*roles, *policies}
    _apply(workspace, change.base, change.inputs)
    assert _policies(workspace.state) == policies
    workspace.apply(**BASES[change.base].inputs)  # other tests expect the runner as it was


@pytest.mark.parametrize("base", BASES)
def test_after_changes_the_plan_is_empty_and_outputs_exist(runners: Runners, base: str) -> None:
    """After the way back as well, on which fewer zones fail while endpoints are in them.

    Terraform removes a subnet before it updates what refers to it: the endpoint is still in it.
    """
    for together in _together(base):
        _apply(runners[base], base, together)
    if base == "full":  # the table says to remove the endpoints first
        assert together["availability_zone_count"] == 3
        assert "DependencyViolation" in runners[base].apply_fails(**BASES[base].inputs).text
        _apply(runners[base], base, {"vpc_endpoints": []})
    _apply(runners[base], base, {})


def test_a_module_that_depends_on_a_changed_resource_replaces_nothing(shared_terraform: Terraform) -> None:
    workspace = shared_terraform({"module": MODULE, "main.tf.json": _with_image("1")})
    workspace.apply()
    workspace.write({"main.tf.json": _with_image("1", depends_on=["aws_ecr_repository.image"])})
    assert workspace.plan().is_empty
    workspace.write({"main.tf.json": _with_image("2", depends_on=["aws_ecr_repository.image"])})
    plan = workspace.plan()
    assert {*plan.actions.values()} == {"update"}
    workspace.apply(plan)
    assert workspace.plan().is_empty


def test_a_zone_that_aws_adds_changes_nothing(runners: Runners, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = runners["full"]
    monkeypatch.setattr(Place, "zones", property(lambda place: [f"{place.region}{letter}" for letter in "0abc"]))
    monkeypatch.setattr(Place, "zone_ids", property(lambda place: [f"{place.region}-az{number}" for number in range(4)]))
    plan = workspace.plan(**BASES["full"].inputs)
    assert plan.data["data.aws_availability_zones.available[0]"]["names"][0] == f"{REGION}0"
    assert plan.is_empty


def test_runners_in_two_regions_live_side_by_side(shared_terraform: Terraform) -> None:
    workspace = shared_terraform({"module": MODULE, "main.tf.json": _in_two_regions({})})
    state = workspace.apply()
    assert {item["region"] for item in state.of_type("aws_s3_bucket").values()} == {REGION, "eu-central-1"}
    assert workspace.plan().is_empty
    workspace.write({"main.tf.json": _in_two_regions({"Team": "platform"})})
    _only_tags_change(workspace.plan())


def _apply(workspace: Workspace, base: str, changed: Mapping[str, Any]) -> None:
    inputs = {**BASES[base].inputs, **changed}
    state = workspace.apply(**inputs)
    assert state.diagnostics == ()
    assert sorted({*_texts(state.outputs)} - {*_existing(state, inputs)}) == [], changed
    plan = workspace.plan(**inputs)
    assert plan.is_empty, (changed, plan.actions)


def _policies(state: State) -> dict[str, str]:
    """The policies of roles, each with its role."""
    found = {**state.of_type("aws_iam_role_policy"), **state.of_type("aws_iam_role_policy_attachment")}
    return {address: values["role"] for address, values in found.items()}


def _together(base: str) -> Iterator[dict[str, Any]]:
    """Put changes that create or replace something together, as long as none of them sets what another one does.

    Another region stays alone: keys and secrets of this one are refused there.
    """
    groups: list[dict[str, Any]] = []
    for change in CHANGES:
        if change.base == base and (change.creates or change.replaces):
            alone = "region" in change.inputs
            group = next((group for group in groups if not alone and not group.keys() & {"region", *change.inputs}), None)
            if group is None:
                groups.append(group := {})
            group.update(change.inputs)
    return iter(groups)


def _existing(state: State, inputs: Mapping[str, Any]) -> Iterator[str]:
    """Name what outputs may refer to: what is in the state, and what the caller has."""
    yield from ("aws", *_texts(inputs), *STATE_LOCKING.values())
    for edition in EDITIONS:
        yield from filter(None, (edition.name, edition.task_definition_family_prefix, edition.oidc_hostname))
    yield f"arn:aws:ecs:{inputs['region']}:{ACCOUNT}:cluster/{inputs.get('existing_ecs_cluster_name')}"
    for values in state.resources.values():
        yield from _texts([values.get(name) for name in ("id", "arn", "name", "bucket", "dashboard_name", "hex")])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value and isinstance(value, str):
        yield value


def _only_tags_change(plan: Plan) -> None:
    changed = {address: change for address, change in plan.changes.items() if change.action != "no-op"}
    assert changed
    assert {address: change.action for address, change in changed.items() if change.action != "update"} == {}
    assert {address: change.changed - TAGS for address, change in changed.items() if change.changed - TAGS} == {}
    assert {address: change.unknown for address, change in changed.items() if change.unknown.keys() - {"tags_all"}} == {}


def _with_image(tag: str, **more: Any) -> dict[str, Any]:
    """A runner with everything, one that uses what exists, and an image of theirs."""
    cases = {base: {**BASES[base].inputs, "runner_id": base} for base in ("full", "existing")}
    return {
        "resource": {"aws_ecr_repository": {"image": {"name": "image", "tags": {"a": tag}}}},
        "module": {"runner": {**instances("./module", cases), **more}},
    }


def _in_two_regions(tags: dict[str, str]) -> dict[str, Any]:
    """Two runners, of which the second trusts the OIDC provider that the first one creates."""
    inputs = {**BASES["minimal"].inputs, "additional_tags": tags, "region": "${each.key}"}
    inputs["existing_oidc_provider_arn"] = f'${{each.key == "{REGION}" ? null : {json.dumps(OIDC_PROVIDER)}}}'
    return {"module": {"runner": {"source": "./module", "for_each": f'${{toset(["{REGION}", "eu-central-1"])}}', **inputs}}}
