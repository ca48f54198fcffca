"""A VPC for those who have none: private subnets for the tasks, and a way out for them."""

from dataclasses import dataclass

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones, DataAwsAvailabilityZonesFilter
from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc as AwsVpc
from constructs import Construct

from ..core.context import Context, preconditions
from ..core.expressions import Expression, Number, and_, as_number, as_string_map, conditional, hcl
from ..core.names import Names
from ..core.resources import Group, address, attribute_if_any, count, element, local
from ..inputs import NetworkInputs

_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class VpcProps:
    """What the VPC needs to know."""

    inputs: NetworkInputs
    context: Context
    names: Names


class Vpc(Group):
    """The VPC, or nothing: every resource has a count, which the inputs alone decide."""

    def __init__(self, scope: Construct, id_: str, props: VpcProps) -> None:
        super().__init__(scope, id_)
        self._inputs = inputs = props.inputs
        self._names = props.names
        self._context = props.context
        self._region = props.context.region
        private: Number = local(self, "private_subnet_count", conditional(inputs.create_vpc, inputs.zone_count, 0))
        public: Number = local(self, "public_subnet_count", conditional(inputs.create_vpc, inputs.nat_gateway_count, 0))
        self._zones = self._availability_zones()
        vpc = self._vpc()
        self.id = attribute_if_any(vpc, "id")
        self._close_default_security_group()
        gateways = self._nat_gateways(public)
        subnets = self._private_subnets(private, gateways)
        self.subnet_ids = Expression(f"{address(subnets)}[*].id")

    def _availability_zones(self) -> str:
        given = self._inputs.availability_zones
        wanted = self._inputs.availability_zone_count
        available = element(
            DataAwsAvailabilityZones,
            self,
            "data.aws_availability_zones.available",
            count=count(and_(self._inputs.create_vpc, Expression(f"length({hcl(given)}) == 0"))),
            region=self._region,
            # No filter by state: a zone in trouble would drop out, and take the order of all others with it.
            filter=[
                DataAwsAvailabilityZonesFilter(name="opt-in-status", values=["opt-in-not-required"]),
                DataAwsAvailabilityZonesFilter(name="zone-type", values=["availability-zone"]),
            ],
            lifecycle=TerraformResourceLifecycle(
                postcondition=[
                    Postcondition(
                        condition=f"${{length(self.names) >= {hcl(wanted)}}}",
                        error_message=f"availability_zone_count must be at most ${{length(self.names)}}, the zones of"
                        f" {self._region}; got {wanted}. Choose fewer.",
                    )
                ]
            ),
        )
        names = f"length({hcl(given)}) > 0 ? {hcl(given)} : one({address(available)}[*].names)"
        zones: str = local(self, "availability_zones", Expression(names))
        return zones

    def _vpc(self) -> AwsVpc:
        return element(
            AwsVpc,
            self,
            "aws_vpc.main",
            count=count(self._inputs.create_vpc),
            region=self._region,
            cidr_block=self._inputs.vpc_cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,  # private DNS of endpoints needs both
            tags=self._tags("vpc"),
            lifecycle=preconditions(*self._inputs.vpc_requirements()),
        )

    def _close_default_security_group(self) -> None:
        """Take all rules from the group that whatever names no other one gets."""
        element(
            DefaultSecurityGroup,
            self,
            "aws_default_security_group.main",
            count=count(self._inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("default-unused"),
        )

    def _nat_gateways(self, many: Number) -> NatGateway:
        inputs = self._inputs
        internet = element(
            InternetGateway,
            self,
            "aws_internet_gateway.main",
            count=count(inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("internet"),
        )
        table = element(
            RouteTable,
            self,
            "aws_route_table.public",
            count=count(inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("public"),
        )
        element(
            Route,
            self,
            "aws_route.public",
            count=count(inputs.create_vpc),
            region=self._region,
            route_table_id=attribute_if_any(table, "id"),
            destination_cidr_block=_ANYWHERE,
            gateway_id=attribute_if_any(internet, "id"),
        )
        subnets = self._subnets("public", many, inputs.public_subnet_prefix_length, from_end=True)
        element(
            RouteTableAssociation,
            self,
            "aws_route_table_association.public",
            count=as_number(many),
            region=self._region,
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            route_table_id=attribute_if_any(table, "id"),
        )
        addresses = element(
            Eip,
            self,
            "aws_eip.nat",
            count=as_number(many),
            region=self._region,
            domain="vpc",
            tags=self._tags("nat", numbered=True),
        )
        return element(
            NatGateway,
            self,
            "aws_nat_gateway.main",
            count=as_number(many),
            region=self._region,
            allocation_id=f"${{{address(addresses)}[count.index].id}}",
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            tags=self._tags("nat", numbered=True),
            depends_on=[internet],  # AWS asks for this order, and for its reverse when they go
        )

    def _private_subnets(self, many: Number, gateways: NatGateway) -> Subnet:
        subnets = self._subnets("private", many, self._inputs.private_subnet_prefix_length, from_end=False)
        # A table for each zone, so that giving each zone a gateway of its own changes routes only.
        tables = element(
            RouteTable,
            self,
            "aws_route_table.private",
            count=as_number(many),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("private", numbered=True),
        )
        self.route_table_ids = Expression(f"{address(tables)}[*].id")
        element(
            RouteTableAssociation,
            self,
            "aws_route_table_association.private",
            count=as_number(many),
            region=self._region,
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            route_table_id=f"${{{address(tables)}[count.index].id}}",
        )
        route = element(
            Route,
            self,
            "aws_route.private",
            count=as_number(many),
            region=self._region,
            route_table_id=f"${{{address(tables)}[count.index].id}}",
            destination_cidr_block=_ANYWHERE,
            nat_gateway_id=f"${{{address(gateways)}[min(count.index, length({address(gateways)}) - 1)].id}}",
        )
        self.way_out = address(route)
        return subnets

    def _subnets(self, kind: str, many: Number, prefix_length: Number, *, from_end: bool) -> Subnet:
        """Cut subnets from one end of the range, so that more zones never move those that are there."""
        cidr = hcl(self._inputs.vpc_cidr)
        bits = f'{hcl(prefix_length)} - tonumber(split("/", {cidr})[1])'
        number = f"pow(2, {bits}) - 1 - count.index" if from_end else "count.index"
        return element(
            Subnet,
            self,
            f"aws_subnet.{kind}",
            count=as_number(many),
            region=self._region,
            vpc_id=self.id,
            cidr_block=f"${{cidrsubnet({cidr}, {bits}, {number})}}",
            availability_zone=f"${{{hcl(self._zones)}[count.index]}}",
            tags=self._tags(kind, numbered=True),
        )

    def _tags(self, kind: str, *, numbered: bool = False) -> dict[str, str]:
        name = self._names.part(f"{kind}-${{count.index + 1}}" if numbered else kind)
        return as_string_map(self._context.named(name))
