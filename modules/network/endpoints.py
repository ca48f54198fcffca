"""VPC endpoints: access to AWS services that doesn't use the internet."""

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from ..core.context import Context
from ..core.expressions import Expression, StringList, hcl, length
from ..core.names import Names
from ..core.policies import Condition, Principal, Statement, document
from ..core.resources import Group, attribute_if_any, checked, count, to_string_list
from ..inputs import NetworkInputs

_EVERYONE = Principal(type="*", identifiers=["*"])
_CHINA = ("ecr.api", "ecr.dkr", "sts")  # whose endpoints have different names in China


@dataclass(frozen=True, kw_only=True)
class EndpointsProps:
    """What endpoints need to know."""

    inputs: NetworkInputs
    context: Context
    names: Names
    vpc_id: str | None
    subnet_ids: StringList
    route_table_ids: StringList
    security_group_ids: StringList  # those of the tasks


class Endpoints(Group):
    """The chosen endpoints: interface endpoints that allow traffic from the tasks only, and the gateway endpoint of S3."""

    def __init__(self, scope: Construct, id_: str, props: EndpointsProps) -> None:
        super().__init__(scope, id_, checked(props, EndpointsProps).context.requirements)
        self._props = props
        self._region = props.context.region
        self.endpoints = [self._interface_endpoints(self._security_group()), self._gateway_endpoint()]

    def _security_group(self) -> str:
        props = self._props
        group = self.resource(
            SecurityGroup,
            "endpoints",
            count=count(props.inputs.wants_interface_endpoints),
            region=self._region,
            name=props.names.security_group("endpoints"),
            description="VPC endpoints: HTTPS from tasks of the runner, and nothing else",
            vpc_id=props.vpc_id,
            # In the group itself: separate rules would need a count, and the tasks' groups may be unknown at plan.
            ingress=[
                SecurityGroupIngress(
                    description="HTTPS from tasks of the runner",
                    protocol="tcp",
                    from_port=443,
                    to_port=443,
                    security_groups=to_string_list(props.security_group_ids),
                )
            ],
            tags=props.context.named(props.names.part("endpoints")),
        )
        return attribute_if_any(group, "id")

    def _interface_endpoints(self, group_id: str) -> VpcEndpoint:
        props = self._props
        endpoints = self.resource(
            VpcEndpoint,
            "interface",
            region=self._region,
            vpc_id="" if props.vpc_id is None else props.vpc_id,
            service_name=self._service_name(Expression("each.value")),
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=to_string_list(props.subnet_ids),
            security_group_ids=[group_id],
            tags=props.context.named(props.names.part("${each.value}")),
        )
        services = props.inputs.interface_services
        endpoints.add_override("for_each", services if isinstance(services, Expression) else f"${{toset({hcl(services)})}}")
        return endpoints

    def _service_name(self, service: Expression) -> str:
        props = self._props
        prefix = f'{hcl(props.context.partition)} == "aws-cn" && contains({hcl(list(_CHINA))}, {service.text}) ? "cn." : ""'
        return f"${{{prefix}}}com.amazonaws.{self._region}.{service}"

    def _gateway_endpoint(self) -> VpcEndpoint:
        props = self._props
        return self.resource(
            VpcEndpoint,
            "s3",
            count=count(props.inputs.wants_gateway_endpoint),
            region=self._region,
            vpc_id="" if props.vpc_id is None else props.vpc_id,
            service_name=f"com.amazonaws.{self._region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=to_string_list(props.route_table_ids),
            policy=document(self, "s3_endpoint", *self._reachable()),
            tags=props.context.named(props.names.part("s3")),
        )

    def _reachable(self) -> tuple[Statement, ...]:
        """List what tasks can access through the gateway endpoint, which grants nothing by itself.

        ECR stores image layers in an AWS-owned bucket in each region:
        https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
        """
        context = self._props.context
        others = self._props.inputs.vpc_endpoint_s3_arns
        return (
            Statement(
                sid="ReachOwnBuckets",
                why="The runner's bucket, and buckets that its jobs manage. Nothing leaks to buckets of other accounts.",
                actions=["s3:*"],
                resources=["*"],
                principals=[_EVERYONE],
                conditions=[Condition(test="StringEquals", key="aws:ResourceAccount", values=[context.account_id])],
            ),
            Statement(
                sid="PullImageLayers",
                why="ECR serves image layers from an AWS-owned bucket: without it, no image can be pulled.",
                actions=["s3:GetObject"],
                resources=[f"arn:{context.partition}:s3:::prod-{self._region}-starport-layer-bucket/*"],
                principals=[_EVERYONE],
            ),
            Statement(
                sid="ReachNamedBuckets",
                why="Buckets of other accounts that the user specified.",
                actions=["s3:*"],
                resources=others,
                principals=[_EVERYONE],
                only_if=length(others) > 0,
            ),
        )
