"""VPCs and what is in them."""

import json
from collections import Counter
from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import ARN, Check, between, lacks, length, network, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import EC2, NAMED, ec2
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import POLICY
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_NAME = {"name", "name_prefix"}
_SOURCES = {"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"}
_DESTINATIONS = {"destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"}
_TARGETS = {
    "carrier_gateway_id",
    "core_network_arn",
    "egress_only_gateway_id",
    "gateway_id",
    "local_gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
}
_IN_VPC = {"vpc_id": "aws_vpc.id"}
_EC2_TEXT = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=&;{}!$*")


def _endpoint_policy(plan: Value, place: Place) -> str:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#default-endpoint-policy."""
    del plan, place
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    return json.dumps({"Statement": [statement], "Version": "2008-10-17"}, separators=(",", ":"))


def _one_subnet_a_zone(account: "Account", place: Place, plan: Value) -> str | None:
    """An endpoint has one network interface a zone; only subnets that the account knows can be told apart.

    https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    """
    zones = {item["id"]: item["availability_zone"] for item in account.of_type("aws_subnet", place.region)}
    taken = Counter(zones[id_] for id_ in plan["subnet_ids"] or [] if id_ in zones)
    for zone, count in taken.items():
        if count > 1:
            return f"DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone {zone}"
    return None


def _private_dns(account: "Account", place: Place, plan: Value) -> str | None:
    """A VPC has one endpoint with private DNS for a service.

    https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
    """

    def key(item: Value) -> tuple[str, str]:
        return item["vpc_id"], item["service_name"]

    others = [item for item in account.of_type("aws_vpc_endpoint", place.region) if item["id"] != plan["id"]]
    if plan["private_dns_enabled"] and key(plan) in {key(item) for item in others if item["private_dns_enabled"]}:
        vpc, service = key(plan)
        return (
            "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain "
            f"for {service} in the VPC {vpc}"
        )
    return None


def _internet_gateway(account: "Account", place: Place, plan: Value) -> str | None:
    """A public NAT gateway is only made in a VPC with an internet gateway.

    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    """
    vpcs = {item["id"]: item["vpc_id"] for item in account.of_type("aws_subnet", place.region)}
    vpc = vpcs.get(plan["subnet_id"])
    attached = {item["vpc_id"] for item in account.of_type("aws_internet_gateway", place.region)}
    if vpc and vpc not in attached and plan["connectivity_type"] == "public":
        return f"Gateway.NotAttached: Network {vpc} has no Internet gateway attached"
    return None


def _security_group_rule(direction: str) -> Facts:
    """`from_port` and `to_port` are from -1 to 65535, and the kind of source can't change: ModifyPlan."""
    return Facts(
        source=f"internal/service/ec2/vpc_security_group_{direction}_rule.go, securityGroupRuleResource.Schema",
        replaced_by={"security_group_id"},
        replaced_by_switch=_SOURCES,
        framework=True,
        checks={"cidr_ipv4": (network(),), "from_port": (between(-1, 65535),), "to_port": (between(-1, 65535),)},
        exactly_one=(_SOURCES,),
        values={
            "security_group_rule_id": "sgr-{hex}",
            "id": "{security_group_rule_id}",
            "arn": f"{EC2}:security-group-rule/{{id}}",
        },
        goes_with={"security_group_id": "aws_security_group.id"},
        holds={"referenced_security_group_id": "aws_security_group.id"},
    )


