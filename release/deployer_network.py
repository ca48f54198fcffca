"""API calls for create_vpc, create_security_group and vpc_endpoints."""

from release import deployer_scopes as on
from release.deployer_rows import Row, Table

_TAGS = "createTags, updateTags in tags_gen.go: ec2:CreateTags ec2:DeleteTags"

NETWORK: Table = {
    "aws_vpc": Row(
        "ec2/vpc_.go",
        {
            on.NETWORK: f"""
                resourceVPCCreate: ec2:CreateVpc
                modifyVPCAttributesOnCreate: ec2:ModifyVpcAttribute
                findVPCAttribute in find.go: ec2:DescribeVpcAttribute
                {_TAGS}
                resourceVPCDelete: ec2:DeleteVpc
            """,
            on.ANY_NETWORK: """
                resourceVPCRead: ec2:DescribeNetworkAcls ec2:DescribeRouteTables ec2:DescribeSecurityGroups ec2:DescribeVpcs
            """,
        },
    ),
    "aws_subnet": Row(
        "ec2/vpc_subnet.go",
        {
            on.NETWORK: f"""
                resourceSubnetCreate: ec2:CreateSubnet
                resourceSubnetUpdate, drift: ec2:ModifySubnetAttribute
                {_TAGS}
                resourceSubnetDelete: ec2:DeleteSubnet
            """,
            on.ANY_NETWORK: """
                findSubnetByID in find.go: ec2:DescribeSubnets
                deleteLingeringENIs in vpc_network_interface.go: ec2:DescribeNetworkInterfaces
            """,
        },
    ),
    "aws_internet_gateway": Row(
        "ec2/vpc_internet_gateway.go",
        {
            on.NETWORK: f"""
                resourceInternetGatewayCreate: ec2:CreateInternetGateway
                attachInternetGateway: ec2:AttachInternetGateway
                {_TAGS}
                detachInternetGateway: ec2:DetachInternetGateway
                resourceInternetGatewayDelete: ec2:DeleteInternetGateway
            """,
            on.ANY_NETWORK: "resourceInternetGatewayRead: ec2:DescribeInternetGateways",
        },
    ),
    "aws_nat_gateway": Row(
        "ec2/vpc_nat_gateway.go",
        {
            on.NETWORK: f"""
                resourceNATGatewayCreate: ec2:CreateNatGateway
                {_TAGS}
                resourceNATGatewayDelete: ec2:DeleteNatGateway
            """,
            on.ANY_NETWORK: "resourceNATGatewayRead: ec2:DescribeNatGateways",
        },
    ),
    "aws_eip": Row(
        "ec2/ec2_eip.go",
        {
            on.NETWORK: f"""
                resourceEIPCreate: ec2:AllocateAddress
                disassociateEIP: ec2:DisassociateAddress
                {_TAGS}
                resourceEIPDelete: ec2:ReleaseAddress
            """,
            on.INTERFACES: "disassociateEIP: ec2:DisassociateAddress",
            on.ANY_NETWORK: "resourceEIPRead: ec2:DescribeAddresses ec2:DescribeAddressesAttribute",
        },
    ),
    "aws_route_table": Row(
        "ec2/vpc_route_table.go",
        {
            on.NETWORK: f"""
                resourceRouteTableCreate: ec2:CreateRouteTable
                {_TAGS}
                resourceRouteTableDelete: ec2:DeleteRouteTable
            """,
            on.ANY_NETWORK: "resourceRouteTableRead: ec2:DescribeRouteTables",
        },
    ),
    "aws_route": Row(
        "ec2/vpc_route.go",
        {
            on.NETWORK: """
                resourceRouteCreate: ec2:CreateRoute
                resourceRouteUpdate: ec2:ReplaceRoute
                resourceRouteDelete: ec2:DeleteRoute
            """,
            on.ANY_NETWORK: "resourceRouteRead: ec2:DescribeRouteTables",
        },
    ),
    "aws_route_table_association": Row(
        "ec2/vpc_route_table_association.go",
        {
            on.NETWORK: """
                resourceRouteTableAssociationCreate: ec2:AssociateRouteTable
                resourceRouteTableAssociationUpdate: ec2:ReplaceRouteTableAssociation
                routeTableAssociationDelete: ec2:DisassociateRouteTable
            """,
            on.ANY_NETWORK: "resourceRouteTableAssociationRead: ec2:DescribeRouteTables",
        },
    ),
    "aws_default_security_group": Row(
        "ec2/vpc_default_security_group.go",
        {
            on.NETWORK: f"""
                forceRevokeSecurityGroupRules in vpc_security_group.go: ec2:RevokeSecurityGroupEgress
                forceRevokeSecurityGroupRules in vpc_security_group.go: ec2:RevokeSecurityGroupIngress
                {_TAGS}
            """,
            on.ANY_NETWORK: """
                resourceDefaultSecurityGroupCreate: ec2:DescribeSecurityGroups
                rulesInSGsTouchingThis in vpc_security_group.go: ec2:DescribeSecurityGroupRules
            """,
        },
    ),
    "aws_security_group": Row(
        "ec2/vpc_security_group.go",
        {
            on.NETWORK: f"""
                resourceSecurityGroupCreate: ec2:CreateSecurityGroup ec2:RevokeSecurityGroupEgress
                updateSecurityGroupRules: ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress
                {_TAGS}
                resourceSecurityGroupDelete: ec2:DeleteSecurityGroup
            """,
            on.ANY_NETWORK: """
                resourceSecurityGroupRead: ec2:DescribeSecurityGroups
                deleteLingeringENIs in vpc_network_interface.go: ec2:DescribeNetworkInterfaces
            """,
        },
    ),
    "aws_vpc_security_group_egress_rule": Row(
        "ec2/vpc_security_group_egress_rule.go",
        {
            on.NETWORK: f"""
                securityGroupEgressRuleResource.create: ec2:AuthorizeSecurityGroupEgress
                securityGroupRuleResource.Update in vpc_security_group_ingress_rule.go, drift: ec2:ModifySecurityGroupRules
                {_TAGS}
                securityGroupEgressRuleResource.delete: ec2:RevokeSecurityGroupEgress
            """,
            on.ANY_NETWORK: "securityGroupEgressRuleResource.findByID: ec2:DescribeSecurityGroupRules",
        },
    ),
    "aws_vpc_security_group_ingress_rule": Row(
        "ec2/vpc_security_group_ingress_rule.go",
        {
            on.NETWORK: f"""
                securityGroupIngressRuleResource.create: ec2:AuthorizeSecurityGroupIngress
                securityGroupRuleResource.Update, drift: ec2:ModifySecurityGroupRules
                {_TAGS}
                securityGroupIngressRuleResource.delete: ec2:RevokeSecurityGroupIngress
            """,
            on.ANY_NETWORK: "securityGroupIngressRuleResource.findByID: ec2:DescribeSecurityGroupRules",
        },
    ),
    "aws_vpc_endpoint": Row(
        "ec2/vpc_endpoint.go",
        {
            on.NETWORK: f"""
                resourceVPCEndpointCreate: ec2:CreateVpcEndpoint
                resourceVPCEndpointUpdate: ec2:ModifyVpcEndpoint
                {_TAGS}
                resourceVPCEndpointDelete: ec2:DeleteVpcEndpoints
            """,
            on.ANY_NETWORK: """
                resourceVPCEndpointRead: ec2:DescribePrefixLists ec2:DescribeVpcEndpoints
                findSubnetConfigurationsByNetworkInterfaceIDs: ec2:DescribeNetworkInterfaces
            """,
            on.ENDPOINT_NAMES: """
                https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html: route53:AssociateVPCWithHostedZone
            """,
        },
    ),
    "data.aws_availability_zones": Row(
        "ec2/ec2_availability_zones_data_source.go",
        {on.ANY_NETWORK: "dataSourceAvailabilityZonesRead: ec2:DescribeAvailabilityZones"},
    ),
}
