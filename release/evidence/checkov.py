"""What checkov finds in the module and why it stays. checkov names resources in JSON without their type: `resource.main`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """One finding."""

    check: str
    resource: str
    reason: str


ACCEPTED: list[Accepted] = [
    Accepted(
        "CKV_AWS_19",
        "aws_s3_bucket.runner",
        "The bucket is encrypted, with AES256 or with the key; checkov doesn't work out which of the two it is.",
    ),
    Accepted("CKV_AWS_145", "aws_s3_bucket.runner", "The key is the user's choice: kms_key_arn."),
    Accepted(
        "CKV_AWS_144", "aws_s3_bucket.runner", "Copies in another region are the user's choice, and take a bucket of theirs."
    ),
    Accepted("CKV2_AWS_62", "aws_s3_bucket.runner", "Nothing waits for events of this bucket."),
    Accepted(
        "CKV_AWS_65", "resource.main", "Container Insights is on by default; the level is an input, which checkov doesn't follow."
    ),
    Accepted(
        "CKV_AWS_224", "resource.main", "Exec sessions are logged always, and under the key where there is one: kms_key_arn."
    ),
    Accepted("CKV2_AWS_11", "aws_vpc.main", "Flow logs take a role and a place to keep them: those of the user's organization."),
    Accepted("CKV2_AWS_5", "aws_security_group.tasks", "The orchestrator attaches it, to each task that it starts."),
    Accepted("CKV_AWS_394", "data.available", "Zones can be pinned with availability_zones."),
]
