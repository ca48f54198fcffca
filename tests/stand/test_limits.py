"""What moto lacks or doesn't check: each entry of the list is tried, and goes once it isn't true any more."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from release.evidence.limits import LIMITS
from tests.stand.issuer import Issuer
from tests.stand.stand import Stand

ONCE = Config(retries={"total_max_attempts": 1})
EVERYWHERE = ["arn:aws:s3:::*"]


def identity(stand: Stand) -> None:
    signed_in = stand.client("sts").assume_role(RoleArn=stand.configuration["execution_role_arn"], RoleSessionName="me")
    got = signed_in["Credentials"]
    session = stand.session(
        aws_access_key_id=got["AccessKeyId"],
        aws_secret_access_key=got["SecretAccessKey"],
        aws_session_token=got["SessionToken"],
    )
    session.client("iam").create_user(UserName="intruder")


def trust(stand: Stand) -> None:
    token = Issuer("nobody.example.com").token(aud="nobody", sub="nobody")
    stand.client("sts").assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{stand.account}:role/none", RoleSessionName="me", WebIdentityToken=token
    )


def bucket_policy(stand: Stand) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": EVERYWHERE,
        "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/none"}},
    }
    name = "my-access-logs"
    stand.client("s3").put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    _refused("403", lambda: stand.client("s3").put_object(Bucket=name, Key="log"))


def keys(stand: Stand) -> None:
    stand.client("kms").disable_key(KeyId=stand.configuration["kms_key_arn"].rpartition("/")[2])
    stand.client("secretsmanager").get_secret_value(SecretId=stand.configuration["secrets"]["TOKEN_FILE"])
    stand.client("s3").delete_bucket_policy(Bucket=stand.configuration["s3_bucket"])
    answer = stand.client("s3").put_object(Bucket=stand.configuration["s3_bucket"], Key="state", Body=b"{}")
    assert answer["ServerSideEncryption"] == "aws:kms"


def documents(stand: Stand) -> None:
    iam, role = stand.client("iam"), stand.configuration["task_role_arn"].rpartition("/")[2]
    long = {"Effect": "Allow", "Action": "s3:Bogus", "Resource": [f"arn:aws:s3:::{'x' * 500}{number}" for number in range(30)]}
    document = json.dumps({"Version": "2012-10-17", "Statement": [long]})
    iam.put_role_policy(RoleName=role, PolicyName="long", PolicyDocument=document)
    unknown = {"Effect": "Allow", "Principal": {"Service": "nobody.amazonaws.com"}, "Action": "s3:GetObject", "Bogus": 1}
    trusting = json.dumps({"Version": "2012-10-17", "Statement": [unknown]})
    iam.create_role(RoleName="strange", AssumeRolePolicyDocument=trusting)
    stand.client("s3").put_bucket_policy(Bucket=stand.configuration["s3_bucket"], Policy="{")
    stand.client("logs").put_resource_policy(policyName="broken", policyDocument="{")


def values(stand: Stand) -> None:
    rule = {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": -1}}
    bucket, table = stand.configuration["s3_bucket"], stand.client("ec2").describe_route_tables()["RouteTables"][0]
    stand.client("s3").put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    stand.client("logs").put_retention_policy(logGroupName=stand.configuration["log_group_names"][0], retentionInDays=31)
    stand.client("ec2").create_route(
        RouteTableId=table["RouteTableId"], DestinationCidrBlock="192.0.2.0/24", NatGatewayId="nat-0123456789abcdef0"
    )


def tasks(stand: Stand) -> None:
    """The image is nowhere, the secret isn't there, and the group is of another VPC."""
    ec2 = stand.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="elsewhere", Description="elsewhere", VpcId=vpc)["GroupId"]
    secret = f"arn:aws:secretsmanager:{stand.region}:{stand.account}:secret:none-AbCdEf"
    definition = _register(stand, memory=512, image="nowhere.example.com/none", secrets=[{"name": "A", "valueFrom": secret}])
    (task,) = _run(stand, definition, securityGroups=[group])["tasks"]
    assert task["lastStatus"] == "RUNNING"


