"""Which API calls each resource type takes, to be created, read, changed and destroyed; made by hand.

Reading takes more calls than the resource seems to need: the provider asks S3 for everything that a bucket can have.
"""

from collections.abc import Mapping

from release import deployer_scopes as on

Calls = Mapping[on.Scope, str]  # the actions for each scope, in one string

_S3_READS = """
    s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging s3:GetBucketObjectLockConfiguration
    s3:GetBucketPolicy s3:GetBucketRequestPayment s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite
    s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration s3:GetReplicationConfiguration s3:ListBucket
    s3:ListTagsForResource
"""
_LOG_GROUP = """
    logs:CreateLogGroup logs:DeleteLogGroup logs:ListTagsForResource logs:PutRetentionPolicy logs:TagResource
    logs:UntagResource
"""
_NOTHING: Calls = {}

CORE: dict[str, Calls] = {
    "aws_iam_role": {
        on.ROLES: """
            iam:CreateRole iam:DeleteRole iam:DeleteRolePermissionsBoundary iam:GetRole iam:ListAttachedRolePolicies
            iam:ListInstanceProfilesForRole iam:ListRolePolicies iam:PutRolePermissionsBoundary iam:TagRole iam:UntagRole
            iam:UpdateAssumeRolePolicy iam:UpdateRole iam:UpdateRoleDescription
        """
    },
    "aws_iam_role_policy": {on.ROLES: "iam:DeleteRolePolicy iam:GetRolePolicy iam:PutRolePolicy"},
    "aws_iam_role_policy_attachment": {
        on.ROLES: "iam:ListAttachedRolePolicies",
        on.ATTACHMENTS: "iam:AttachRolePolicy iam:DetachRolePolicy",
    },
    "aws_iam_openid_connect_provider": {
        on.OIDC: """
            iam:AddClientIDToOpenIDConnectProvider iam:CreateOpenIDConnectProvider iam:DeleteOpenIDConnectProvider
            iam:GetOpenIDConnectProvider iam:RemoveClientIDFromOpenIDConnectProvider iam:TagOpenIDConnectProvider
            iam:UntagOpenIDConnectProvider iam:UpdateOpenIDConnectProviderThumbprint
        """
    },
    "aws_ecs_cluster": {
        on.FIRST_CLUSTER: "iam:CreateServiceLinkedRole",
        on.CLUSTER: """
            ecs:CreateCluster ecs:DeleteCluster ecs:DescribeClusters ecs:ListTagsForResource ecs:TagResource
            ecs:UntagResource ecs:UpdateCluster
        """,
    },
    "aws_ecs_cluster_capacity_providers": {on.CLUSTER: "ecs:DescribeClusters ecs:PutClusterCapacityProviders"},
    "aws_s3_bucket": {
        on.BUCKET: f"""
            {_S3_READS} s3:CreateBucket s3:DeleteBucket s3:ListBucketVersions s3:PutBucketTagging s3:TagResource
            s3:UntagResource
        """,
        on.OBJECTS: "s3:DeleteObject s3:DeleteObjectVersion",  # for s3_bucket_force_destroy
    },
    "aws_s3_bucket_lifecycle_configuration": {on.BUCKET: "s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration"},
    "aws_s3_bucket_logging": {on.BUCKET: "s3:GetBucketLogging s3:PutBucketLogging"},
    "aws_s3_bucket_policy": {on.BUCKET: "s3:DeleteBucketPolicy s3:GetBucketPolicy s3:PutBucketPolicy"},
    "aws_s3_bucket_public_access_block": {on.BUCKET: "s3:GetBucketPublicAccessBlock s3:PutBucketPublicAccessBlock"},
    "aws_s3_bucket_server_side_encryption_configuration": {
        on.BUCKET: "s3:GetEncryptionConfiguration s3:PutEncryptionConfiguration"
    },
    "aws_s3_bucket_versioning": {on.BUCKET: "s3:GetBucketVersioning s3:PutBucketVersioning"},
    "aws_cloudwatch_log_group": {
        on.LOGS: f"{_LOG_GROUP} logs:AssociateKmsKey logs:DisassociateKmsKey",
        on.ANY_LOGS: "logs:DescribeLogGroups",
    },
    "random_id": _NOTHING,
}

