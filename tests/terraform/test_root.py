"""The root module under real Terraform: what each input makes of it.

Scenarios are applied four at a time, as instances of one module: of these, the first creates the OIDC provider.
"""

import json
from typing import Any

import pytest

from modules.core.editions import HUMANITEC
from release.paths import MODULE
from tests.support.terraform import State, Terraform
from tests.terraform.configurations import (
    ACCOUNT,
    BOUNDARY,
    GROUPS,
    KEY,
    OIDC_PROVIDER,
    PARAMETER,
    ROOT,
    SECRET,
    Inputs,
    World,
)

ROLES = ("aws_iam_role.ecs_task_manager", "aws_iam_role.execution", "aws_iam_role.task")
OTHER_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.example.com"
AUDITOR = f"arn:aws:iam::{ACCOUNT}:role/auditor"
POLICIES = {"deploy": f"arn:aws:iam::{ACCOUNT}:policy/deploy", "read": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
PARTITIONS = {
    "aws": ("eu-west-1", "amazonaws.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
}
LENGTHS = (2, 39, 54, 100)  # tests/test_names.py works out the same expressions for more of them


def id_of(length: int) -> str:
    """An id of that length, with hyphens at every place where it may be cut."""
    return ("a" + "-b" * 50)[:length].rstrip("-").ljust(length, "c")


def in_partition(partition: str) -> Inputs:
    """Inputs that use every ARN there is, for a region of a partition."""
    region, _ = PARTITIONS[partition]
    key = KEY.replace("arn:aws:", f"arn:{partition}:").replace("eu-west-1", region)
    return {"region": region, "kms_key_arn": key, "enable_ecs_exec": True}


# What each scenario gives the module besides the least that it needs; the scenario's name is the runner's id. Inputs that have
# nothing to do with each other share one.
SCENARIOS: dict[str, Inputs] = {
    "explicit-id": {},
    "second": {"create_oidc_provider": False},
    "own-prefix": {"runner_id": None, "runner_id_prefix": "team-a", "secrets": {"B": PARAMETER}},
    "other-host": {"orchestrator_org_id": "my-org", "humanitec_org_id": None, "oidc_hostname": "oidc.example.com/tenant"},
    "defaults": {"runner_id": None},
    "existing-both": {"existing_ecs_cluster_name": "shared", "existing_oidc_provider_arn": OIDC_PROVIDER},
    "jobs": {
        "orchestrator": "humanitec",
        "orchestrator_org_id": "my-org",
        "existing_oidc_provider_arn": OTHER_PROVIDER,
        "oidc_hostname": "oidc.example.com",
        "security_group_ids": ["sg-0123456789abcdef0"],
        "environment": {"LEVEL": "debug", "TF_CLI_ARGS_init": "-no-color"},
        "s3_allow_state_locking": True,
        "task_role_policy_arns": POLICIES,
        "task_role_assumable_by_task_manager": False,
        "capacity_providers": [{"name": "FARGATE", "base": 1}, {"name": "FARGATE_SPOT", "weight": 4}],
    },
    "exec": {"enable_ecs_exec": True, "kms_key_arn": KEY},
    "boundary": {
        "iam_role_path": "/platform/",
        "iam_role_permissions_boundary": BOUNDARY,
        "additional_tags": {"Team": "platform", "ManagedBy": "us"},
        "secrets": {"A": SECRET, "B": PARAMETER},
        "secrets_kms_key_arns": [KEY],
    },
    "bucket": {
        "region": "eu-central-1",
        "s3_access_log_bucket": "my-access-logs",
        "s3_allow_state_locking": True,
        "s3_additional_principal_arns": [AUDITOR],
        "s3_bucket_force_destroy": True,
    },
    "open-bucket": {
        "s3_restrict_to_task_role": False,
        "enable_s3_encryption": False,
        "s3_bucket_versioning_enabled": False,
        "force_delete_s3": True,
        "s3_allow_state_locking": True,
        "secrets": {"TF_CLI_ARGS_init": SECRET},
    },
    **{f"in-{partition}": in_partition(partition) for partition in PARTITIONS if partition != "aws"},
}


REGIONS = {f"in-{partition}": region for partition, (region, _) in PARTITIONS.items() if partition != "aws"}


@pytest.fixture(scope="module")
def world(shared_terraform: Terraform) -> World:
    """All scenarios; the provider's own region is not the one of the module."""
    scenarios = {name: {**ROOT, "runner_id": name, **inputs} for name, inputs in SCENARIOS.items()}
    return World(shared_terraform, scenarios, region="us-east-1", regions=REGIONS)


def policy(state: State, address: str, attribute: str = "policy") -> dict[str, dict[str, Any]]:
    """The statements of a policy as Terraform sent it, by sid; one value alone is the same as a list of it."""

    def plain(value: Any) -> Any:
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    statements = json.loads(state[address][attribute])["Statement"]
    return {each["Sid"]: {name: plain(value) for name, value in each.items()} for each in statements}


def test_defaults_create_a_complete_runner(world: World) -> None:
    state = world["defaults"]
    runner_id, suffix = state.outputs["runner_id"], state["random_id.suffix"]["hex"]
    assert runner_id == state["random_id.runner_id[0]"]["hex"]
    assert runner_id.startswith("runner-")
    assert len(runner_id) == len("runner-") + 16
    promised = {
        "humanitec_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-ecs-task-manager-{suffix}",
        "orchestrator_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-ecs-task-manager-{suffix}",
        "ecs_task_manager_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-ecs-task-manager-{suffix}",
        "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-execution-{suffix}",
        "task_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-task-{suffix}",
        "task_manager_role_name": f"{runner_id}-ecs-task-manager-{suffix}",
        "execution_role_name": f"{runner_id}-execution-{suffix}",
        "task_role_name": f"{runner_id}-task-{suffix}",
        "oidc_provider_arn": OIDC_PROVIDER,
        "runner_id": runner_id,
        "s3_bucket": f"{runner_id}-artifacts",
        "s3_bucket_arn": f"arn:aws:s3:::{runner_id}-artifacts",
        "ecs_cluster_name": f"{runner_id}-cluster-{suffix}",
        "ecs_cluster_arn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{runner_id}-cluster-{suffix}",
        "cloudwatch_log_group_name": f"/aws/ecs/{runner_id}",
        "cloudwatch_log_group_arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/ecs/{runner_id}",
        "cloudwatch_exec_log_group_name": f"/aws/ecs/{runner_id}/exec",
        "cloudwatch_exec_log_group_arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/ecs/{runner_id}/exec",
        "runner_configuration": {
            "runner_id": runner_id,
            "partition": "aws",
            "region": "eu-west-1",
            "orchestrator": "humanitec",
            "organization_id": "my-org",
            "oidc_hostname": "oidc.humanitec.dev",
            "oidc_provider_arn": OIDC_PROVIDER,
            "ecs_cluster_arn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/{runner_id}-cluster-{suffix}",
            "kms_key_arn": "",
            "log_group_names": [f"/aws/ecs/{runner_id}", f"/aws/ecs/{runner_id}/exec"],
            "event_log_group_name": "",
            "alarm_names": [],
            "alarm_topic_arn": "",
            "task_definition_family_prefix": "humanitec_",
            "ecs_cluster_name": f"{runner_id}-cluster-{suffix}",
            "task_manager_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-ecs-task-manager-{suffix}",
            "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-execution-{suffix}",
            "task_role_arn": f"arn:aws:iam::{ACCOUNT}:role/{runner_id}-task-{suffix}",
            "subnet_ids": ROOT["subnet_ids"],
            "security_group_ids": [],
            "environment": {},
            "secrets": {},
            "s3_bucket": f"{runner_id}-artifacts",
        },
    }
    assert {name: state.outputs[name] for name in promised} == promised


def test_a_set_runner_id_names_everything(world: World) -> None:
    state = world["explicit-id"]
    assert state.outputs["runner_id"] == "explicit-id"
    assert state["aws_s3_bucket.runner"]["bucket"] == "explicit-id-artifacts"
    assert set(state.of_type("random_id")) == {"random_id.suffix"}


def test_a_generated_runner_id_starts_with_the_prefix(world: World) -> None:
    state = world["own-prefix"]
    assert state.outputs["runner_id"].startswith("team-a-")
    assert state.outputs["s3_bucket"] == f"{state.outputs['runner_id']}-artifacts"


def test_an_existing_cluster_is_used_and_none_is_created(world: World) -> None:
    state = world["existing-both"]
    assert state.of_type("aws_ecs_cluster") == state.of_type("aws_ecs_cluster_capacity_providers") == {}
    arn = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/shared"
    assert (state.outputs["ecs_cluster_name"], state.outputs["ecs_cluster_arn"]) == ("shared", arn)
    run = policy(state, "aws_iam_role_policy.ecs_task_manager")["RunTasks"]
    assert run["Condition"] == {"ArnEquals": {"ecs:cluster": arn}}


@pytest.mark.parametrize(("scenario", "host"), [("explicit-id", "oidc.humanitec.dev"), ("other-host", "oidc.example.com/tenant")])
def test_oidc_hostname_sets_the_provider_and_the_trust_policy(world: World, scenario: str, host: str) -> None:
    state = world[scenario]
    provider = state["aws_iam_openid_connect_provider.oidc[0]"]
    assert (provider["url"], provider["client_id_list"]) == (f"https://{host}", ["sts.amazonaws.com"])
    trust = policy(state, "aws_iam_role.ecs_task_manager", "assume_role_policy")["RunnerSignsIn"]
    assert trust["Principal"] == {"Federated": provider["arn"]}
    assert trust["Condition"] == {"StringEquals": {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": f"my-org+{scenario}"}}


@pytest.mark.parametrize(
    ("scenario", "edition", "families"),
    [
        ("explicit-id", "humanitec", "humanitec_"),
        ("other-host", "stellwerk", "platform_orchestrator_"),
        ("jobs", "humanitec", "humanitec_"),  # with both ids, since it is said which edition
    ],
)
def test_the_edition_determines_the_task_definitions_that_may_be_used(
    world: World, scenario: str, edition: str, families: str
) -> None:
    state = world[scenario]
    run = policy(state, "aws_iam_role_policy.ecs_task_manager")["RunTasks"]
    assert run["Resource"] == f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/{families}*"
    configuration = state.outputs["runner_configuration"]
    assert configuration["orchestrator"] == edition
    assert configuration["organization_id"] == "my-org"
    assert configuration["task_definition_family_prefix"] == families


def test_thumbprints_are_left_to_aws_for_stellwerk(world: World) -> None:
    applied = {
        scenario: world[scenario]["aws_iam_openid_connect_provider.oidc[0]"]["thumbprint_list"]
        for scenario in ("explicit-id", "other-host")
    }
    assert applied["explicit-id"] == [*HUMANITEC.oidc_thumbprints]
    assert applied["other-host"] not in ([], [*HUMANITEC.oidc_thumbprints])


def test_state_locking_is_turned_on_in_the_jobs_environment_unless_the_user_sets_it(world: World) -> None:
    environments = {
        scenario: world[scenario].outputs["runner_configuration"]["environment"]
        for scenario in ("defaults", "bucket", "jobs", "open-bucket")
    }
    assert environments == {
        "defaults": {},
        "bucket": {"TF_CLI_ARGS_init": "-backend-config=use_lockfile=true"},
        "jobs": {"LEVEL": "debug", "TF_CLI_ARGS_init": "-no-color"},
        "open-bucket": {},
    }


def test_an_existing_oidc_provider_is_trusted_and_none_is_created(world: World) -> None:
    state = world["jobs"]
    assert state.of_type("aws_iam_openid_connect_provider") == {}
    assert state.outputs["oidc_provider_arn"] == OTHER_PROVIDER
    trust = policy(state, "aws_iam_role.ecs_task_manager", "assume_role_policy")["RunnerSignsIn"]
    assert trust["Principal"] == {"Federated": OTHER_PROVIDER}


def test_an_existing_cluster_and_an_existing_provider_can_be_combined(world: World) -> None:
    state = world["existing-both"]
    assert state.of_type("aws_ecs_cluster") == state.of_type("aws_iam_openid_connect_provider") == {}
    assert state.outputs["runner_configuration"]["ecs_cluster_name"] == "shared"


def test_additional_tags_are_on_every_resource_with_tags(world: World) -> None:
    state = world["boundary"]
    tagged = {address: resource["tags"] for address, resource in state.resources.items() if "tags" in resource}
    assert len(tagged) >= 8
    assert {json.dumps(tags) for tags in tagged.values()} == {'{"ManagedBy": "us", "Team": "platform"}'}


def test_security_groups_and_environment_are_in_the_runner_configuration(world: World) -> None:
    configuration = world["jobs"].outputs["runner_configuration"]
    for name in ("security_group_ids", "environment"):
        assert configuration[name] == SCENARIOS["jobs"][name]


def test_the_kms_key_encrypts_bucket_logs_and_exec_sessions(world: World) -> None:
    state = world["exec"]
    rule = state["aws_s3_bucket_server_side_encryption_configuration.runner[0]"]["rule"][0]
    assert rule["bucket_key_enabled"] is True
    assert rule["apply_server_side_encryption_by_default"] == [{"kms_master_key_id": KEY, "sse_algorithm": "aws:kms"}]
    assert [group["kms_key_id"] for group in state.of_type("aws_cloudwatch_log_group").values()] == [KEY, KEY]
    (configuration,) = state["aws_ecs_cluster.main[0]"]["configuration"]
    assert configuration["execute_command_configuration"][0]["kms_key_id"] == KEY
    assert policy(state, "aws_iam_role_policy.execution_cloudwatch[0]")["UseKeyForLogs"]["Resource"] == KEY
    assert policy(state, "aws_iam_role_policy.task_s3")["UseKeyForObjects"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    }


def test_encryption_and_versioning_can_be_disabled(world: World) -> None:
    state = world["open-bucket"]
    assert state.of_type("aws_s3_bucket_server_side_encryption_configuration") == {}
    assert state["aws_s3_bucket_versioning.runner"]["versioning_configuration"][0]["status"] == "Suspended"


def test_boundary_and_path_are_on_every_role(world: World) -> None:
    state = world["boundary"]
    roles = state.of_type("aws_iam_role")
    assert set(roles) == set(ROLES)
    assert {(role["path"], role["permissions_boundary"]) for role in roles.values()} == {("/platform/", BOUNDARY)}
    passed = policy(state, "aws_iam_role_policy.ecs_task_manager")["PassRoles"]["Resource"]
    assert passed == [roles["aws_iam_role.execution"]["arn"], roles["aws_iam_role.task"]["arn"]]
    assert all(":role/platform/boundary-" in arn for arn in passed)


def test_only_the_execution_role_can_read_secrets(world: World) -> None:
    state = world["boundary"]
    statements = policy(state, "aws_iam_role_policy.execution_secrets[0]")
    assert {sid: statement["Resource"] for sid, statement in statements.items()} == {
        "ReadSecrets": SECRET,
        "ReadParameters": PARAMETER,
        "DecryptSecrets": KEY,
    }
    assert state["aws_iam_role_policy.execution_secrets[0]"]["role"] == state.outputs["execution_role_name"]


def test_a_parameter_grants_no_access_to_secrets_manager(world: World) -> None:
    state = world["own-prefix"]
    assert list(policy(state, "aws_iam_role_policy.execution_secrets[0]")) == ["ReadParameters"]


def test_extra_policies_are_attached_to_the_task_role(world: World) -> None:
    state = world["jobs"]
    attached = {name: state[f'aws_iam_role_policy_attachment.task["{name}"]'] for name in POLICIES}
    assert {name: each["policy_arn"] for name, each in attached.items()} == POLICIES
    assert {each["role"] for each in attached.values()} == {state.outputs["task_role_name"]}


def test_only_ecs_tasks_may_assume_the_task_role_if_the_task_manager_may_not(world: World) -> None:
    state = world["jobs"]
    assert list(policy(state, "aws_iam_role.task", "assume_role_policy")) == ["TasksRun"]


def test_ecs_exec_grants_sessions_and_their_log(world: World) -> None:
    state = world["exec"]
    statements = policy(state, "aws_iam_role_policy.task_exec[0]")
    assert set(statements) == {"OpenExecSessions", "FindLogGroups", "LogExecSessions", "DecryptExecSessions"}
    assert statements["LogExecSessions"]["Resource"] == f"{state.outputs['cloudwatch_exec_log_group_arn']}:*"


def test_access_logs_go_to_the_named_bucket(world: World) -> None:
    state = world["bucket"]
    logging = state["aws_s3_bucket_logging.runner[0]"]
    assert (logging["target_bucket"], logging["target_prefix"]) == ("my-access-logs", "bucket-artifacts/")


def test_state_locking_lets_the_task_role_delete_locks_only(world: World) -> None:
    state = world["bucket"]
    assert policy(state, "aws_iam_role_policy.task_s3")["DeleteLocks"]["Resource"] == "arn:aws:s3:::bucket-artifacts/*.tflock"


def test_only_the_task_role_and_additional_principals_may_access_objects(world: World) -> None:
    state = world["bucket"]
    deny = policy(state, "aws_s3_bucket_policy.runner")["DenyObjectsToOthers"]
    assert sorted(deny["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]) == sorted([state.outputs["task_role_arn"], AUDITOR])


def test_an_unrestricted_bucket_still_requires_tls(world: World) -> None:
    state = world["open-bucket"]
    assert set(policy(state, "aws_s3_bucket_policy.runner")) == {"DenyWithoutTls", "DenyOldTls", "DenyCustomerKeys"}


@pytest.mark.parametrize("scenario", ["bucket", "open-bucket"])
def test_either_name_of_force_destroy_works(world: World, scenario: str) -> None:
    assert world[scenario]["aws_s3_bucket.runner"]["force_destroy"] is True


def test_capacity_providers_become_the_default_strategy_of_the_cluster(world: World) -> None:
    state = world["jobs"]
    found = state["aws_ecs_cluster_capacity_providers.main[0]"]["default_capacity_provider_strategy"]
    assert {each["capacity_provider"]: (each["base"], each["weight"]) for each in found} == {
        "FARGATE": (1, 1),
        "FARGATE_SPOT": (0, 4),
    }


def test_names_keep_within_aws_limits_for_every_length_of_the_id(terraform: Terraform) -> None:
    ids = {length: id_of(length) for length in LENGTHS}
    modules: Inputs = {}
    for length, runner_id in ids.items():
        for group in ("identity", "storage"):
            alone = {"oidc_hostname": f"{length}.example.com"} if group == "identity" else {"name_suffix": f"{length:08x}"}
            given = {**GROUPS[group], "runner_id": runner_id, **alone}
            modules[f"{group}-{length}"] = {"source": f"./module/modules/{group}", **given}
    state = terraform({"module": MODULE, "main.tf.json": {"module": modules}}).apply()
    assert len(state.of_type("aws_iam_role")) == 3 * len(LENGTHS)
    for role in state.of_type("aws_iam_role").values():
        assert len(role["name"]) <= 64
        assert "--" not in role["name"]
    policies = state.of_type("aws_iam_role_policy").values()
    assert max(len(each["name"]) for each in policies) <= 128
    for length, runner_id in ids.items():
        bucket = state[f"module.storage-{length}.aws_s3_bucket.runner"]["bucket"]
        assert 3 <= len(bucket) <= 63
        assert (bucket == f"{runner_id}-artifacts") == (length <= 53)


@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_arn_has_the_partition_of_the_region(world: World, partition: str) -> None:
    region, suffix = PARTITIONS[partition]
    state = world["exec" if partition == "aws" else f"in-{partition}"]
    text = json.dumps([state.resources, state.outputs])
    assert ("arn:aws:" in text) == (partition == "aws")
    assert f"arn:{partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" in text
    via = policy(state, "aws_iam_role_policy.task_s3")["UseKeyForObjects"]["Condition"]["StringEquals"]["kms:ViaService"]
    assert via == f"s3.{region}.{suffix}"


def test_every_resource_is_in_the_region_of_the_input(world: World) -> None:
    state = world["bucket"]
    regions = {resource["region"] for resource in state.resources.values() if "region" in resource}
    assert regions == {"eu-central-1"}
    assert "us-east-1" not in json.dumps(state.resources)
    assert state.outputs["ecs_cluster_arn"].startswith(f"arn:aws:ecs:eu-central-1:{ACCOUNT}:")


def test_two_runners_can_share_an_account_and_an_oidc_provider(world: World) -> None:
    first, second = world["explicit-id"], world["second"]
    assert second.of_type("aws_iam_openid_connect_provider") == {}
    assert first.outputs["oidc_provider_arn"] == second.outputs["oidc_provider_arn"]
    names = [role["name"] for state in (first, second) for role in state.of_type("aws_iam_role").values()]
    assert len(names) == len(set(names)) == 6
