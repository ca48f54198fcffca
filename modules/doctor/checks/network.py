"""The network of tasks: subnets, security groups, DNS and network ACLs."""

from collections.abc import Iterator

from ..context import Context, Json
from ..errors import AwsError, Kind
from ..model import Finding, fault, ok, warning
from ..registry import check
from ..vpc import EVERYWHERE, HTTPS, acl_allows, acl_of, default_route, https_peers, table_of

LINK = "a-task-doesnt-start"
SUBNETS = ("ec2:DescribeSubnets",)
ROUTES = ("ec2:DescribeRouteTables",)
GROUPS = ("ec2:DescribeSecurityGroups",)
_FEW = 8  # free addresses: each task needs one, and several run concurrently
# The ephemeral ports of a task (Linux), and of a NAT gateway:
# https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
_TASK_PORTS, _NAT_PORTS = (32768, 60999), (1024, 65535)


def subnets(context: Context) -> list[Json]:
    """Read the runner's subnets; raises AwsError, also if one is missing."""
    found: list[Json] = context.read("ec2", "DescribeSubnets", SubnetIds=sorted(context.configuration.subnet_ids))["Subnets"]
    return found


def vpc_of(context: Context) -> str:
    """Return the VPC of the subnets; start.subnets checks that they are in one."""
    vpc: str = subnets(context)[0]["VpcId"]
    return vpc


def groups(context: Context) -> list[Json]:
    """Read the tasks' security groups: the VPC's default one if none are set."""
    ids = sorted(context.configuration.security_group_ids)
    if ids:
        answer = context.read("ec2", "DescribeSecurityGroups", GroupIds=ids)
    else:
        default = _of_vpc(vpc_of(context), {"group-name": "default"})
        answer = context.read("ec2", "DescribeSecurityGroups", Filters=default)
    return list(answer["SecurityGroups"])


def route_tables(context: Context) -> list[Json]:
    """Read the route tables of the VPC."""
    found: list[Json] = context.read("ec2", "DescribeRouteTables", Filters=_of_vpc(vpc_of(context)))["RouteTables"]
    return found


def _of_vpc(vpc: str, more: dict[str, str] | None = None) -> list[Json]:
    return [{"Name": name, "Values": [value]} for name, value in {"vpc-id": vpc, **(more or {})}.items()]


def _missing(kind: str, error: AwsError, fix: str) -> Finding:
    if error.kind is not Kind.NOT_FOUND and "Malformed" not in error.code:
        raise error
    return fault(f"not all {kind} exist: {error.message}", fix)


@check(
    "start.subnets", "The subnets exist, in one VPC, with free addresses", link=LINK, calls=SUBNETS, depends_on=("place.account",)
)
def subnets_exist(context: Context) -> Iterator[Finding]:
    """ECS can start a task in any of them."""
    try:
        found = subnets(context)
    except AwsError as error:
        yield _missing("subnets", error, "Set subnet_ids to existing subnets, apply, and register the runner again.")
        return
    vpcs = sorted({each["VpcId"] for each in found})
    if len(vpcs) > 1:
        yield fault(f"the subnets are in {len(vpcs)} VPCs: {', '.join(vpcs)}", "Set subnet_ids to subnets of one VPC.")
    for each in found:
        free, name = each["AvailableIpAddressCount"], each["SubnetId"]
        if each.get("State", "available") != "available":
            yield fault(f"{name} is {each['State']}", "Wait until it is available, or use another subnet.")
        if free == 0:
            yield fault(f"{name} has no free address", "Use a larger subnet, or release addresses in it.")
        elif free < _FEW:
            yield warning(f"{name} has only {free} free addresses, and each task needs one", "Use a larger subnet.")
    zones = sorted({each["AvailabilityZone"] for each in found})
    if len(zones) == 1:
        yield warning(f"all subnets are in {zones[0]}", "Add a subnet in another zone: if this zone fails, no task can start.")
    yield ok(f"{len(found)} in {', '.join(zones)}, with {sum(each['AvailableIpAddressCount'] for each in found)} free addresses")


