"""Inputs of the network: a VPC of the runner's own, or what an existing one lacks."""

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
    not_null,
    or_,
)
from ..core.rules import Rule, each, matches, max_items, one_of, whole_number
from .formats import PARTITION, aws_id
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

_SUBNET_SIZE = whole_number(16, 28, "AWS takes no larger and no smaller subnets.")

_CIDR = Rule(
    allowed="an IPv4 range with a prefix length of 16 to 28 and nothing set behind it, such as 10.0.0.0/16",
    fix="AWS takes no other VPCs. Write the first address of the range.",
    holds=lambda value: apply(
        _is_vpc_range,
        lambda it: (
            f'try(cidrhost({it}, 0) == split("/", {it})[0] && can(cidrnetmask({it}))'
            f' && tonumber(split("/", {it})[1]) >= 16 && tonumber(split("/", {it})[1]) <= 28, false)'
        ),
        value,
    ),
)

_HTTPS = Rule(
    allowed="a list with 443 in it",
    fix="Images, secrets and the Platform Orchestrator are reached through it.",
    holds=lambda ports: contains(ports, 443),
)


class PlacementInputs(Inputs):
    """Where tasks run."""

    subnet_ids: StringList = variable(
        each(aws_id("subnet", "subnet")), max_items(16, "ECS takes no more for one task."), default=[], origin="A B"
    )
    """Subnets for the runner's tasks, which need a way out to the internet for the runner's public image. Empty: those of the
    VPC that `create_vpc` makes."""
    security_group_ids: StringList = variable(
        each(aws_id("sg", "security group")), max_items(5, "ECS takes no more for one task."), default=[], origin="A B"
    )
    """Security groups of the runner's tasks, besides the one that `create_security_group` makes. None at all: the VPC's
    default one."""


