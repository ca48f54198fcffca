"""Routes from the tasks' subnets to the internet, and VPC endpoints."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..arns import parse
from ..configuration import Configuration
from ..context import Context, Json
from ..images import parse as parse_image
from ..model import Finding, fault, ok, skipped, warning
from ..policies import Access, Decision, decide, load
from ..registry import check
from ..vpc import HTTPS, Peers, default_route, https_peers, table_of
from .network import GROUPS, LINK, ROUTES, SUBNETS, groups, nat_gateway, route_tables, subnets, vpc_of


def _leads_out(context: Context, subnet: str, tables: list[Json]) -> Finding:
    """Follow the subnet's default route as far as EC2's API allows."""
    route = default_route(table_of(subnet, tables))
    if route.kind == "none":
        return fault(f"{subnet} has no route for 0.0.0.0/0", "Add a route to a NAT gateway, or set create_vpc = true.")
    if route.kind == "blackhole":
        return fault(f"the default route of {subnet} targets {route.target}, which no longer exists", "Replace the route.")
    if route.kind == "internet":
        if context.configuration.is_public_ip_enabled:
            return ok(f"{subnet}: {route.target}, with public IP addresses")
        return fault(
            f"the default route of {subnet} targets {route.target}, but tasks have no public IP address",
            "Use private subnets with a NAT gateway, or set is_public_ip_enabled = true for the registration (then pass"
            " --public-ip).",
        )
    if route.kind == "nat":
        return _through_nat(context, subnet, route.target, tables)
    return ok(f"{subnet}: {route.target}; the route beyond it can't be checked")


def _through_nat(context: Context, subnet: str, id_: str, tables: list[Json]) -> Finding:
    gateway = nat_gateway(context, id_)
    state = gateway["State"] if gateway else "deleted"
    if gateway is None or state != "available":
        return fault(f"the NAT gateway {id_} of {subnet} is {state}", "Create a NAT gateway, and set the route to it.")
    if gateway.get("ConnectivityType") == "private":
        return ok(f"{subnet}: {id_}, which is private; the route beyond it can't be checked")
    onward = default_route(table_of(gateway["SubnetId"], tables))
    if onward.kind in ("none", "blackhole"):
        return fault(
            f"{gateway['SubnetId']}, the subnet of the NAT gateway {id_} of {subnet}, has no route to an internet gateway",
            "Add a route for 0.0.0.0/0 to the internet gateway to that subnet's route table.",
        )
    return ok(f"{subnet}: {id_}")


@check(
    "start.routes",
    "Each subnet has a route to the internet",
    link=LINK,
    calls=("ec2:DescribeNatGateways", *ROUTES, *SUBNETS),
    depends_on=("start.subnets",),
)
def routes(context: Context) -> Iterator[Finding]:
    """Follow each subnet's default route; with an image in ECR, endpoints may be enough."""
    tables = route_tables(context)
    image = parse_image(context.configuration.image)
    for id_ in context.configuration.subnet_ids:
        found = _leads_out(context, id_, tables)
        if default_route(table_of(id_, tables)).kind == "none" and image.is_private:
            yield warning(
                f"{id_} has no route to the internet",
                "Jobs can reach the orchestrator only if it is in your own network. Otherwise, add a route.",
            )
        else:
            yield found


_INTERFACE_POLICY = "Allow it in the policy of the endpoint, or use the default policy."


def needed_services(configuration: Configuration) -> list[str]:
    """List the services, by their endpoint names, that tasks need to start and to access state."""
    image = parse_image(configuration.image)
    found = {"s3"}
    if image.registry is not None and image.registry.region == configuration.region:
        found |= {"ecr.api", "ecr.dkr"}
    for arn in configuration.secrets.values():
        if parse(arn).region == configuration.region:
            found.add(parse(arn).service)
    return sorted(found)


@check(
    "start.endpoints",
    "VPC endpoints allow the tasks' requests, and none is missing",
    link=LINK,
    calls=("ec2:DescribeVpcEndpoints", *GROUPS, *ROUTES, *SUBNETS),
    depends_on=("start.subnets", "start.security-groups", "start.dns"),
)
def endpoints(context: Context) -> Iterator[Finding]:
    """Also check existing endpoints: with private DNS, one receives all traffic to its service, despite a NAT gateway."""
    found = context.read("ec2", "DescribeVpcEndpoints", Filters=[{"Name": "vpc-id", "Values": [vpc_of(context)]}])["VpcEndpoints"]
    tables = route_tables(context)
    closed = [id_ for id_ in context.configuration.subnet_ids if default_route(table_of(id_, tables)).kind == "none"]
    named: dict[str, list[Json]] = {}
    for each in found:
        # com.amazonaws.REGION.ecr.api; in China, some begin with cn.
        named.setdefault(each["ServiceName"].partition(f"{context.configuration.region}.")[2], []).append(each)
    problems = [
        problem for service in needed_services(context.configuration) for problem in _service(context, service, named, closed)
    ]
    if problems:
        yield from problems
    elif not found:
        yield skipped("the VPC has no endpoints")
    else:
        yield ok(", ".join(sorted(named)))


