"""The stand holds what Terraform's state holds, as the API reads it back."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.stand import DENIED, DENIED_BY_EC2, THROTTLED, Server, Stand
from tests.stand.fixtures import Stands


def test_a_full_runner_is_there(healthy: Stand) -> None:
    configuration, ec2 = healthy.configuration, healthy.client("ec2")
    (cluster,) = healthy.client("ecs").describe_clusters(
        clusters=[configuration["ecs_cluster_arn"]], include=["CONFIGURATIONS", "SETTINGS"]
    )["clusters"]
    assert cluster["status"] == "ACTIVE"
    assert cluster["configuration"]["executeCommandConfiguration"]["kmsKeyId"] == configuration["kms_key_arn"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    subnets = ec2.describe_subnets(SubnetIds=configuration["subnet_ids"])["Subnets"]
    assert {subnet["AvailabilityZone"] for subnet in subnets} == {"eu-west-1a", "eu-west-1b"}
    (group,) = ec2.describe_security_groups(GroupIds=configuration["security_group_ids"])["SecurityGroups"]
    assert group["IpPermissions"] == []
    (allowed,) = group["IpPermissionsEgress"]
    assert (allowed["FromPort"], allowed["ToPort"], allowed["IpProtocol"]) == (443, 443, "tcp")
    alarms = healthy.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms} == set(configuration["alarm_names"])
    assert {action for alarm in alarms for action in alarm["AlarmActions"]} == {configuration["alarm_topic_arn"]}


def test_tasks_reach_the_internet_and_the_endpoints(healthy: Stand) -> None:
    ec2 = healthy.client("ec2")
    (gateway,) = ec2.describe_nat_gateways()["NatGateways"]
    for subnet in healthy.configuration["subnet_ids"]:
        (table,) = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
        routes = {route.get("DestinationCidrBlock"): route.get("NatGatewayId") for route in table["Routes"]}
        assert routes["0.0.0.0/0"] == gateway["NatGatewayId"]
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert {each["ServiceName"].rpartition("eu-west-1.")[2]: each["VpcEndpointType"] for each in endpoints} == {
        "ecr.api": "Interface",
        "s3": "Gateway",
    }


def test_the_bucket_has_its_settings(healthy: Stand) -> None:
    s3, bucket = healthy.client("s3"), healthy.configuration["s3_bucket"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == healthy.configuration["kms_key_arn"]
    assert rule["BucketKeyEnabled"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert [each["ID"] for each in rules] == ["expire-old-versions", "abort-incomplete-multipart-uploads"]
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]["TargetBucket"] == "my-access-logs"


def test_a_runner_on_what_others_created_is_there(stands: Stands) -> None:
    stand = stands("self-hosted")
    configuration = stand.configuration
    (cluster,) = stand.client("ecs").describe_clusters(clusters=[configuration["ecs_cluster_name"]])["clusters"]
    assert (cluster["clusterName"], cluster["status"]) == ("shared", "ACTIVE")
    assert len(stand.client("ec2").describe_subnets(SubnetIds=configuration["subnet_ids"])["Subnets"]) == 2
    (provider,) = stand.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"] == configuration["oidc_provider_arn"]


def test_policies_are_those_of_the_state_with_the_ids_of_the_stand(healthy: Stand) -> None:
    key = healthy.configuration["kms_key_arn"]
    role = healthy.configuration["execution_role_arn"].rpartition("/")[2]
    name = "my-runner-execution-secrets-policy"
    document: Any = healthy.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    assert document["Statement"][1]["Resource"] == [key]
    assert "1234abcd" not in json.dumps(document)


def test_what_a_test_breaks_is_whole_for_the_next(stands: Stands) -> None:
    name = stands("full").configuration["s3_bucket"]
    stands("full").client("s3").delete_bucket(Bucket=name)
    stands("full").client("s3").create_bucket(Bucket="another", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    buckets = stands("full").client("s3").list_buckets()["Buckets"]
    assert {bucket["Name"] for bucket in buckets} == {name, "my-access-logs"}
    stands("full").client("ssm").put_parameter(Name="more", Value="1", Type="String")
    assert stands("full").client("ssm").describe_parameters()["Parameters"] == []


@pytest.mark.parametrize(
    ("service", "call", "fault"),
    [
        ("ecs", lambda client: client.list_clusters(), THROTTLED),
        ("iam", lambda client: client.list_roles(), DENIED),
        ("ec2", lambda client: client.describe_vpcs(), DENIED_BY_EC2),
        ("s3", lambda client: client.list_buckets(), DENIED),
        ("monitoring", lambda client: client.describe_alarms(), THROTTLED),
    ],
)
def test_errors_of_aws_can_take_the_place_of_answers(
    service: str, call: Any, fault: Any, healthy: Stand, aws_server: Server
) -> None:
    client = healthy.client({"monitoring": "cloudwatch"}.get(service, service))
    with aws_server.answering(lambda asked: fault if asked.service == service else None):
        with pytest.raises(ClientError) as caught:
            call(client)
        assert caught.value.response["Error"] == {"Code": fault.code, "Message": fault.message}
    call(client)
