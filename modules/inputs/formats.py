"""Rules that several inputs share: how ids and ARNs are written."""

from ..core.rules import Rule, matches

PARTITION = "aws[a-z-]*"


def orchestrator_id(max_length: int, fix: str) -> Rule:
    """Allow what the Platform Orchestrator takes as an id."""
    return matches(
        "[a-z](-?[a-z0-9])+",
        f"2 to {max_length} lower-case letters, digits and single hyphens, starting with a letter and not ending in a hyphen",
        fix,
        max_length=max_length,
    )


def aws_id(prefix: str, what: str) -> Rule:
    """Allow the id of an EC2 resource: `prefix`, a hyphen, letters and digits."""
    return matches(
        f"{prefix}-[0-9a-z]+", f"the id of a {what}, such as {prefix}-0123456789abcdef0", "Look it up in the VPC console."
    )


def arn(service: str, resource: str, what: str, fix: str, *, region: str = "[a-z0-9-]+", account: str = "[0-9]{12}") -> Rule:
    """Allow the ARN of one kind of resource, in any partition."""
    return matches(f"arn:{PARTITION}:{service}:{region}:{account}:{resource}", f"the ARN of {what}", fix)


def iam_arn(resource: str, what: str, fix: str, *, account: str = "[0-9]{12}") -> Rule:
    """Allow the ARN of an IAM resource; IAM has no regions."""
    return arn("iam", resource, what, fix, region="", account=account)


KMS_KEY = arn(
    "kms",
    "key/[a-zA-Z0-9-]+",
    "a KMS key, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "An alias won't do: permissions are checked against the key itself.",
)

POLICY = iam_arn(
    r"policy/[\w+=,.@/-]+",
    "an IAM policy, such as arn:aws:iam::123456789012:policy/example",
    "Copy the ARN from the policy's page in IAM.",
    account="([0-9]{12}|aws)",
)

ROLE = iam_arn(r"role/[\w+=,.@/-]+", "an IAM role, such as arn:aws:iam::123456789012:role/example", "Give the ARN, not the name.")
ROLE_NAME = matches(r"[\w+=,.@-]{1,64}", "the name of an IAM role", "Give the name, not the ARN.")
LOG_GROUP_NAME = matches(r"[\w./#-]{1,512}", "the name of a CloudWatch log group", "Give the name, not the ARN.")


def cluster_name(fix: str) -> Rule:
    """Allow the name of an ECS cluster, or of anything else with its characters."""
    return matches("[a-zA-Z0-9_-]{1,255}", "1 to 255 letters, digits, hyphens and underscores", fix)


def bucket_name(fix: str) -> Rule:
    """Allow the name of any bucket."""
    return matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket", fix)
