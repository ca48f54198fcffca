"""Network: where the runner's tasks run, and what they reach from there."""

from dataclasses import dataclass

from cdktf import Annotations
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from constructs import Construct

from ..core.checks import check
from ..core.context import Context, preconditions
from ..core.expressions import Expression, as_number, as_string_map, conditional, hcl
from ..core.names import Names
from ..core.resources import Group, address, attribute_if_any, count, element, local, override
from ..inputs import NetworkInputs
from .endpoints import Endpoints, EndpointsProps
from .vpc import Vpc, VpcProps


@dataclass(frozen=True, kw_only=True)
class NetworkProps:
    """What the network needs to know."""

    inputs: NetworkInputs
    context: Context
    names: Names


class Network(Group):
    """The subnets and security groups of the tasks: the user's, or made here; and VPC endpoints beside them."""

    def __init__(self, scope: Construct, id_: str, props: NetworkProps) -> None:
        super().__init__(scope, id_)
        self._props = props
        inputs = props.inputs
        vpc = Vpc(self, "vpc", VpcProps(inputs=inputs, context=props.context, names=props.names))
        self.vpc_id: str | None = local(self, "vpc_id", conditional(inputs.create_vpc, vpc.id, inputs.vpc_id))
        self.subnet_ids = local(self, "subnet_ids", conditional(inputs.create_vpc, vpc.subnet_ids, inputs.subnet_ids))
        group = self._security_group()
        self.task_security_group_id = attribute_if_any(group, "id")
        groups = Expression(f"concat({address(group)}[*].id, {hcl(inputs.security_group_ids)})")
        self.security_group_ids = local(self, "security_group_ids", groups)
        endpoints = Endpoints(
            self,
            "endpoints",
            EndpointsProps(
                inputs=inputs,
                context=props.context,
                names=props.names,
                vpc_id=self.vpc_id,
                subnet_ids=local(self, "endpoint_subnet_ids", self._endpoint_subnet_ids()),
                route_table_ids=Expression(f"concat({vpc.route_table_ids.text}, {hcl(inputs.vpc_endpoint_route_table_ids)})"),
                security_group_ids=self.security_group_ids,
            ),
        )
        self.ways_out = [vpc.way_out, *endpoints.addresses]
        self._warn_of_one_zone()

    def _security_group(self) -> SecurityGroup:
        props = self._props
        made = props.inputs.makes_security_group
        group = element(
            SecurityGroup,
            self,
            "aws_security_group.tasks",
            count=count(made),
            region=props.context.region,
            name=props.names.security_group("tasks"),
            description="Tasks of the runner: nothing comes in, a few ports go out",
            vpc_id=self.vpc_id,
            tags=as_string_map(props.context.named(props.names.part("tasks"))),
            lifecycle=preconditions(*props.inputs.security_group_requirements()),
        )
        rule = element(
            VpcSecurityGroupEgressRule,
            self,
            "aws_vpc_security_group_egress_rule.tasks",
            region=props.context.region,
            security_group_id=attribute_if_any(group, "id"),
            description="TCP ${each.value}, to wherever jobs have business",
            ip_protocol="tcp",
            from_port=as_number(Expression("tonumber(each.value)")),
            to_port=as_number(Expression("tonumber(each.value)")),
            cidr_ipv4="0.0.0.0/0",
            tags=as_string_map(props.context.tags),
        )
        ports = Expression(f"[for port in {hcl(props.inputs.egress_ports)} : tostring(port)]")
        override(rule, "for_each", f"${{toset({hcl(conditional(made, ports, []))})}}")
        return group

    def _endpoint_subnet_ids(self) -> Expression:
        given = hcl(self._props.inputs.vpc_endpoint_subnet_ids)
        return Expression(f"length({given}) > 0 ? {given} : {hcl(self.subnet_ids)}")

    def _warn_of_one_zone(self) -> None:
        """Warn where all tasks would stop with one zone, as far as the inputs can tell; nothing is looked up for it."""
        requirement = self._props.inputs.spread()
        if requirement.holds is False:
            Annotations.of(self).add_warning(requirement.message)
        elif requirement.holds is not True:
            check(self, "check.subnets_spread", requirement)
