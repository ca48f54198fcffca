"""What the API refuses, what docs/troubleshooting.md says about it, and the way on from there."""

from typing import Any

import pytest

from release.paths import MODULE
from tests.support.doubles.orchestrator.api import Organization
from tests.support.terraform import Terraform, Workspace
from tests.support.terraform.cli import call
from tests.terraform.older import HERE as OLDER
from tests.terraform.test_registration import CONFIGURATION, TOKENS
from tests.terraform.test_registration_changes import LATENCY, ROUNDS, SENTENCE

REGISTRATION = "module.registration"
RUNNER = f"{REGISTRATION}.platform-orchestrator_serverless_ecs_runner.runner"
RULE = f"{REGISTRATION}.platform-orchestrator_runner_rule.rules"
RULES = {"shop": {"project_id": "shop"}, "live": {"project_id": "shop", "env_type_id": "production"}}
SOURCE = "stellwerk-labs/platform-orchestrator"


def registered(source: str = "./registration", **inputs: Any) -> dict[str, Any]:
    runner_id = inputs.pop("runner_id", "my-runner")
    call = {"source": source, "runner": {**CONFIGURATION, "runner_id": runner_id}, "rules": RULES, **inputs}
    return {"main.tf.json": {"module": {"registration": call}}}


@pytest.fixture
def root(terraform: Terraform) -> Workspace:
    files = {"registration": MODULE / "modules" / "registration-stellwerk", **registered()}
    return terraform(files, env=TOKENS["stellwerk"])


@pytest.fixture
def organization(root: Workspace) -> Organization:
    return root.orchestrator.organization("my-org")


def test_a_runner_and_rules_that_exist_can_be_imported(root: Workspace, organization: Organization) -> None:
    root.apply()
    ids = {f"{rule['project_id']}/{rule['env_type_id'] or '*'}": id_ for id_, rule in organization.rules.items()}
    (root.folder / "terraform.tfstate").unlink()
    assert "runner with id my-runner already exists" in root.apply_fails().text

    blocks = [{"to": RUNNER, "id": "my-runner"}, *({"to": f'{RULE}["{key}"]', "id": id_} for key, id_ in ids.items())]
    root.write({"import.tf.json": {"import": blocks}})
    plan = root.plan()
    assert plan.actions == {block["to"]: "import" for block in blocks}
    root.apply(plan)
    assert root.plan().is_empty
    assert organization.rules.keys() == set(ids.values())


def test_a_pair_of_another_runner_is_refused_until_that_one_gives_it_up(root: Workspace, organization: Organization) -> None:
    root.apply()
    other = {"source": "./registration", "runner": {**CONFIGURATION, "runner_id": "other"}, "rules": {"a": RULES["shop"]}}
    files = registered()
    files["main.tf.json"]["module"]["other"] = other
    root.write(files)
    (said,) = root.apply_fails().errors
    assert "status code: 409" in said.text
    assert "conflicts with existing rule" in said.text
    assert "for runner 'my-runner'" in said.text
    files["main.tf.json"]["module"]["registration"]["rules"] = {"live": RULES["live"]}
    root.apply(f"-target={REGISTRATION}")
    root.write(files)
    root.apply(f"-target={REGISTRATION}")
    root.apply()
    assert root.plan().is_empty
    assert organization.pairs == {("shop", ""): "other", ("shop", "production"): "my-runner"}


def test_an_unknown_type_of_environment_is_refused_and_an_unknown_project_is_not(root: Workspace) -> None:
    root.write(registered(rules={"a": {"env_type_id": "no-such-type"}, "b": {"project_id": "no-such-project"}}))
    (said,) = root.apply_fails().errors
    assert "environment type 'no-such-type' not found" in said.text
    root.orchestrator.organization("my-org").env_types.add("no-such-type")
    root.apply()
    assert root.plan().is_empty


def test_rules_come_back_after_a_destroy_or_a_new_id_that_was_refused(root: Workspace, organization: Organization) -> None:
    root.apply()
    pairs = organization.pairs
    organization.environments["shop/live"] = "my-runner"
    in_use = "runner my-runner is in use by the environments: shop/live"
    assert in_use in root.apply_fails("-destroy").text
    assert organization.pairs == {}  # Terraform destroys what depends on the runner before
    root.apply()
    assert organization.pairs == pairs

    root.write(registered(runner_id="your-runner"))
    assert in_use in root.apply_fails().text
    assert organization.pairs == {}
    root.write(registered())
    root.apply()
    assert organization.pairs == pairs
    assert [*organization.runners] == ["my-runner"]

    del organization.environments["shop/live"]
    root.write(registered(runner_id="your-runner"))
    root.apply()
    assert set(organization.pairs.values()) == {"your-runner"}
    assert root.plan().is_empty


