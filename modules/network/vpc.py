"""A VPC for users who have none: private subnets for the tasks, with a route to the internet."""

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

from ..core.context import Context
from ..core.expressions import Expression, Number, and_, conditional, equal, hcl, length
from ..core.names import Names
from ..core.resources import Group, address, attribute_if_any, checked, count, static_address, to_number, to_string_list
from ..inputs import NetworkInputs

_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class VpcProps:
    """What the VPC needs to know."""

    inputs: NetworkInputs
    context: Context
    names: Names


class Vpc(Group):
    """The optional VPC: every resource has a count, which depends on inputs only."""

    def __init__(self, scope: Construct, id_: str, props: VpcProps) -> None:
        super().__init__(scope, id_, checked(props, VpcProps).context.requirements)
        self._inputs = inputs = props.inputs
        self._names = props.names
        self._context = props.context
        self._region = props.context.region
        private: Number = self.local("private_subnet_count", conditional(inputs.create_vpc, inputs.zone_count, 0))
        public: Number = self.local("public_subnet_count", conditional(inputs.create_vpc, inputs.nat_gateway_count, 0))
        self._zones = self._availability_zones()
        self.vpc = self._vpc()
        self.id = attribute_if_any(self.vpc, "id")
        self._close_default_security_group()
        gateways = self._nat_gateways(public)
        subnets = self._private_subnets(private, gateways)
        self.subnet_ids = Expression(f"{address(subnets)}[*].id")

    def _availability_zones(self) -> str:
        named = self._inputs.availability_zones
        wanted = self._inputs.availability_zone_count
        available = self.resource(
            DataAwsAvailabilityZones,
            "available",
            count=count(and_(self._inputs.create_vpc, equal(length(named), 0))),
            region=self._region,
            exclude_zone_ids=to_string_list(self._inputs.excluded_availability_zone_ids),
            # No filter by state: an impaired zone would be missing, which would change the order of the others.
            filter=[
                DataAwsAvailabilityZonesFilter(name="opt-in-status", values=["opt-in-not-required"]),
                DataAwsAvailabilityZonesFilter(name="zone-type", values=["availability-zone"]),
            ],
            lifecycle=TerraformResourceLifecycle(
                postcondition=[
                    Postcondition(
                        condition=f"${{length(self.names) >= {hcl(wanted)}}}",
                        error_message=f"availability_zone_count must be at most ${{length(self.names)}}, the number of available"
                        f" zones in {self._region}; got {wanted}. Use fewer zones.",
                    )
                ]
            ),
        )
        names = Expression(f"one({address(available)}[*].names)")
        zones: str = self.local("availability_zones", conditional(length(named) > 0, named, names))
        return zones

    def _vpc(self) -> AwsVpc:
        return self.resource(
            AwsVpc,
            "main",
            count=count(self._inputs.create_vpc),
            region=self._region,
            cidr_block=self._inputs.vpc_cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,  # private DNS of endpoints needs both
            tags=self._tags("vpc"),
        )

    def _close_default_security_group(self) -> None:
        """Remove all rules from the default security group, which resources get that specify none."""
        self.resource(
            DefaultSecurityGroup,
            "main",
            count=count(self._inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("default-unused"),
        )

    def _nat_gateways(self, many: Number) -> NatGateway:
        inputs = self._inputs
        internet = self.resource(
            InternetGateway,
            "main",
            count=count(inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("internet"),
        )
        # Terraform would detach it after destroying the VPC, but AWS doesn't delete a VPC with a gateway attached.
        triggers = [f"{static_address(self.vpc)}[count.index].id"]
        internet.add_override("lifecycle.replace_triggered_by", triggers)
        table = self.resource(
            RouteTable,
            "public",
            count=count(inputs.create_vpc),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("public"),
        )
        self.resource(
            Route,
            "public",
            count=count(inputs.create_vpc),
            region=self._region,
            route_table_id=attribute_if_any(table, "id"),
            destination_cidr_block=_ANYWHERE,
            gateway_id=attribute_if_any(internet, "id"),
        )
        subnets = self._subnets("public", many, inputs.public_subnet_prefix_length, from_end=True)
        self.resource(
            RouteTableAssociation,
            "public",
            count=to_number(many),
            region=self._region,
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            route_table_id=attribute_if_any(table, "id"),
        )
        addresses = self.resource(
            Eip,
            "nat",
            count=to_number(many),
            region=self._region,
            domain="vpc",
            tags=self._tags("nat", numbered=True),
        )
        return self.resource(
            NatGateway,
            "main",
            count=to_number(many),
            region=self._region,
            allocation_id=f"${{{address(addresses)}[count.index].id}}",
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            tags=self._tags("nat", numbered=True),
            depends_on=[internet],  # AWS requires this order, and the reverse to destroy them
        )

    def _private_subnets(self, many: Number, gateways: NatGateway) -> Subnet:
        subnets = self._subnets("private", many, self._inputs.private_subnet_prefix_length, from_end=False)
        # One table per zone, so that a NAT gateway per zone changes routes only.
        tables = self.resource(
            RouteTable,
            "private",
            count=to_number(many),
            region=self._region,
            vpc_id=self.id,
            tags=self._tags("private", numbered=True),
        )
        self.route_table_ids = Expression(f"{address(tables)}[*].id")
        self.resource(
            RouteTableAssociation,
            "private",
            count=to_number(many),
            region=self._region,
            subnet_id=f"${{{address(subnets)}[count.index].id}}",
            route_table_id=f"${{{address(tables)}[count.index].id}}",
        )
        route = self.resource(
            Route,
            "private",
            count=to_number(many),
            region=self._region,
            route_table_id=f"${{{address(tables)}[count.index].id}}",
            destination_cidr_block=_ANYWHERE,
            nat_gateway_id=f"${{{address(gateways)}[min(count.index, length({address(gateways)}) - 1)].id}}",
        )
        self.private_route = route
        return subnets

    def _subnets(self, kind: str, many: Number, prefix_length: Number, *, from_end: bool) -> Subnet:
        """Allocate subnets from one end of the CIDR block, so that more zones never move existing subnets."""
        cidr = hcl(self._inputs.vpc_cidr)
        bits = f'{hcl(prefix_length)} - tonumber(split("/", {cidr})[1])'
        number = f"pow(2, {bits}) - 1 - count.index" if from_end else "count.index"
        return self.resource(
            Subnet,
            f"{kind}",
            count=to_number(many),
            region=self._region,
            vpc_id=self.id,
            cidr_block=f"${{cidrsubnet({cidr}, {bits}, {number})}}",
            availability_zone=Expression(f"{hcl(self._zones)}[count.index]"),
            lifecycle=self._stay_in_zone(),
            tags=self._tags(kind, numbered=True),
        )

    def _stay_in_zone(self) -> TerraformResourceLifecycle:
        """Keep a subnet in its zone: zones that Terraform looks up may be unknown in a plan, or change when AWS adds one.

        If the user names zones, a subnet in another zone is an error instead.
        """
        named = hcl(self._inputs.availability_zones)
        return TerraformResourceLifecycle(
            ignore_changes=["availability_zone"],
            postcondition=[
                Postcondition(
                    condition=f"${{length({named}) == 0 || try({named}[count.index] == self.availability_zone, false)}}",
                    error_message="availability_zones differs from the zone of an existing subnet, ${self.availability_zone}."
                    " Use the existing zones, in their order, or run terraform apply -replace=<address of the subnet> to move it,"
                    " after removing everything from the subnet.",
                )
            ],
        )

    def _tags(self, kind: str, *, numbered: bool = False) -> dict[str, str]:
        name = self._names.part(f"{kind}-${{count.index + 1}}" if numbered else kind)
        return self._context.named(name)
