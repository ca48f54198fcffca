"""Inputs of the network, and what must hold between them."""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from ..core.declarations import InvalidInputs, Requirement, implies
from ..core.expressions import Bool, Expression, Number, conditional, hcl, is_literal, is_null, not_null, or_
from .network_variables import GATEWAY_SERVICES, NetworkVariables
from .standalone import NamedInputs


@dataclass(frozen=True, kw_only=True)
class NetworkInputs(NetworkVariables):
    """What the network needs from the user, checked as a whole."""

    def __post_init__(self) -> None:
        super().__post_init__()
        wrong = [each.message for each in self.network_requirements() if each.holds is False]
        if wrong:
            raise InvalidInputs(wrong)

    @property
    def makes_security_group(self) -> Bool:
        """Tell whether the tasks get a security group."""
        return conditional(not_null(self.create_security_group), self.create_security_group, self.create_vpc)  # type: ignore[no-any-return]

    @property
    def wants_interface_endpoints(self) -> Bool:
        """Tell whether any endpoint with addresses in the subnets is asked for."""
        if is_literal(self.vpc_endpoints):
            return bool(set(self.vpc_endpoints) - set(GATEWAY_SERVICES))
        return Expression(f"length(setsubtract({hcl(self.vpc_endpoints)}, {hcl(list(GATEWAY_SERVICES))})) > 0")

    @property
    def wants_gateway_endpoint(self) -> Bool:
        """Tell whether S3's endpoint, which is a route, is asked for."""
        return (
            "s3" in self.vpc_endpoints
            if is_literal(self.vpc_endpoints)
            else Expression(f'contains({hcl(self.vpc_endpoints)}, "s3")')
        )

    @property
    def zone_count(self) -> Number:
        """Count the zones of a VPC that is made; nothing of AWS decides it, so that it is known at plan."""
        return conditional(_any(self.availability_zones), _length(self.availability_zones), self.availability_zone_count)  # type: ignore[no-any-return]

    @property
    def nat_gateway_count(self) -> Number:
        """Count the NAT gateways of a VPC that is made."""
        return conditional(self.nat_gateway_per_zone, self.zone_count, 1)  # type: ignore[no-any-return]

    def network_requirements(self) -> list[Requirement]:
        """List what must hold between inputs that often come from resources.

        Terraform checks these at resources of the network: at a data source they would put off its reading, and with it
        everything, whenever one of those resources changes.
        """
        return [
            *self.vpc_requirements(),
            *self.security_group_requirements(),
            *self.endpoint_requirements(),
            *self.gateway_endpoint_requirements(),
        ]

    def vpc_requirements(self) -> list[Requirement]:
        """Ask for a VPC that is the only one, and holds its subnets."""
        return [
            Requirement(
                holds=_where(self.create_vpc, _none(self.subnet_ids)),
                message="create_vpc = true and subnet_ids can't go together. Leave one of them out.",
            ),
            Requirement(
                holds=_where(self.create_vpc, is_null(self.vpc_id)),
                message="create_vpc = true and vpc_id can't go together. Leave one of them out.",
            ),
            Requirement(
                holds=_where(
                    self.create_vpc,
                    or_(self.makes_security_group, _any(self.security_group_ids)),
                ),
                message="create_vpc = true with create_security_group = false needs security_group_ids; got []. The default"
                " security group of the VPC lets nothing out. Give a group, or leave create_security_group out.",
            ),
            self._subnets_fit(),
        ]

    def _subnets_fit(self) -> Requirement:
        private, public = self.private_subnet_prefix_length, self.public_subnet_prefix_length
        zones, gateways = self.zone_count, self.nat_gateway_count
        return Requirement(
            holds=_where(self.create_vpc, _fit(self.vpc_cidr, (private, zones), (public, gateways))),
            message=f"the subnets don't fit into vpc_cidr {self.vpc_cidr}: {zones} private of /{private} and"
            f" {gateways} public of /{public}. Choose a larger vpc_cidr, longer prefixes, or fewer zones.",
        )

    def security_group_requirements(self) -> list[Requirement]:
        """Ask for a VPC that the group can be in, and for room beside the others."""
        return [
            Requirement(
                holds=implies(self.create_security_group, self._vpc_known(), set_to=True),
                message="create_security_group = true needs vpc_id; got null. Give the VPC of subnet_ids, or set create_vpc ="
                " true.",
            ),
            Requirement(
                holds=_where(self.makes_security_group, _at_most(4, self.security_group_ids)),
                message="security_group_ids must be at most 4 elements where create_security_group adds one: ECS takes no more"
                " than 5 for one task. Leave one of them out.",
            ),
        ]

    def endpoint_requirements(self) -> list[Requirement]:
        """Ask where interface endpoints go, and who may use them."""
        wanted = self.wants_interface_endpoints
        return [
            self._endpoints_have_vpc(wanted),
            Requirement(
                holds=_where(wanted, or_(self.makes_security_group, _any(self.security_group_ids))),
                message="vpc_endpoints needs security_group_ids or create_security_group = true: the endpoints admit the tasks'"
                " security groups only.",
            ),
            Requirement(
                holds=_where(
                    wanted,
                    or_(self.create_vpc, or_(_any(self.vpc_endpoint_subnet_ids), _any(self.subnet_ids))),
                ),
                message="vpc_endpoints needs vpc_endpoint_subnet_ids or subnet_ids; got [] for both. Give one subnet in each"
                " zone.",
            ),
        ]

    def gateway_endpoint_requirements(self) -> list[Requirement]:
        """Ask where the endpoint of S3 goes, and which route tables lead there."""
        wanted = self.wants_gateway_endpoint
        return [
            self._endpoints_have_vpc(wanted),
            Requirement(
                holds=_where(wanted, or_(self.create_vpc, _any(self.vpc_endpoint_route_table_ids))),
                message="s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []. Give the route tables of the tasks'"
                " subnets.",
            ),
        ]

    def spread(self) -> Requirement:
        """Ask for subnets in several zones, which is advice only; of existing subnets, the number is all that is known."""
        zones = conditional(
            _any(self.availability_zones), _length_of_distinct(self.availability_zones), self.availability_zone_count
        )
        number = conditional(self.create_vpc, zones, _length(self.subnet_ids))
        return Requirement(
            holds=Expression(f"({hcl(number)}) != 1") if isinstance(number, Expression) else number != 1,
            message="All of the runner's tasks are in one availability zone: while that zone fails, no job runs. Give subnets in"
            " two zones or more.",
        )

    def _endpoints_have_vpc(self, wanted: Bool) -> Requirement:
        return Requirement(
            holds=_where(wanted, self._vpc_known()),
            message="vpc_endpoints needs vpc_id; got null. Give the VPC of subnet_ids, or set create_vpc = true.",
        )

    def _vpc_known(self) -> Bool:
        return or_(self.create_vpc, not_null(self.vpc_id))


