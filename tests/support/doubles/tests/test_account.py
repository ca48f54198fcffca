"""The account: what exists, what goes with what, and what AWS refuses at apply."""

import json
from typing import Any

import pytest

from tests.support.terraform import Terraform, Workspace

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]})
POLICY = TRUST.replace("sts:AssumeRole", "s3:GetObject")
ARN = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def files(**resources: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration of resources, each named `it`, or by the names in the value."""
    return {
        "main.tf.json": {"resource": {type_: value if "it" in value else {"it": value} for type_, value in resources.items()}}
    }


def role(by: str, **arguments: Any) -> dict[str, Any]:
    """Return a role with policies that refer to its name or id."""
    reference = f"${{aws_iam_role.it.{by}}}"
    return files(
        aws_iam_role={"name": "it", "assume_role_policy": TRUST, **arguments},
        aws_iam_role_policy={"name": "it", "role": reference, "policy": POLICY},
        aws_iam_role_policy_attachment={"role": reference, "policy_arn": ARN},
    )


def bucket(**arguments: Any) -> dict[str, Any]:
    reference = {"bucket": "${aws_s3_bucket.it.bucket}"}
    return files(
        aws_s3_bucket={"bucket": "my-bucket", **arguments},
        aws_s3_bucket_policy={**reference, "policy": POLICY},
        aws_s3_bucket_public_access_block={**reference, "block_public_acls": True, "skip_destroy": True},
        aws_s3_bucket_versioning={**reference, "versioning_configuration": [{"status": "Enabled"}]},
        aws_s3_bucket_server_side_encryption_configuration={
            **reference,
            "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}],
        },
    )


def applied(terraform: Terraform, configuration: dict[str, Any], **options: Any) -> Workspace:
    root = terraform(configuration, **options)
    root.apply()
    return root


def test_what_was_changed_elsewhere_is_seen_and_set_back(terraform: Terraform) -> None:
    root = applied(terraform, role("name", description="ours"))
    root.account.change("aws_iam_role", "it", description="someone else's")
    change = root.plan().changes["aws_iam_role.it"]
    assert (change.action, change.changed) == ("update", {"description"})
    root.apply()
    (found,) = root.account.of_type("aws_iam_role")
    assert found["description"] == "ours"
    assert root.plan().is_empty


def test_what_was_removed_elsewhere_is_created_again(terraform: Terraform) -> None:
    root = applied(terraform, role("name"))
    root.account.remove("aws_iam_role_policy_attachment", f"it/{ARN}")
    assert root.plan().actions == {"aws_iam_role_policy_attachment.it": "create"}
    root.account.remove("aws_iam_role", "it")
    assert set(root.plan().actions.values()) == {"create"}
    assert root.account.of_type("aws_iam_role_policy") == [], "the policies of a role go with it"


def test_a_policy_of_the_same_meaning_is_no_drift(terraform: Terraform) -> None:
    root = applied(terraform, role("name"))
    reordered = json.dumps(json.loads(POLICY), indent=4)
    root.account.change("aws_iam_role_policy", "it:it", policy=reordered)
    assert root.plan().is_empty
    assert root.apply()["aws_iam_role_policy.it"]["policy"] == POLICY
    root.account.change("aws_iam_role_policy", "it:it", policy=POLICY.replace("Allow", "Deny"))
    assert root.plan().actions == {"aws_iam_role_policy.it": "update"}


def test_the_policies_of_a_replaced_role_are_lost_where_they_refer_to_its_name(terraform: Terraform) -> None:
    root = applied(terraform, role("name"))
    plan = root.write(role("name", path="/x/")).plan()
    assert plan.actions == {"aws_iam_role.it": "replace"}
    root.apply(plan)
    assert root.account.of_type("aws_iam_role_policy") == root.account.of_type("aws_iam_role_policy_attachment") == []
    assert root.plan().having("create") == {"aws_iam_role_policy.it", "aws_iam_role_policy_attachment.it"}


def test_the_policies_of_a_replaced_role_go_and_come_where_they_refer_to_its_id(terraform: Terraform) -> None:
    root = applied(terraform, role("id"))
    plan = root.write(role("id", path="/x/")).plan()
    assert set(plan.actions.values()) == {"replace"}
    assert len(plan.actions) == 3
    root.apply(plan)
    assert len(root.account.of_type("aws_iam_role_policy")) == 1
    assert root.plan().is_empty


def test_a_bucket_with_objects_is_not_deleted_and_stays_bare(terraform: Terraform) -> None:
    root = applied(terraform, bucket())
    root.account.put("aws_s3_object", bucket="my-bucket", key="state")
    assert "BucketNotEmpty: The bucket you tried to delete is not empty" in root.apply_fails("-destroy").text
    assert list(root.state.resources) == ["aws_s3_bucket.it"]
    account = root.account
    assert account.of_type("aws_s3_bucket_policy") == []
    (block,), (versioning,) = account.of_type("aws_s3_bucket_public_access_block"), account.of_type("aws_s3_bucket_versioning")
    assert block["block_public_acls"], "skip_destroy leaves it"
    assert versioning["versioning_configuration"][0]["status"] == "Suspended"
    (encryption,) = account.of_type("aws_s3_bucket_server_side_encryption_configuration")
    assert encryption["rule"][0]["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"
    root.apply()
    assert root.plan().is_empty, "another apply protects it again"


def test_force_destroy_counts_only_once_it_was_applied(terraform: Terraform) -> None:
    root = applied(terraform, bucket())
    root.account.put("aws_s3_object", bucket="my-bucket", key="state")
    assert "BucketNotEmpty" in root.write(bucket(force_destroy=True)).apply_fails("-destroy").text
    root.apply()
    assert root.destroy().resources == {}
    assert [root.account.of_type(type_) for type_ in ("aws_s3_object", "aws_s3_bucket_versioning")] == [[], []]


@pytest.mark.parametrize(
    ("holder", "argument", "refused"),
    [
        ("aws_subnet", "vpc_id", "aws_vpc"),
        ("ecs_task", "subnet", "aws_subnet"),
        ("ecs_task", "security_groups", "aws_security_group"),
        ("aws_security_group", "ingress", "aws_security_group"),
    ],
)
def test_what_is_in_use_is_not_deleted(terraform: Terraform, holder: str, argument: str, refused: str) -> None:
    root = applied(
        terraform,
        files(
            aws_vpc={"cidr_block": "10.0.0.0/16"},
            aws_subnet={"vpc_id": "${aws_vpc.it.id}", "cidr_block": "10.0.0.0/24"},
            aws_security_group={"vpc_id": "${aws_vpc.it.id}"},
        ),
    )
    (held,) = root.account.of_type(refused)
    value = [{"security_groups": [held["id"]]}] if argument == "ingress" else [held["id"]]
    root.account.put(holder, id="theirs", region="eu-central-1", **{argument: value})
    assert f"deleting {refused} ({held['id']}): DependencyViolation" in root.apply_fails("-destroy").text
    root.account.remove(holder, "theirs")
    assert root.destroy().resources == {}


def test_a_cluster_with_tasks_and_a_rule_with_targets_are_not_deleted(terraform: Terraform) -> None:
    root = applied(
        terraform,
        files(aws_ecs_cluster={"name": "it"}, aws_cloudwatch_event_rule={"name": "it", "event_pattern": '{"source":["x"]}'}),
    )
    root.account.put("ecs_task", id="theirs", cluster="it")
    root.account.put("aws_cloudwatch_event_target", id="theirs", rule="it")
    said = root.apply_fails("-destroy").text
    assert "ClusterContainsTasksException" in said
    assert "Rule can't be deleted since it has targets" in said


def test_a_name_is_taken_only_once_in_an_account(terraform: Terraform) -> None:
    root = terraform(role("name"))
    root.account.put("aws_iam_role", name="it")
    assert "creating aws_iam_role: EntityAlreadyExists" in root.apply_fails().text
    root.write({"provider.tf": 'provider "aws" {\n  profile = "another account"\n}\n'}).apply()
    assert len(root.account.of_profile("another account").of_type("aws_iam_role")) == 1


def test_a_log_group_can_outlive_its_destruction(terraform: Terraform) -> None:
    root = applied(terraform, files(aws_cloudwatch_log_group={"name": "it", "skip_destroy": True}))
    root.destroy()
    assert "ResourceAlreadyExistsException" in root.apply_fails().text


def test_deleting_the_policy_of_a_replaced_topic_takes_nothing_else(terraform: Terraform) -> None:
    def topic(name: str) -> dict[str, Any]:
        reference = {"arn": "${aws_sns_topic.it.arn}", "policy": POLICY}
        return files(aws_sns_topic={"name": name}, aws_sns_topic_policy=reference)

    root = applied(terraform, topic("one"))
    assert set(root.write(topic("two")).plan().actions.values()) == {"replace"}
    root.apply()
    assert [len(root.account.of_type(type_)) for type_ in ("aws_sns_topic", "aws_sns_topic_policy")] == [1, 1]
    assert root.plan().is_empty
