"""Rules that several inputs share: what IDs and ARNs look like.

Each pattern is as wide as its source allows. The providers' own checks are in
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go and
https://github.com/stellwerk-labs/terraform-provider-platform-orchestrator/blob/main/internal/provider.
"""

import re
from unicodedata import category

from ..core.expressions import apply, hcl
from ..core.rules import Rule, matches

_API = "https://docs.aws.amazon.com"
REGIONS = f"{_API}/global-infrastructure/latest/regions"
ORCHESTRATOR = (
    "https://github.com/stellwerk-labs/terraform-provider-platform-orchestrator/blob/main/internal/provider"
    "/serverless_ecs_runner_resource.go"
)
CONTROL_PLANE = "https://github.com/stellwerk-labs/platform-orchestrator-cp/blob/main"
IAM = f"{_API}/IAM/latest/APIReference"

PARTITION = "aws(-[a-z]+)*"  # aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-eusc and those to come
ACCOUNT = "[0-9]{12}"
REGION = "[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}"  # us-gov-west-1, us-isob-east-1, eusc-de-east-1
# Characters of IAM names, and of the paths of policies.
IAM_PATH_AND_NAME = r"[\w+=,.@/-]+"
# Users and roles may have any printable character in their paths. An asterisk or a question mark would be a wildcard in policies.
_IAM_PATH = "([!-)+->@-~]+/)*"


def orchestrator_id(max_length: int, fix: str) -> Rule:
    """Allow what the Platform Orchestrator accepts as an ID."""
    return matches(
        "[a-z](-?[a-z0-9])+",
        f"2 to {max_length} lower-case letters, digits and single hyphens, starting with a letter and not ending in a hyphen",
        fix,
        max_length=max_length,
        source=ORCHESTRATOR,
    )


def aws_id(prefix: str, what: str) -> Rule:
    """Allow the ID of an EC2 resource: `prefix`, a hyphen, letters and digits."""
    return matches(
        f"{prefix}-[0-9a-z]+",
        f"the ID of a {what}, such as {prefix}-0123456789abcdef0",
        "Look up the ID in the VPC console.",
        source=f"{_API}/AWSEC2/latest/UserGuide/resource-ids.html",
    )


def arn(service: str, resource: str, what: str, fix: str, *, source: str, region: str = REGION, account: str = ACCOUNT) -> Rule:
    """Allow the ARN of one kind of resource, in any partition; `source` is the page that defines the resource's name."""
    return matches(f"arn:{PARTITION}:{service}:{region}:{account}:{resource}", f"the ARN of {what}", fix, source=source)


def iam_arn(resource: str, what: str, fix: str, *, source: str, account: str = ACCOUNT) -> Rule:
    """Allow the ARN of an IAM resource; IAM has no regions."""
    return arn("iam", resource, what, fix, source=source, region="", account=account)


KMS_KEY = arn(
    "kms",
    "key/[a-zA-Z0-9-]+",  # also mrk-..., a multi-Region key
    "a KMS key, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "Use the key's ARN, not an alias: permissions are checked against the key itself.",
    source=f"{_API}/kms/latest/APIReference/API_DescribeKey.html",
)

POLICY = iam_arn(
    f"policy/{IAM_PATH_AND_NAME}",
    "an IAM policy, such as arn:aws:iam::123456789012:policy/example",
    "Copy the ARN from the policy's page in IAM.",
    source=f"{IAM}/API_CreatePolicy.html",
    account=f"({ACCOUNT}|aws)",
)

ROLE = iam_arn(
    rf"role/{_IAM_PATH}[\w+=,.@-]{{1,64}}",
    "an IAM role, such as arn:aws:iam::123456789012:role/example",
    "Use the ARN, not the name.",
    source=f"{IAM}/API_CreateRole.html",
)

ROLE_OR_USER = iam_arn(
    rf"(role|user)/{_IAM_PATH}[\w+=,.@-]{{1,64}}",
    "an IAM role or user, such as arn:aws:iam::123456789012:role/example",
    "Use the ARN of the role itself, not of one of its sessions.",
    source=f"{IAM}/API_CreateUser.html",
)

ROLE_NAME = matches(
    r"[\w+=,.@-]{1,64}", "the name of an IAM role", "Use the name, not the ARN.", source=f"{IAM}/API_CreateRole.html"
)

LOG_GROUP_NAME = matches(
    r"[\w./#-]{1,512}",
    "the name of a CloudWatch log group",
    "Use the name, not the ARN.",
    source=f"{_API}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)

# A host with an optional path. AWS allows no port and no query: the URL is https:// and this.
OIDC_ISSUER = r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+(/[\w.~!&'()*+,;=:@%-]+)*"
OIDC_SOURCE = f"{IAM}/API_CreateOpenIDConnectProvider.html"


def cluster_name(fix: str) -> Rule:
    """Allow the name of an ECS cluster or of a family of task definitions."""
    return matches(
        "[a-zA-Z0-9_-]{1,255}",
        "1 to 255 letters, digits, hyphens and underscores",
        fix,
        source=f"{_API}/AmazonECS/latest/APIReference/API_CreateCluster.html",
    )


BUCKET_SOURCE = f"{_API}/AmazonS3/latest/userguide/bucketnamingrules.html"


def bucket_name(fix: str) -> Rule:
    """Allow the name of any bucket."""
    return matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket", fix, source=BUCKET_SOURCE)


def tag(minimum: int, maximum: int) -> Rule:
    """Allow a tag's key or value by the rules of IAM, which accepts the fewest characters of all services."""
    marks = "_.:/=+@-"

    def python(value: str) -> bool:
        characters = all(each in marks or category(each)[0] in "LNZ" for each in value)
        return characters and minimum <= len(value) <= maximum and not re.match("(?i)aws:", value)

    def text(it: str) -> str:
        # Terraform compiles a counted repetition of such a class for 6 ms, at each use. split("", ...) returns code points.
        pattern, length = rf"^[\p{{L}}\p{{Z}}\p{{N}}{marks}]*$", f'length(split("", {it}))'
        lengths = f"try({length} >= {minimum} && {length} <= {maximum}, false)"
        return f'can(regex({hcl(pattern)}, {it})) && {lengths} && !can(regex("(?i)^aws:", {it}))'

    return Rule(
        must=f"be {minimum} to {maximum} letters, digits, spaces and {marks}, and not start with aws:",
        fix="AWS accepts no others.",
        holds=lambda value: apply(python, text, value),
        source=f"{IAM}/API_Tag.html",
    )


def tag_key(fix: str) -> Rule:
    """Allow the key of a tag in a condition key."""
    return matches(
        r"[\w.:/=+@-]{1,128}",
        "1 to 128 letters, digits and _.:/=+@-, without the prefix aws:",
        fix,
        reserved="^[aA][wW][sS]:",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    )