@check(
    "start.security-groups",
    "The security groups exist, in the subnets' VPC, and allow outbound HTTPS",
    link=LINK,
    calls=(*GROUPS, *SUBNETS),
    depends_on=("start.subnets",),
)
def security_groups(context: Context) -> Iterator[Finding]:
    """Tasks reach images, AWS APIs and the orchestrator on port 443. AWS's own DNS needs no rule."""
    try:
        found = groups(context)
    except AwsError as error:
        yield _missing(
            "security groups", error, "Set security_group_ids to existing groups, apply, and register the runner again."
        )
        return
    vpc = vpc_of(context)
    if strangers := [each["GroupId"] for each in found if each["VpcId"] != vpc]:
        yield fault(f"{', '.join(strangers)} are not in {vpc}, the VPC of the subnets", "Use security groups of that VPC.")
    peers, names = https_peers(found, egress=True), ", ".join(each["GroupId"] for each in found)
    if peers.none:
        yield fault(
            f"{names} allow no outbound traffic on port {HTTPS}",
            f"Add an outbound rule for TCP {HTTPS} to {EVERYWHERE}; for the group that the module creates, use egress_ports.",
        )
    elif not peers.includes(EVERYWHERE):
        yield warning(
            f"{names} allow outbound HTTPS to {peers} only",
            "These must include the registry of the image, S3 and the orchestrator.",
        )
    else:
        yield ok(names)


@check(
    "start.dns",
    "The VPC resolves names",
    link=LINK,
    calls=("ec2:DescribeVpcAttribute", *SUBNETS),
    depends_on=("start.subnets",),
)
def dns(context: Context) -> Iterator[Finding]:
    """Without AWS's resolver, tasks can't resolve registries and endpoints; private DNS of endpoints also needs host names."""
    vpc = vpc_of(context)
    support = context.read("ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute="enableDnsSupport")["EnableDnsSupport"]["Value"]
    names = context.read("ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]
    if not support:
        yield fault(f"{vpc} has enableDnsSupport = false", "Set enable_dns_support = true on the VPC.")
    elif not names:
        yield warning(
            f"{vpc} has enableDnsHostnames = false, so endpoints have no private DNS names",
            "Set enable_dns_hostnames = true on the VPC.",
        )
    else:
        yield ok(vpc)


@check(
    "start.network-acls",
    "Network ACLs allow outbound HTTPS, and its responses",
    link=LINK,
    calls=("ec2:DescribeNetworkAcls", "ec2:DescribeNatGateways", *ROUTES, *SUBNETS),
    depends_on=("start.subnets",),
)
def network_acls(context: Context) -> Iterator[Finding]:
    """Those of the tasks' subnets, and of their NAT gateways' subnets. ACLs are stateless: responses need a rule."""
    acls = context.read("ec2", "DescribeNetworkAcls", Filters=_of_vpc(vpc_of(context)))["NetworkAcls"]
    tables = route_tables(context)
    places = dict.fromkeys(context.configuration.subnet_ids, _TASK_PORTS)
    for id_ in context.configuration.subnet_ids:
        route = default_route(table_of(id_, tables))
        if route.kind == "nat" and (gateway := nat_gateway(context, route.target)):
            places.setdefault(gateway["SubnetId"], _NAT_PORTS)
    wrong = False
    for id_, ports in places.items():
        acl = acl_of(id_, acls)
        if acl is None:
            continue
        shut = [] if acl_allows(acl, HTTPS, egress=True) else [f"outbound TCP {HTTPS}"]
        if not all(acl_allows(acl, port, egress=False) for port in ports):
            shut.append(f"inbound TCP {ports[0]} to {ports[1]}")
        if shut:
            wrong = True
            yield fault(
                f"{acl['NetworkAclId']} of {id_} doesn't allow {' and '.join(shut)} for {EVERYWHERE}",
                f"Add rules that allow it: {', '.join(shut)}, {EVERYWHERE}.",
            )
    if not wrong:
        yield ok(f"ACLs of {len(places)} subnets")


def nat_gateway(context: Context, id_: str) -> Json | None:
    """Read a NAT gateway; None if it no longer exists."""
    answer = context.find("ec2", "DescribeNatGateways", Filter=[{"Name": "nat-gateway-id", "Values": [id_]}])
    return next(iter(answer["NatGateways"]), None) if answer else None
