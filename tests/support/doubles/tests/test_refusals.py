"""What AWS refuses at apply is refused at apply: limits, clashes, and calls that come too early."""

import json
from typing import Any

import pytest

from tests.support.terraform import Terraform

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]})
POLICY = TRUST.replace("sts:AssumeRole", "s3:GetObject")

Resources = dict[str, Any]


def files(**resources: dict[str, Any]) -> dict[str, Any]:
    return {"main.tf.json": {"resource": {type_: {"it": value} for type_, value in resources.items()}}}


@pytest.mark.parametrize(
    ("resources", "error"),
    [
        (
            {"aws_iam_role": {"name": "x", "assume_role_policy": TRUST, "tags": {"owner": "a", "Owner": "b"}}},
            "InvalidInput: Duplicate tag",
        ),
        ({"aws_iam_role": {"name": "x", "assume_role_policy": TRUST.replace("sts", "s" * 2048)}}, "ACLSizePerRole: 2048"),
        ({"aws_iam_role_policy": {"role": "x", "policy": POLICY.replace("s3", "s" * 10240)}}, "10240 bytes exceeded for role x"),
        ({"aws_sns_topic": {"name": "x", "tags": {"k" * 129: "v"}}}, "InvalidTag: the tag kkk"),
        ({"aws_sns_topic": {"name": "x", "tags": {"k": "v" * 257}}}, "InvalidTag: the tag k "),
        ({"aws_sns_topic": {"name": "x", "tags": {"k": "<v>"}}}, "characters that are not allowed"),
        ({"aws_sns_topic": {"name": "x", "tags": {f"k{n}": "v" for n in range(51)}}}, "TooManyTags: 51 tags"),
        ({"aws_sns_topic": {"name": "a.b"}}, "invalid topic name: a.b"),
        ({"aws_s3_bucket": {"bucket": "My-bucket"}}, "InvalidBucketName"),
        (
            {
                "aws_ecs_cluster_capacity_providers": {
                    "cluster_name": "x",
                    "capacity_providers": ["FARGATE"],
                    "default_capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}],
                }
            },
            "not associated with the cluster",
        ),
        (
            {
                "aws_ecs_cluster_capacity_providers": {
                    "cluster_name": "x",
                    "capacity_providers": ["A", "B"],
                    "default_capacity_provider_strategy": [{"capacity_provider": name, "base": 1} for name in "AB"],
                }
            },
            "Only one capacity provider in a strategy can have a base",
        ),
    ],
)
def test_what_aws_refuses_fails_at_apply_and_not_before(terraform: Terraform, resources: Resources, error: str) -> None:
    root = terraform(files(**resources))
    root.plan()
    assert error in root.apply_fails().text
    assert root.state.resources == {}


def log_policy(name: str) -> Resources:
    return files(aws_cloudwatch_log_resource_policy={"policy_name": name, "policy_document": POLICY})


def test_a_region_has_ten_resource_policies_of_cloudwatch_logs(terraform: Terraform) -> None:
    root = terraform(log_policy("ours"))
    for number in range(9):
        root.account.put("aws_cloudwatch_log_resource_policy", policy_name=f"theirs-{number}", region="eu-central-1")
        root.account.put("aws_cloudwatch_log_resource_policy", policy_name=f"far-{number}", region="us-east-1")
    root.apply()
    error = "creating aws_cloudwatch_log_resource_policy: LimitExceededException: Resource limit exceeded."
    root.write(
        {
            "more.tf.json": {
                "resource": {"aws_cloudwatch_log_resource_policy": {"eleventh": {"policy_name": "x", "policy_document": POLICY}}}
            }
        }
    )
    assert error in root.apply_fails().text
    root.account.remove("aws_cloudwatch_log_resource_policy", root.account.of_type("aws_cloudwatch_log_resource_policy")[0]["id"])
    root.apply()


def test_a_role_has_ten_attached_policies(terraform: Terraform) -> None:
    attached = {f"p{number}": {"role": "x", "policy_arn": f"arn:aws:iam::aws:policy/p{number}"} for number in range(11)}
    said = terraform({"main.tf.json": {"resource": {"aws_iam_role_policy_attachment": attached}}}).apply_fails()
    assert [error.detail for error in said.errors] == ["LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10"]


