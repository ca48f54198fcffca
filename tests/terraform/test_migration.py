"""Coming from the older modules: `source` changes, and nothing that holds data or identity is destroyed or replaced."""

from pathlib import Path
from typing import Any

import pytest

from release.paths import MODULE
from tests.support.terraform import Files, Plan, Terraform
from tests.terraform.configurations import BOUNDARY, KEY, OIDC_PROVIDER, ROOT, Inputs

OLDER = Path(__file__).resolve().parent / "older"

# What holds data or identity: losing one of these is losing state, trust, or what others name by ARN.
KEPT = {
    "aws_s3_bucket",
    "aws_iam_role",
    "aws_iam_openid_connect_provider",
    "aws_ecs_cluster",
    "random_id",
    "aws_cloudwatch_log_group",
}

# Modules in which users of A and B had set what those modules know.
FROM_A: dict[str, Inputs] = {
    "generated id": {"runner_id": None},
    "given id": {"additional_tags": {"Team": "platform"}},
    "everything": {
        "kms_key_arn": KEY,
        "iam_role_path": "/platform/",
        "iam_role_permissions_boundary": BOUNDARY,
        "security_group_ids": ["sg-0123456789abcdef0"],
        "cloudwatch_log_retention_days": 90,
    },
    "existing cluster": {"existing_ecs_cluster_name": "shared", "enable_s3_encryption": False},
}
FROM_B: dict[str, Inputs] = {
    "generated id": {"runner_id": None},
    "given id": {"environment": {"A": "b"}, "force_delete_s3": True},
    "existing provider": {"existing_oidc_provider_arn": OIDC_PROVIDER, "existing_ecs_cluster_name": "shared"},
}
ORCHESTRATOR = {"HUMANITEC_ORG_ID": "my-org", "HUMANITEC_AUTH_TOKEN": "a-token"}


def configuration(source: str, inputs: Inputs) -> dict[str, Any]:
    given = {name: value for name, value in {**ROOT, **inputs}.items() if value is not None}
    return {"module": {"runner": {"source": source, **given}}, "output": {"runner": {"value": "${module.runner}"}}}


def nothing_is_lost(plan: Plan) -> None:
    lost = {address for address in plan.having("delete") | plan.having("replace") if address.split(".")[2] in KEPT}
    assert lost == set()
    assert plan.having("replace") == set()


@pytest.mark.parametrize("inputs", FROM_A.values(), ids=FROM_A)
def test_migrating_from_a_keeps_the_module_block_and_all_data(terraform: Terraform, inputs: Inputs) -> None:
    root = terraform(
        {"older/main.tf": (OLDER / "a.tf").read_text(), "main.tf.json": configuration("./older", inputs)}, region=ROOT["region"]
    )
    before = root.apply()
    root.write({"module": MODULE, "main.tf.json": configuration("./module", inputs)})
    plan = root.plan()
    nothing_is_lost(plan)
    assert plan.having("delete") == set()
    after = root.apply(plan)
    for name in ("humanitec_role_arn", "runner_id", "s3_bucket"):
        assert after.outputs["runner"][name] == before.outputs["runner"][name]
    for kind in KEPT:
        assert {each["id"] for each in before.of_type(kind).values()} <= {each["id"] for each in after.of_type(kind).values()}
    assert root.plan().is_empty


@pytest.mark.parametrize("inputs", FROM_B.values(), ids=FROM_B)
def test_migrating_from_b_moves_the_bucket_and_the_registration(terraform: Terraform, inputs: Inputs) -> None:
    older: Files = {"older/main.tf": (OLDER / "b.tf").read_text(), "main.tf.json": configuration("./older", inputs)}
    root = terraform(older, env=ORCHESTRATOR, region=ROOT["region"])
    before = root.apply()
    bucket = before.outputs["runner"]["s3_bucket"]
    runner_id = before.outputs["runner"]["runner_id"]
    assert bucket == f"{runner_id}-state"

    now = configuration("./module", {**inputs, "s3_bucket_name": bucket})
    now["module"]["registration"] = {
        "source": "./module/modules/registration-humanitec",
        "runner": "${module.runner.runner_configuration}",
        "description": "registered by the module",
    }
    kind = "platform-orchestrator_serverless_ecs_runner.runner"
    now["moved"] = [{"from": f"module.runner.{kind}", "to": f"module.registration.{kind}"}]
    root.write({"module": MODULE, "main.tf.json": now})
    plan = root.plan()
    nothing_is_lost(plan)
    assert plan.having("delete") == set()
    assert plan.moved == {
        "module.runner.aws_iam_role_policy_attachment.execution": "module.runner.aws_iam_role_policy_attachment.execution[0]",
        "module.runner.aws_s3_bucket.state": "module.runner.aws_s3_bucket.runner",
        f"module.runner.{kind}": f"module.registration.{kind}",
    }
    after = root.apply(plan)
    assert after["module.runner.aws_s3_bucket.runner"]["bucket"] == bucket
    assert after.outputs["runner"]["humanitec_role_arn"] == before.outputs["runner"]["humanitec_role_arn"]
    assert after[f"module.registration.{kind}"]["id"] == runner_id
    assert root.plan().is_empty


def test_migrating_from_b_without_the_bucket_name_would_replace_the_bucket(terraform: Terraform) -> None:
    older: Files = {"older/main.tf": (OLDER / "b.tf").read_text(), "main.tf.json": configuration("./older", {})}
    root = terraform(older, env=ORCHESTRATOR, region=ROOT["region"])
    root.apply()
    root.write({"module": MODULE, "main.tf.json": configuration("./module", {})})
    plan = root.plan()
    assert plan.having("replace") == {"module.runner.aws_s3_bucket.runner"}
    assert plan.having("delete") == {"module.runner.platform-orchestrator_serverless_ecs_runner.runner"}
