"""The constructs in somebody else's app: they keep CDKTF's own rules."""

import json
import pydoc
from pathlib import Path
from typing import Any

import jsii
import pytest
from cdktf import App, Aspects, IAspect, TerraformOutput, TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import IConstruct

import modules
from modules.compute import Compute
from modules.core.context import Context
from modules.core.declarations import InvalidInputs
from modules.identity import Identity
from modules.inputs import RunnerInputs
from modules.logging import Logging
from modules.monitoring import Monitoring
from modules.network import Network
from modules.network.endpoints import Endpoints
from modules.network.vpc import Vpc
from modules.registration import Registration
from modules.runner import Runner
from modules.storage import Storage

SUBNETS = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]


class Mine:
    """An app of somebody else's; `json` synthesizes it."""

    def __init__(self, folder: Path) -> None:
        self.app = App(outdir=str(folder))
        self.folder = folder

    def stack(self, name: str = "mine") -> TerraformStack:
        """Make a stack with the providers that a runner needs."""
        stack = TerraformStack(self.app, name)
        AwsProvider(stack, "aws", region="eu-west-1")
        RandomProvider(stack, "random")
        return stack

    def json(self, name: str = "mine") -> dict[str, Any]:
        """Synthesize the app, and give the JSON of one stack."""
        self.app.synth()
        content: dict[str, Any] = json.loads((self.folder / "stacks" / name / "cdk.tf.json").read_text())
        return content


@pytest.fixture
def mine(tmp_path: Path) -> Mine:
    return Mine(tmp_path)


def inputs(**more: Any) -> RunnerInputs:
    return RunnerInputs(
        **{"region": "eu-west-1", "humanitec_org_id": "my-org", "runner_id": "my-runner", "subnet_ids": SUBNETS, **more}
    )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def only(content: dict[str, Any], type_: str, contains: str = "") -> dict[str, Any]:
    [found] = [body for name, body in content["resource"][type_].items() if contains in name]
    return found  # type: ignore[no-any-return]


STORED = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:init-AbCdEf"


@pytest.mark.parametrize(
    ("more", "environment"),
    [
        ({"s3_allow_state_locking": False}, {}),
        ({"s3_allow_state_locking": True}, {"TF_CLI_ARGS_init": "-backend-config=use_lockfile=true"}),
        ({"s3_allow_state_locking": True, "environment": {"TF_CLI_ARGS_init": "-no-color"}}, {"TF_CLI_ARGS_init": "-no-color"}),
        ({"s3_allow_state_locking": True, "secrets": {"TF_CLI_ARGS_init": STORED}}, {}),
    ],
)
def test_state_locking_is_in_the_environment_unless_it_is_set(
    mine: Mine, more: dict[str, Any], environment: dict[str, str]
) -> None:
    assert Runner(mine.stack(), "runner", inputs(**more)).configuration["environment"] == environment


