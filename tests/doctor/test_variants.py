"""What the stand can't be: images and quotas of others, networks without internet; with answers in AWS's shapes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from modules.doctor.checks import CHECKS
from modules.doctor.configuration import read
from modules.doctor.context import Context, Doctor
from modules.doctor.errors import AwsError, Kind
from modules.doctor.images import parse
from modules.doctor.model import Finding, Status
from modules.doctor.simulation import Answer, Request
from modules.doctor.vpc import acl_allows, default_route, https_peers, table_of
from tests.doctor.conftest import QUOTA
from tests.doctor.test_configuration import OLD
from tests.doctor.ward import Ward, wrong

IMAGE = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/runner"


class Answers:
    """An AWS with fixed answers; what has none is not found."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def read(self, service: str, operation: str, *_: Any, **__: Any) -> Any:
        """Answer."""
        if operation not in self.answers:
            raise AwsError(f"{service}:{operation}", Kind.NOT_FOUND, "NotFound", "nothing")
        return self.answers[operation]


def run(id_: str, configuration: dict[str, Any] | None = None, **answers: Any) -> list[Finding]:
    def allow(_: Context, requests: Sequence[Request]) -> list[Answer]:
        return [Answer(True)] * len(requests)

    known = replace(read(json.dumps(OLD)), **(configuration or {}))
    doctor = Doctor(configuration=known, aws=Answers(**answers), simulate=allow)  # type: ignore[arg-type]
    return list(CHECKS[id_].run(Context(doctor, CHECKS[id_])))


def statuses(findings: list[Finding]) -> list[Status]:
    return [each.status for each in findings]


