"""Inputs that tests share: the least that each module needs, and values for every input that may be unknown at plan."""

from typing import Any

from release.paths import MODULE
from tests.support.terraform import State, Terraform
from tests.support.terraform.calls import in_one_account, instances

Inputs = dict[str, Any]


ACCOUNT = "123456789012"
REGION = "eu-west-1"
TOGETHER = 4


class World:
    """Scenarios that are applied four at a time, in one account, and looked at by many tests.

    More of them at once take longer each, since Terraform writes the whole state after each resource. Nothing may warn,
    and the second plan is empty.
    """

    def __init__(
        self,
        terraform: Terraform,
        scenarios: dict[str, Inputs],
        *,
        region: str = REGION,
        regions: dict[str, str] | None = None,
    ) -> None:
        self._terraform = terraform
        self._scenarios = scenarios
        self._region = region
        self._regions = regions or {}
        self._applied: dict[str, State] = {}

    def __getitem__(self, name: str) -> State:
        """What one scenario made, as if it stood alone; its outputs are the module's."""
        if name not in self._applied:
            self._apply(self._beside(name))
        return self._applied[name]

    def _beside(self, name: str) -> list[str]:
        """Those that are applied together with this one: the provider of some has a region of its own."""
        if name in self._regions:
            return [name]
        names = [each for each in self._scenarios if each not in self._regions]
        first = names.index(name) // TOGETHER * TOGETHER
        return names[first : first + TOGETHER]

    def _apply(self, names: list[str]) -> None:
        cases = in_one_account({name: self._scenarios[name] for name in names}, ACCOUNT)
        call, output = instances("./module", cases), {"runners": {"value": "${module.runner}"}}
        configuration = {"module": {"runner": call}, "output": output}
        root = self._terraform(
            {"module": MODULE, "main.tf.json": configuration}, region=self._regions.get(names[0], self._region)
        )
        state = root.apply()
        assert state.diagnostics == ()
        again = root.plan()
        assert again.is_empty, again.actions
        assert again.diagnostics == ()
        for name in names:
            self._applied[name] = state.within(f'module.runner["{name}"]', state.outputs["runners"][name])


SUBNETS = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
OIDC_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.humanitec.dev"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:token-AbCdEf"
PARAMETER = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/runner/token"

ROOT: Inputs = {"region": REGION, "humanitec_org_id": "my-org", "runner_id": "my-runner", "subnet_ids": SUBNETS}

NAMED: Inputs = {"region": REGION, "runner_id": "my-runner", "name_suffix": "0a1b2c3d"}

# What each nested module needs: what identity and logging would tell it.
GROUPS: dict[str, Inputs] = {
    "identity": {"region": REGION, "humanitec_org_id": "my-org"},
    "storage": {**NAMED, "task_role_name": "my-task", "task_role_arn": f"arn:aws:iam::{ACCOUNT}:role/my-task"},
    "logging": {**NAMED, "execution_role_name": "my-execution", "task_role_name": "my-task"},
    "compute": {
        **NAMED,
        "task_manager_role_name": "my-task-manager",
        "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/my-execution",
        "task_role_arn": f"arn:aws:iam::{ACCOUNT}:role/my-task",
        "cloudwatch_exec_log_group_name": "/aws/ecs/my-runner/exec",
    },
}

# What monitoring alone needs to know of a runner.
EXISTING_RUNNER: Inputs = {
    **NAMED,
    "ecs_cluster_name": "my-cluster",
    "s3_bucket": "my-bucket",
    "cloudwatch_log_group_name": "/aws/ecs/my-runner",
    "cloudwatch_exec_log_group_name": "/aws/ecs/my-runner/exec",
    "task_manager_role_arn": f"arn:aws:iam::{ACCOUNT}:role/manager",
}

# A value for every input of the root that may be unknown at plan, with what else it takes for the value to be used.
UNKNOWN: dict[str, tuple[Any, Inputs]] = {
    "region": (REGION, {}),
    "orchestrator": ("stellwerk", {"oidc_hostname": "oidc.example.com"}),
    "humanitec_org_id": ("my-org", {}),
    "orchestrator_org_id": ("my-org", {"oidc_hostname": "oidc.example.com"}),
    "runner_id_prefix": ("team", {"runner_id": None}),
    "subnet_ids": (SUBNETS, {}),
    "security_group_ids": (["sg-0123456789abcdef0"], {}),
    "existing_ecs_cluster_name": ("shared", {"create_ecs_cluster": False}),
    "existing_oidc_provider_arn": (
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.example.com/tenant",
        {"create_oidc_provider": False},
    ),
    "oidc_hostname": ("oidc.example.com/tenant", {}),
    "oidc_thumbprints": (["0" * 40], {}),
    "task_definition_family_prefix": ("platform_orchestrator_", {}),
    "runner_tag_key": ("PlatformOrchestratorRunnerId", {}),
    "require_fargate_compatibility": (False, {}),
    "allowed_source_cidrs": (["203.0.113.0/24"], {}),
    "environment": ({"LEVEL": "debug"}, {}),
    "secrets": ({"TOKEN_FILE": SECRET, "OTHER": PARAMETER}, {}),
    "secrets_kms_key_arns": ([KEY], {"secrets": {"TOKEN_FILE": SECRET}}),
    "additional_tags": ({"Team": "platform"}, {}),
    "iam_role_path": ("/platform/", {}),
    "iam_role_permissions_boundary": (BOUNDARY, {}),
    "task_role_policy_arns": ({"deploy": f"arn:aws:iam::{ACCOUNT}:policy/deploy"}, {}),
    "task_role_assumable_by_task_manager": (False, {}),
    "s3_bucket_name": ("my-own-bucket", {}),
    "s3_bucket_force_destroy": (True, {}),
    "force_delete_s3": (True, {}),
    "s3_bucket_versioning_enabled": (False, {}),
    "s3_restrict_to_task_role": (False, {}),
    "s3_additional_principal_arns": ([f"arn:aws:iam::{ACCOUNT}:role/auditor"], {}),
    "s3_access_log_bucket": ("my-access-logs", {"enable_s3_access_logs": True}),
    "s3_allow_state_locking": (True, {}),
    "kms_key_arn": (KEY, {"kms_enabled": True}),
    "cloudwatch_log_retention_days": (365, {}),
    "container_insights": ("enhanced", {}),
    "capacity_providers": ([{"name": "FARGATE_SPOT", "weight": 1, "base": 0}], {}),
}

# Maps whose keys decide instances: only their values may be unknown.
STATIC_KEYS = {"secrets", "task_role_policy_arns"}
