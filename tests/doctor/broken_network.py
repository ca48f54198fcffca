"""Broken: what a task needs to start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.doctor.broken import broken, configured, name_of
from tests.doctor.ward import Ward
from tests.stand.stand import Stand

_EVERYWHERE = "0.0.0.0/0"
_HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}


def _vpc(ward: Ward) -> str:
    (first, *_) = ward.configuration.subnet_ids
    return str(ward.stand.client("ec2").describe_subnets(SubnetIds=[first])["Subnets"][0]["VpcId"])


def _of_vpc(ward: Ward, **more: str) -> list[dict[str, Any]]:
    values = {"vpc-id": _vpc(ward), **{name.replace("_", "-"): value for name, value in more.items()}}
    return [{"Name": name, "Values": [value]} for name, value in values.items()]


def _tables(ward: Ward) -> dict[str, dict[str, Any]]:
    """Find the route tables by the subnets that they are associated with."""
    tables = ward.stand.client("ec2").describe_route_tables(Filters=_of_vpc(ward))["RouteTables"]
    return {each["SubnetId"]: table for table in tables for each in table["Associations"] if "SubnetId" in each}


def _outbound(ward: Ward, subnet: str) -> tuple[str, dict[str, Any]]:
    table = _tables(ward)[subnet]
    return table["RouteTableId"], next(each for each in table["Routes"] if each.get("DestinationCidrBlock") == _EVERYWHERE)


def _public_subnet(ward: Ward) -> str:
    (found,) = [
        id_
        for id_, table in _tables(ward).items()
        if any(each.get("GatewayId", "").startswith("igw-") for each in table["Routes"])
    ]
    return found


def _other_vpc(stand: Stand) -> tuple[str, str]:
    ec2 = stand.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    return vpc, ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]


@broken("start.subnets", "not all subnets exist", "Set subnet_ids to existing subnets")
def a_subnet_that_does_not_exist(ward: Ward) -> Iterator[None]:
    yield from configured(ward, subnet_ids=(*ward.configuration.subnet_ids, "subnet-00000000000000000"))


@broken("start.subnets", "the subnets are in 2 VPCs", "subnets of one VPC")
def subnets_of_two_vpcs(ward: Ward) -> Iterator[None]:
    _, subnet = _other_vpc(ward.stand)
    yield from configured(ward, subnet_ids=(*ward.configuration.subnet_ids, subnet))


@broken("start.subnets", "all subnets are in eu-west-1a", "Add a subnet in another zone")
def subnets_in_one_zone(ward: Ward) -> Iterator[None]:
    yield from configured(ward, subnet_ids=ward.configuration.subnet_ids[:1])


@broken("start.subnets", "has no free address", "release addresses in it")
def a_subnet_without_addresses(ward: Ward) -> Iterator[None]:
    ec2 = ward.stand.client("ec2")
    block = ec2.describe_vpcs(VpcIds=[_vpc(ward)])["Vpcs"][0]["CidrBlock"].rsplit(".", 2)[0]
    made = ec2.create_subnet(VpcId=_vpc(ward), CidrBlock=f"{block}.250.0/28", AvailabilityZone="eu-west-1c")["Subnet"]
    table, _ = _outbound(ward, ward.configuration.subnet_ids[0])
    ec2.associate_route_table(RouteTableId=table, SubnetId=made["SubnetId"])
    interfaces = [
        ec2.create_network_interface(SubnetId=made["SubnetId"])["NetworkInterface"]["NetworkInterfaceId"]
        for _ in range(made["AvailableIpAddressCount"])
    ]
    before = ward.configuration
    ward.configuration = replace(before, subnet_ids=(*before.subnet_ids, made["SubnetId"]))
    yield
    for interface in interfaces:
        ec2.delete_network_interface(NetworkInterfaceId=interface)


@broken("start.security-groups", "allow no outbound traffic on port 443", "Add an outbound rule for TCP 443")
def a_security_group_that_lets_nothing_out(ward: Ward) -> Iterator[None]:
    ec2, (group, *_) = ward.stand.client("ec2"), ward.configuration.security_group_ids
    rules = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=rules)
    yield
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**_HTTPS, "IpRanges": [{"CidrIp": _EVERYWHERE}]}])


@broken("start.security-groups", "allow outbound HTTPS to 10.0.0.0/8 only", "These must include")
def a_security_group_that_lets_https_out_to_few(ward: Ward) -> Iterator[None]:
    ec2, (group, *_) = ward.stand.client("ec2"), ward.configuration.security_group_ids
    rules = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=rules)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**_HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
    yield
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**_HTTPS, "IpRanges": [{"CidrIp": _EVERYWHERE}]}])


@broken("start.security-groups", "are not in vpc-", "Use security groups of that VPC")
def a_security_group_of_another_vpc(ward: Ward) -> Iterator[None]:
    vpc, _ = _other_vpc(ward.stand)
    group = ward.stand.client("ec2").create_security_group(GroupName="other", Description="of another VPC", VpcId=vpc)
    yield from configured(ward, security_group_ids=(*ward.configuration.security_group_ids, group["GroupId"]))


@broken("start.dns", "has enableDnsSupport = false", "Set enable_dns_support = true")
def a_vpc_without_dns(ward: Ward) -> Iterator[None]:
    ec2, vpc = ward.stand.client("ec2"), _vpc(ward)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": False})
    yield
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})


@broken("start.dns", "has enableDnsHostnames = false", "Set enable_dns_hostnames = true")
def a_vpc_without_host_names(ward: Ward) -> Iterator[None]:
    ec2, vpc = ward.stand.client("ec2"), _vpc(ward)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": False})
    yield
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})


def _deny(ward: Ward, ports: tuple[int, int], *, egress: bool) -> Iterator[None]:
    ec2 = ward.stand.client("ec2")
    (acl,) = ec2.describe_network_acls(Filters=_of_vpc(ward, default="true"))["NetworkAcls"]
    rule = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": 50, "Egress": egress}
    span = {"From": ports[0], "To": ports[1]}
    ec2.create_network_acl_entry(**rule, Protocol="6", RuleAction="deny", CidrBlock=_EVERYWHERE, PortRange=span)
    yield
    ec2.delete_network_acl_entry(**rule)
    ec2.create_network_acl_entry(**rule, Protocol="6", RuleAction="allow", CidrBlock=_EVERYWHERE, PortRange=span)


@broken("start.network-acls", "doesn't allow outbound TCP 443", "Add rules that allow it: outbound TCP 443")
def a_network_acl_that_lets_no_https_out(ward: Ward) -> Iterator[None]:
    yield from _deny(ward, (443, 443), egress=True)


@broken("start.network-acls", "doesn't allow inbound TCP 32768 to 60999", "Add rules that allow it: inbound TCP 32768 to 60999")
def a_network_acl_that_lets_no_answers_in(ward: Ward) -> Iterator[None]:
    yield from _deny(ward, (50000, 65535), egress=False)


@broken("start.routes", "has no route for 0.0.0.0/0", "Add a route to a NAT gateway")
def a_subnet_without_a_route(ward: Ward) -> Iterator[None]:
    ward.configuration = replace(ward.configuration, image=None)  # a public one, which no endpoint serves
    ec2, (table, route) = ward.stand.client("ec2"), _outbound(ward, ward.configuration.subnet_ids[0])
    secret = {"ServiceName": "com.amazonaws.eu-west-1.secretsmanager", "VpcEndpointType": "Interface", "PrivateDnsEnabled": True}
    ec2.create_vpc_endpoint(VpcId=_vpc(ward), SubnetIds=[*ward.configuration.subnet_ids], **secret)
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock=_EVERYWHERE)
    yield
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=_EVERYWHERE, NatGatewayId=route["NatGatewayId"])


@broken("start.routes", "of subnet-", "set the route to it")
def a_deleted_nat_gateway(ward: Ward) -> Iterator[None]:
    ec2, (_, route) = ward.stand.client("ec2"), _outbound(ward, ward.configuration.subnet_ids[0])
    ec2.delete_nat_gateway(NatGatewayId=route["NatGatewayId"])
    yield
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=_public_subnet(ward), AllocationId=address)["NatGateway"]["NatGatewayId"]
    for subnet in ward.configuration.subnet_ids:
        table, _ = _outbound(ward, subnet)
        ec2.replace_route(RouteTableId=table, DestinationCidrBlock=_EVERYWHERE, NatGatewayId=made)


@broken("start.routes", "has no route to an internet gateway", "Add a route for 0.0.0.0/0 to the internet gateway")
def a_nat_gateway_without_internet(ward: Ward) -> Iterator[None]:
    ec2, (table, route) = ward.stand.client("ec2"), _outbound(ward, _public_subnet(ward))
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock=_EVERYWHERE)
    yield
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=_EVERYWHERE, GatewayId=route["GatewayId"])


@broken("start.routes", "but tasks have no public IP address", "set is_public_ip_enabled = true")
def a_public_subnet_without_public_addresses(ward: Ward) -> Iterator[None]:
    ec2, table = ward.stand.client("ec2"), _outbound(ward, _public_subnet(ward))[0]
    vpc = ec2.describe_vpcs(VpcIds=[_vpc(ward)])["Vpcs"][0]
    block = f"{vpc['CidrBlock'].rsplit('.', 2)[0]}.251.0/24"
    made = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock=block, AvailabilityZone="eu-west-1c")["Subnet"]["SubnetId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=made)
    ward.configuration = replace(ward.configuration, subnet_ids=(*ward.configuration.subnet_ids, made))
    yield
    ward.configuration = replace(ward.configuration, is_public_ip_enabled=True)


def _endpoint(ward: Ward, service: str) -> dict[str, Any]:
    filters = [{"Name": "service-name", "Values": [f"com.amazonaws.eu-west-1.{service}"]}]
    (found,) = ward.stand.client("ec2").describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]
    return dict(found)


@broken(
    "start.endpoints", "for ecr.api don't allow inbound HTTPS from the tasks", "Allow TCP 443 from the tasks' security groups"
)
def an_endpoint_that_lets_nobody_in(ward: Ward) -> Iterator[None]:
    ec2, (group, *_) = ward.stand.client("ec2"), (each["GroupId"] for each in _endpoint(ward, "ecr.api")["Groups"])
    rules = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rules)
    yield
    pairs = [{"GroupId": each} for each in ward.configuration.security_group_ids]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**_HTTPS, "UserIdGroupPairs": pairs}])


@broken("start.endpoints", "for s3 doesn't allow s3:ListBucket", "Allow it in the policy of the endpoint")
def an_endpoint_for_another_account(ward: Ward) -> Iterator[None]:
    ec2, found = ward.stand.client("ec2"), _endpoint(ward, "s3")
    policy = found["PolicyDocument"]
    ec2.modify_vpc_endpoint(VpcEndpointId=found["VpcEndpointId"], PolicyDocument=policy.replace("123456789012", "210987654321"))
    yield
    ec2.modify_vpc_endpoint(VpcEndpointId=found["VpcEndpointId"], PolicyDocument=policy)


@broken("start.service-linked-role", "the role AWSServiceRoleForECS doesn't exist", "create-service-linked-role")
def an_account_that_never_had_a_cluster(ward: Ward) -> Iterator[None]:
    ward.stand.client("iam").delete_role(RoleName="AWSServiceRoleForECS")
    yield
    ward.stand.outside.ecs_role()


@broken("start.quota", "5.75 of 6 vCPU are in use", "Request an increase of the quota L-3032A538")
def a_quota_that_is_used_up(ward: Ward) -> Iterator[None]:
    names = {"Class": "Standard/OnDemand", "Resource": "vCPU", "Service": "Fargate", "Type": "Resource"}
    dimensions = [{"Name": name, "Value": value} for name, value in names.items()]
    datum = {"MetricName": "ResourceCount", "Dimensions": dimensions, "Value": 5.75, "Timestamp": datetime.now(UTC)}
    ward.stand.client("cloudwatch").put_metric_data(Namespace="AWS/Usage", MetricData=[datum])
    yield
    ward.apply()  # the other tasks have ended


@broken("start.image", "is not in ECR", "Push it")
def an_image_that_was_not_pushed(ward: Ward) -> Iterator[None]:
    ecr = ward.stand.client("ecr")
    manifest = ecr.batch_get_image(repositoryName="runner", imageIds=[{"imageTag": "v1"}])["images"][0]["imageManifest"]
    ecr.batch_delete_image(repositoryName="runner", imageIds=[{"imageTag": "v1"}])
    yield
    ecr.put_image(repositoryName="runner", imageManifest=manifest, imageTag="v1")


@broken("start.image-pull", "ecr:BatchGetImage on", "execution_role_ecr_repository_arns")
def an_execution_role_that_may_not_pull(ward: Ward) -> Iterator[None]:
    iam, role = ward.stand.client("iam"), name_of(ward.configuration.execution_role_arn)
    (policy,) = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    yield
    iam.attach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
