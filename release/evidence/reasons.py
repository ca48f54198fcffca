"""Statements that the lint would refuse, and why they are accepted. An unused entry fails a test."""

# Statements on all resources, by sid.
WIDE = {
    "FindTaskDefinitions": "AWS supports no resource-level permissions for these actions, only a condition on the region.",
    "SignInToRegistry": "AWS supports no resource-level permissions for signing in to a registry.",
    "FindLogGroups": "AWS supports no resource-level permissions for listing log groups.",
    "OpenExecSessions": "The channels of a session have no ARN, so only * is possible.",
    "ReachOwnBuckets": "The endpoint's policy limits buckets by their account, not by their names.",
}

# AWS managed policies, by name: they allow access to all resources.
MANAGED = {
    "AmazonECSTaskExecutionRolePolicy": "The default for execution roles: all ECR repositories and all log groups of the account."
    " execution_role_ecr_repository_arns replaces it.",
}

# Uses of a KMS key that don't come through an AWS service, by sid.
DIRECT_KEY_USE = {
    "DecryptExecSessions": "The agent in the task calls KMS directly, not through a service that a condition could require.",
}

# Statements that trust a service without a condition on the account that it acts for, by sid.
UNTIED = {
    "EcsStartsTasks": "AWS documents no such condition for execution roles. iam:PassRole limits the use of the role.",
    "EventBridgeMakesStreams": "EventBridge creates streams without naming its rule. It could only create empty ones.",
}

# Statements of an endpoint's policy that allow everyone, by sid. Such a policy grants nothing, it only limits.
OPEN = {
    "ReachOwnBuckets": "The callers' own policies decide what they can do. The bucket must be in this account.",
    "ReachNamedBuckets": "The callers' own policies decide what they can do. The user specified these buckets.",
    "PullImageLayers": "AWS stores image layers in this bucket; they can be read only with a presigned URL.",
}
