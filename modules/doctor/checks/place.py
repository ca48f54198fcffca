"""The runner's account and region, and the resources that must exist there."""

from collections.abc import Iterator

from ..arns import is_arn, parse
from ..context import Context
from ..model import Finding, fault, ok, skipped
from ..registry import check

_LINK = "the-doctor-finds-something-missing"
APPLY = "If it was deleted or renamed outside Terraform, run terraform apply, and register the runner again with the output."


@check("place.configuration", "The configuration is consistent: one account and one region", link=_LINK)
def configuration(context: Context) -> Iterator[Finding]:
    """Compare the accounts and regions in all ARNs; makes no calls."""
    known = context.configuration
    named = {
        "task_manager_role_arn": known.task_manager_role_arn,
        "execution_role_arn": known.execution_role_arn,
        "task_role_arn": known.task_role_arn,
        "ecs_cluster_arn": known.ecs_cluster_arn or "",
        "oidc_provider_arn": known.oidc_provider_arn or "",
    }
    wrong = []
    for name, text in named.items():
        if text and not is_arn(text):
            wrong.append(f"{name} is not an ARN: {text!r}")
        elif text:
            arn = parse(text)
            other_region = arn.region not in ("", known.region)
            if arn.account != known.account or arn.partition != known.place.partition or other_region:
                wrong.append(f"{name} is {text}")
    if wrong:
        yield fault(
            f"not everything is in account {known.account} and region {known.region}: {'; '.join(wrong)}",
            "Roles, OIDC provider and cluster must be in the runner's account and region. Correct the inputs, and apply.",
        )
    else:
        yield ok(f"account {known.account}, region {known.region}, partition {known.place.partition}")


@check(
    "place.account",
    "You are signed in to the runner's account",
    link=_LINK,
    calls=("sts:GetCallerIdentity",),
    depends_on=("place.configuration",),
)
def account(context: Context) -> Iterator[Finding]:
    """All other checks would look in the wrong account."""
    caller = context.read("sts", "GetCallerIdentity")
    wanted = context.configuration.account
    if caller["Account"] == wanted:
        yield ok(f"{caller['Arn']}")
    else:
        yield fault(
            f"you are signed in as {caller['Arn']}, but the runner is in account {wanted}",
            f"Sign in to {wanted}, for example with --profile NAME.",
        )


@check(
    "place.cluster",
    "The cluster exists and is active",
    link=_LINK,
    calls=("ecs:DescribeClusters",),
    depends_on=("place.account",),
)
def cluster(context: Context) -> Iterator[Finding]:
    """Check the status, too: a deleted cluster remains visible for a while, as INACTIVE."""
    name = context.configuration.ecs_cluster_name
    found = context.read("ecs", "DescribeClusters", clusters=[name])["clusters"]
    status = found[0]["status"] if found else "missing"
    if status == "ACTIVE":
        yield ok(f"{name} is active")
    else:
        yield fault(f"the cluster {name} is {status.lower()} in {context.configuration.region}", APPLY)


@check(
    "place.bucket",
    "The bucket exists, in the runner's region",
    link=_LINK,
    calls=("s3:GetBucketLocation",),
    depends_on=("place.account",),
)
def bucket(context: Context) -> Iterator[Finding]:
    """Jobs access it in the runner's region only."""
    name, region = context.configuration.s3_bucket, context.configuration.region
    found = context.find("s3", "GetBucketLocation", Bucket=name)
    if found is None:
        yield fault(f"the bucket {name} doesn't exist", APPLY)
        return
    # S3's older names: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    location = found.get("LocationConstraint") or "us-east-1"
    place = "eu-west-1" if location == "EU" else location
    if place == region:
        yield ok(f"{name} is in {region}")
    else:
        yield fault(
            f"{name} is in {place}, but the runner is in {region}",
            f"Remove that bucket, or set s3_bucket_name to another name, and apply: the bucket is created in {region}.",
        )


@check(
    "place.log-groups",
    "The log groups exist",
    link=_LINK,
    calls=("logs:DescribeLogGroups",),
    needs=("log_group_names", "event_log_group_name"),
    depends_on=("place.account",),
)
def log_groups(context: Context) -> Iterator[Finding]:
    """Those for tasks and Exec sessions, and with monitoring, for events."""
    known = context.configuration
    names = [*(known.log_group_names or ()), *filter(None, [known.event_log_group_name])]
    if not names:
        yield skipped("the configuration has none")
        return
    for name in names:
        answer = context.read("logs", "DescribeLogGroups", logGroupNamePrefix=name)
        if name not in {each["logGroupName"] for each in answer["logGroups"]}:
            yield fault(f"the log group {name} doesn't exist", APPLY)
    yield ok(", ".join(names))
