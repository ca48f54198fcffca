"""What the lint would refuse, and why it is right all the same. An entry that nothing needs fails a test."""

# Statements on all resources there are, by sid.
WIDE = {
    "FindTaskDefinitions": "AWS checks no resource for these two actions, only the region: it takes * alone.",
    "SignInToRegistry": "AWS checks no resource when a registry is signed in to: it takes * alone.",
    "FindLogGroups": "AWS checks no resource when log groups are listed: it takes * alone.",
    "OpenExecSessions": "The channels of a session have no ARN: AWS takes * alone.",
    "ReachOwnBuckets": "The endpoint's policy tells buckets apart by their account, whatever they are called.",
}

# Policies that AWS manages, by name: they name all resources there are.
MANAGED = {
    "AmazonECSTaskExecutionRolePolicy": "The default for execution roles: every repository of ECR and every log group of the"
    " account. execution_role_ecr_repository_arns replaces it.",
}

# Uses of a KMS key that don't come from a service that AWS names, by sid.
DIRECT_KEY_USE = {
    "DecryptExecSessions": "The agent in the task calls KMS itself; there is no service in between to name.",
}

# Statements that trust a service without saying for which account it acts, by sid.
UNTIED = {
    "EcsStartsTasks": "AWS documents no such condition for execution roles. iam:PassRole decides where the role is used.",
    "EventBridgeMakesStreams": "EventBridge makes streams without naming its rule, and could do no more than make empty ones.",
}

# Statements of an endpoint's policy that allow everyone, by sid. Such a policy gives nothing, it only lets through.
OPEN = {
    "ReachOwnBuckets": "What callers may do is for their own policies to say. The account of the bucket is this one.",
    "ReachNamedBuckets": "What callers may do is for their own policies to say. The user named these buckets.",
    "PullImageLayers": "AWS keeps the layers of images in this bucket; they can be read only with a signed address.",
}
