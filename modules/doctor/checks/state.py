"""The bucket with the state: that state is protected, and that jobs can use it."""

from collections.abc import Iterator

from ...core.partitions import dns_suffix
from ..arns import parse
from ..context import Context
from ..keys import DESCRIBE, POLICY, describe, policy_of, problem, usable
from ..model import Finding, fault, not_checked, ok, skipped, warning
from ..policies import Access, Decision, decide, load
from ..registry import check
from ..simulation import Request
from .permissions import SIMULATE, judged

_LINK = "a-job-cant-read-or-write-its-state"
_PROTECTED = "state-isnt-protected"
_OBJECT = "doctor/terraform.tfstate"
_APPLY = "Run terraform apply to restore it."
_KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")


@check(
    "state.versioning",
    "The bucket keeps older versions of state",
    link=_PROTECTED,
    calls=("s3:GetBucketVersioning",),
    depends_on=("place.bucket",),
)
def versioning(context: Context) -> Iterator[Finding]:
    """Without versioning, a damaged state can't be restored."""
    status = context.read("s3", "GetBucketVersioning", Bucket=context.configuration.s3_bucket).get("Status", "off")
    if status == "Enabled":
        yield ok("enabled")
    else:
        yield warning(f"versioning is {status.lower()}", "Set s3_bucket_versioning_enabled = true, and apply.")


@check(
    "state.public-access",
    "The bucket blocks public access",
    link=_PROTECTED,
    calls=("s3:GetPublicAccessBlock",),
    depends_on=("place.bucket",),
)
def public_access(context: Context) -> Iterator[Finding]:
    """All four settings, which the module sets."""
    answer = context.find("s3", "GetPublicAccessBlock", Bucket=context.configuration.s3_bucket)
    settings = (answer or {}).get("PublicAccessBlockConfiguration", {})
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    if off := [name for name in names if not settings.get(name)]:
        yield fault(f"{', '.join(off)} {'is' if len(off) == 1 else 'are'} off", _APPLY)
    else:
        yield ok("all four settings")


@check(
    "state.encryption",
    "The bucket encrypts with the runner's key",
    link=_LINK,
    calls=("s3:GetBucketEncryption",),
    needs=("kms_key_arn",),
    depends_on=("place.bucket",),
)
def encryption(context: Context) -> Iterator[Finding]:
    """Compare the default with kms_key_arn: the task role can use no other key, so jobs couldn't write."""
    wanted = context.configuration.kms_key_arn
    answer = context.find("s3", "GetBucketEncryption", Bucket=context.configuration.s3_bucket)
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"] if answer else []
    default = rules[0].get("ApplyServerSideEncryptionByDefault", {}) if rules else {}
    algorithm, key = default.get("SSEAlgorithm", "AES256"), default.get("KMSMasterKeyID", "")
    if algorithm == "AES256":
        if wanted:
            yield warning(f"the bucket encrypts with SSE-S3, not with {wanted}", f"{_APPLY} enable_s3_encryption must be true.")
        else:
            yield ok("SSE-S3")
    elif not key or key == wanted or (wanted and parse(wanted).name == key):
        yield ok(f"{algorithm}, {key or 'the AWS managed key'}")
    else:
        yield fault(
            f"the bucket encrypts with {key}, but kms_key_arn is {wanted or 'unset'}",
            f"Set kms_key_arn to that key, or: {_APPLY}",
        )