FACTS = {
    "aws_vpc": Facts(
        # instance_tenancy can be changed from dedicated to default, and only so: resourceVPCCustomizeDiff
        source="internal/service/ec2/vpc_.go resourceVPC",
        replaced_by={"cidr_block", "instance_tenancy", "ipv4_ipam_pool_id", "ipv4_netmask_length"},
        defaults={"enable_dns_support": True, "instance_tenancy": "default"},
        checks={"cidr_block": (network(16, 28),), "instance_tenancy": (one_of("default", "dedicated"),)},
        conflicts=({"cidr_block", "ipv4_netmask_length"},),
        values={
            **ec2("vpc", "vpc"),
            "main_route_table_id": "rtb-{hex}",
            "default_route_table_id": "{main_route_table_id}",
            "default_security_group_id": "sg-{hex}",
            "default_network_acl_id": "acl-{hex}",
            "dhcp_options_id": "dopt-{hex}",
        },
        unread={"ipv4_ipam_pool_id", "ipv4_netmask_length"},
    ),
    "aws_default_security_group": Facts(
        source="internal/service/ec2/vpc_default_security_group.go resourceDefaultSecurityGroup",
        replaced_by={"vpc_id"},
        defaults={"revoke_rules_on_delete": False},
        values={**ec2("sg", "security-group"), "name": "default", "description": "default VPC security group"},
        goes_with=_IN_VPC,
        left={},  # schema.NoopContext
    ),
    # Both exist as long as their VPC; creating one takes it over, and deleting it leaves it as it is.
    "aws_default_network_acl": Facts(
        # Not read in 6.x: from 5.x
        source="internal/service/ec2/vpc_default_network_acl.go ResourceDefaultNetworkACL",
        replaced_by={"default_network_acl_id"},
        values={**ec2("acl", "network-acl"), "id": "{default_network_acl_id}", "vpc_id": "vpc-{hex}"},
        left={},
    ),
    "aws_default_route_table": Facts(
        # Not read in 6.x: from 3.x
        source="internal/service/ec2/vpc_default_route_table.go ResourceDefaultRouteTable",
        replaced_by={"default_route_table_id"},
        values={**ec2("rtb", "route-table"), "id": "{default_route_table_id}", "vpc_id": "vpc-{hex}"},
        left={},
    ),
    "aws_subnet": Facts(
        source="internal/service/ec2/vpc_subnet.go resourceSubnet",
        replaced_by={"vpc_id", "cidr_block", "availability_zone", "availability_zone_id", "ipv6_native", "outpost_arn"},
        defaults=dict.fromkeys(
            (
                "assign_ipv6_address_on_creation",
                "enable_dns64",
                "enable_resource_name_dns_aaaa_record_on_launch",
                "enable_resource_name_dns_a_record_on_launch",
                "ipv6_native",
                "map_public_ip_on_launch",
            ),
            False,
        ),
        checks={"cidr_block": (network(16, 28),)},  # AWS's lengths: the provider takes any network
        conflicts=({"availability_zone", "availability_zone_id"},),
        values={
            **ec2("subnet", "subnet"),
            "availability_zone": "{region}a",
            "availability_zone_id": lambda plan, place: place.zone_id(plan["availability_zone"]),
        },
        holds=_IN_VPC,
    ),
    "aws_security_group": Facts(
        source="internal/service/ec2/vpc_security_group.go resourceSecurityGroup",
        replaced_by={*_NAME, "description", "vpc_id"},
        defaults={"description": "Managed by Terraform", "revoke_rules_on_delete": False},
        checks={
            "name": (length(0, 255), lacks("^sg-")),
            "name_prefix": (length(0, 229), lacks("^sg-")),
            # AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
            "description": (length(0, 255), Check(lambda text: not set(text) - _EC2_TEXT, "have only characters that EC2 takes")),
        },
        conflicts=(_NAME,),
        values={**NAMED, **ec2("sg", "security-group"), "vpc_id": "vpc-{hex}"},
        unique=("name", "vpc_id"),
        exists="InvalidGroup.Duplicate: The security group already exists for the VPC",
        holds={**_IN_VPC, "ingress.security_groups": "aws_security_group.id", "egress.security_groups": "aws_security_group.id"},
        in_use="DependencyViolation: resource has a dependent object",
    ),
    "aws_vpc_security_group_egress_rule": _security_group_rule("egress"),
    "aws_vpc_security_group_ingress_rule": _security_group_rule("ingress"),
    "aws_internet_gateway": Facts(
        # Not read in 6.x: from 5.x
        source="internal/service/ec2/vpc_internet_gateway.go resourceInternetGateway",
        values={**ec2("igw", "internet-gateway"), "vpc_id": ""},
        holds=_IN_VPC,
    ),
    "aws_eip": Facts(
        source="internal/service/ec2/ec2_eip.go resourceEIP",
        replaced_by={"address", "domain", "network_border_group", "public_ipv4_pool"},
        checks={"domain": (one_of("vpc", "standard"),)},
        values={
            "allocation_id": "eipalloc-{hex}",
            "id": "{allocation_id}",
            "arn": f"{EC2}:elastic-ip/{{id}}",
            "public_ip": "203.0.113.10",
            "domain": "vpc",
        },
        unread={"address", "associate_with_private_ip"},
        in_use="InvalidIPAddress.InUse: the address is in use",
    ),
    "aws_nat_gateway": Facts(
        source="internal/service/ec2/vpc_nat_gateway.go resourceNATGateway",
        replaced_by={"allocation_id", "availability_mode", "connectivity_type", "private_ip", "subnet_id", "vpc_id"},
        defaults={"connectivity_type": "public"},
        checks={"connectivity_type": (one_of("private", "public"),)},
        values={
            "id": "nat-{hex}",
            "network_interface_id": "eni-{hex}",
            "private_ip": "10.0.0.10",
            "availability_mode": "zonal",
            "vpc_id": "vpc-{hex}",
        },
        refusals=(_internet_gateway,),
        holds={"subnet_id": "aws_subnet.id", "allocation_id": "aws_eip.allocation_id"},
    ),
    "aws_route_table": Facts(
        source="internal/service/ec2/vpc_route_table.go resourceRouteTable",
        replaced_by={"vpc_id"},
        values=ec2("rtb", "route-table"),
        holds=_IN_VPC,
    ),
    "aws_route": Facts(
        source="internal/service/ec2/vpc_route.go resourceRoute",
        replaced_by={"route_table_id", *_DESTINATIONS},
        checks={"destination_cidr_block": (network(),)},
        exactly_one=(_DESTINATIONS, _TARGETS),
        values={"id": "r-{route_table_id}{hex}", "origin": "CreateRoute", "state": "active"},
        unique=("route_table_id", *sorted(_DESTINATIONS)),
        exists="RouteAlreadyExists: the route exists",  # routeAlreadyExistsError: the provider's own
        goes_with={"route_table_id": "aws_route_table.id"},
    ),
    "aws_route_table_association": Facts(
        source="internal/service/ec2/vpc_route_table_association.go resourceRouteTableAssociation",
        replaced_by={"subnet_id", "gateway_id"},
        exactly_one=({"subnet_id", "gateway_id"},),
        values={"id": "rtbassoc-{hex}"},
        goes_with={"subnet_id": "aws_subnet.id"},
        holds={"route_table_id": "aws_route_table.id"},
    ),
    "aws_vpc_endpoint": Facts(
        # service_region, resource_configuration_arn and service_network_arn are newer than what was read
        source="internal/service/ec2/vpc_endpoint.go resourceVPCEndpoint",
        replaced_by={
            "resource_configuration_arn",
            "service_name",
            "service_network_arn",
            "service_region",
            "vpc_endpoint_type",
            "vpc_id",
        },
        defaults={"vpc_endpoint_type": "Gateway"},
        texts={"policy": POLICY},
        kept_if_unset={"dns_options"},
        checks={"resource_configuration_arn": (ARN,), "service_network_arn": (ARN,)},
        values={
            **ec2("vpce", "vpc-endpoint"),
            "state": "available",
            "prefix_list_id": "pl-{hex}",
            "policy": _endpoint_policy,
            "service_region": "{region}",
        },
        unread={"auto_accept"},
        refusals=(_one_subnet_a_zone, _private_dns),
        holds={**_IN_VPC, "subnet_ids": "aws_subnet.id", "security_group_ids": "aws_security_group.id"},
    ),
    "aws_flow_log": Facts(
        # Not read in 6.x: from the documentation, and from 5.x
        source="internal/service/ec2/vpc_flow_log.go resourceFlowLog",
        replaced_by={
            "deliver_cross_account_role",
            "destination_options",
            "eni_id",
            "iam_role_arn",
            "log_destination",
            "log_destination_type",
            "log_format",
            "max_aggregation_interval",
            "subnet_id",
            "traffic_type",
            "transit_gateway_attachment_id",
            "transit_gateway_id",
            "vpc_id",
        },
        defaults={"log_destination_type": "cloud-watch-logs", "max_aggregation_interval": 600},
        values={"id": "fl-{hex}", "arn": f"{EC2}:vpc-flow-log/{{id}}"},
        goes_with=_IN_VPC,
    ),
}