def test_a_repository_of_another_account_has_to_let_the_runner_pull() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "ecr:*"}
    policy = {"policyText": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
    assert statuses(run("start.image-pull", {"image": IMAGE}, GetRepositoryPolicy=policy)) == [Status.OK]
    (refused, *_) = run("start.image-pull", {"image": IMAGE})
    assert refused.status is Status.FAULT
    assert "the repository team/runner in account 210987654321 doesn't let 123456789012 pull" in refused.seen


def test_an_image_in_another_region_is_a_warning() -> None:
    found = {"imageDetails": [{"imageTags": ["latest"]}]}
    assert statuses(run("start.image", {"image": IMAGE}, DescribeImages=found)) == [Status.OK]
    far = {"image": IMAGE.replace("eu-west-1", "us-east-1")}
    assert statuses(run("start.image", far, DescribeImages=found)) == [Status.WARNING]
    assert statuses(run("start.image", {"image": IMAGE}, DescribeImages={"imageDetails": []})) == [Status.FAULT]


NARROW = "platform_orchestrator_env_my-org_"


@pytest.mark.parametrize(
    ("orchestrator", "prefix", "status"),
    [
        ("stellwerk", "platform_orchestrator_", Status.OK),
        ("stellwerk", NARROW, Status.OK),
        ("humanitec", NARROW, Status.OK),
        ("humanitec", "humanitec_", Status.OK),
        ("stellwerk", "humanitec_", Status.FAULT),
        ("stellwerk", "platform_orchestrator_env_other-org_", Status.FAULT),
        ("humanitec", "runner_", Status.FAULT),
    ],
)
def test_a_narrower_family_prefix_is_right_and_that_of_others_is_a_fault(orchestrator: str, prefix: str, status: Status) -> None:
    known = {"orchestrator": orchestrator, "organization_id": "my-org", "task_definition_family_prefix": prefix}
    assert statuses(run("permissions.family-prefix", known)) == [status]


@pytest.mark.parametrize(
    ("prefix", "family"),
    [
        ("platform_orchestrator_", NARROW),
        (NARROW, NARROW),
        ("humanitec_", "humanitec_env_my-org_"),
    ],
)
def test_permissions_are_asked_for_the_families_that_the_orchestrator_registers(prefix: str, family: str) -> None:
    asked: list[str] = []

    def record(_: Context, requests: Sequence[Request]) -> list[Answer]:
        asked.extend(each.resource for each in requests if each.action == "ecs:RegisterTaskDefinition")
        return [Answer(True)] * len(requests)

    configuration = replace(read(json.dumps(OLD)), organization_id="my-org", task_definition_family_prefix=prefix)
    doctor = Doctor(configuration=configuration, aws=Answers(), simulate=record)  # type: ignore[arg-type]
    list(CHECKS["permissions.orchestrator"].run(Context(doctor, CHECKS["permissions.orchestrator"])))
    assert asked[0].startswith(f"arn:aws:ecs:eu-west-1:123456789012:task-definition/{family}11111111-")


def test_without_a_quota_of_its_own_the_account_has_the_default() -> None:
    none: dict[str, Any] = {"Datapoints": []}
    assert statuses(run("start.quota", GetAWSDefaultServiceQuota={"Quota": QUOTA}, GetMetricStatistics=none)) == [Status.OK]
    assert statuses(run("start.quota")) == [Status.SKIPPED]
    small, silent = {**QUOTA, "Value": 0.25}, {key: value for key, value in QUOTA.items() if key != "UsageMetric"}
    assert statuses(run("start.quota", GetServiceQuota={"Quota": small})) == [Status.FAULT]
    assert statuses(run("start.quota", GetServiceQuota={"Quota": silent})) == [Status.NOT_CHECKED]


SUBNET: dict[str, Any] = {
    "SubnetId": "subnet-1",
    "VpcId": "vpc-1",
    "CidrBlock": "10.0.1.0/24",
    "AvailabilityZone": "eu-west-1a",
    "AvailableIpAddressCount": 200,
}
CLOSED: dict[str, Any] = {
    "DescribeSubnets": {"Subnets": [SUBNET]},
    "DescribeRouteTables": {"RouteTables": [{"RouteTableId": "rtb-1", "Associations": [{"Main": True}], "Routes": []}]},
    "DescribeSecurityGroups": {
        "SecurityGroups": [
            {
                "GroupId": "sg-1",
                "VpcId": "vpc-1",
                "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}],
            }
        ]
    },
}


def endpoint(service: str, **more: Any) -> dict[str, Any]:
    kind = {"VpcEndpointType": "Interface", "PrivateDnsEnabled": True, "Groups": [{"GroupId": "sg-1"}], "State": "available"}
    return {"VpcEndpointId": f"vpce-{service}", "ServiceName": f"com.amazonaws.eu-west-1.{service}", **kind, **more}


S3 = endpoint("s3", VpcEndpointType="Gateway", RouteTableIds=["rtb-1"], Groups=[])


def test_an_image_in_ecr_needs_endpoints_or_the_internet() -> None:
    private = {"image": IMAGE}
    whole = [endpoint("ecr.api"), endpoint("ecr.dkr"), S3]
    assert statuses(run("start.endpoints", private, DescribeVpcEndpoints={"VpcEndpoints": whole}, **CLOSED)) == [Status.OK]
    for number, service in enumerate(("ecr.api", "ecr.dkr", "s3")):
        part = [*whole[:number], *whole[number + 1 :]]
        (found,) = run("start.endpoints", private, DescribeVpcEndpoints={"VpcEndpoints": part}, **CLOSED)
        assert found.status is Status.FAULT
        assert f"subnet-1 can reach {service} neither through the internet nor through an endpoint" in found.seen


@pytest.mark.parametrize(
    ("broken", "seen"),
    [
        ({"PrivateDnsEnabled": False}, "has no private DNS"),
        ({"State": "pending"}, "is pending"),
        ({"PolicyDocument": json.dumps({"Statement": []})}, "doesn't allow ecr:BatchGetImage"),
    ],
)
def test_an_endpoint_that_is_of_no_use_is_a_fault(broken: dict[str, Any], seen: str) -> None:
    endpoints = [endpoint("ecr.api", **broken), endpoint("ecr.dkr"), S3]
    (found,) = run("start.endpoints", {"image": IMAGE}, DescribeVpcEndpoints={"VpcEndpoints": endpoints}, **CLOSED)
    assert found.status is Status.FAULT
    assert seen in found.seen


def test_a_private_image_without_internet_is_a_warning_and_a_public_one_a_fault() -> None:
    assert statuses(run("start.routes", {"image": IMAGE}, **CLOSED)) == [Status.WARNING]
    assert statuses(run("start.routes", **CLOSED)) == [Status.FAULT]


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        ({"NatGatewayId": "nat-1", "State": "active"}, "nat"),
        ({"GatewayId": "igw-1", "State": "active"}, "internet"),
        ({"TransitGatewayId": "tgw-1", "State": "active"}, "elsewhere"),
        ({"GatewayId": "vpce-1", "State": "active"}, "elsewhere"),
        ({"NatGatewayId": "nat-1", "State": "blackhole"}, "blackhole"),
    ],
)
def test_where_a_default_route_leads(route: dict[str, str], kind: str) -> None:
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    own = {"Associations": [{"SubnetId": "subnet-1"}], "Routes": [local, {"DestinationCidrBlock": "0.0.0.0/0", **route}]}
    main = {"Associations": [{"Main": True}], "Routes": [local]}
    assert default_route(table_of("subnet-1", [main, own])).kind == kind
    assert default_route(table_of("subnet-2", [own, main])).kind == "none"


