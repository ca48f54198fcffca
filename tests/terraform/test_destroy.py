"""What is left of a runner that is destroyed while its bucket has objects, and of one that isn't."""

from release.evidence.changes import BASES
from release.paths import MODULE
from tests.support.terraform import Terraform, Workspace
from tests.terraform.configurations import GROUPS, Inputs

INPUTS: Inputs = {**BASES["minimal"].inputs, "runner_id": "my-runner"}
BUCKET = "my-runner-artifacts"
CLOSED = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def with_object(workspace: Workspace, inputs: Inputs) -> Workspace:
    """Apply, and put state into the bucket."""
    workspace.apply(**inputs)
    workspace.account.put("aws_s3_object", bucket=BUCKET, key="environment.tfstate", region=inputs["region"])
    return workspace


def test_a_bucket_with_objects_stays_closed_to_the_public_and_another_apply_brings_the_runner_back(terraform: Terraform) -> None:
    """Terraform destroys what depends on the bucket first, its policy and versioning among it; nothing can keep those."""
    runner = with_object(terraform(MODULE), INPUTS)
    before = runner.state.resources
    assert "BucketNotEmpty" in runner.apply_fails("-destroy", **INPUTS).text
    assert [item["bucket"] for item in runner.account.of_type("aws_s3_bucket")] == [BUCKET]
    assert [item["key"] for item in runner.account.of_type("aws_s3_object")] == ["environment.tfstate"]
    [block] = runner.account.of_type("aws_s3_bucket_public_access_block")
    assert {name: block[name] for name in CLOSED} == dict.fromkeys(CLOSED, True)
    assert {*runner.state.resources} == {"aws_s3_bucket.runner", "random_id.suffix"}

    assert runner.apply(**INPUTS).resources.keys() == before.keys()
    assert runner.plan(**INPUTS).is_empty
    [versioning] = runner.account.of_type("aws_s3_bucket_versioning")
    assert versioning["versioning_configuration"][0]["status"] == "Enabled"
    assert [item["bucket"] for item in runner.account.of_type("aws_s3_bucket_policy")] == [BUCKET]
    assert [item["key"] for item in runner.account.of_type("aws_s3_object")] == ["environment.tfstate"]


def test_force_destroy_deletes_objects_once_it_was_applied(terraform: Terraform) -> None:
    storage = with_object(terraform(MODULE / "modules" / "storage"), GROUPS["storage"])
    forced = {**GROUPS["storage"], "s3_bucket_force_destroy": True}
    storage.apply(**forced)
    assert storage.destroy(**forced).resources == {}
    assert storage.account.of_type("aws_s3_bucket") + storage.account.of_type("aws_s3_object") == []