def _service(context: Context, service: str, named: dict[str, list[Json]], closed: list[str]) -> Iterator[Finding]:
    interfaces = [each for each in named.get(service, []) if each["VpcEndpointType"] == "Interface"]
    gateways = [each for each in named.get(service, []) if each["VpcEndpointType"] == "Gateway"]
    usable = False
    for each in interfaces:
        if each.get("PrivateDnsEnabled") or closed:
            usable = True
            yield from _interface(context, service, each, must=bool(closed))
    tables = route_tables(context)
    reached = {
        id_: [each for each in gateways if _serves(each, table_of(id_, tables))] for id_ in context.configuration.subnet_ids
    }
    for each in gateways:
        if any(each in found for found in reached.values()):
            yield from _usable(context, service, each)
    if without := [id_ for id_ in closed if not usable and not reached[id_]]:
        yield fault(
            f"{', '.join(without)} can reach {service} neither through the internet nor through an endpoint",
            f'Add "{service}" to vpc_endpoints, or add the route table of the subnet to the existing endpoint.',
        )


def _serves(gateway: Json, table: Mapping[str, Any] | None) -> bool:
    return table is not None and table["RouteTableId"] in gateway.get("RouteTableIds", [])


def _interface(context: Context, service: str, endpoint: Json, *, must: bool) -> Iterator[Finding]:
    id_ = endpoint["VpcEndpointId"]
    if must and not endpoint.get("PrivateDnsEnabled"):
        yield fault(
            f"{id_} for {service} has no private DNS, and the subnets have no other route",
            "Set private_dns_enabled = true on it.",
        )
    ids = sorted(each["GroupId"] for each in endpoint.get("Groups", []))
    if ids:
        own = context.read("ec2", "DescribeSecurityGroups", GroupIds=ids)["SecurityGroups"]
        if not _lets_in(https_peers(own, egress=False), context):
            yield fault(
                f"{', '.join(ids)} of {id_} for {service} don't allow inbound HTTPS from the tasks",
                f"Allow TCP {HTTPS} from the tasks' security groups or subnets.",
            )
    yield from _usable(context, service, endpoint)


def _lets_in(peers: Peers, context: Context) -> bool:
    """Return whether traffic from the tasks is allowed: by one of their groups, or for all of their subnets' addresses."""
    if peers.groups & {each["GroupId"] for each in groups(context)} or peers.prefix_lists:
        return True
    return all(peers.includes(each["CidrBlock"]) for each in subnets(context))


def _usable(context: Context, service: str, endpoint: Json) -> Iterator[Finding]:
    id_, state = endpoint["VpcEndpointId"], endpoint.get("State", "available").lower()
    if state != "available":
        yield fault(f"{id_} for {service} is {state}", "Wait until it is available, or replace it.")
    if not endpoint.get("PolicyDocument"):
        return
    policy = load(endpoint["PolicyDocument"])
    denied = [
        f"{each.action} on {each.resource}" for each in _uses(context.configuration, service) if not _may(decide(policy, each))
    ]
    if denied:
        yield fault(f"the policy of {id_} for {service} doesn't allow {', '.join(denied)}", _INTERFACE_POLICY)


def _may(decision: Decision) -> bool:
    return decision in (Decision.ALLOW, Decision.UNKNOWN)


def _uses(configuration: Configuration, service: str) -> Iterator[Access]:
    """Yield the requests through an endpoint for one task."""
    execution, task = configuration.execution_role_arn, configuration.task_role_arn
    own = {"aws:ResourceAccount": configuration.account, "aws:PrincipalAccount": configuration.account}
    partition = configuration.place.partition
    image = parse_image(configuration.image)
    if service == "s3":
        bucket = f"arn:{partition}:s3:::{configuration.s3_bucket}"
        yield Access(task, "s3:ListBucket", bucket, {**own, "aws:PrincipalArn": task})
        for action in ("s3:GetObject", "s3:PutObject"):
            yield Access(task, action, f"{bucket}/terraform.tfstate", {**own, "aws:PrincipalArn": task})
        if image.registry is not None and image.registry.region == configuration.region:
            # https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html: an AWS-owned bucket for layers
            layers = f"arn:{partition}:s3:::prod-{configuration.region}-starport-layer-bucket/layer"
            yield Access("arn:aws:iam::000000000000:role/ecr", "s3:GetObject", layers)
    elif service in ("ecr.api", "ecr.dkr") and image.registry is not None:
        for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"):
            yield Access(execution, action, image.registry.repository_arn(partition), {**own, "aws:PrincipalArn": execution})
    else:
        action = {"secretsmanager": "secretsmanager:GetSecretValue", "ssm": "ssm:GetParameters"}[service]
        for arn in configuration.secrets.values():
            if parse(arn).service == service:
                yield Access(execution, action, arn, {**own, "aws:PrincipalArn": execution})
