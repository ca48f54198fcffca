"""The VPC with what is in it."""

from tests.stand.model import Builder, Json, Place, given, tags

_ROUTES = {
    "carrier_gateway_id": "CarrierGatewayId",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "gateway_id": "GatewayId",
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_endpoint_id": "VpcEndpointId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
}


def vpc(stand: Place, values: Json) -> None:
    """Create a VPC; its default group, network ACL and route table come with it."""
    ec2, learn = stand.client("ec2"), stand.translated.learn
    id_ = ec2.create_vpc(CidrBlock=values["cidr_block"], **_tagged("vpc", values))["Vpc"]["VpcId"]
    learn(values["id"], id_)
    for setting in ("enable_dns_support", "enable_dns_hostnames"):
        ec2.modify_vpc_attribute(VpcId=id_, **{_camel(setting): {"Value": values[setting]}})
    of_vpc = [{"Name": "vpc-id", "Values": [id_]}]
    learn(values["default_network_acl_id"], ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"][0]["NetworkAclId"])
    learn(values["main_route_table_id"], ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"])
    learn(values["default_security_group_id"], _default_group(stand, id_)["GroupId"])


def default_security_group(stand: Place, values: Json) -> None:
    """Take the default group over, which empties it, and give it the rules that are set."""
    group = _default_group(stand, values["vpc_id"])
    stand.translated.learn(values["id"], group["GroupId"])
    if group["IpPermissions"]:
        stand.client("ec2").revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    _set_rules(stand, group, values)


def _default_group(stand: Place, vpc_id: str) -> Json:
    named = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
    group: Json = stand.client("ec2").describe_security_groups(Filters=named)["SecurityGroups"][0]
    return group


def subnet(stand: Place, values: Json) -> None:
    """Create a subnet."""
    ec2 = stand.client("ec2")
    id_ = ec2.create_subnet(
        VpcId=values["vpc_id"],
        CidrBlock=values["cidr_block"],
        AvailabilityZone=values["availability_zone"],
        **_tagged("subnet", values),
    )["Subnet"]["SubnetId"]
    stand.translated.learn(values["id"], id_)
    if values["map_public_ip_on_launch"]:
        ec2.modify_subnet_attribute(SubnetId=id_, MapPublicIpOnLaunch={"Value": True})


def internet_gateway(stand: Place, values: Json) -> None:
    """Create an internet gateway and attach it."""
    ec2 = stand.client("ec2")
    id_ = ec2.create_internet_gateway(**_tagged("internet-gateway", values))["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=id_, VpcId=values["vpc_id"])
    stand.translated.learn(values["id"], id_)


def address(stand: Place, values: Json) -> None:
    """Allocate an address."""
    made = stand.client("ec2").allocate_address(Domain=values["domain"], **_tagged("elastic-ip", values))
    stand.translated.learn(values["allocation_id"], made["AllocationId"])
    stand.translated.learn(values["public_ip"], made["PublicIp"])


def nat_gateway(stand: Place, values: Json) -> None:
    """Create a NAT gateway."""
    made = stand.client("ec2").create_nat_gateway(
        SubnetId=values["subnet_id"],
        ConnectivityType=values["connectivity_type"],
        **given(AllocationId=values["allocation_id"]),
        **_tagged("natgateway", values),
    )
    stand.translated.learn(values["id"], made["NatGateway"]["NatGatewayId"])


def route_table(stand: Place, values: Json) -> None:
    """Create a route table."""
    made = stand.client("ec2").create_route_table(VpcId=values["vpc_id"], **_tagged("route-table", values))
    stand.translated.learn(values["id"], made["RouteTable"]["RouteTableId"])


def route(stand: Place, values: Json) -> None:
    """Create a route."""
    stand.client("ec2").create_route(
        RouteTableId=values["route_table_id"],
        **given(
            DestinationCidrBlock=values["destination_cidr_block"],
            DestinationIpv6CidrBlock=values["destination_ipv6_cidr_block"],
            **{argument: values[attribute] for attribute, argument in _ROUTES.items()},
        ),
    )


def route_table_association(stand: Place, values: Json) -> None:
    """Give a subnet its route table."""
    made = stand.client("ec2").associate_route_table(RouteTableId=values["route_table_id"], SubnetId=values["subnet_id"])
    stand.translated.learn(values["id"], made["AssociationId"])


def security_group(stand: Place, values: Json) -> None:
    """Create a group without the rule that lets all out, which the provider removes."""
    ec2 = stand.client("ec2")
    id_ = ec2.create_security_group(
        GroupName=values["name"],
        Description=values["description"],
        VpcId=values["vpc_id"],
        **_tagged("security-group", values),
    )["GroupId"]
    stand.translated.learn(values["id"], id_)


def rules(stand: Place, values: Json) -> None:
    """Give a group its rules, once all groups are there that they may name."""
    _set_rules(stand, stand.client("ec2").describe_security_groups(GroupIds=[values["id"]])["SecurityGroups"][0], values)


def _set_rules(stand: Place, group: Json, values: Json) -> None:
    ec2, id_ = stand.client("ec2"), group["GroupId"]
    if group["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=id_, IpPermissions=group["IpPermissionsEgress"])
    for kind in ("ingress", "egress"):
        if rules := [_rule(id_, each) for each in values[kind]]:
            getattr(ec2, f"authorize_security_group_{kind}")(GroupId=id_, IpPermissions=rules)


def _rule(group: str, rule: Json) -> Json:
    about = given(Description=rule["description"])
    groups = [*rule["security_groups"], *([group] if rule["self"] else [])]
    return {
        "IpProtocol": rule["protocol"],
        "FromPort": rule["from_port"],
        "ToPort": rule["to_port"],
        **given(
            IpRanges=[{"CidrIp": each, **about} for each in rule["cidr_blocks"]],
            Ipv6Ranges=[{"CidrIpv6": each, **about} for each in rule["ipv6_cidr_blocks"]],
            PrefixListIds=[{"PrefixListId": each, **about} for each in rule["prefix_list_ids"]],
            UserIdGroupPairs=[{"GroupId": each, **about} for each in groups],
        ),
    }


def egress_rule(stand: Place, values: Json) -> None:
    """Let something out of a group."""
    stand.client("ec2").authorize_security_group_egress(GroupId=values["security_group_id"], IpPermissions=[_single_rule(values)])


def _single_rule(values: Json) -> Json:
    about = given(Description=values["description"])
    targets = {
        "IpRanges": ("CidrIp", values["cidr_ipv4"]),
        "Ipv6Ranges": ("CidrIpv6", values["cidr_ipv6"]),
        "PrefixListIds": ("PrefixListId", values["prefix_list_id"]),
        "UserIdGroupPairs": ("GroupId", values["referenced_security_group_id"]),
    }
    ports = {} if values["ip_protocol"] == "-1" else {"FromPort": values["from_port"], "ToPort": values["to_port"]}
    named = {name: [{key: value, **about}] for name, (key, value) in targets.items() if value}
    return {"IpProtocol": values["ip_protocol"], **ports, **named}


def endpoint(stand: Place, values: Json) -> None:
    """Create a VPC endpoint."""
    made = stand.client("ec2").create_vpc_endpoint(
        VpcId=values["vpc_id"],
        ServiceName=values["service_name"],
        VpcEndpointType=values["vpc_endpoint_type"],
        **given(
            SubnetIds=values["subnet_ids"],
            SecurityGroupIds=values["security_group_ids"],
            RouteTableIds=values["route_table_ids"],
            PolicyDocument=values["policy"],
            PrivateDnsEnabled=values["private_dns_enabled"] or None,
        ),
        **_tagged("vpc-endpoint", values),
    )
    stand.translated.learn(values["id"], made["VpcEndpoint"]["VpcEndpointId"])


def _tagged(type_: str, values: Json) -> Json:
    found = tags(values)
    return {"TagSpecifications": [{"ResourceType": type_, "Tags": found}]} if found else {}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


BUILDERS: list[tuple[str, Builder]] = [
    ("aws_vpc", vpc),
    ("aws_subnet", subnet),
    ("aws_internet_gateway", internet_gateway),
    ("aws_eip", address),
    ("aws_nat_gateway", nat_gateway),
    ("aws_route_table", route_table),
    ("aws_route", route),
    ("aws_route_table_association", route_table_association),
    ("aws_security_group", security_group),
    ("aws_security_group", rules),
    ("aws_default_security_group", default_security_group),
    ("aws_vpc_security_group_egress_rule", egress_rule),
    ("aws_vpc_endpoint", endpoint),
]