def test_a_reference_from_another_stack_reads_the_state_of_the_first(mine: Mine) -> None:
    runner = Runner(mine.stack(), "runner", inputs())
    other = mine.stack("other")
    IamRolePolicyAttachment(other, "read", role=runner.identity.task.name, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    TerraformOutput(other, "cluster", value=runner.compute.cluster_arn)
    TerraformOutput(other, "oidc", value=runner.identity.oidc_provider_arn)
    first, second = mine.json(), json.loads((mine.folder / "stacks" / "other" / "cdk.tf.json").read_text())
    remote = r"data.terraform_remote_state.cross-stack-reference-input-mine.outputs."
    crossing = [only(second, "aws_iam_role_policy_attachment")["role"], *(each["value"] for each in second["output"].values())]
    assert [each.startswith(f"${{{remote}") for each in crossing] == [True] * 3
    exported = {each.removeprefix(f"${{{remote}").removesuffix("}") for each in crossing}
    assert exported <= set(first["output"])
    assert "${aws_iam_role." in first["output"][crossing[0].removeprefix(f"${{{remote}").removesuffix("}")]["value"]


def test_an_aspect_tags_every_resource_that_takes_tags(mine: Mine) -> None:
    @jsii.implements(IAspect)
    class Tag:
        def visit(self, node: IConstruct) -> None:
            if hasattr(node, "tags_input"):
                node.tags = {**(node.tags_input or {}), "CostCenter": "42"}  # type: ignore[attr-defined]

    stack = mine.stack()
    Runner(stack, "runner", inputs(additional_tags={"Team": "platform"}, create_vpc=True, subnet_ids=[], enable_monitoring=True))
    Aspects.of(stack).add(Tag())
    tagged = [each["tags"] for kind in mine.json()["resource"].values() for each in kind.values() if "tags" in each]
    assert len(tagged) > 20
    assert [
        tags for tags in tagged if {"ManagedBy": "terraform", "Team": "platform", "CostCenter": "42"}.items() - tags.items()
    ] == []


def test_references_follow_a_renamed_resource(mine: Mine) -> None:
    runner = Runner(mine.stack(), "runner", inputs(create_vpc=True, subnet_ids=[]))
    runner.storage.bucket.override_logical_id("state")
    bucket = runner.node.find_child("storage").node.find_child("aws_s3_bucket.runner")
    assert isinstance(bucket, S3Bucket)
    bucket.add_override("object_lock_enabled", True)
    content = mine.json()
    assert content["resource"]["aws_s3_bucket"]["state"]["object_lock_enabled"] is True
    assert only(content, "aws_s3_bucket_versioning")["bucket"] == "${aws_s3_bucket.state.id}"
    assert "aws_s3_bucket.runner" not in json.dumps({**content, "//": None}).replace(
        '"mine/runner/storage/aws_s3_bucket.runner"', ""
    )


def test_other_resources_may_wait_for_a_resource_of_the_runner(mine: Mine) -> None:
    stack = mine.stack()
    runner = Runner(stack, "runner", inputs())
    IamRole(stack, "mine", assume_role_policy="{}", depends_on=[runner.storage.bucket, *runner.permissions])
    waits = only(mine.json(), "aws_iam_role", "mine")["depends_on"]
    assert len(waits) == 1 + len(runner.permissions)
    assert [each for each in waits if not each.startswith("aws_")] == []


def test_two_runners_live_in_one_stack(mine: Mine) -> None:
    stack = mine.stack()
    first = Runner(stack, "first", inputs())
    second = Runner(
        stack,
        "second",
        inputs(runner_id="other", create_oidc_provider=False, existing_oidc_provider_arn=first.identity.oidc_provider_arn),
    )
    content = mine.json()
    assert len(content["resource"]["aws_iam_role"]) == 6
    names = {bucket["bucket"] for bucket in content["resource"]["aws_s3_bucket"].values()}
    assert names == {f"${{local.{name}}}" for name in content["locals"] if "bucket_name" in name}
    assert first.names.runner_id != second.names.runner_id


def test_a_runner_lives_in_each_of_two_stacks(mine: Mine) -> None:
    for name in ("mine", "other"):
        Runner(mine.stack(name), "runner", inputs())
    first, second = mine.json(), json.loads((mine.folder / "stacks" / "other" / "cdk.tf.json").read_text())
    assert first["resource"].keys() == second["resource"].keys()
    assert "terraform_remote_state" not in json.dumps([first, second])


def test_after_an_error_the_same_process_makes_a_good_synth(mine: Mine) -> None:
    stack = mine.stack()
    Runner(stack, "runner", inputs())
    with pytest.raises(RuntimeError, match="There is already a Construct with name 'runner'"):
        Runner(stack, "runner", inputs())
    with pytest.raises(InvalidInputs):
        inputs(region="Ireland")
    Runner(stack, "another", inputs(runner_id="another", create_oidc_provider=True))
    assert len(mine.json()["resource"]["aws_s3_bucket"]) == 2


@pytest.mark.parametrize(
    ("construct", "props"),
    [
        (Runner, "RunnerInputs"),
        (Identity, "IdentityProps"),
        (Storage, "StorageProps"),
        (Logging, "LoggingProps"),
        (Compute, "ComputeProps"),
        (Network, "NetworkProps"),
        (Vpc, "VpcProps"),
        (Endpoints, "EndpointsProps"),
        (Monitoring, "MonitoringProps"),
        (Registration, "RegistrationProps"),
        (Context, "GeneralInputs"),
    ],
)
def test_props_of_another_type_are_refused_with_the_right_name(construct: Any, props: str, mine: Mine) -> None:
    with pytest.raises(TypeError, match=rf"must be {props}\(\.\.\.\); got dict\. Pass {props}\."):
        construct(mine.stack(), "made", {"region": "eu-west-1"})


def test_what_only_terraform_knows_is_checked_by_terraform(mine: Mine) -> None:
    """A requirement between inputs becomes a precondition of a resource that it is about."""
    stack = mine.stack()
    switch = TerraformVariable(stack, "switch", type="bool")
    Runner(stack, "runner", inputs(create_ecs_cluster=switch.boolean_value, kms_enabled=switch.boolean_value))
    content = mine.json()
    assert [
        each["error_message"].split(";")[0]
        for each in only(content, "aws_iam_role_policy", "ecs_task_manager")["lifecycle"]["precondition"]
    ] == ["create_ecs_cluster = false needs existing_ecs_cluster_name"]
    assert only(content, "aws_s3_bucket")["lifecycle"]["precondition"][0]["condition"] == "${var.switch != true}"


def test_permissions_are_granted_by_verbs(mine: Mine) -> None:
    stack = mine.stack()
    runner = Runner(stack, "runner", inputs(s3_allow_state_locking=True))
    auditor = IamRole(stack, "auditor", assume_role_policy="{}")
    runner.storage.grant_read(auditor)
    runner.storage.grant_read_write(auditor, "write")
    runner.logging.grant_exec(auditor)
    runner.compute.grant_run_tasks(auditor, "run_tasks")
    content = mine.json()
    granted = {
        name.rpartition("_")[0].rpartition("policy")[2]: body
        for name, body in content["resource"]["aws_iam_role_policy"].items()
        if body["role"] == "${aws_iam_role.auditor.id}"
    }
    assert {name: body["name"] for name, body in granted.items()} == {
        "read_objects": "my-runner-read-objects-policy",
        "write": "my-runner-write-policy",
        "exec": "my-runner-exec-policy",
        "run_tasks": "my-runner-run-tasks-policy",
    }
    statements = {name: value for name, value in content["locals"].items() if isinstance(value, dict) and "Sid" in value}

    def actions(policy: str) -> list[str]:
        named = [value for name, value in statements.items() if f"local.{name}" in granted[policy]["policy"]]
        return sorted(action for value in named for action in listed(value["Action"]))

    assert actions("read_objects") == ["s3:GetObject", "s3:ListBucket"]
    assert actions("write") == ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]


@pytest.mark.parametrize("name", modules.__all__)
def test_help_describes_everything_public(name: str) -> None:
    described = pydoc.render_doc(getattr(modules, name))
    assert (getattr(modules, name).__doc__ or "").splitlines()[0] in described


def test_a_grant_to_a_name_is_refused_at_its_line(tmp_path: Path) -> None:
    runner = Runner(Mine(tmp_path).stack(), "runner", inputs())
    with pytest.raises(TypeError, match="permissions are granted to an IamRole or to a role of a runner; got 'auditor'"):
        runner.storage.grant_read("auditor")  # type: ignore[arg-type]