def memory(stand: Stand) -> None:
    _refused("500", lambda: _run(stand, _register(stand)))


def revisions(stand: Stand) -> None:
    first = _register(stand, memory=512)
    stand.client("ecs").deregister_task_definition(taskDefinition=first)
    stand.client("ecs").delete_task_definitions(taskDefinitions=[first])
    assert _register(stand, memory=512) == first


def simulator(stand: Stand) -> None:
    role = stand.configuration["task_role_arn"]
    iam = stand.session().client("iam", config=ONCE)
    with pytest.raises(ResponseParserError, match="500 Internal Server Error"):
        iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=["s3:GetObject"])


def log_keys(stand: Stand) -> None:
    logs, name = stand.session().client("logs", config=ONCE), stand.configuration["log_group_names"][0]
    _refused("500", lambda: logs.associate_kms_key(logGroupName=name, kmsKeyId=stand.configuration["kms_key_arn"]))
    _refused("500", lambda: logs.disassociate_kms_key(logGroupName=name))


def key_arns(stand: Stand) -> None:
    kms, key = stand.session().client("kms", config=ONCE), stand.configuration["kms_key_arn"]
    _refused("500", lambda: kms.disable_key(KeyId=key))
    _refused("500", lambda: kms.enable_key(KeyId=key))


def quotas(stand: Stand) -> None:
    service = stand.client("service-quotas")
    _refused("400", lambda: service.get_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538"))


def service_linked_role(stand: Stand) -> None:
    stand.client("iam").delete_role(RoleName="AWSServiceRoleForECS")
    made = stand.client("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
    assert made["RoleName"] == "AWSServiceRoleForecs"


def managed_policies(stand: Stand) -> None:
    name = "AmazonECSTaskExecutionRolePolicy"
    assert (
        stand.client("iam").get_policy(PolicyArn=f"arn:aws:iam::aws:policy/service-role/{name}")["Policy"]["PolicyName"] == name
    )
    elsewhere = stand.session(region_name="cn-north-1").client("iam")
    _refused("404", lambda: elsewhere.get_policy(PolicyArn=f"arn:aws-cn:iam::aws:policy/service-role/{name}"))


PROBES: dict[str, Callable[[Stand], None]] = {
    "identity": identity,
    "trust": trust,
    "bucket policy": bucket_policy,
    "keys": keys,
    "documents": documents,
    "values": values,
    "tasks": tasks,
    "memory": memory,
    "revisions": revisions,
    "simulator": simulator,
    "log keys": log_keys,
    "key ARNs": key_arns,
    "quotas": quotas,
    "service-linked role": service_linked_role,
    "managed policies": managed_policies,
}


@pytest.mark.parametrize("name", [limit.name for limit in LIMITS])
def test_the_stand_is_limited_as_the_list_says(name: str, healthy: Stand) -> None:
    PROBES[name](healthy)


def test_each_limit_is_listed_once_and_tried() -> None:
    assert [limit.name for limit in LIMITS] == [*PROBES]


def _register(stand: Stand, **container: Any) -> str:
    answer = stand.client("ecs").register_task_definition(
        family="humanitec_probe",
        containerDefinitions=[{"name": "main", "image": "registry.example.com/a", **container}],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="1024",
    )
    return str(answer["taskDefinition"]["taskDefinitionArn"])


def _run(stand: Stand, definition: str, **network: Any) -> Any:
    subnets = stand.configuration["subnet_ids"]
    return (
        stand.session()
        .client("ecs", config=ONCE)
        .run_task(
            cluster=stand.configuration["ecs_cluster_name"],
            taskDefinition=definition,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": subnets, **network}},
        )
    )


def _refused(status: str, call: Callable[[], object]) -> None:
    with pytest.raises(ClientError) as caught:
        call()
    assert str(caught.value.response["ResponseMetadata"]["HTTPStatusCode"]) == status
