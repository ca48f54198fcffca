"""The constructs in somebody else's stack: every input, with every kind of value that CDKTF knows.

What a value stands for is what Terraform plans: whichever way a value is handed over, the plan is the same.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, DataResource, TerraformStack, TerraformVariable, Token
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_random.provider import RandomProvider

from modules.core.declarations import InvalidInputs, variables
from modules.inputs import RunnerInputs
from modules.runner import Runner
from tests.support.terraform import Terraform
from tests.terraform.configurations import ACCOUNT, BOUNDARY, KEY, OIDC_PROVIDER, PARAMETER, REGION, SECRET, SUBNETS

DECLARED = {each.name: each for each in variables(RunnerInputs)}

# Values for every input, in sets that go together.
VALUES: dict[str, dict[str, Any]] = {
    "existing": {
        "region": REGION,
        "orchestrator": "stellwerk",
        "orchestrator_org_id": "my-org",
        "humanitec_org_id": "my-org",
        "runner_id": "my-runner",
        "additional_tags": {"Team": "platform"},
        "subnet_ids": SUBNETS,
        "security_group_ids": ["sg-0123456789abcdef0"],
        "environment": {"LEVEL": "debug"},
        "existing_oidc_provider_arn": OIDC_PROVIDER,
        "create_oidc_provider": False,
        "oidc_hostname": "oidc.humanitec.dev",
        "iam_role_path": "/platform/",
        "iam_role_permissions_boundary": BOUNDARY,
        "secrets": {"FIRST": SECRET, "SECOND": PARAMETER},
        "secrets_kms_key_arns": [KEY],
        "task_role_policy_arns": {"deploy": f"arn:aws:iam::{ACCOUNT}:policy/deploy"},
        "task_role_assumable_by_task_manager": True,
        "kms_key_arn": KEY,
        "kms_enabled": True,
        "s3_bucket_name": "my-own-bucket",
        "s3_bucket_force_destroy": True,
        "force_delete_s3": False,
        "s3_bucket_versioning_enabled": False,
        "enable_s3_encryption": True,
        "s3_restrict_to_task_role": True,
        "s3_additional_principal_arns": [f"arn:aws:iam::{ACCOUNT}:role/auditor"],
        "s3_access_log_bucket": "my-access-logs",
        "enable_s3_access_logs": True,
        "s3_allow_state_locking": True,
        "cloudwatch_log_retention_days": 365,
        "enable_ecs_exec": True,
        "existing_ecs_cluster_name": "shared",
        "create_ecs_cluster": False,
        "task_definition_family_prefix": "platform_orchestrator_",
        "runner_tag_key": "PlatformOrchestratorRunnerId",
        "require_fargate_compatibility": False,
        "execution_role_ecr_repository_arns": [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/runner"],
        "allowed_source_cidrs": ["203.0.113.0/24", "2001:db8::/32"],
        "vpc_id": "vpc-0123456789abcdef0",
        "create_security_group": True,
        "egress_ports": [443, 22],
        "vpc_endpoints": ["s3", "logs"],
        "vpc_endpoint_subnet_ids": SUBNETS,
        "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
        "vpc_endpoint_s3_arns": ["arn:aws:s3:::shared/*"],
    },
    "created": {
        "region": REGION,
        "humanitec_org_id": "my-org",
        "runner_id_prefix": "team",
        "oidc_thumbprints": ["0" * 40],
        "container_insights": "enhanced",
        "capacity_providers": [{"name": "FARGATE_SPOT", "weight": 1, "base": 0}],
        "create_vpc": True,
        "vpc_cidr": "10.1.0.0/16",
        "availability_zone_count": 2,
        "excluded_availability_zone_ids": ["euw1-az3"],
        "require_multiple_zones": True,
        "private_subnet_prefix_length": 21,
        "public_subnet_prefix_length": 27,
        "nat_gateway_per_zone": True,
        "enable_monitoring": True,
        "alarm_actions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"],
        "create_alarm_topic": True,
        "alarm_task_failures_per_hour": 6,
        "alarm_failed_sign_ins_per_hour": 7,
        "alarm_sign_ins_per_hour": 500,
        "alarm_bucket_size_gib": 8,
        "alarm_bucket_objects": 9,
        "alarm_log_volume_mib_per_hour": 11,
        "event_log_retention_days": 30,
    },
    "zones": {
        "region": REGION,
        "humanitec_org_id": "my-org",
        "create_vpc": True,
        "availability_zones": ["eu-west-1a", "eu-west-1b"],
    },
}


def variable(stack: TerraformStack, name: str, type_: str, value: Any) -> TerraformVariable:
    made = TerraformVariable(stack, f"given_{name}", type=type_)
    made.add_override("default", value)  # as a default of CDKTF's, a map would get keys in lower case
    return made


def attribute(stack: TerraformStack, name: str, value: Any) -> str:
    """Make a resource that has the value, which is known at plan, as an attribute."""
    return Token.as_string(
        DataResource(stack, f"given_{name}", input={"value": value}).interpolation_for_attribute("input.value")
    )


def in_key(stack: TerraformStack, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    (first, item), *rest = value.items()
    return {variable(stack, name, "string", first).string_value: item, **dict(rest)}


@dataclass(frozen=True)
class Kind:
    """A way to hand a value over, and the types of inputs that take it."""

    types: set[str]
    make: Callable[[TerraformStack, str, Any], Any]


STRINGS = {"list(string)", "set(string)"}
EVERY = {each.type for each in DECLARED.values()}
KINDS: dict[str, Kind] = {
    "literal": Kind(EVERY, lambda _, __, value: value),
    "string variable": Kind({"string"}, lambda stack, name, value: variable(stack, name, "string", value).string_value),
    "number variable": Kind({"number"}, lambda stack, name, value: variable(stack, name, "number", value).number_value),
    "resource attribute": Kind({"string"}, attribute),
    "list of resource attributes": Kind(
        STRINGS, lambda stack, name, value: [attribute(stack, f"{name}{at}", each) for at, each in enumerate(value)]
    ),
    "list variable": Kind(STRINGS, lambda stack, name, value: variable(stack, name, "list(string)", value).list_value),
    "list of numbers variable": Kind(
        {"list(number)"}, lambda stack, name, value: Token.as_number_list(variable(stack, name, "list(number)", value).value)
    ),
    "map with token values": Kind(
        {"map(string)"},
        lambda stack, name, value: {key: attribute(stack, f"{name}{key}", each) for key, each in value.items()},
    ),
    "map variable": Kind(
        {"map(string)"}, lambda stack, name, value: Token.as_string_map(variable(stack, name, "map(string)", value).value)
    ),
    "map with a token in a key": Kind({"map(string)"}, in_key),
}
# CDKTF's token of a boolean is an object that may stand for a value of any type, so that no type refuses it.
ANYTHING: dict[str, Kind] = {
    "bool variable": Kind({"bool"}, lambda stack, name, value: variable(stack, name, "bool", value).boolean_value),
    "variable of any type": Kind(EVERY, lambda stack, name, value: variable(stack, name, "any", value).value),
}
# Ways for different types, which are planned together: first those that leave nothing unknown.
TOGETHER = (
    (
        "string variable",
        "number variable",
        "list variable",
        "list of numbers variable",
        "map variable",
        "bool variable",
    ),
    ("resource attribute", "list of resource attributes", "map with token values"),
    ("map with a token in a key",),
    ("variable of any type",),
)


def plain_stack(folder: Path) -> tuple[App, TerraformStack]:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "mine")
    AwsProvider(stack, "aws", region="us-east-1")
    RandomProvider(stack, "random")
    return app, stack


def of_kinds(kinds: Sequence[str]) -> list[str]:
    """Name the sets that have a value of a type that these kinds are for."""
    types = {type_ for kind in kinds for type_ in {**KINDS, **ANYTHING}[kind].types}
    return [of for of, values in VALUES.items() if any(DECLARED[name].type in types for name in values)]


def configuration(folder: Path, kinds: Sequence[str]) -> dict[str, Any]:
    """Synthesize runners in a stack of somebody else's, with every value of a fitting type handed over in one way."""
    app, stack = plain_stack(folder)
    ways = {type_: kind.make for name in kinds for kind in [{**KINDS, **ANYTHING}[name]] for type_ in kind.types}
    for of in of_kinds(kinds):
        handed = {
            name: ways[DECLARED[name].type](stack, f"{of}_{name}", value) if DECLARED[name].type in ways else value
            for name, value in VALUES[of].items()
        }
        Runner(stack, of, RunnerInputs(**handed))
    app.synth()
    content: dict[str, Any] = json.loads((folder / "stacks" / "mine" / "cdk.tf.json").read_text())
    del content["terraform"]["backend"]
    return content


