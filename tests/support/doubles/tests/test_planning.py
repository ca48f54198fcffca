"""The doubles plan and apply as providers do: what is known when, what changes, what is replaced, what is refused."""

import json
from typing import Any

import pytest

from tests.support.doubles.wire import is_unknown
from tests.support.terraform import Terraform

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]})


def role(**arguments: Any) -> dict[str, Any]:
    """Return a configuration of one role."""
    return {"main.tf.json": {"resource": {"aws_iam_role": {"it": {"name": "it", "assume_role_policy": TRUST, **arguments}}}}}


def test_a_configuration_goes_from_init_to_destroy(terraform: Terraform) -> None:
    root = terraform(
        {
            "main.tf": """
                variable "name" { type = string }
                resource "aws_sns_topic" "it" { name = var.name }
                resource "aws_sns_topic_policy" "it" {
                  arn    = aws_sns_topic.it.arn
                  policy = data.aws_iam_policy_document.it.json
                }
                data "aws_iam_policy_document" "it" {
                  statement {
                    actions   = ["sns:Publish"]
                    resources = [aws_sns_topic.it.arn]
                  }
                }
                output "arn" { value = aws_sns_topic.it.arn }
            """
        }
    )
    assert root.init() == ()
    assert root.validate() == ()

    plan = root.plan(name="news")
    assert not plan.is_empty
    assert plan.diagnostics == ()
    assert plan.actions == {"aws_sns_topic.it": "create", "aws_sns_topic_policy.it": "create"}
    assert plan["aws_sns_topic.it"]["name"] == "news"
    assert plan.is_unknown("aws_sns_topic.it", "arn")
    assert plan.is_unknown("aws_sns_topic_policy.it", "policy")
    assert plan.outputs == {}

    state = root.apply(name="news")
    arn = "arn:aws:sns:eu-central-1:123456789012:news"
    assert state.diagnostics == ()
    assert state.outputs == root.outputs == {"arn": arn}
    assert state["aws_sns_topic.it"]["arn"] == arn
    assert json.loads(state["aws_sns_topic_policy.it"]["policy"])["Statement"] == [
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": arn}
    ]
    assert state.data["data.aws_iam_policy_document.it"]["json"] == state["aws_sns_topic_policy.it"]["policy"]

    assert root.plan(name="news").is_empty
    assert root.destroy(name="news").resources == {}


def test_values_inside_blocks_can_be_unknown_until_apply(terraform: Terraform) -> None:
    root = terraform(
        {
            "main.tf": """
                resource "terraform_data" "later" { input = "OVERRIDE" }
                resource "aws_ecs_cluster" "it" {
                  name = "it"
                  configuration {
                    execute_command_configuration { logging = terraform_data.later.output }
                  }
                }
                resource "aws_s3_bucket_lifecycle_configuration" "it" {
                  bucket = "it"
                  rule {
                    id     = "all"
                    status = "Enabled"
                    expiration { days = 1 }
                    filter {}
                  }
                }
            """
        }
    )
    plan = root.plan()
    inside = [
        {"execute_command_configuration": [{"log_configuration": [], "logging": True}], "managed_storage_configuration": []}
    ]
    assert plan.changes["aws_ecs_cluster.it"].unknown["configuration"] == inside
    unknown = plan.changes["aws_s3_bucket_lifecycle_configuration.it"].unknown["rule"][0]
    assert unknown["expiration"] == [{"expired_object_delete_marker": True}]
    assert {"arn", "name", "configuration"} <= plan.changes["aws_ecs_cluster.it"].changed
    (cluster,) = root.calls_of("PlanResourceChange", "aws_ecs_cluster")
    assert cluster.planned is not None
    assert is_unknown(cluster.planned["arn"])
    state = root.apply()
    assert state["aws_ecs_cluster.it"]["configuration"][0]["execute_command_configuration"][0]["logging"] == "OVERRIDE"
    assert root.plan().is_empty


def test_default_tags_are_merged_into_tags_all(terraform: Terraform) -> None:
    provider = {"provider.tf": 'provider "aws" {\n  default_tags {\n    tags = { Team = "a", Owner = "a" }\n  }\n}\n'}
    root = terraform({**role(tags={"Team": "b"}), **provider})
    assert root.plan()["aws_iam_role.it"]["tags_all"] == {"Team": "b", "Owner": "a"}
    assert root.apply()["aws_iam_role.it"]["tags_all"] == {"Team": "b", "Owner": "a"}
    assert root.plan().is_empty

    change = root.write(role(tags={"Team": "c"})).plan().changes["aws_iam_role.it"]
    assert (change.action, change.changed) == ("update", {"tags", "tags_all"})

    root.remove("provider.tf")
    change = root.write(role(tags={"Team": "b"})).plan().changes["aws_iam_role.it"]
    assert (change.action, change.changed) == ("update", {"tags_all"})
    assert root.apply()["aws_iam_role.it"]["tags_all"] == {"Team": "b"}


def test_unknown_tags_make_tags_all_unknown(terraform: Terraform) -> None:
    later = {"later.tf": 'resource "terraform_data" "later" { input = "x" }'}
    root = terraform({**role(tags={"Team": "${terraform_data.later.output}"}), **later})
    assert root.plan().is_unknown("aws_iam_role.it", "tags_all")
    assert root.apply()["aws_iam_role.it"]["tags_all"] == {"Team": "x"}