@dataclass(frozen=True, kw_only=True)
class NetworkModuleInputs(NetworkInputs, NamedInputs):
    """The network alone."""


def _where(switch: Bool, then: Bool) -> Bool:
    """Ask for something only where a switch is on."""
    if isinstance(switch, bool):
        return then if switch else True
    text = hcl(switch)
    return or_(Expression(f"!({text})" if " " in text else f"!{text}"), then)


def _length(values: Any) -> Number:
    return len(values) if is_literal(values) else Expression(f"length({hcl(values)})")


def _length_of_distinct(values: Any) -> Number:
    return len(set(values)) if is_literal(values) else Expression(f"length(distinct({hcl(values)}))")


def _any(values: Any) -> Bool:
    return len(values) > 0 if is_literal(values) else Expression(f"length({hcl(values)}) > 0")


def _none(values: Any) -> Bool:
    return len(values) == 0 if is_literal(values) else Expression(f"length({hcl(values)}) == 0")


def _at_most(most: int, values: Any) -> Bool:
    return len(values) <= most if is_literal(values) else Expression(f"length({hcl(values)}) <= {most}")


def _fit(cidr: Any, *subnets: tuple[Any, Any]) -> Bool:
    """Tell whether a range holds subnets, each given as prefix length and how many.

    Those of one length are a block, and blocks lie at the two ends of the range, so that the sum of sizes decides.
    """
    if all(is_literal(value) for value in (cidr, *(value for subnet in subnets for value in subnet))):
        needed = sum(many * 2 ** (32 - length) for length, many in subnets)
        return bool(needed <= ip_network(cidr).num_addresses)
    needed_text = " + ".join(f"({hcl(many)}) * pow(2, 32 - {hcl(length)})" for length, many in subnets)
    return Expression(f'{needed_text} <= pow(2, 32 - tonumber(split("/", {hcl(cidr)})[1]))')
