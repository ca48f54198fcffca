"""Inputs that every group has, names, and encryption."""

from ..core.declarations import Inputs, Requirement, variable
from ..core.expressions import Bool, StringMap, equal, implies, not_null
from ..core.rules import matches
from .formats import KMS_KEY, orchestrator_id


class GeneralInputs(Inputs):
    """Where everything goes, and how it is tagged."""

    region: str = variable(
        matches(
            "[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}",
            "the code of an AWS region, such as eu-west-1, cn-north-1 or us-gov-west-1",
            "Use the code, not the name of the region or of a zone in it.",
        ),
        origin="A B",
    )
    """AWS region in which everything is made, whatever the provider's own region is."""
    additional_tags: StringMap = variable(default={}, origin="A B")
    """Tags for every resource that takes any, on top of `ManagedBy = "terraform"`, which they may override."""


class NameInputs(Inputs):
    """The runner's id, from which every name is made."""

    runner_id: str | None = variable(
        orchestrator_id(100, "Choose such an id, or leave it out to have one generated."),
        default=None,
        origin="A B",
        known_at_plan=True,
    )
    """Id of the runner, part of every name. null: generated from `runner_id_prefix`. Must be known at plan."""
    runner_id_prefix: str = variable(
        orchestrator_id(83, "A hyphen and 16 digits follow it in an id of at most 100 characters."),
        default="runner",
        origin="A B",
    )
    """Prefix of a generated runner id, which is the prefix, a hyphen and 16 hexadecimal digits."""


# What is encrypted with the key, in the order in which it is created.
_ENCRYPTED = (
    "aws_s3_bucket.runner",
    "aws_cloudwatch_log_group.ecs_tasks",
    "aws_ecs_cluster.main",
    "aws_cloudwatch_log_group.events",
)


class KmsInputs(Inputs):
    """The key that encrypts what is stored."""

    kms_key_arn: str | None = variable(KMS_KEY, default=None, origin="A")
    """KMS key that encrypts the bucket, the log groups and Exec sessions. null: S3's and CloudWatch's own encryption."""
    kms_enabled: Bool | None = variable(default=None, known_at_plan=True)
    """Whether `kms_key_arn` is used. null: when it is not null. Set it to true where the ARN is unknown at plan, such as that
    of a key made in the same apply."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(equal(self.kms_enabled, True), not_null(self.kms_key_arn)),
                message="kms_enabled = true needs kms_key_arn; got null. Give the ARN of the key, or leave kms_enabled out.",
                at=_ENCRYPTED,
            ),
        ]
