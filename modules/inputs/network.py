"""Inputs of the network: the runner's own VPC, or what an existing one lacks."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from ..core.declarations import Inputs, Requirement, is_enabled, variable
from ..core.expressions import (
    Bool,
    Expression,
    Number,
    StringList,
    apply,
    conditional,
    contains,
    equal,
    implies,
    is_null,
    length,
    not_,
    not_null,
    or_,
    shown,
)
from ..core.rules import Rule, distinct, each, matches, max_items, one_of, whole_number
from .formats import PARTITION, REGION, REGIONS, aws_id
from .general import GeneralInputs
from .standalone import NamedInputs

# The endpoint of S3 is a route; all others have an address in each subnet.
GATEWAY_SERVICES = ("s3",)
INTERFACE_SERVICES = (
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "kms",
    "logs",
    "secretsmanager",
    "ssm",
    "ssmmessages",
    "sts",
)
SERVICES = sorted((*GATEWAY_SERVICES, *INTERFACE_SERVICES))

# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html there
_SUBNET_SIZE = whole_number(16, 28, "AWS allows no larger and no smaller subnets.")

_CIDR = Rule(
    must="be an IPv4 CIDR block with a prefix length of 16 to 28 and with no host bits set, such as 10.0.0.0/16",
    fix="AWS allows no other sizes. Use the first address of the block.",
    holds=lambda value: apply(
        _is_vpc_range,
        lambda it: (
            f'try(cidrhost({it}, 0) == split("/", {it})[0] && can(cidrnetmask({it}))'
            f' && tonumber(split("/", {it})[1]) >= 16 && tonumber(split("/", {it})[1]) <= 28, false)'
        ),
        value,
    ),
)

_ZONE = matches(
    f"{REGION}[a-z]",
    "the name of an availability zone, such as eu-west-1a",
    "Local Zones are not allowed: not all of them run Fargate.",
    source=f"{REGIONS}/aws-availability-zones.html",
)
_ZONE_ID = matches(
    "[a-z]+(-[a-z]+)*[0-9]+-az[0-9]+",
    "the ID of an availability zone, such as use1-az3",
    "IDs are listed with the zones in the EC2 console; names, such as us-east-1a, are not allowed.",
    source=f"{REGIONS}/aws-availability-zones.html",
)

_HTTPS = Rule(
    must="contain 443",
    fix="Tasks need it to reach images, secrets and the Platform Orchestrator.",
    holds=lambda ports: contains(ports, 443),
)


# Where unconditional requirements are checked: in a runner, and in the standalone network. The latter has no resource that
# always exists; of its outputs, this is the one that is least likely used to build its own inputs.
_ALWAYS = ("aws_iam_role_policy.ecs_task_manager", "output.task_security_group_ids")


class PlacementInputs(Inputs):
    """Where tasks run."""

    heading = "Tasks"

    subnet_ids: StringList = variable(
        each(aws_id("subnet", "subnet"), "subnet IDs, such as subnet-0123456789abcdef0"),
        max_items(16, "ECS allows no more per task."),
        default=[],
        origin="A B",
    )
    """IDs of the subnets for the runner's tasks. They need outbound access to the internet for the runner's public image. Empty:
    the subnets of the VPC that `create_vpc` creates."""
    security_group_ids: StringList = variable(
        each(aws_id("sg", "security group"), "security group IDs, such as sg-0123456789abcdef0"),
        max_items(5, "ECS allows no more per task."),
        default=[],
        origin="A B",
    )
    """IDs of the security groups of the runner's tasks, in addition to the one that `create_security_group` creates. Without any
    security group, tasks get the VPC's default one."""


