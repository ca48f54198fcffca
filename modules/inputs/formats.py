"""Rules that several inputs share: how ids and ARNs are written."""

from ..core.rules import Rule, matches

PARTITION = "aws[a-z-]*"
ROLE_NAME_CHARACTERS = r"[\w+=,.@-]"


def orchestrator_id(longest: int, cure: str) -> Rule:
    """Allow what the Platform Orchestrator takes as an id."""
    return matches(
        "[a-z](-?[a-z0-9])+",
        f"2 to {longest} lower-case letters, digits and single hyphens, starting with a letter and not ending in a hyphen",
        cure,
        longest=longest,
    )


def aws_id(prefix: str, what: str) -> Rule:
    """Allow the id of an EC2 resource: `prefix`, a hyphen, letters and digits."""
    return matches(
        f"{prefix}-[0-9a-z]+",
        f"the id of a {what}, such as {prefix}-0123456789abcdef0",
        "Look it up in the VPC console.",
    )


def arn(service: str, resource: str, what: str, cure: str, *, region: str = "[a-z0-9-]+", account: str = "[0-9]{12}") -> Rule:
    """Allow the ARN of one kind of resource, in any partition."""
    return matches(f"arn:{PARTITION}:{service}:{region}:{account}:{resource}", f"the ARN of {what}", cure)


def iam_arn(resource: str, what: str, cure: str, *, account: str = "[0-9]{12}") -> Rule:
    """Allow the ARN of an IAM resource; IAM has no regions."""
    return arn("iam", resource, what, cure, region="", account=account)


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