def test_a_runner_can_be_replaced_with_its_rules_or_before_them(root: Workspace, organization: Organization) -> None:
    root.apply()
    pairs = organization.pairs
    root.apply(f"-replace={RUNNER}", *(f'-replace={RULE}["{key}"]' for key in ("shop/*", "shop/production")))
    assert organization.pairs == pairs
    assert root.plan().is_empty

    root.apply(f"-replace={RUNNER}")
    assert organization.pairs == {}  # the API deletes the rules with the runner
    again = root.plan()
    assert again.actions == {f'{RULE}["shop/*"]': "create", f'{RULE}["shop/production"]': "create"}
    root.apply(again)
    assert organization.pairs == pairs
    assert root.plan().is_empty


def test_a_tainted_runner_can_be_replaced_or_kept(root: Workspace, organization: Organization) -> None:
    root.apply()
    pairs = organization.pairs
    assert call(root.folder, root.env, "taint", RUNNER).code == 0
    assert root.plan().actions == {RUNNER: "replace"}
    assert call(root.folder, root.env, "untaint", RUNNER).code == 0
    assert root.plan().is_empty
    assert call(root.folder, root.env, "taint", RUNNER).code == 0
    root.apply()
    root.apply()
    assert organization.pairs == pairs
    assert root.plan().is_empty


def test_rules_of_0_1_0_get_their_new_addresses_without_a_conflict(terraform: Terraform) -> None:
    """The runner is updated in the same apply, be it by the description: Terraform destroys what depends on it before that."""
    copies = range(max(ROUNDS, 3))
    without = dict.fromkeys(f"runner-{number:02}" for number in copies)
    described = {f"described-{number:02}": "as before" for number in copies}

    def calls(source: str, descriptions: dict[str, Any]) -> dict[str, Any]:
        call = {
            "source": source,
            "for_each": descriptions,
            "runner": {**CONFIGURATION, "runner_id": "${each.key}"},
            "description": "${each.value}",
            "rules": {"a": {"project_id": "${each.key}"}, "b": {"project_id": "${each.key}", "env_type_id": "production"}},
        }
        return {"main.tf.json": {"module": {"registration": call}}}

    root = terraform({"registration": MODULE / "modules" / "registration-stellwerk"}, env=TOKENS["stellwerk"])
    root.write({"older/main.tf": (OLDER / "registration_0_1_0.tf").read_text(), **calls("./older", {**without, **described})})
    root.apply()
    root.orchestrator.latency = LATENCY
    root.orchestrator.calls.clear()
    root.write(calls("./registration", {**without, **dict.fromkeys(described, "as before, with other addresses")}))
    root.apply()
    for name in {**without, **described}:
        asked = [what for what, of_what in root.orchestrator.calls if of_what.startswith(name)]
        assert asked == ["delete", "delete", "update", "create", "create"]
    assert root.plan().is_empty


def test_rules_of_0_1_0_can_keep_existing_at_their_new_addresses(root: Workspace, organization: Organization) -> None:
    root.write({"older/main.tf": (OLDER / "registration_0_1_0.tf").read_text(), **registered("./older", description=SENTENCE)})
    root.apply()
    root.write(registered()).init()
    for old, new in {"shop": "shop/*", "live": "shop/production"}.items():
        moved = call(root.folder, root.env, "state", "mv", f'{RULE}["{old}"]', f'{RULE}["{new}"]')
        assert moved.code == 0, moved.errors
    rules = dict(organization.rules)
    assert root.plan().is_empty
    root.apply()
    assert organization.rules == rules


@pytest.mark.parametrize(
    ("edition", "source", "offered", "chosen"),
    [
        ("humanitec", "humanitec/platform-orchestrator", ["2.10.2", "2.11.0", "3.0.0"], "2.11.0"),
        ("humanitec", "humanitec/platform-orchestrator", ["2.0.0", "2.10.2", "3.0.0"], None),
        ("stellwerk", SOURCE, ["1.0.0", "1.0.1", "2.0.0", "3.0.0"], "2.0.0"),
        ("stellwerk", SOURCE, ["1.0.0"], "1.0.0"),
    ],
)
def test_the_newest_provider_with_the_runner_is_chosen(
    terraform: Terraform, edition: str, source: str, offered: list[str], chosen: str | None
) -> None:
    root = terraform(MODULE / "modules" / f"registration-{edition}", env=TOKENS[edition], versions={source: offered})
    if chosen is None:
        assert "no available releases match the given constraints >= 2.11.0, < 3.0.0" in root.init_fails().text.replace("\n", " ")
    else:
        root.init()
        assert f'version     = "{chosen}"' in (root.folder / ".terraform.lock.hcl").read_text()