class NetworkInputs(PlacementInputs, GeneralInputs):
    """What the network needs from the user."""

    heading = "Network"

    create_vpc: Bool = variable(default=False, known_at_plan=True)
    """Whether to create a VPC for the runner, with private subnets, a NAT gateway, and no inbound access from the internet. Flow
    logs are not enabled. Must be known at plan."""
    vpc_cidr: str = variable(_CIDR, default="10.0.0.0/16")
    """IPv4 CIDR block of the created VPC. Private subnets are allocated from its start, public ones from its end."""
    availability_zones: StringList = variable(
        each(_ZONE, "names of availability zones, such as eu-west-1a"),
        distinct("Each zone gets one private subnet, and a VPC endpoint allows one subnet per zone."),
        max_items(6, "No region has more."),
        default=[],
        known_at_plan=True,
    )
    """Names of the availability zones, in `region`, of the created VPC. Each gets one private subnet. Empty: the first
    `availability_zone_count` zones of the region, by name. Their number must be known at plan."""
    availability_zone_count: Number = variable(
        whole_number(1, 6, "No region has more. Two are enough to survive the failure of one."), default=2, known_at_plan=True
    )
    """Number of availability zones to use if `availability_zones` is empty. Must be known at plan."""
    excluded_availability_zone_ids: StringList = variable(
        each(_ZONE_ID, "IDs of availability zones, such as use1-az3"),
        default=[],
    )
    """IDs of availability zones that `availability_zone_count` skips, such as `["use1-az3"]`: some zones don't support Fargate
    or NAT gateways. These are IDs because the same name can be a different zone in another account."""
    require_multiple_zones: Bool = variable(default=False)
    """Whether to require subnets in at least two availability zones, so that jobs can run while one zone fails. Of `subnet_ids`,
    only the number is checked."""
    private_subnet_prefix_length: Number = variable(_SUBNET_SIZE, default=20)
    """Prefix length of each private subnet in the created VPC."""
    public_subnet_prefix_length: Number = variable(_SUBNET_SIZE, default=28)
    """Prefix length of each public subnet in the created VPC."""
    nat_gateway_per_zone: Bool = variable(default=False, known_at_plan=True)
    """Whether each zone of the created VPC gets its own NAT gateway. false: all zones share that of the first zone, and lose
    internet access if that zone fails. Must be known at plan."""
    vpc_id: str | None = variable(aws_id("vpc", "VPC"), default=None)
    """ID of the existing VPC of `subnet_ids`, for `create_security_group` and `vpc_endpoints`. null: these need `create_vpc`."""
    create_security_group: Bool | None = variable(default=None, known_at_plan=True)
    """Whether to create a security group for the runner's tasks, which allows no inbound traffic, and outbound traffic to
    `egress_ports`. null: true if `create_vpc` is true. Must be known at plan."""
    egress_ports: Sequence[int] | Expression = variable(
        each(whole_number(1, 65535, "TCP has no other ports."), "whole numbers from 1 to 65535"),
        _HTTPS,
        default=[443],
        type_="list(number)",
        known_at_plan=True,
    )
    """TCP ports to which the created security group allows outbound traffic, to any address. Git over SSH also needs 22. Must be
    known at plan."""
    vpc_endpoints: StringList = variable(
        each(one_of(SERVICES, "Create other endpoints outside this module."), ", ".join(SERVICES)),
        default=[],
        type_="set(string)",
        known_at_plan=True,
    )
    """AWS services that tasks reach through VPC endpoints instead of the internet: ecr.api, ecr.dkr, ecs, ecs-agent,
    ecs-telemetry, kms, logs, s3, secretsmanager, ssm, ssmmessages, sts. The endpoints are created in the created VPC or in
    `vpc_id`. Their private DNS names apply to the whole VPC. Must be known at plan."""
    vpc_endpoint_subnet_ids: StringList = variable(
        each(aws_id("subnet", "subnet"), "subnet IDs, such as subnet-0123456789abcdef0"), default=[]
    )
    """IDs of the subnets for the interface endpoints in an existing VPC, at most one per zone. Empty: the tasks' subnets."""
    vpc_endpoint_route_table_ids: StringList = variable(
        each(aws_id("rtb", "route table"), "route table IDs, such as rtb-0123456789abcdef0"), default=[]
    )
    """IDs of the route tables of the tasks' subnets in an existing VPC. They get a route to the S3 endpoint."""
    vpc_endpoint_s3_arns: StringList = variable(
        each(
            matches(
                rf"arn:{PARTITION}:s3:::[^\s]+",
                "the ARN of a bucket or of objects",
                "Wildcards are allowed.",
                source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html",
            ),
            "ARNs of buckets and objects, such as arn:aws:s3:::example/*",
        ),
        default=[],
    )
    """ARNs of buckets in other accounts, and of objects in them, that tasks can access through the S3 endpoint. The account's own
    buckets and the layers of images in ECR are always accessible."""

    @property
    def makes_security_group(self) -> Bool:
        """Return whether the tasks get a security group."""
        return is_enabled(self.create_security_group, self.create_vpc)

    @property
    def wants_interface_endpoints(self) -> Bool:
        """Return whether any endpoint with addresses in the subnets is created."""
        return length(self.interface_services) > 0  # type: ignore[no-any-return]

    @property
    def interface_services(self) -> StringList:
        """List the services whose endpoints have addresses in the subnets."""
        return apply(  # type: ignore[no-any-return]
            lambda those, gateways: sorted(set(those) - set(gateways)),
            lambda those, gateways: f"setsubtract({those}, {gateways})",
            self.vpc_endpoints,
            list(GATEWAY_SERVICES),
        )

    @property
    def wants_gateway_endpoint(self) -> Bool:
        """Return whether the S3 endpoint, which is a route, is created."""
        return contains(self.vpc_endpoints, "s3")

    @property
    def zone_count(self) -> Number:
        """Count the zones of a created VPC, by the inputs alone, so that the number is known at plan."""
        zones = self.availability_zones
        return conditional(_any(zones), length(zones), self.availability_zone_count)  # type: ignore[no-any-return]

    @property
    def nat_gateway_count(self) -> Number:
        """Count the NAT gateways of a created VPC."""
        return conditional(self.nat_gateway_per_zone, self.zone_count, 1)  # type: ignore[no-any-return]

    @property
    def zones_in_use(self) -> Number:
        """Count the zones of the tasks; of existing subnets, only the number is known."""
        return conditional(self.create_vpc, self.zone_count, length(self.subnet_ids))  # type: ignore[no-any-return]

    def _requirements(self) -> list[Requirement]:
        """List what must hold between inputs that often come from resources.

        Terraform checks these at resources and outputs of the network: at a data source, they would defer its read, and all that
        depends on it, whenever one of those resources changes.
        """
        return [
            *self._vpc_requirements(),
            *self._security_group_requirements(),
            *self._endpoint_requirements(),
            *self._needs(),
        ]

    def _vpc_requirements(self) -> list[Requirement]:
        at = ("aws_vpc.main",)
        private, public = self.private_subnet_prefix_length, self.public_subnet_prefix_length
        zones, gateways = self.zone_count, self.nat_gateway_count
        planned = {"vpc_cidr": self.vpc_cidr, "private": f"{zones} of /{private}", "public": f"{gateways} of /{public}"}
        elsewhere = apply(
            lambda those, region: [zone for zone in those if zone[:-1] != region],
            lambda those, region: f"[for zone in {those} : zone if !contains([{region}], substr(zone, 0, length(zone) - 1))]",
            self.availability_zones,
            self.region,
        )
        return [
            Requirement(
                holds=implies(self.create_vpc, equal(length(self.subnet_ids), 0)),
                message="create_vpc = true conflicts with subnet_ids. Omit subnet_ids to create a VPC, or create_vpc to use these"
                " subnets.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, is_null(self.vpc_id)),
                message="create_vpc = true conflicts with vpc_id. Omit vpc_id to create a VPC, or create_vpc to use this one.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, or_(self.makes_security_group, _any(self.security_group_ids))),
                message="create_vpc = true with create_security_group = false needs security_group_ids; got []. The default"
                " security group of the VPC allows no traffic. Set a group, or omit create_security_group.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, _fit(self.vpc_cidr, private, zones, public, gateways)),
                message=f"vpc_cidr must have room for all subnets; got {shown(planned)}. Choose a larger vpc_cidr, longer"
                " prefixes, or fewer zones.",
                at=at,
            ),
            Requirement(
                holds=equal(length(elsewhere), 0),
                message=f"availability_zones must contain only zones of region {shown(self.region)}; got {shown(elsewhere)}. Use"
                " zones of that region.",
                at=at,
            ),
            Requirement(
                holds=implies(self.require_multiple_zones, self.zones_in_use > 1),
                message=f"require_multiple_zones = true needs subnets in at least two availability zones; got"
                f" {shown(self.zones_in_use)}. Use more zones or subnets, or omit require_multiple_zones.",
                at=_ALWAYS,
            ),
        ]

    def _security_group_requirements(self) -> list[Requirement]:
        at = ("aws_security_group.tasks",)
        return [
            Requirement(
                holds=implies(equal(self.create_security_group, True), self._vpc_known),
                message="create_security_group = true needs vpc_id; got null. Set vpc_id to the VPC of subnet_ids, or replace"
                " subnet_ids with create_vpc = true.",
                at=at,
            ),
            Requirement(
                holds=implies(self.makes_security_group, length(self.security_group_ids) <= 4),
                message="security_group_ids must have at most 4 elements if create_security_group adds one: ECS allows at most 5"
                " per task. Omit one of them.",
                at=at,
            ),
        ]

    def _endpoint_requirements(self) -> list[Requirement]:
        interfaces, gateway = self.wants_interface_endpoints, self.wants_gateway_endpoint
        no_vpc = "vpc_endpoints needs vpc_id; got null. Set vpc_id to the VPC of subnet_ids, or use create_vpc = true instead."
        subnets = or_(_any(self.vpc_endpoint_subnet_ids), _any(self.subnet_ids))
        return [
            Requirement(holds=implies(interfaces, self._vpc_known), message=no_vpc, at=("aws_security_group.endpoints",)),
            Requirement(
                holds=implies(interfaces, or_(self.makes_security_group, _any(self.security_group_ids))),
                message="vpc_endpoints needs security_group_ids or create_security_group = true: the endpoints accept traffic"
                " from the tasks' security groups only.",
                at=("aws_security_group.endpoints",),
            ),
            Requirement(
                holds=implies(interfaces, or_(self.create_vpc, subnets)),
                message="vpc_endpoints needs vpc_endpoint_subnet_ids or subnet_ids; got [] for both. Set one subnet in each"
                " zone.",
                at=("aws_security_group.endpoints",),
            ),
            Requirement(holds=implies(gateway, self._vpc_known), message=no_vpc, at=("aws_vpc_endpoint.s3",)),
            Requirement(
                holds=implies(gateway, or_(self.create_vpc, _any(self.vpc_endpoint_route_table_ids))),
                message="s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []. Set the route tables of the tasks'"
                " subnets.",
                at=("aws_vpc_endpoint.s3",),
            ),
        ]

    def _needs(self) -> list[Requirement]:
        """List the inputs that are ignored without others."""
        in_vpc = [
            "vpc_cidr",
            "availability_zones",
            "availability_zone_count",
            "excluded_availability_zone_ids",
            "private_subnet_prefix_length",
            "public_subnet_prefix_length",
            "nat_gateway_per_zone",
        ]
        uses_vpc = or_(self.create_vpc, self.makes_security_group, _any(self.vpc_endpoints))
        return [
            *self._needing(in_vpc, "create_vpc = true", self.create_vpc, at=_ALWAYS),
            *self._needing(
                ["availability_zone_count", "excluded_availability_zone_ids"],
                "availability_zones = []",
                or_(not_(self.create_vpc), equal(length(self.availability_zones), 0)),
                at=_ALWAYS,
                got="got names of zones",
                fix="Omit availability_zones",
            ),
            *self._needing(["vpc_id"], "create_security_group = true or vpc_endpoints", uses_vpc, at=_ALWAYS, got="got neither"),
            *self._needing(
                ["egress_ports"],
                "create_security_group = true",
                self.makes_security_group,
                at=_ALWAYS,
                got="no security group is created",
            ),
            *self._needing(
                ["vpc_endpoint_subnet_ids"],
                "a service other than s3 in vpc_endpoints",
                self.wants_interface_endpoints,
                at=_ALWAYS,
                got="got none",
                fix="Add one",
            ),
            *self._needing(
                ["vpc_endpoint_route_table_ids", "vpc_endpoint_s3_arns"],
                "s3 in vpc_endpoints",
                self.wants_gateway_endpoint,
                at=_ALWAYS,
                got="got none",
                fix="Add it",
            ),
        ]

    @property
    def _vpc_known(self) -> Bool:
        return or_(self.create_vpc, not_null(self.vpc_id))


class NetworkModuleInputs(NetworkInputs, NamedInputs):
    """The network, used alone."""


def _is_vpc_range(value: str) -> bool:
    try:
        network = ip_network(value)
    except ValueError:
        return False
    return "/" in value and network.version == 4 and 16 <= network.prefixlen <= 28


def _any(values: Any) -> Bool:
    return length(values) > 0  # type: ignore[no-any-return]


def _fit(cidr: Any, *subnets: Any) -> Bool:
    """Return whether a CIDR block has room for two kinds of subnets, each described by prefix length and number.

    They are allocated from the two ends of the block, so that only the sum of their sizes matters.
    """

    def python(cidr: str, private: int, zones: int, public: int, gateways: int) -> bool:
        return bool(zones * 2 ** (32 - private) + gateways * 2 ** (32 - public) <= ip_network(cidr).num_addresses)

    def text(cidr: str, private: str, zones: str, public: str, gateways: str) -> str:
        needed = f"({zones}) * pow(2, 32 - {private}) + ({gateways}) * pow(2, 32 - {public})"
        return f'{needed} <= pow(2, 32 - tonumber(split("/", {cidr})[1]))'

    return apply(python, text, cidr, *subnets)  # type: ignore[no-any-return]
