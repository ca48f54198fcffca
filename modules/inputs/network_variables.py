"""The network's inputs: a VPC of the runner's own, or what an existing one lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from ..core.declarations import Inputs, variable
from ..core.expressions import Bool, Expression, Number, StringList
from ..core.rules import Rule, each, matches, max_items, one_of, whole_number
from .formats import PARTITION, aws_id
from .general import GeneralInputs

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

_CIDR = Rule(
    allowed="an IPv4 range with a prefix length of 16 to 28 and nothing set behind it, such as 10.0.0.0/16",
    cure="AWS takes no other VPCs. Write the first address of the range.",
    condition=lambda it: (
        f'try(cidrhost({it}, 0) == split("/", {it})[0] && can(cidrnetmask({it}))'
        f' && tonumber(split("/", {it})[1]) >= 16 && tonumber(split("/", {it})[1]) <= 28, false)'
    ),
    holds=lambda value: _is_vpc_range(value),
)

_HTTPS = Rule(
    allowed="a list with 443 in it",
    cure="Images, secrets and the Platform Orchestrator are reached through it.",
    condition=lambda it: f"contains({it}, 443)",
    holds=lambda ports: 443 in ports,
)


def _is_vpc_range(value: str) -> bool:
    try:
        network = ip_network(value)
    except ValueError:
        return False
    return "/" in value and network.version == 4 and 16 <= network.prefixlen <= 28


def subnet_prefix_length(which: str, default: int) -> Number:
    """Declare the size of subnets."""
    declared: Number = variable(
        f"Prefix length of each {which} subnet in the VPC that is made.",
        whole_number(16, 28, "AWS takes no larger and no smaller subnets."),
        default=default,
    )
    return declared


@dataclass(frozen=True, kw_only=True)
class PlacementInputs(Inputs):
    """Where tasks run."""

    subnet_ids: StringList = variable(
        "Subnets for the runner's tasks, which need a way out to the internet for the runner's public image. Empty: those of"
        " the VPC that `create_vpc` makes.",
        each(aws_id("subnet", "subnet")),
        max_items(16, "ECS takes no more for one task."),
        default=[],
        origin="A B",
    )
    security_group_ids: StringList = variable(
        "Security groups of the runner's tasks, besides the one that `create_security_group` makes. None at all: the VPC's"
        " default one.",
        each(aws_id("sg", "security group")),
        max_items(5, "ECS takes no more for one task."),
        default=[],
        origin="A B",
    )


@dataclass(frozen=True, kw_only=True)
class NetworkVariables(PlacementInputs, GeneralInputs):
    """What the network needs from the user."""

    create_vpc: Bool = variable(
        "Whether a VPC is made for the runner: private subnets with a NAT gateway, and nothing reachable from outside. Flow"
        " logs are not set up. Must be known at plan.",
        default=False,
        known_at_plan=True,
    )
    vpc_cidr: str = variable(
        "Range of the VPC that is made. Private subnets are taken from its start, public ones from its end.",
        _CIDR,
        default="10.0.0.0/16",
    )
    availability_zones: StringList = variable(
        "Availability zones of the VPC that is made, with one private subnet in each. Empty: the first"
        " `availability_zone_count` of the region, by name. Their number must be known at plan.",
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
    availability_zone_count: Number = variable(
        "Number of availability zones where `availability_zones` is empty. Must be known at plan.",
        whole_number(1, 6, "No region has more. Two are enough to outlast the failure of one."),
        default=2,
        known_at_plan=True,
    )
    private_subnet_prefix_length: Number = subnet_prefix_length("private", 20)
    public_subnet_prefix_length: Number = subnet_prefix_length("public", 28)
    nat_gateway_per_zone: Bool = variable(
        "Whether each zone of the VPC that is made gets a NAT gateway of its own. false: all share the first zone's, and go"
        " offline with it. Must be known at plan.",
        default=False,
        known_at_plan=True,
    )
    vpc_id: str | None = variable(
        "Existing VPC of `subnet_ids`, for `create_security_group` and `vpc_endpoints`. null: they need `create_vpc`.",
        aws_id("vpc", "VPC"),
        default=None,
    )
    create_security_group: Bool | None = variable(
        "Whether a security group is made for the runner's tasks: nothing comes in, `egress_ports` go out. null: when"
        " `create_vpc` is true. Must be known at plan.",
        default=None,
        known_at_plan=True,
    )
    egress_ports: Sequence[int] | Expression = variable(
        "TCP ports on which tasks may reach any address, by the security group that is made. Git over SSH needs 22 as well."
        " Must be known at plan.",
        each(whole_number(1, 65535, "TCP has no other ports.")),
        _HTTPS,
        default=[443],
        type_="list(number)",
        known_at_plan=True,
    )
    vpc_endpoints: StringList = variable(
        "AWS services that tasks reach by VPC endpoints instead of the internet:"
        f" {', '.join(sorted((*GATEWAY_SERVICES, *INTERFACE_SERVICES)))}. They go to the VPC that is made, or to `vpc_id`, with"
        " private DNS, for everything in it. Must be known at plan.",
        each(one_of(sorted((*GATEWAY_SERVICES, *INTERFACE_SERVICES)), "Other endpoints are made beside this module.")),
        default=[],
        type_="set(string)",
        known_at_plan=True,
    )
    vpc_endpoint_subnet_ids: StringList = variable(
        "Subnets for the interface endpoints in an existing VPC, at most one in each zone. Empty: those of the tasks.",
        each(aws_id("subnet", "subnet")),
        default=[],
    )
    vpc_endpoint_route_table_ids: StringList = variable(
        "Route tables, of the tasks' subnets in an existing VPC, that get a route to the endpoint of S3.",
        each(aws_id("rtb", "route table")),
        default=[],
    )
    vpc_endpoint_s3_arns: StringList = variable(
        "Buckets of other accounts, and objects in them, that may be reached through the endpoint of S3. It lets the account's"
        " own buckets and the layers of images in ECR through anyway.",
        each(matches(rf"arn:{PARTITION}:s3:::[^\s]+", "the ARN of a bucket or of objects", "Wildcards are fine.")),
        default=[],
    )
