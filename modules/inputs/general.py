"""Inputs that every group has, names, and encryption."""

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
    """Where everything goes, and how it is tagged."""

    heading = "General"

    region: str = variable(
        matches(
            REGION,
            "the code of an AWS region, such as eu-west-1, cn-north-1 or us-gov-west-1",
            "Use the code, not the name of the region or of a zone in it.",
            source=f"{REGIONS}/aws-regions.html",
        ),
        origin="A B",
    )
    """AWS region in which everything is created, whatever the provider's own region is."""
    additional_tags: StringMap = variable(
        each_key(tag(1, 128), "keys of 1 to 128 letters, digits, spaces and _.:/=+@-, without the prefix aws:"),
        each_value(tag(0, 256), "values of at most 256 letters, digits, spaces and _.:/=+@-, without the prefix aws:"),
        distinct_keys(MANAGED_BY, "IAM doesn't tell such keys apart. Omit all but one of them."),
        max_items(48, "AWS allows 50 tags for a resource, and two are the module's: ManagedBy and Name."),
        default={},
        origin="A B C",
    )
    """Tags for every resource that accepts any, besides `ManagedBy = "terraform"`, which they may override. At most 48, the
    provider's default_tags included, and no two keys, of either, may differ in case only."""


class NameInputs(Inputs):
    """The runner's ID, from which every name is built. `bucket_kind` is what the name of its bucket ends with."""

    heading = "General"
    bucket_kind: ClassVar[str] = "artifacts"

    runner_id: str | None = variable(
        orchestrator_id(100, "Choose such an ID, or omit it to have one generated."),
        default=None,
        origin="A B",
        known_at_plan=True,
    )
    """ID of the runner, part of every name. null: generated from `runner_id_prefix`. Must be known at plan."""
    runner_id_prefix: str = variable(
        orchestrator_id(83, "A hyphen and 16 digits follow it in an ID of at most 100 characters."),
        default="runner",
        origin="A B",
    )
    """Prefix of a generated runner ID, which is the prefix, a hyphen and 16 hexadecimal digits. With `runner_id`, it has no
    effect, as in the older modules."""


# What is encrypted with the key, in the order in which it is created; and what is created in compute for certain.
_ENCRYPTED = (
    "aws_s3_bucket.runner",
    "aws_cloudwatch_log_group.ecs_tasks",
    "aws_iam_role_policy.ecs_task_manager",
    "aws_cloudwatch_log_group.events",
)


class KmsInputs(GeneralInputs):
    """The key that encrypts what is stored."""

    heading = "Encryption"

    kms_key_arn: str | None = variable(KMS_KEY, default=None, origin="A")
    """KMS key, in `region`, that encrypts the bucket, the log groups and Exec sessions. null: S3's and CloudWatch's own
    encryption."""
    kms_enabled: Bool | None = variable(default=None, known_at_plan=True)
    """Whether `kms_key_arn` is used. null: when it is not null. Set it to true where the ARN is unknown at plan, such as that
    of a key that is created in the same apply."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(equal(self.kms_enabled, True), not_null(self.kms_key_arn)),
                message="kms_enabled = true needs kms_key_arn; got null. Set the ARN of the key, or omit kms_enabled.",
                at=_ENCRYPTED,
            ),
            Requirement(
                holds=null_or(self.kms_key_arn, lambda arn: contains([self.region], arn_region(arn))),
                message=f"kms_key_arn must be a key in region {shown(self.region)}; got {shown(self.kms_key_arn)}. Use a key of"
                " that region: of a key of several regions, its replica there.",
                at=_ENCRYPTED,
            ),
            *self._needing(["kms_key_arn"], "kms_enabled = true", not_(equal(self.kms_enabled, False)), at=_ENCRYPTED),
        ]
