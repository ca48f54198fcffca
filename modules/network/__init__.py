"""Network: where the runner's tasks run, and what they can reach."""

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from constructs import Construct

from ..core.context import Context
from ..core.expressions import Expression, StringList, conditional, hcl, length
from ..core.names import Names
from ..core.resources import Group, address, attribute_if_any, checked, count, to_number
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
    """The subnets and security groups of the tasks, created or existing, and VPC endpoints."""

    def __init__(self, scope: Construct, id_: str, props: NetworkProps) -> None:
        super().__init__(scope, id_, checked(props, NetworkProps).context.requirements)
        self._props = props
        inputs = props.inputs
        vpc = Vpc(self, "vpc", VpcProps(inputs=inputs, context=props.context, names=props.names))
        self.vpc_id: str | None = self.local("vpc_id", conditional(inputs.create_vpc, vpc.id, inputs.vpc_id))
        self.subnet_ids = self.local("subnet_ids", conditional(inputs.create_vpc, vpc.subnet_ids, inputs.subnet_ids))
        self.task_security_group = self._security_group()
        self.task_security_group_id = attribute_if_any(self.task_security_group, "id")
        groups = Expression(f"concat({address(self.task_security_group)}[*].id, {hcl(inputs.security_group_ids)})")
        self.security_group_ids = self.local("security_group_ids", groups)
        endpoints = Endpoints(
            self,
            "endpoints",
            EndpointsProps(
                inputs=inputs,
                context=props.context,
                names=props.names,
                vpc_id=self.vpc_id,
                subnet_ids=self.local("endpoint_subnet_ids", self._endpoint_subnet_ids()),
                route_table_ids=Expression(f"concat({vpc.route_table_ids.text}, {hcl(inputs.vpc_endpoint_route_table_ids)})"),
                security_group_ids=self.security_group_ids,
            ),
        )
        self.routes = [vpc.private_route, *endpoints.endpoints]

    @property
    def permissions(self) -> list[TerraformResource]:
        """All that must exist before tasks have outbound access."""
        return [*self.routes]

    @property
    def configuration(self) -> dict[str, Any]:
        """The network's part of the runner's configuration."""
        return {"subnet_ids": self.subnet_ids, "security_group_ids": self.security_group_ids}

    def _security_group(self) -> SecurityGroup:
        props = self._props
        made = props.inputs.makes_security_group
        group = self.resource(
            SecurityGroup,
            "tasks",
            count=count(made),
            region=props.context.region,
            name=props.names.security_group("tasks"),
            description="Tasks of the runner: nothing comes in, a few ports go out",
            vpc_id=self.vpc_id,
            tags=props.context.named(props.names.part("tasks")),
        )
        ports = Expression(f"[for port in {hcl(props.inputs.egress_ports)} : tostring(port)]")
        for name, ipv4, ipv6 in (("tasks", "0.0.0.0/0", None), ("tasks_ipv6", None, "::/0")):
            rule = self.resource(
                VpcSecurityGroupEgressRule,
                name,
                region=props.context.region,
                security_group_id=attribute_if_any(group, "id"),
                description="TCP ${each.value} to any address",
                ip_protocol="tcp",
                from_port=to_number(Expression("tonumber(each.value)")),
                to_port=to_number(Expression("tonumber(each.value)")),
                cidr_ipv4=ipv4,
                cidr_ipv6=ipv6,
                tags=props.context.tags,
            )
            rule.add_override("for_each", f"${{toset({hcl(conditional(made, ports, []))})}}")
        return group

    def _endpoint_subnet_ids(self) -> StringList:
        own = self._props.inputs.vpc_endpoint_subnet_ids
        return conditional(length(own) > 0, own, self.subnet_ids)  # type: ignore[no-any-return]
