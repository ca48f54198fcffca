"""How traffic leaves a subnet: its route, network ACL and security groups, by EC2's answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

Json = Mapping[str, Any]

EVERYWHERE = "0.0.0.0/0"
HTTPS = 443
_ANY_PROTOCOL = ("-1", "tcp", "6")


@dataclass(frozen=True)
class Route:
    """Where a subnet's traffic to the internet goes: `kind` is nat, internet, elsewhere, blackhole or none."""

    kind: str
    target: str = ""


def table_of(subnet: str, tables: Sequence[Json]) -> Json | None:
    """Find the subnet's route table: its own, or the VPC's main one."""
    main = None
    for table in tables:
        for association in table.get("Associations", []):
            if association.get("SubnetId") == subnet:
                return table
            if association.get("Main"):
                main = table
    return main


def default_route(table: Json | None) -> Route:
    """Find the default route."""
    for route in (table or {}).get("Routes", []):
        if route.get("DestinationCidrBlock") != EVERYWHERE:
            continue
        target = next((route[key] for key in _TARGETS if route.get(key)), "")
        if route.get("State") == "blackhole":
            return Route("blackhole", target)
        if target.startswith("nat-"):
            return Route("nat", target)
        return Route("internet" if target.startswith("igw-") else "elsewhere", target)
    return Route("none")


_TARGETS = (
    "NatGatewayId",
    "GatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


def acl_of(subnet: str, acls: Sequence[Json]) -> Json | None:
    """Find the subnet's network ACL."""
    return next((acl for acl in acls if any(each["SubnetId"] == subnet for each in acl.get("Associations", []))), None)


def acl_allows(acl: Json, port: int, *, egress: bool) -> bool:
    """Return whether TCP traffic to this port is allowed for all addresses: the first rule for all addresses decides.

    Rules for fewer addresses are ignored, since a task may need others.
    """
    for entry in sorted(acl.get("Entries", []), key=lambda each: each["RuleNumber"]):
        if entry["Egress"] != egress or entry.get("CidrBlock") != EVERYWHERE or entry["Protocol"] not in _ANY_PROTOCOL:
            continue
        ports = entry.get("PortRange") or {"From": 0, "To": 65535}
        if ports["From"] <= port <= ports["To"] or entry["Protocol"] == "-1":
            return bool(entry["RuleAction"] == "allow")
    return False


@dataclass(frozen=True)
class Peers:
    """The peers to or from which security groups allow HTTPS."""

    blocks: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    prefix_lists: frozenset[str] = frozenset()

    @property
    def none(self) -> bool:
        """Whether there are no peers."""
        return not (self.blocks or self.groups or self.prefix_lists)

    def includes(self, cidr: str) -> bool:
        """Return whether all addresses of a CIDR block are included."""
        return any(_within(cidr, each) for each in self.blocks)

    def __str__(self) -> str:
        return ", ".join(sorted([*self.blocks, *self.groups, *self.prefix_lists])) or "nobody"


def https_peers(groups: Iterable[Json], *, egress: bool) -> Peers:
    """Collect the peers of all rules for port 443."""
    rules = [
        rule
        for group in groups
        for rule in group.get("IpPermissionsEgress" if egress else "IpPermissions", [])
        if rule["IpProtocol"] == "-1" or (rule["IpProtocol"] in _ANY_PROTOCOL and rule["FromPort"] <= HTTPS <= rule["ToPort"])
    ]
    return Peers(
        frozenset(each["CidrIp"] for rule in rules for each in rule.get("IpRanges", [])),
        frozenset(each["GroupId"] for rule in rules for each in rule.get("UserIdGroupPairs", []) if "GroupId" in each),
        frozenset(each["PrefixListId"] for rule in rules for each in rule.get("PrefixListIds", [])),
    )


def _within(cidr: str, block: str) -> bool:
    inner, outer = ip_network(cidr, strict=False), ip_network(block, strict=False)
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]
