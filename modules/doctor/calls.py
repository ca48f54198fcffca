"""The calls that checks make, and the IAM actions that they require."""

from collections.abc import Iterable

from .model import Check

# Actions whose name differs from that of the call:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_ACTIONS = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "service-quotas:GetServiceQuota": "servicequotas:GetServiceQuota",
    "service-quotas:GetAWSDefaultServiceQuota": "servicequotas:GetAWSDefaultServiceQuota",
}
# Calls that need no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
FREE = frozenset({"sts:GetCallerIdentity"})


def action(call: str) -> str:
    """Return the IAM action that a call requires."""
    return _ACTIONS.get(call, call)


def by_call(checks: Iterable[Check]) -> dict[str, list[str]]:
    """List the calls, each with the checks that make it."""
    found: dict[str, list[str]] = {}
    for check in checks:
        for call in check.calls:
            found.setdefault(call, []).append(check.id)
    return dict(sorted(found.items()))
