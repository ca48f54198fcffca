"""API calls for every runner. Reading a bucket takes many calls: the provider reads all of its settings."""

from release import deployer_scopes as on
from release.deployer_rows import Row, Table

CORE: Table = {
    "aws_iam_role": Row(
        "iam/role.go",
        {
            on.ROLES: """
                resourceRoleCreate: iam:CreateRole
                resourceRoleRead: iam:GetRole
                readRoleInlinePolicies: iam:GetRolePolicy iam:ListRolePolicies
                readRolePolicyAttachments: iam:ListAttachedRolePolicies
                resourceRoleUpdate: iam:UpdateAssumeRolePolicy iam:UpdateRoleDescription
                resourceRoleUpdate: iam:DeleteRolePermissionsBoundary iam:PutRolePermissionsBoundary
                resourceRoleUpdate, drift: iam:UpdateRole
                deleteRoleInstanceProfiles: iam:ListInstanceProfilesForRole
                DeleteRole: iam:DeleteRole
                roleUpdateTags in tags_gen.go: iam:TagRole iam:UntagRole
            """
        },
    ),
    "aws_iam_role_policy": Row(
        "iam/role_policy.go",
        {
            on.ROLES: """
                resourceRolePolicyPut: iam:PutRolePolicy
                resourceRolePolicyRead: iam:GetRolePolicy
                resourceRolePolicyDelete: iam:DeleteRolePolicy
            """
        },
    ),
    "aws_iam_role_policy_attachment": Row(
        "iam/role_policy_attachment.go",
        {
            on.ROLES: "resourceRolePolicyAttachmentRead: iam:ListAttachedRolePolicies",
            on.ATTACHMENTS: """
                attachPolicyToRole: iam:AttachRolePolicy
                detachPolicyFromRole: iam:DetachRolePolicy
            """,
        },
    ),
    "aws_iam_openid_connect_provider": Row(
        "iam/openid_connect_provider.go",
        {
            on.OIDC: """
                resourceOpenIDConnectProviderCreate: iam:CreateOpenIDConnectProvider
                findOpenIDConnectProviderByARN: iam:GetOpenIDConnectProvider
                resourceOpenIDConnectProviderUpdate: iam:UpdateOpenIDConnectProviderThumbprint
                resourceOpenIDConnectProviderUpdate, drift: iam:AddClientIDToOpenIDConnectProvider
                openIDConnectProviderUpdateTags in tags_gen.go: iam:TagOpenIDConnectProvider iam:UntagOpenIDConnectProvider
            """
        },
    ),
    "aws_ecs_cluster": Row(
        "ecs/cluster.go",
        {
            on.FIRST_CLUSTER: """
                https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html: iam:CreateServiceLinkedRole
            """,
            on.CLUSTER: """
                retryClusterCreate: ecs:CreateCluster
                findClusters: ecs:DescribeClusters
                listTags in tags_gen.go: ecs:ListTagsForResource
                resourceClusterUpdate: ecs:UpdateCluster
                updateTags in tags_gen.go: ecs:TagResource ecs:UntagResource
                resourceClusterDelete: ecs:DeleteCluster
            """,
        },
    ),
    "aws_ecs_cluster_capacity_providers": Row(
        "ecs/cluster_capacity_providers.go",
        {
            on.CLUSTER: """
                retryClusterCapacityProvidersPut: ecs:PutClusterCapacityProviders
                resourceClusterCapacityProvidersRead: ecs:DescribeClusters
            """
        },
    ),
    "aws_s3_bucket": Row(
        "s3/bucket.go",
        {
            on.BUCKET: """
                resourceBucketCreate: s3:CreateBucket
                findBucket: s3:ListBucket
                resourceBucketRead: s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging
                resourceBucketRead: s3:GetBucketObjectLockConfiguration s3:GetBucketPolicy s3:GetBucketRequestPayment
                resourceBucketRead: s3:GetBucketVersioning s3:GetBucketWebsite s3:GetEncryptionConfiguration
                resourceBucketRead: s3:GetLifecycleConfiguration s3:GetReplicationConfiguration
                bucketListTags in tags.go: s3:GetBucketTagging s3:ListTagsForResource
                bucketUpdateTags in tags.go: s3:PutBucketTagging s3:TagResource s3:UntagResource
                resourceBucketDelete: s3:DeleteBucket
            """
        },
    ),
    "aws_s3_bucket_lifecycle_configuration": Row(
        "s3/bucket_lifecycle_configuration.go",
        {
            on.BUCKET: """
                findBucketLifecycleConfiguration: s3:GetLifecycleConfiguration
                bucketLifecycleConfigurationResource.Create, Update, Delete: s3:PutLifecycleConfiguration
            """
        },
    ),
    "aws_s3_bucket_logging": Row(
        "s3/bucket_logging.go",
        {
            on.BUCKET: """
                resourceBucketLoggingRead: s3:GetBucketLogging
                resourceBucketLoggingCreate, Update, Delete: s3:PutBucketLogging
            """
        },
    ),
    "aws_s3_bucket_policy": Row(
        "s3/bucket_policy.go",
        {
            on.BUCKET: """
                resourceBucketPolicyPut: s3:PutBucketPolicy
                resourceBucketPolicyRead: s3:GetBucketPolicy
                resourceBucketPolicyDelete: s3:DeleteBucketPolicy
            """
        },
    ),
    "aws_s3_bucket_public_access_block": Row(
        "s3/bucket_public_access_block.go",
        {
            on.BUCKET: """
                resourceBucketPublicAccessBlockRead: s3:GetBucketPublicAccessBlock
                resourceBucketPublicAccessBlockCreate, Update, Delete: s3:PutBucketPublicAccessBlock
            """
        },
    ),
    "aws_s3_bucket_server_side_encryption_configuration": Row(
        "s3/bucket_server_side_encryption_configuration.go",
        {
            on.BUCKET: """
                resourceBucketServerSideEncryptionConfigurationRead: s3:GetEncryptionConfiguration
                resourceBucketServerSideEncryptionConfigurationCreate, Update, Delete: s3:PutEncryptionConfiguration
            """
        },
    ),
    "aws_s3_bucket_versioning": Row(
        "s3/bucket_versioning.go",
        {
            on.BUCKET: """
                resourceBucketVersioningRead: s3:GetBucketVersioning
                resourceBucketVersioningCreate, Update, Delete: s3:PutBucketVersioning
            """
        },
    ),
    "aws_cloudwatch_log_group": Row(
        "logs/group.go",
        {
            on.LOGS: """
                resourceGroupCreate: logs:CreateLogGroup logs:PutRetentionPolicy
                listTags in tags_gen.go: logs:ListTagsForResource
                resourceGroupUpdate: logs:AssociateKmsKey logs:DisassociateKmsKey
                updateTags in tags_gen.go: logs:TagResource logs:UntagResource
                resourceGroupDelete: logs:DeleteLogGroup
            """,
            on.ANY_LOGS: "findLogGroups: logs:DescribeLogGroups",
        },
    ),
    "random_id": Row("", {}),
}

# s3_bucket_force_destroy: with this, a deployer can delete the state of every deployment, with all its versions.
FORCE_DESTROY: Table = {
    "aws_s3_bucket": Row(
        "s3/delete.go",
        {
            on.VERSIONS: "emptyBucket: s3:ListBucketVersions",
            on.OBJECTS: "deletePageOfObjectVersions: s3:DeleteObject s3:DeleteObjectVersion",
        },
    )
}

# Other runners in the account may use the same provider.
OIDC_PROVIDER: Table = {
    "aws_iam_openid_connect_provider": Row(
        "iam/openid_connect_provider.go",
        {
            on.OIDC_DELETION: """
                resourceOpenIDConnectProviderDelete: iam:DeleteOpenIDConnectProvider
                resourceOpenIDConnectProviderUpdate, drift: iam:RemoveClientIDFromOpenIDConnectProvider
            """
        },
    )
}
