"""Changes of the network."""

from release.evidence.changes.bases import GROUPS, SUBNETS, VPC
from release.evidence.changes.model import Change, Section
from release.evidence.changes.resources import (
    ENDPOINT_GROUP,
    ENDPOINTS,
    INTERFACES,
    NAT,
    NAT_ADDRESS,
    RULES,
    S3_ENDPOINT,
    TASK_GROUP,
    WHOLE_VPC,
)

_THIRD_ZONE = (
    "aws_subnet.private[2]",
    "aws_route_table.private[2]",
    "aws_route_table_association.private[2]",
    "aws_route.private[2]",
)
_REGISTER = "Register the runner again, so that its jobs run in the new subnets."
_IN_USE = "AWS doesn't delete a subnet with running tasks: the apply waits, and then fails."
_ENDPOINTS_FIRST = (
    "AWS doesn't delete a subnet with an interface endpoint, and Terraform would update the endpoint only afterwards: apply with"
    " `vpc_endpoints = []` first."
)

NETWORK = Section(
    "Network",
    [
        Change(
            "create_vpc",
            True,
            beside={"subnet_ids": [], "vpc_id": None},
            creates=[*WHOLE_VPC, *TASK_GROUP],
            warning=_REGISTER,
        ),
        Change(
            "create_vpc",
            False,
            base="full",
            beside={"subnet_ids": SUBNETS, "vpc_endpoints": []},
            destroys=[*WHOLE_VPC, *TASK_GROUP, *ENDPOINTS],
            warning=f"{_IN_USE} {_REGISTER} Remove all other resources from the VPC first.",
        ),
        Change(
            "vpc_cidr",
            "10.8.0.0/16",
            base="full",
            replaces=[*(each for each in WHOLE_VPC if each != NAT_ADDRESS), *TASK_GROUP, *ENDPOINTS],
            warning=f"{_IN_USE} {_REGISTER} Remove all other resources from the VPC first. Public addresses are kept.",
        ),
        Change("availability_zones", ["eu-west-1a", "eu-west-1b"], base="full"),
        Change(
            "availability_zones",
            ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            base="full",
            creates=_THIRD_ZONE,
            updates=[INTERFACES, S3_ENDPOINT],
            warning="Zones can be added at the end. Other zones for existing subnets are an error.",
        ),
        Change(
            "availability_zone_count",
            3,
            base="full",
            beside={"availability_zones": []},
            creates=_THIRD_ZONE,
            updates=[INTERFACES, S3_ENDPOINT],
        ),
        Change(
            "availability_zone_count",
            1,
            base="full",
            updates=[INTERFACES, S3_ENDPOINT],
            destroys=[each.replace("[2]", "[1]") for each in _THIRD_ZONE],
            warning=f"{_ENDPOINTS_FIRST} {_IN_USE} {_REGISTER}",
        ),
        Change(
            "excluded_availability_zone_ids",
            ["euw1-az3"],
            base="full",
            warning="If the remaining zones would move existing subnets, the plan fails.",
        ),
        Change("require_multiple_zones", True, base="full"),
        Change(
            "private_subnet_prefix_length",
            24,
            base="full",
            updates=[INTERFACES],
            replaces=["aws_subnet.private", "aws_route_table_association.private"],
            warning=f"{_ENDPOINTS_FIRST} {_IN_USE} {_REGISTER}",
        ),
        Change(
            "public_subnet_prefix_length",
            27,
            base="full",
            updates=["aws_route.private"],
            replaces=["aws_subnet.public", "aws_route_table_association.public", NAT],
            warning="Tasks have no outbound access until the new NAT gateway exists. Its public address is kept.",
        ),
        Change(
            "nat_gateway_per_zone",
            True,
            base="full",
            creates=[f"{NAT}[1]", f"{NAT_ADDRESS}[1]", "aws_subnet.public[1]", "aws_route_table_association.public[1]"],
            updates=["aws_route.private[1]"],
            warning="Tasks in the other zones get another public address. Connections through the old gateway are dropped.",
        ),
        Change(
            "vpc_id",
            "vpc-0fedcba9876543210",
            base="existing",
            replaces=[*TASK_GROUP, *ENDPOINTS],
            warning="AWS doesn't delete a security group of a running task: the apply waits, and then fails.",
        ),
        Change("create_security_group", True, beside={"vpc_id": VPC, "create_vpc": False}, creates=TASK_GROUP),
        Change(
            "create_security_group",
            False,
            base="full",
            beside={"security_group_ids": GROUPS},
            updates=[ENDPOINT_GROUP],
            destroys=TASK_GROUP,
        ),
        Change("egress_ports", [22, 443], base="full", creates=[f'{each}["22"]' for each in RULES]),
        Change("vpc_endpoints", ["ecr.api", "ecr.dkr", "s3"], base="full", creates=[f'{INTERFACES}["ecr.dkr"]']),
        Change("vpc_endpoints", [], base="full", destroys=ENDPOINTS),
        Change("vpc_endpoint_subnet_ids", SUBNETS[:1], base="existing", updates=[INTERFACES]),
        Change("vpc_endpoint_route_table_ids", ["rtb-0fedcba9876543210"], base="existing", updates=[S3_ENDPOINT]),
        Change("vpc_endpoint_s3_arns", ["arn:aws:s3:::shared/*"], base="full", updates=[S3_ENDPOINT]),
    ],
)
