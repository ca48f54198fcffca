"""The stand holds what Terraform's state holds, as the API reads it back."""

import json
from typing import Any

import pytest

from tests.stand.fixtures import Stands
from tests.stand.stand import Stand


def test_a_full_runner_is_there(healthy: Stand) -> None:
    configuration = healthy.configuration
    (cluster,) = healthy.client("ecs").describe_clusters(clusters=[configuration["ecs_cluster_arn"]])["clusters"]
    assert cluster["status"] == "ACTIVE"
    subnets = healthy.client("ec2").describe_subnets(SubnetIds=configuration["subnet_ids"])["Subnets"]
    assert {subnet["AvailabilityZone"] for subnet in subnets} == {"eu-west-1a", "eu-west-1b"}
    assert healthy.client("kms").describe_key(KeyId=configuration["kms_key_arn"])["KeyMetadata"]["Enabled"]


@pytest.mark.parametrize("base", ["minimal", "existing"])
def test_other_runners_are_there(stands: Stands, base: str) -> None:
    stand = stands(base)
    configuration = stand.configuration
    (cluster,) = stand.client("ecs").describe_clusters(clusters=[configuration["ecs_cluster_name"]])["clusters"]
    assert cluster["status"] == "ACTIVE"
    assert len(stand.client("ec2").describe_subnets(SubnetIds=configuration["subnet_ids"])["Subnets"]) == 2


def test_what_a_test_breaks_is_whole_for_the_next(stands: Stands) -> None:
    name = stands("full").configuration["s3_bucket"]
    stands("full").client("s3").delete_bucket(Bucket=name)
    stands("full").client("s3").create_bucket(Bucket="another", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    buckets = stands("full").client("s3").list_buckets()["Buckets"]
    assert {bucket["Name"] for bucket in buckets} == {name, "my-access-logs"}


def test_policies_are_those_of_the_state_with_the_ids_of_the_stand(healthy: Stand) -> None:
    key = healthy.configuration["kms_key_arn"]
    role = healthy.configuration["execution_role_arn"].rpartition("/")[2]
    name = "my-runner-execution-secrets-policy"
    document: Any = healthy.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    assert document["Statement"][1]["Resource"] == [key]
    assert "1234abcd" not in json.dumps(document)
