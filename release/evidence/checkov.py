"""Findings of checkov that are accepted. In JSON, checkov names resources without their type: `resource.main`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """One accepted finding."""

    check: str
    resource: str
    reason: str


ACCEPTED: list[Accepted] = [
    Accepted(
        "CKV_AWS_19",
        "aws_s3_bucket.runner",
        "The bucket is encrypted, with AES256 or with the KMS key; checkov doesn't evaluate the expression.",
    ),
    Accepted("CKV_AWS_145", "aws_s3_bucket.runner", "A KMS key is optional: kms_key_arn."),
    Accepted(
        "CKV_AWS_144", "aws_s3_bucket.runner", "Replication to another region is up to the user, and needs their own bucket."
    ),
    Accepted("CKV2_AWS_62", "aws_s3_bucket.runner", "Nothing uses events of this bucket."),
    Accepted(
        "CKV_AWS_65",
        "resource.main",
        "Container Insights is enabled by default; the setting is an input, which checkov doesn't evaluate.",
    ),
    Accepted("CKV_AWS_224", "resource.main", "Exec sessions are always logged, and encrypted with kms_key_arn if it is set."),
    Accepted("CKV2_AWS_11", "aws_vpc.main", "Flow logs need a role and a destination, which are up to the user's organization."),
    Accepted("CKV2_AWS_5", "aws_security_group.tasks", "The orchestrator attaches it to each task that it starts."),
    Accepted("CKV_AWS_394", "data.available", "Zones can be pinned with availability_zones."),
]