def rule(number: int, action: str, first: int, last: int, cidr: str = "0.0.0.0/0", protocol: str = "6") -> dict[str, Any]:
    span = {"From": first, "To": last}
    return {
        "RuleNumber": number,
        "RuleAction": action,
        "PortRange": span,
        "CidrBlock": cidr,
        "Protocol": protocol,
        "Egress": True,
    }


def test_the_first_rule_of_a_network_acl_decides() -> None:
    def allows(*entries: dict[str, Any]) -> bool:
        return acl_allows({"Entries": entries}, 443, egress=True)

    assert allows(rule(200, "deny", 0, 65535), rule(100, "allow", 443, 443))
    assert not allows(rule(100, "deny", 0, 65535), rule(200, "allow", 443, 443))
    assert not allows(rule(100, "allow", 80, 80), rule(200, "allow", 443, 443, protocol="17"))
    assert allows(rule(50, "deny", 443, 443, cidr="192.0.2.0/24"), rule(100, "allow", 0, 65535))
    assert not allows()


def test_peers_of_security_groups_are_those_of_port_443() -> None:
    ranges = {"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    groups: list[dict[str, Any]] = [
        {"IpPermissionsEgress": [{"IpProtocol": "tcp", "FromPort": 400, "ToPort": 500, **ranges}]},
        {"IpPermissionsEgress": [{"IpProtocol": "udp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
        {"IpPermissionsEgress": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-9"}]}]},
    ]
    peers = https_peers(groups, egress=True)
    assert str(peers) == "10.0.0.0/8, sg-9"
    assert peers.includes("10.1.0.0/16")
    assert not peers.includes("0.0.0.0/0")
    assert https_peers(groups, egress=False).none


@pytest.mark.parametrize(
    ("name", "image_id"),
    [
        (IMAGE, {"imageTag": "latest"}),
        (f"{IMAGE}:v1", {"imageTag": "v1"}),
        (f"{IMAGE}:v1@sha256:ab", {"imageDigest": "sha256:ab"}),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/x:1", {"imageTag": "1"}),
    ],
)
def test_the_name_of_an_image_in_ecr_is_read(name: str, image_id: dict[str, str]) -> None:
    found = parse(name).registry
    assert found is not None
    assert found.image_id == image_id


@pytest.mark.parametrize("name", [None, "", "ghcr.io/x/y:1", "public.ecr.aws/x/y", "docker.io/library/alpine"])
def test_other_images_are_public(name: str | None) -> None:
    assert not parse(name).is_private


def test_a_parameter_that_exists_is_found_by_its_arn(ward: Ward) -> None:
    secrets = {}
    for name in ("/runner/api-token", "/flat", "plain"):
        arn = f"arn:aws:ssm:eu-west-1:123456789012:parameter/{name.lstrip('/')}"
        ward.stand.client("ssm").put_parameter(Name=name, Value="x", Type="SecureString")
        secrets[name.strip("/").replace("/", "_")] = arn
    assert wrong(ward.examine(["secrets.exist"], secrets=secrets)) == {}