@pytest.mark.parametrize(
    ("change", "action", "paths"),
    [
        ({"description": "new"}, "update", ()),
        ({"path": "/x/"}, "replace", ("path",)),
        ({"name": "new"}, "replace", ("name",)),
        ({"name": "new", "lifecycle": {"create_before_destroy": True}}, "replace", ("name",)),
    ],
)
def test_a_change_updates_or_replaces_a_role(
    terraform: Terraform, change: dict[str, Any], action: str, paths: tuple[str]
) -> None:
    root = terraform(role())
    before = root.apply()["aws_iam_role.it"]
    plan = root.write(role(**change)).plan()
    assert (plan.actions, plan.changes["aws_iam_role.it"].replace_paths) == ({"aws_iam_role.it": action}, paths)
    after = root.apply()["aws_iam_role.it"]
    assert (after["unique_id"] == before["unique_id"]) is (action == "update")
    assert root.plan().is_empty


def test_a_changed_region_replaces_a_resource(terraform: Terraform) -> None:
    files = {"main.tf": 'resource "aws_sns_topic" "it" { name = "it" }', "p.tf": 'provider "aws" { region = "eu-west-1" }'}
    root = terraform(files)
    assert root.apply()["aws_sns_topic.it"]["region"] == "eu-west-1"
    plan = root.write({"p.tf": 'provider "aws" { region = "eu-west-2" }'}).plan()
    assert plan.actions == {"aws_sns_topic.it": "replace"}


def test_a_move_is_a_plan_without_actions(terraform: Terraform) -> None:
    root = terraform(role())
    root.apply()
    moved = {"moved": {"from": "aws_iam_role.it", "to": "aws_iam_role.that"}}
    resource = {"aws_iam_role": {"that": {"name": "it", "assume_role_policy": TRUST}}}
    plan = root.write({"main.tf.json": {"resource": resource, **moved}}).plan()
    assert (plan.is_empty, plan.actions, plan.moved) == (False, {}, {"aws_iam_role.it": "aws_iam_role.that"})
    assert list(root.apply().resources) == ["aws_iam_role.that"]


def test_import_finds_a_resource_by_its_name(terraform: Terraform) -> None:
    root = terraform(role())
    plan = root.write({"import.tf": 'import {\n  to = aws_iam_role.it\n  id = "it"\n}\n'}).plan()
    change = plan.changes["aws_iam_role.it"]
    assert (change.importing, change.action, change.changed) == (True, "update", {"assume_role_policy"})
    assert root.apply()["aws_iam_role.it"]["arn"] == "arn:aws:iam::123456789012:role/it"

    other = {"main.tf": 'resource "aws_vpc" "it" {}\nimport {\n  to = aws_vpc.it\n  id = "vpc-1"\n}\n'}
    assert "Can't import: the double doesn't know what the id vpc-1" in terraform(other).plan_fails().text


def test_each_provider_configuration_has_its_own_region_and_tags(terraform: Terraform) -> None:
    root = terraform(
        {
            "main.tf": """
                provider "aws" { region = "us-west-2" }
                provider "aws" {
                  alias  = "china"
                  region = "cn-north-1"
                  default_tags { tags = { Where = "china" } }
                }
                resource "aws_sns_topic" "near" { name = "x" }
                resource "aws_sns_topic" "there" {
                  name   = "x"
                  region = "us-east-2"
                }
                resource "aws_sns_topic" "far" {
                  provider = aws.china
                  name     = "x"
                }
            """
        },
        account="210987654321",
    )
    state = root.apply()
    assert {address: topic["arn"] for address, topic in state.of_type("aws_sns_topic").items()} == {
        "aws_sns_topic.near": "arn:aws:sns:us-west-2:210987654321:x",
        "aws_sns_topic.there": "arn:aws:sns:us-east-2:210987654321:x",
        "aws_sns_topic.far": "arn:aws-cn:sns:cn-north-1:210987654321:x",
    }
    assert state["aws_sns_topic.far"]["tags_all"] == {"Where": "china"}
    assert root.plan().is_empty


def test_recorded_calls_show_what_the_provider_received(terraform: Terraform) -> None:
    root = terraform(role(description="seen"))
    root.apply()
    (applied,) = root.calls_of("ApplyResourceChange", "aws_iam_role")
    assert applied.provider == "hashicorp/aws"
    assert applied.prior is None
    assert applied.config is not None
    assert (applied.config["description"], applied.config["arn"]) == ("seen", None)
    assert applied.planned is not None
    assert is_unknown(applied.planned["arn"])
    assert applied.result is not None
    assert applied.result["arn"] == "arn:aws:iam::123456789012:role/it"


def test_terraform_test_reports_each_run(terraform: Terraform) -> None:
    root = terraform(
        {
            "main.tf": 'variable "name" {}\nresource "aws_sns_topic" "it" { name = var.name }',
            "tests/topic.tftest.hcl": """
                mock_provider "aws" {}
                run "good" {
                  variables { name = "x" }
                  assert {
                    condition     = aws_sns_topic.it.name == "x"
                    error_message = "not x"
                  }
                }
                run "bad" {
                  variables { name = "y" }
                  assert {
                    condition     = aws_sns_topic.it.name == "x"
                    error_message = "y is not x"
                  }
                }
            """,
        }
    )
    good, bad = root.test("-test-directory=tests")
    assert (good.file, good.run, good.status, good.diagnostics) == ("tests/topic.tftest.hcl", "good", "pass", ())
    assert (bad.run, bad.status, bad.diagnostics.text) == ("bad", "fail", "Test assertion failed: y is not x")


def test_a_deprecated_argument_gives_a_warning(terraform: Terraform) -> None:
    root = terraform(role(managed_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]))
    (warning,) = root.validate()
    assert (warning.severity, warning.summary) == ("warning", "Argument is deprecated")
    assert root.plan().diagnostics.warnings != []