def test_an_endpoint_has_one_subnet_in_a_zone(terraform: Terraform) -> None:
    endpoint = {"vpc_id": "vpc-1", "service_name": "com.amazonaws.eu-central-1.logs", "vpc_endpoint_type": "Interface"}
    root = terraform(files(aws_vpc_endpoint={**endpoint, "subnet_ids": ["subnet-a1", "subnet-a2", "subnet-elsewhere"]}))
    for zone in ("a1", "a2", "b1"):
        subnet = {"id": f"subnet-{zone}", "availability_zone": f"eu-central-1{zone[0]}", "region": "eu-central-1"}
        root.account.put("aws_subnet", **subnet)
    assert "DuplicateSubnetsInSameZone" in root.apply_fails().text
    root.write(files(aws_vpc_endpoint={**endpoint, "subnet_ids": ["subnet-a1", "subnet-b1"]})).apply()


def test_a_vpc_has_one_endpoint_with_private_dns_for_a_service(terraform: Terraform) -> None:
    endpoint = {"vpc_id": "vpc-1", "service_name": "com.amazonaws.eu-central-1.logs", "vpc_endpoint_type": "Interface"}
    root = terraform(files(aws_vpc_endpoint={**endpoint, "private_dns_enabled": True}))
    root.account.put("aws_vpc_endpoint", **endpoint, id="theirs", region="eu-central-1", private_dns_enabled=True)
    assert "there is already a conflicting DNS domain" in root.apply_fails().text
    root.account.change("aws_vpc_endpoint", "theirs", private_dns_enabled=False)
    root.apply()
    assert root.plan().is_empty


def test_a_nat_gateway_needs_an_internet_gateway_in_its_vpc(terraform: Terraform) -> None:
    root = terraform(files(aws_nat_gateway={"subnet_id": "subnet-1", "allocation_id": "eipalloc-1"}))
    root.account.put("aws_subnet", id="subnet-1", vpc_id="vpc-1", availability_zone="eu-central-1a", region="eu-central-1")
    assert "Network vpc-1 has no Internet gateway attached" in root.apply_fails().text
    root.account.put("aws_internet_gateway", vpc_id="vpc-1", region="eu-central-1")
    root.apply()


def test_versioning_that_was_on_is_suspended_and_never_disabled(terraform: Terraform) -> None:
    def versioning(status: str) -> Resources:
        return files(aws_s3_bucket_versioning={"bucket": "my-bucket", "versioning_configuration": [{"status": status}]})

    root = terraform(versioning("Enabled"))
    root.apply()
    assert "cannot be updated from 'Enabled' to 'Disabled'" in root.write(versioning("Disabled")).apply_fails().text
    root.write(versioning("Suspended")).apply()
    assert root.plan().is_empty


def test_a_security_group_has_a_name_of_its_own_in_its_vpc(terraform: Terraform) -> None:
    root = terraform(files(aws_security_group={"name": "it", "vpc_id": "vpc-1"}))
    root.account.put("aws_security_group", name="it", vpc_id="vpc-1", region="eu-central-1")
    assert "InvalidGroup.Duplicate" in root.apply_fails().text
    root.write(files(aws_security_group={"name": "it", "vpc_id": "vpc-2"})).apply()


ROLE_OF_ECS = "InvalidParameterException: Unable to assume the service linked role."


def test_the_provider_tries_again_until_ecs_has_its_role(terraform: Terraform) -> None:
    root = terraform(files(aws_ecs_cluster={"name": "it"}))
    root.account.refuse("aws_ecs_cluster", ROLE_OF_ECS)
    assert list(root.apply().resources) == ["aws_ecs_cluster.it"]


def test_the_provider_does_not_try_again_for_capacity_providers(terraform: Terraform) -> None:
    resources = {"cluster_name": "it", "capacity_providers": ["FARGATE"]}
    root = terraform(files(aws_ecs_cluster_capacity_providers=resources))
    root.account.refuse("aws_ecs_cluster_capacity_providers", "ClientException: Cluster was not ACTIVE.")
    root.account.refuse("aws_ecs_cluster_capacity_providers", ROLE_OF_ECS)
    assert ROLE_OF_ECS in root.apply_fails().text
    root.apply()


def test_a_refused_change_keeps_the_state_as_it_was(terraform: Terraform) -> None:
    root = terraform(files(aws_sns_topic={"name": "it"}))
    root.apply()
    root.account.refuse("aws_sns_topic", "Throttling: Rate exceeded")
    said = root.write(files(aws_sns_topic={"name": "it", "display_name": "x"})).apply_fails().text
    assert "updating aws_sns_topic (arn:aws:sns:eu-central-1:123456789012:it): Throttling" in said
    assert root.state["aws_sns_topic.it"]["display_name"] == ""