@check(
    "state.bucket-policy",
    "The bucket policy allows access to the task role only",
    link=_PROTECTED,
    calls=("s3:GetBucketPolicy",),
    depends_on=("place.bucket", "identity.task-role"),
)
def bucket_policy(context: Context) -> Iterator[Finding]:
    """Evaluate the policy for the task role, an administrator of the account, another account, and without TLS."""
    known = context.configuration
    answer = context.find("s3", "GetBucketPolicy", Bucket=known.s3_bucket)
    if answer is None:
        yield fault(f"{known.s3_bucket} has no policy: everyone who can read objects in the account can read state", _APPLY)
        return
    policy, partition = load(answer["Policy"]), known.place.partition
    task, other_account = known.task_role_arn, "000000000000" if known.account != "000000000000" else "000000000001"

    def decision(principal: str, action: str, tls: str = "true") -> Decision:
        context_keys = {
            "aws:PrincipalArn": principal,
            "aws:PrincipalAccount": parse(principal).account,
            "aws:SecureTransport": tls,
            "s3:TlsVersion": "1.3",
        }
        # The backend sends no encryption headers, so the request has no condition keys for them.
        resource = f"arn:{partition}:s3:::{known.s3_bucket}/{_OBJECT}"
        unknown = frozenset({"aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce"})
        return decide(policy, Access(principal, action, resource, context_keys, unknown))

    problems = False
    mine = {action: decision(task, action) for action in ("s3:GetObject", "s3:PutObject")}
    if refused := [action for action, each in mine.items() if each is Decision.DENY]:
        problems = True
        yield fault(f"the bucket policy denies {' and '.join(refused)} to {parse(task).name}", _APPLY)
    elif Decision.UNKNOWN in mine.values():
        problems = True
        yield not_checked("the bucket policy has conditions on the network of the request", "Run a deployment to test it.")
    if decision(f"arn:{partition}:iam::{other_account}:role/x", "s3:GetObject") is Decision.ALLOW:
        problems = True
        yield fault("the bucket policy allows other accounts to read objects", _APPLY)
    if decision(f"arn:{partition}:iam::{known.account}:role/administrator", "s3:GetObject") is not Decision.DENY:
        problems = True
        yield warning(
            "the bucket policy doesn't deny access to objects to other principals in the account",
            "Run terraform apply, with s3_restrict_to_task_role = true.",
        )
    if decision(task, "s3:GetObject", tls="false") is not Decision.DENY:
        problems = True
        yield fault("the bucket policy allows requests without TLS", _APPLY)
    if not problems:
        yield ok(f"{parse(task).name} has access, others don't")


@check(
    "state.task-role",
    "The task role can list, read and write state",
    link=_LINK,
    calls=SIMULATE,
    depends_on=("identity.task-role-policies",),
)
def task_role(context: Context) -> Iterator[Finding]:
    """Simulate the calls of the S3 backend; with locking, it also deletes the lock file."""
    known = context.configuration
    role, bucket = known.task_role_arn, f"arn:{known.place.partition}:s3:::{known.s3_bucket}"
    keys = {"aws:ResourceAccount": known.account}
    allowed = [
        Request(role, "s3:ListBucket", bucket, keys),
        *(Request(role, action, f"{bucket}/{_OBJECT}", keys) for action in ("s3:GetObject", "s3:PutObject")),
    ]
    if any("use_lockfile=true" in value for value in known.environment.values()):
        allowed.append(Request(role, "s3:DeleteObject", f"{bucket}/{_OBJECT}.tflock", keys, "locking"))
    fix = "Run terraform apply to restore the role's policies. For locking, set s3_allow_state_locking = true."
    yield from judged(context, allowed, [], fix)


@check(
    "state.key",
    "The KMS key is enabled, and in the runner's region",
    link=_LINK,
    calls=(DESCRIBE,),
    needs=("kms_key_arn",),
    depends_on=("place.account",),
)
def key(context: Context) -> Iterator[Finding]:
    """Without it, state can be neither read nor written."""
    arn, region = context.configuration.kms_key_arn, context.configuration.region
    if not arn:
        yield skipped("kms_key_arn is not set")
        return
    yield problem(arn, describe(context, arn, region), region) or ok(arn)


@check(
    "state.key-use",
    "The task role can use the key through S3, and CloudWatch Logs can use it",
    link=_LINK,
    calls=(POLICY, *SIMULATE),
    needs=("kms_key_arn", "log_group_names"),
    depends_on=("state.key", "identity.task-role-policies"),
)
def key_use(context: Context) -> Iterator[Finding]:
    """Both the key's policy and the role's policies decide."""
    known = context.configuration
    arn, region = known.kms_key_arn, known.region
    if not arn:
        yield skipped("kms_key_arn is not set")
        return
    suffix = dns_suffix(known.place.partition)
    fix = "Run terraform apply to restore the role's policies."
    problems = [*usable(context, arn, region, known.task_role_arn, f"s3.{region}.{suffix}", _KEY_ACTIONS, fix)]
    logs = f"logs.{region}.{suffix}"
    group = next(iter(known.log_group_names or ()), "")
    context_keys = {"kms:EncryptionContext:aws:logs:arn": known.arn("logs", f"log-group:{group}")}
    policy = policy_of(context, arn, region)
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    if group and decide(policy, Access(logs, "kms:GenerateDataKey", arn, context_keys)) not in (Decision.ALLOW, Decision.UNKNOWN):
        problems.append(
            fault(f"the policy of {arn} doesn't let {logs} use it", "Add the statement for CloudWatch Logs of examples/complete.")
        )
    yield from problems or [ok(f"{parse(known.task_role_arn).name}, through S3, and {logs}")]
