"""The values that the doubles make up have the form of the true ones."""

import base64
import json
import re
from typing import Any

import pytest

from tests.support.terraform import Terraform


@pytest.mark.parametrize(
    ("region", "partition", "suffix", "reverse", "zone_id"),
    [
        ("eu-central-1", "aws", "amazonaws.com", "com.amazonaws", "euc1-az1"),
        ("ap-southeast-2", "aws", "amazonaws.com", "com.amazonaws", "apse2-az1"),
        ("cn-northwest-1", "aws-cn", "amazonaws.com.cn", "cn.com.amazonaws", "cnnw1-az1"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com", "com.amazonaws", "usgw1-az1"),
    ],
)
def test_arns_and_data_sources_follow_partition_region_and_account(
    terraform: Terraform, region: str, partition: str, suffix: str, reverse: str, zone_id: str
) -> None:
    text = """
        data "aws_partition" "it" {}
        data "aws_region" "it" {}
        data "aws_region" "that" { region = "REGION" }
        data "aws_caller_identity" "it" {}
        data "aws_availability_zones" "it" { exclude_names = ["REGIONb"] }
        data "aws_vpc_endpoint_service" "it" { service = "logs" }
        resource "aws_s3_bucket" "it" { bucket = "xyz" }
        resource "aws_iam_role" "it" {
          path               = "/a/"
          name_prefix        = "x-"
          assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{}] })
        }
    """
    state = terraform({"main.tf": text.replace("REGION", region)}, region=region, account="111122223333").apply()
    assert state.data["data.aws_partition.it"] == {
        "id": partition,
        "partition": partition,
        "dns_suffix": suffix,
        "reverse_dns_prefix": reverse,
    }
    assert state.data["data.aws_region.it"] == state.data["data.aws_region.that"]
    assert state.data["data.aws_region.it"]["region"] == region
    assert state.data["data.aws_caller_identity.it"]["account_id"] == "111122223333"
    assert state.data["data.aws_availability_zones.it"]["names"] == [f"{region}a", f"{region}c"]
    assert state.data["data.aws_availability_zones.it"]["zone_ids"][0] == zone_id
    assert state.data["data.aws_vpc_endpoint_service.it"]["service_name"] == f"{reverse}.{region}.logs"
    bucket, role = state["aws_s3_bucket.it"], state["aws_iam_role.it"]
    assert (bucket["arn"], bucket["bucket_regional_domain_name"]) == (f"arn:{partition}:s3:::xyz", f"xyz.s3.{region}.{suffix}")
    assert re.fullmatch(rf"arn:{partition}:iam::111122223333:role/a/x-\d{{26}}", role["arn"])
    assert role["id"] == role["name"] == role["arn"].rpartition("/")[2]


def test_ids_are_unique_and_a_second_apply_changes_nothing(terraform: Terraform) -> None:
    root = terraform(
        {
            "main.tf": """
                resource "aws_vpc" "it" {
                  count      = 2
                  cidr_block = "10.0.0.0/16"
                }
                resource "aws_subnet" "it" {
                  vpc_id     = aws_vpc.it[0].id
                  cidr_block = "10.0.0.0/24"
                }
                data "aws_subnet" "it" { id = "subnet-1" }
                data "aws_vpc" "it" { default = true }
                data "aws_ec2_managed_prefix_list" "it" { name = "com.amazonaws.eu-central-1.s3" }
            """
        }
    )
    state = root.apply()
    vpcs = state.of_type("aws_vpc")
    assert len({vpc["id"] for vpc in vpcs.values()}) == 2
    assert all(re.fullmatch(r"vpc-[0-9a-f]{17}", vpc["id"]) for vpc in vpcs.values())
    subnet = state["aws_subnet.it"]
    assert subnet["arn"] == f"arn:aws:ec2:eu-central-1:123456789012:subnet/{subnet['id']}"
    assert subnet["availability_zone"] == "eu-central-1a"
    assert state.data["data.aws_subnet.it"]["arn"].endswith(":subnet/subnet-1")
    assert state.data["data.aws_ec2_managed_prefix_list.it"]["id"].startswith("pl-")
    again = root.apply()
    assert again.data == state.data
    assert root.apply().resources == again.resources


def document(terraform: Terraform, body: str, others: str = "") -> str:
    root = terraform({"main.tf": f'data "aws_iam_policy_document" "it" {{\n{body}\n}}\n{others}'})
    text: str = root.plan().data["data.aws_iam_policy_document.it"]["json"]
    return text


def test_a_policy_document_is_rendered_as_the_provider_renders_it(terraform: Terraform) -> None:
    text = document(
        terraform,
        """
        policy_id = "ours"
        statement {
          sid       = "One"
          effect    = "Deny"
          actions   = ["s3:Get*", "s3:Put*"]
          resources = ["arn:aws:s3:::b/&{aws:username}/*"]
          principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::1:root"]
          }
          principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::2:root"]
          }
          condition {
            test     = "StringLike"
            variable = "z"
            values   = ["<", "a"]
          }
          condition {
            test     = "Bool"
            variable = "y"
            values   = ["true"]
          }
        }
        statement {
          not_actions = ["s3:*"]
          principals {
            type        = "*"
            identifiers = ["*"]
          }
        }
        """,
    )
    assert text == (
        """{
  "Version": "2012-10-17",
  "Id": "ours",
  "Statement": [
    {
      "Sid": "One",
      "Effect": "Deny",
      "Action": [
        "s3:Put*",
        "s3:Get*"
      ],
      "Resource": "arn:aws:s3:::b/${aws:username}/*",
      "Principal": {
        "AWS": [
          "arn:aws:iam::2:root",
          "arn:aws:iam::1:root"
        ]
      },
      "Condition": {
        "Bool": {
          "y": "true"
        },
        "StringLike": {
          "z": [
            "\\u003c",
            "a"
          ]
        }
      }
    },
    {
      "Effect": "Allow",
      "NotAction": "s3:*",
      "Principal": "*"
    }
  ]
}"""
    )


def test_policy_documents_are_merged_by_sid(terraform: Terraform) -> None:
    def source(name: str, *sids: str) -> str:
        blocks = (f'statement {{\n sid = "{sid}"\n actions = ["{name}:{sid}"]\n resources = ["*"]\n}}\n' for sid in sids)
        return f'data "aws_iam_policy_document" "{name}" {{\n{"".join(blocks)}}}\n'

    body = """
        source_policy_documents   = [data.aws_iam_policy_document.before.json]
        override_policy_documents = [data.aws_iam_policy_document.after.json]
        statement {
          sid       = "B"
          actions   = ["own:B"]
          resources = ["*"]
        }
    """
    text = document(terraform, body, source("before", "A", "B") + source("after", "A", "C"))
    assert [item["Action"] for item in json.loads(text)["Statement"]] == ["after:A", "own:B", "after:C"]


@pytest.mark.parametrize("prefix", [None, "p-"])
def test_random_id_has_the_same_bytes_in_every_notation(terraform: Terraform, prefix: str | None) -> None:
    def files(**arguments: Any) -> dict[str, Any]:
        return {"main.tf.json": {"resource": {"random_id": {"it": {"byte_length": 5, "prefix": prefix, **arguments}}}}}

    root = terraform(files())
    found = root.apply()["random_id.it"]
    cut = len(prefix or "")
    content = bytes.fromhex(found["hex"][cut:])
    assert len(content) == 5
    assert found["b64_std"][cut:] == base64.b64encode(content).decode()
    assert found["b64_url"][cut:] == found["id"] == base64.urlsafe_b64encode(content).decode().rstrip("=")
    assert int(found["dec"][cut:]) == int.from_bytes(content, "big")
    assert {found[name][:cut] for name in ("hex", "b64_std", "b64_url", "dec")} == {prefix or ""}
    assert root.write(files(keepers={"a": "b"})).plan().actions == {"random_id.it": "replace"}
    assert root.write(files(byte_length=6)).plan().actions == {"random_id.it": "replace"}
