"""Inputs that all groups share: region, tags, names and encryption."""

from typing import ClassVar

from ..core.declarations import Inputs, Requirement, variable
from ..core.expressions import (
    Bool,
    StringMap,
    arn_region,
    contains,
    equal,
    implies,
    not_,
    not_null,
    null_or,
    shown,
)
from ..core.rules import distinct_keys, each_key, each_value, matches, max_items
from .formats import KMS_KEY, REGION, REGIONS, orchestrator_id, tag

MANAGED_BY = "ManagedBy"


class GeneralInputs(Inputs):
    """The region and the tags of all resources."""

    heading = "General"

    region: str = variable(
        matches(
            REGION,
            "the code of an AWS region, such as eu-west-1, cn-north-1 or us-gov-west-1",
            "Use the code of the region, not its name or an availability zone.",
            source=f"{REGIONS}/aws-regions.html",
        ),
        origin="A B",
    )
    """AWS region in which all resources are created, regardless of the provider's own region."""
    additional_tags: StringMap = variable(
        each_key(tag(1, 128), "keys of 1 to 128 letters, digits, spaces and _.:/=+@-, without the prefix aws:"),
        each_value(tag(0, 256), "values of at most 256 letters, digits, spaces and _.:/=+@-, without the prefix aws:"),
        distinct_keys(MANAGED_BY, "IAM treats such keys as one. Omit all but one of them."),
        max_items(48, "AWS allows 50 tags per resource, and the module sets two: ManagedBy and Name."),
        default={},
        origin="A B C",
    )
    """Tags for all taggable resources, in addition to `ManagedBy = "terraform"`, which they can override. At most 48, including
    the provider's default_tags. No two keys among all of them may differ only in case."""


class NameInputs(Inputs):
    """The runner's ID, from which all names are built. `bucket_kind` is the suffix of its bucket's name."""

    heading = "General"
    bucket_kind: ClassVar[str] = "artifacts"

    runner_id: str | None = variable(
        orchestrator_id(100, "Choose another ID, or omit it to generate one."),
        default=None,
        origin="A B",
        known_at_plan=True,
    )
    """ID of the runner, part of every name. null: generated from `runner_id_prefix`. Must be known at plan."""
    runner_id_prefix: str = variable(
        orchestrator_id(83, "A hyphen and 16 digits are appended, and an ID has at most 100 characters."),
        default="runner",
        origin="A B",
    )
    """Prefix of the generated runner ID. A hyphen and 16 hexadecimal digits are appended. Ignored if `runner_id` is set, as in
    the older modules."""


# What the key encrypts, in the order of creation, and the resource that compute always creates.
_ENCRYPTED = (
    "aws_s3_bucket.runner",
    "aws_cloudwatch_log_group.ecs_tasks",
    "aws_iam_role_policy.ecs_task_manager",
    "aws_cloudwatch_log_group.events",
)


class KmsInputs(GeneralInputs):
    """The key that encrypts stored data."""

    heading = "Encryption"

    kms_key_arn: str | None = variable(KMS_KEY, default=None, origin="A")
    """ARN of the KMS key, in `region`, that encrypts the bucket, the log groups and Exec sessions. null: the default encryption
    of S3 and CloudWatch."""
    kms_enabled: Bool | None = variable(default=None, known_at_plan=True)
    """Whether to use `kms_key_arn`. null: true if it is not null. Set to true if the ARN is unknown at plan, such as for a key
    that is created in the same apply."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(equal(self.kms_enabled, True), not_null(self.kms_key_arn)),
                message="kms_enabled = true needs kms_key_arn; got null. Set the ARN of the key, or omit kms_enabled.",
                at=_ENCRYPTED,
            ),
            Requirement(
                holds=null_or(self.kms_key_arn, lambda arn: contains([self.region], arn_region(arn))),
                message=f"kms_key_arn must be a key in region {shown(self.region)}; got {shown(self.kms_key_arn)}. Use a key in"
                " that region; of a multi-Region key, its replica there.",
                at=_ENCRYPTED,
            ),
            *self._needing(["kms_key_arn"], "kms_enabled = true", not_(equal(self.kms_enabled, False)), at=_ENCRYPTED),
        ]