class NetworkInputs(PlacementInputs, GeneralInputs):
    """What the network needs from the user."""

    create_vpc: Bool = variable(default=False, known_at_plan=True)
    """Whether a VPC is made for the runner: private subnets with a NAT gateway, and nothing reachable from outside. Flow logs
    are not set up. Must be known at plan."""
    vpc_cidr: str = variable(_CIDR, default="10.0.0.0/16")
    """Range of the VPC that is made. Private subnets are taken from its start, public ones from its end."""
    availability_zones: StringList = variable(
        each(
            matches(
                "[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}[a-z]",
                "the name of an availability zone, such as eu-west-1a",
                "Local zones won't do: not all of them run Fargate.",
            )
        ),
        max_items(6, "No region has more."),
        default=[],
        known_at_plan=True,
    )
    """Availability zones of the VPC that is made, with one private subnet in each. Empty: the first `availability_zone_count`
    of the region, by name. Their number must be known at plan."""
    availability_zone_count: Number = variable(
        whole_number(1, 6, "No region has more. Two are enough to outlast the failure of one."), default=2, known_at_plan=True
    )
    """Number of availability zones where `availability_zones` is empty. Must be known at plan."""
    private_subnet_prefix_length: Number = variable(_SUBNET_SIZE, default=20)
    """Prefix length of each private subnet in the VPC that is made."""
    public_subnet_prefix_length: Number = variable(_SUBNET_SIZE, default=28)
    """Prefix length of each public subnet in the VPC that is made."""
    nat_gateway_per_zone: Bool = variable(default=False, known_at_plan=True)
    """Whether each zone of the VPC that is made gets a NAT gateway of its own. false: all share the first zone's, and go
    offline with it. Must be known at plan."""
    vpc_id: str | None = variable(aws_id("vpc", "VPC"), default=None)
    """Existing VPC of `subnet_ids`, for `create_security_group` and `vpc_endpoints`. null: they need `create_vpc`."""
    create_security_group: Bool | None = variable(default=None, known_at_plan=True)
    """Whether a security group is made for the runner's tasks: nothing comes in, `egress_ports` go out. null: when
    `create_vpc` is true. Must be known at plan."""
    egress_ports: Sequence[int] | Expression = variable(
        each(whole_number(1, 65535, "TCP has no other ports.")), _HTTPS, default=[443], type_="list(number)", known_at_plan=True
    )
    """TCP ports on which tasks may reach any address, by the security group that is made. Git over SSH needs 22 as well. Must
    be known at plan."""
    vpc_endpoints: StringList = variable(
        each(one_of(SERVICES, "Other endpoints are made beside this module.")),
        default=[],
        type_="set(string)",
        known_at_plan=True,
    )
    """AWS services that tasks reach by VPC endpoints instead of the internet: ecr.api, ecr.dkr, ecs, ecs-agent,
    ecs-telemetry, kms, logs, s3, secretsmanager, ssm, ssmmessages, sts. They go to the VPC that is made, or to `vpc_id`, with
    private DNS, for everything in it. Must be known at plan."""
    vpc_endpoint_subnet_ids: StringList = variable(each(aws_id("subnet", "subnet")), default=[])
    """Subnets for the interface endpoints in an existing VPC, at most one in each zone. Empty: those of the tasks."""
    vpc_endpoint_route_table_ids: StringList = variable(each(aws_id("rtb", "route table")), default=[])
    """Route tables, of the tasks' subnets in an existing VPC, that get a route to the endpoint of S3."""
    vpc_endpoint_s3_arns: StringList = variable(
        each(matches(rf"arn:{PARTITION}:s3:::[^\s]+", "the ARN of a bucket or of objects", "Wildcards are fine.")), default=[]
    )
    """Buckets of other accounts, and objects in them, that may be reached through the endpoint of S3. It lets the account's
    own buckets and the layers of images in ECR through anyway."""

    @property
    def makes_security_group(self) -> Bool:
        """Tell whether the tasks get a security group."""
        return is_enabled(self.create_security_group, self.create_vpc)

    @property
    def wants_interface_endpoints(self) -> Bool:
        """Tell whether any endpoint with addresses in the subnets is asked for."""
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
        """Tell whether S3's endpoint, which is a route, is asked for."""
        return contains(self.vpc_endpoints, "s3")

    @property
    def zone_count(self) -> Number:
        """Count the zones of a VPC that is made; nothing of AWS decides it, so that it is known at plan."""
        zones = self.availability_zones
        return conditional(_any(zones), length(zones), self.availability_zone_count)  # type: ignore[no-any-return]

    @property
    def nat_gateway_count(self) -> Number:
        """Count the NAT gateways of a VPC that is made."""
        return conditional(self.nat_gateway_per_zone, self.zone_count, 1)  # type: ignore[no-any-return]

    @property
    def zones_in_use(self) -> Number:
        """Count the zones of the tasks; of existing subnets, the number is all that is known."""
        zones = self.availability_zones
        distinct = apply(lambda those: sorted(set(those)), lambda those: f"distinct({those})", zones)
        made = conditional(_any(zones), length(distinct), self.availability_zone_count)
        return conditional(self.create_vpc, made, length(self.subnet_ids))  # type: ignore[no-any-return]

    def _requirements(self) -> list[Requirement]:
        """List what must hold between inputs that often come from resources.

        Terraform checks these at resources of the network: at a data source they would put off its reading, and with it
        everything, whenever one of those resources changes.
        """
        return [
            *self._vpc_requirements(),
            *self._security_group_requirements(),
            *self._endpoint_requirements(),
        ]

    def _vpc_requirements(self) -> list[Requirement]:
        at = ("aws_vpc.main",)
        private, public = self.private_subnet_prefix_length, self.public_subnet_prefix_length
        zones, gateways = self.zone_count, self.nat_gateway_count
        return [
            Requirement(
                holds=implies(self.create_vpc, equal(length(self.subnet_ids), 0)),
                message="create_vpc = true and subnet_ids can't go together. Leave one of them out.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, is_null(self.vpc_id)),
                message="create_vpc = true and vpc_id can't go together. Leave one of them out.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, or_(self.makes_security_group, _any(self.security_group_ids))),
                message="create_vpc = true with create_security_group = false needs security_group_ids; got []. The default"
                " security group of the VPC lets nothing out. Give a group, or leave create_security_group out.",
                at=at,
            ),
            Requirement(
                holds=implies(self.create_vpc, _fit(self.vpc_cidr, private, zones, public, gateways)),
                message=f"the subnets don't fit into vpc_cidr {self.vpc_cidr}: {zones} private of /{private} and"
                f" {gateways} public of /{public}. Choose a larger vpc_cidr, longer prefixes, or fewer zones.",
                at=at,
            ),
        ]

    def _security_group_requirements(self) -> list[Requirement]:
        at = ("aws_security_group.tasks",)
        return [
            Requirement(
                holds=implies(equal(self.create_security_group, True), self._vpc_known),
                message="create_security_group = true needs vpc_id; got null. Give the VPC of subnet_ids, or set create_vpc ="
                " true.",
                at=at,
            ),
            Requirement(
                holds=implies(self.makes_security_group, length(self.security_group_ids) <= 4),
                message="security_group_ids must be at most 4 elements where create_security_group adds one: ECS takes no more"
                " than 5 for one task. Leave one of them out.",
                at=at,
            ),
        ]

    def _endpoint_requirements(self) -> list[Requirement]:
        interfaces, gateway = self.wants_interface_endpoints, self.wants_gateway_endpoint
        no_vpc = "vpc_endpoints needs vpc_id; got null. Give the VPC of subnet_ids, or set create_vpc = true."
        subnets = or_(_any(self.vpc_endpoint_subnet_ids), _any(self.subnet_ids))
        return [
            Requirement(holds=implies(interfaces, self._vpc_known), message=no_vpc, at=("aws_security_group.endpoints",)),
            Requirement(
                holds=implies(interfaces, or_(self.makes_security_group, _any(self.security_group_ids))),
                message="vpc_endpoints needs security_group_ids or create_security_group = true: the endpoints admit the tasks'"
                " security groups only.",
                at=("aws_security_group.endpoints",),
            ),
            Requirement(
                holds=implies(interfaces, or_(self.create_vpc, subnets)),
                message="vpc_endpoints needs vpc_endpoint_subnet_ids or subnet_ids; got [] for both. Give one subnet in each"
                " zone.",
                at=("aws_security_group.endpoints",),
            ),
            Requirement(holds=implies(gateway, self._vpc_known), message=no_vpc, at=("aws_vpc_endpoint.s3",)),
            Requirement(
                holds=implies(gateway, or_(self.create_vpc, _any(self.vpc_endpoint_route_table_ids))),
                message="s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []. Give the route tables of the tasks'"
                " subnets.",
                at=("aws_vpc_endpoint.s3",),
            ),
        ]

    @property
    def _vpc_known(self) -> Bool:
        return or_(self.create_vpc, not_null(self.vpc_id))


class NetworkModuleInputs(NetworkInputs, NamedInputs):
    """The network alone."""


def _is_vpc_range(value: str) -> bool:
    try:
        network = ip_network(value)
    except ValueError:
        return False
    return "/" in value and network.version == 4 and 16 <= network.prefixlen <= 28


def _any(values: Any) -> Bool:
    return length(values) > 0  # type: ignore[no-any-return]


def _fit(cidr: Any, *subnets: Any) -> Bool:
    """Tell whether a range holds two blocks of subnets, each given as prefix length and how many.

    The blocks lie at the two ends of the range, so that the sum of sizes decides.
    """

    def python(cidr: str, private: int, zones: int, public: int, gateways: int) -> bool:
        return bool(zones * 2 ** (32 - private) + gateways * 2 ** (32 - public) <= ip_network(cidr).num_addresses)

    def text(cidr: str, private: str, zones: str, public: str, gateways: str) -> str:
        needed = f"({zones}) * pow(2, 32 - {private}) + ({gateways}) * pow(2, 32 - {public})"
        return f'{needed} <= pow(2, 32 - tonumber(split("/", {cidr})[1]))'

    return apply(python, text, cidr, *subnets)  # type: ignore[no-any-return]
