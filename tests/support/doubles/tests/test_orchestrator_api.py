"""The orchestrator's API as the doubles play it, and what the provider makes of its answers."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.doubles.orchestrator.api import Api, ApiError, Organization
from tests.support.doubles.tests.test_orchestrator import RUNNER, SOURCES, changed, files
from tests.support.terraform import Terraform, Workspace

CONFIGURATION: dict[str, Any] = {"runner_configuration": {"job": {"environment": {}}}}
ADDRESS = "platform-orchestrator_serverless_ecs_runner.it"
RULE = "platform-orchestrator_runner_rule.it"


@pytest.fixture
def organization() -> Organization:
    organization = Api().organization("my-org")
    organization.create_runner("it", {**CONFIGURATION, "description": "ours"})
    return organization


def refused(call: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(ApiError) as error:
        call()
    return error.value.status, error.value.message


def test_an_update_keeps_what_is_left_out(organization: Organization) -> None:
    assert organization.update_runner("it", {**CONFIGURATION, "description": None})["description"] == "ours"
    assert organization.update_runner("it", {**CONFIGURATION, "description": "new"})["description"] == "new"


def test_conflicts_are_answered_as_the_api_words_them(organization: Organization) -> None:
    assert refused(lambda: organization.create_runner("it", CONFIGURATION)) == (409, "runner with id it already exists")
    rule = organization.create_rule("it", "shop", None)
    conflict = f"runner rule conflicts with existing rule '{rule['id']}' for runner 'it'"
    assert refused(lambda: organization.create_rule("other", "shop", "")) == (409, conflict)
    assert refused(lambda: organization.create_rule("other", "shop", "staging")) == (409, "runner 'other' not found")
    assert refused(lambda: organization.create_rule("it", None, "none")) == (409, "environment type 'none' not found")
    organization.environments |= {"shop/live": "it", "shop/test": "it", "bank/live": "other"}
    used = "runner it is in use by the environments: shop/live, shop/test"
    assert refused(lambda: organization.delete_runner("it")) == (409, used)
    assert refused(lambda: organization.delete_runner("none")) == (404, "runner not found")
    assert refused(lambda: organization.delete_rule("none")) == (404, "runner rule not found")


def test_the_rules_of_a_runner_are_deleted_with_it(organization: Organization) -> None:
    organization.create_runner("other", CONFIGURATION)
    organization.create_rule("it", None, None)
    organization.create_rule("other", "unknown", None)
    organization.delete_runner("it")
    assert organization.pairs == {("unknown", ""): "other"}


@pytest.mark.parametrize(
    ("name", "says"), [("TOKEN", "TOKEN is reserved"), ("RUNNER_GIT_SSH_KEYS", "must be set using a secret")]
)
def test_names_of_variables_are_refused_as_the_api_does(organization: Organization, name: str, says: str) -> None:
    values = {"runner_configuration": {"job": {"environment": {name: "x"}}}}
    status, message = refused(lambda: organization.update_runner("it", values))
    assert status == 400
    assert says in message


def test_each_api_has_organizations_of_its_own() -> None:
    api = Api()
    api.organization("one").create_runner("it", CONFIGURATION)
    assert api.organization("two").runners == api.organization("one", "https://other.example").runners == {}
    assert [*api.organization("one").runners] == ["it"]


def test_calls_take_the_time_that_they_are_told_to() -> None:
    api = Api()
    api.latency = (0.02, 0.03)
    start = time.monotonic()
    api.organization("one").create_runner("it", CONFIGURATION)
    assert time.monotonic() - start >= 0.02


@pytest.fixture
def root(terraform: Terraform) -> Workspace:
    source, version, prefix = SOURCES[1]
    described = changed("description", "ours")
    return terraform(files(described, source, version), env={f"{prefix}_ORG_ID": "my-org", f"{prefix}_AUTH_TOKEN": "token"})


def rewrite(root: Workspace, runner: dict[str, Any], rule: dict[str, Any] | None = None) -> None:
    written = files(runner, *SOURCES[1][:2])
    written["main.tf.json"]["resource"]["platform-orchestrator_runner_rule"]["it"] |= rule or {}
    root.write(written)


def test_a_description_that_is_taken_out_or_written_elsewhere_fails_in_every_apply(root: Workspace) -> None:
    root.apply()
    rewrite(root, RUNNER)
    for _ in range(2):
        assert 'description: was null, but now cty.StringVal("ours")' in root.apply_fails().text
    rewrite(root, changed("description", "ours"))
    assert root.plan().is_empty
    root.orchestrator.organization("my-org").change_runner("it", description="theirs")
    assert root.plan().actions == {ADDRESS: "update"}


def test_an_empty_description_taints_a_runner_in_every_apply(root: Workspace) -> None:
    rewrite(root, changed("description", ""))
    assert 'description: was cty.StringVal(""), but now null' in root.apply_fails().text
    assert root.plan().actions[ADDRESS] == "replace"
    assert "but now null" in root.apply_fails().text


def test_a_filter_that_is_null_keeps_its_value_and_an_empty_one_does_not(root: Workspace) -> None:
    rewrite(root, changed("description", "ours"), {"project_id": "shop"})
    assert root.apply()[RULE]["env_type_id"] == ""
    rewrite(root, changed("description", "ours"), {"project_id": None})
    assert root.plan().is_empty
    rewrite(root, changed("description", "ours"), {"project_id": ""})
    assert root.plan().actions == {RULE: "replace"}


def test_what_is_computed_and_not_configured_is_kept_until_something_changes(root: Workspace) -> None:
    secrets = {"A": "arn:aws:ssm:eu-central-1:123456789012:parameter/a"}
    rewrite(root, changed("runner_configuration.job.secrets", secrets))
    root.apply()
    rewrite(root, changed("runner_configuration.job.secrets", None))
    assert root.plan().is_empty
    rewrite(root, changed("runner_configuration.job.cluster", "other"))
    assert root.apply()[ADDRESS]["runner_configuration"]["job"]["secrets"] == {}


def test_what_is_gone_is_created_again_with_a_warning(root: Workspace) -> None:
    root.apply()
    root.orchestrator.organization("my-org").delete_runner("it")
    plan = root.plan()
    assert set(plan.actions.values()) == {"create"}
    assert {warning.summary for warning in plan.diagnostics.warnings} == {"Resource not found error"}
    assert "Runner with ID it not found in org my-org" in plan.diagnostics.text