def comparable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put the statements of policies into one order: where some are optional, Terraform chooses another, which means nothing."""

    def ordered(value: Any) -> Any:
        if not (isinstance(value, str) and value.startswith("{") and '"Statement"' in value):
            return value
        statements = json.loads(value)["Statement"]
        # One value is the same alone and in a list.
        alone = [{key: it[0] if isinstance(it, list) and len(it) == 1 else it for key, it in each.items()} for each in statements]
        return sorted(alone, key=lambda statement: str(statement["Sid"]))

    return {name: ordered(value) for name, value in values.items()}


@pytest.fixture(scope="module")
def plans(
    shared_terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[str]], dict[str, dict[str, Any]]]:
    """What Terraform plans for values of some kinds: of each set, the resources of AWS by address."""

    @cache
    def planned(kinds: Sequence[str]) -> dict[str, dict[str, Any]]:
        plan = shared_terraform({"main.tf.json": configuration(tmp_path_factory.mktemp("app"), kinds)}).plan()
        assert plan.diagnostics == ()
        # A count that a literal decides is left out; Terraform moves resources between the two addresses by itself.
        found = {each.removesuffix("[0]"): comparable(plan[each]) for each in plan.changes if each.startswith("aws_")}
        return {of: {each: found[each] for each in found if f".{of}_" in each} for of in of_kinds(kinds)}

    return planned


def test_every_input_has_a_value_and_every_type_a_kind() -> None:
    assert {name for values in VALUES.values() for name in values} == set(DECLARED)
    assert {type_ for name, kind in {**KINDS, **ANYTHING}.items() if name != "literal" for type_ in kind.types} == EVERY
    assert sorted(["literal", *chain(*TOGETHER)]) == sorted([*KINDS, *ANYTHING])
    for kinds in TOGETHER:
        types = [type_ for kind in kinds for type_ in {**KINDS, **ANYTHING}[kind].types]
        assert len(types) == len({*types}), kinds


@pytest.mark.parametrize("kinds", TOGETHER, ids=", ".join)
def test_a_value_means_the_same_however_it_is_handed_over(
    plans: Callable[[Sequence[str]], dict[str, dict[str, Any]]], kinds: Sequence[str]
) -> None:
    for of, planned in plans(kinds).items():
        expected = plans(("literal",))[of]
        assert len(expected) > 20
        assert sorted(planned) == sorted(expected)
        # What comes from a resource that isn't created yet may be known later.
        known = {each: {name: values[name] for name in planned[each] if name in values} for each, values in expected.items()}
        assert {each: {name: planned[each][name] for name in names} for each, names in known.items()} == known
        if not any("attribute" in kind or "token" in kind for kind in kinds):
            assert known == expected


def outer(type_: str) -> str:
    return type_.split("(")[0].replace("set", "list")


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_the_wrong_kind_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    """One error for each input that the kind doesn't fit."""
    _, stack = plain_stack(tmp_path)
    examples = {"map(string)": {"a": "b"}, "list(string)": ["a"], "list(number)": [1], "string": "a", "number": 1}
    fitting = next((examples[each] for each in examples if each in KINDS[kind].types), None)
    value = object() if kind == "literal" else KINDS[kind].make(stack, "value", fitting)
    needed = VALUES["existing"]
    for name, declared in DECLARED.items():
        # CDKTF tells a list from a map, but not what is in it.
        if kind != "literal" and outer(declared.type) in set(map(outer, KINDS[kind].types)):
            continue
        with pytest.raises(InvalidInputs) as refused:
            RunnerInputs(**{**{each: needed[each] for each in ("region", "humanitec_org_id", "subnet_ids")}, name: value})
        first, *more = refused.value.problems
        assert first.startswith(f"{name} must be {declared.type}; got "), first
        assert [each for each in more if each.startswith(f"{name} must be")] == []