NETWORK: dict[str, Calls] = {
    "aws_vpc": {
        on.NETWORK: "ec2:CreateTags ec2:CreateVpc ec2:DeleteTags ec2:DeleteVpc ec2:DescribeVpcAttribute ec2:ModifyVpcAttribute",
        on.ANY_NETWORK: "ec2:DescribeNetworkAcls ec2:DescribeRouteTables ec2:DescribeSecurityGroups ec2:DescribeVpcs",
    },
    "aws_subnet": {
        on.NETWORK: "ec2:CreateSubnet ec2:CreateTags ec2:DeleteSubnet ec2:DeleteTags ec2:ModifySubnetAttribute",
        on.ANY_NETWORK: "ec2:DescribeNetworkInterfaces ec2:DescribeSubnets",
    },
    "aws_internet_gateway": {
        on.NETWORK: """
            ec2:AttachInternetGateway ec2:CreateInternetGateway ec2:CreateTags ec2:DeleteInternetGateway ec2:DeleteTags
            ec2:DetachInternetGateway
        """,
        on.ANY_NETWORK: "ec2:DescribeInternetGateways",
    },
    "aws_nat_gateway": {
        on.NETWORK: "ec2:CreateNatGateway ec2:CreateTags ec2:DeleteNatGateway ec2:DeleteTags",
        on.ANY_NETWORK: "ec2:DescribeNatGateways",
    },
    "aws_eip": {
        on.NETWORK: "ec2:AllocateAddress ec2:CreateTags ec2:DeleteTags ec2:DisassociateAddress ec2:ReleaseAddress",
        on.ANY_NETWORK: "ec2:DescribeAddresses ec2:DescribeAddressesAttribute",
    },
    "aws_route_table": {
        on.NETWORK: "ec2:CreateRouteTable ec2:CreateTags ec2:DeleteRouteTable ec2:DeleteTags",
        on.ANY_NETWORK: "ec2:DescribeRouteTables",
    },
    "aws_route": {
        on.NETWORK: "ec2:CreateRoute ec2:DeleteRoute ec2:ReplaceRoute",
        on.ANY_NETWORK: "ec2:DescribeRouteTables",
    },
    "aws_route_table_association": {
        on.NETWORK: "ec2:AssociateRouteTable ec2:DisassociateRouteTable ec2:ReplaceRouteTableAssociation",
        on.ANY_NETWORK: "ec2:DescribeRouteTables",
    },
    "aws_default_security_group": {
        on.NETWORK: "ec2:CreateTags ec2:DeleteTags ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress",
        on.ANY_NETWORK: "ec2:DescribeSecurityGroups",
    },
    "aws_security_group": {
        on.NETWORK: """
            ec2:AuthorizeSecurityGroupIngress ec2:CreateSecurityGroup ec2:CreateTags ec2:DeleteSecurityGroup ec2:DeleteTags
            ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress
        """,
        on.ANY_NETWORK: "ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups",
    },
    "aws_vpc_security_group_egress_rule": {
        on.NETWORK: """
            ec2:AuthorizeSecurityGroupEgress ec2:CreateTags ec2:DeleteTags ec2:ModifySecurityGroupRules
            ec2:RevokeSecurityGroupEgress
        """,
        on.ANY_NETWORK: "ec2:DescribeSecurityGroupRules",
    },
    "aws_vpc_security_group_ingress_rule": {
        on.NETWORK: """
            ec2:AuthorizeSecurityGroupIngress ec2:CreateTags ec2:DeleteTags ec2:ModifySecurityGroupRules
            ec2:RevokeSecurityGroupIngress
        """,
        on.ANY_NETWORK: "ec2:DescribeSecurityGroupRules",
    },
    "aws_vpc_endpoint": {
        on.NETWORK: "ec2:CreateTags ec2:CreateVpcEndpoint ec2:DeleteTags ec2:DeleteVpcEndpoints ec2:ModifyVpcEndpoint",
        on.ANY_NETWORK: "ec2:DescribePrefixLists ec2:DescribeVpcEndpoints",
        on.ENDPOINT_NAMES: "route53:AssociateVPCWithHostedZone",
    },
    "data.aws_availability_zones": {on.ANY_NETWORK: "ec2:DescribeAvailabilityZones"},
}

MONITORING: dict[str, Calls] = {
    "aws_cloudwatch_dashboard": {on.DASHBOARDS: "cloudwatch:DeleteDashboards cloudwatch:GetDashboard cloudwatch:PutDashboard"},
    "aws_cloudwatch_event_rule": {
        on.RULES: """
            events:DeleteRule events:DescribeRule events:ListTagsForResource events:PutRule events:TagResource
            events:UntagResource
        """
    },
    "aws_cloudwatch_event_target": {on.RULES: "events:ListTargetsByRule events:PutTargets events:RemoveTargets"},
    "aws_cloudwatch_log_group": {on.EVENT_LOGS: _LOG_GROUP, on.ANY_LOGS: "logs:DescribeLogGroups"},
    "aws_cloudwatch_log_resource_policy": {
        on.LOG_POLICIES: "logs:DeleteResourcePolicy logs:DescribeResourcePolicies logs:PutResourcePolicy"
    },
    "aws_cloudwatch_metric_alarm": {
        on.ALARMS: """
            cloudwatch:DeleteAlarms cloudwatch:ListTagsForResource cloudwatch:PutMetricAlarm cloudwatch:TagResource
            cloudwatch:UntagResource
        """,
        on.ANY_ALARMS: "cloudwatch:DescribeAlarms",
    },
    "aws_sns_topic": {
        on.TOPIC: """
            sns:CreateTopic sns:DeleteTopic sns:GetTopicAttributes sns:ListTagsForResource sns:SetTopicAttributes
            sns:TagResource sns:UntagResource
        """
    },
    "aws_sns_topic_policy": {on.TOPIC: "sns:GetTopicAttributes sns:SetTopicAttributes"},
}

PARTS = {"core": CORE, "network": NETWORK, "monitoring": MONITORING}

# Data sources that ask nobody, or ask what nobody can be refused.
FREE = {
    "data.aws_caller_identity",
    # Not of AWS.
    "platform-orchestrator_runner_rule",
    "platform-orchestrator_serverless_ecs_runner",
}
