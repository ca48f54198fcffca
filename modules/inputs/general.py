"""Inputs that every group has, names, and encryption."""

from dataclasses import dataclass

from ..core.declarations import Inputs, Requirement, implies, variable
from ..core.expressions import Bool, StringMap, not_null
from ..core.rules import matches
from .formats import KMS_KEY, orchestrator_id


@dataclass(frozen=True, kw_only=True)
class GeneralInputs(Inputs):
    """Where everything goes, and how it is tagged."""

    region: str = variable(
        "AWS region in which everything is made, whatever the provider's own region is.",
        matches(
            "[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}",
            "the code of an AWS region, such as eu-west-1, cn-north-1 or us-gov-west-1",
            "Use the code, not the name of the region or of a zone in it.",
        ),
        origin="A B",
    )
    additional_tags: StringMap = variable(
        'Tags for every resource that takes any, on top of `ManagedBy = "terraform"`, which they may override.',
        default={},
        origin="A B",
    )


@dataclass(frozen=True, kw_only=True)
class NameInputs(Inputs):
    """The runner's id, from which every name is made."""

    runner_id: str | None = variable(
        "Id of the runner, part of every name. null: generated from `runner_id_prefix`. Must be known at plan.",
        orchestrator_id(100, "Choose such an id, or leave it out to have one generated."),
        default=None,
        origin="A B",
        known_at_plan=True,
    )
    runner_id_prefix: str = variable(
        "Prefix of a generated runner id, which is the prefix, a hyphen and 16 hexadecimal digits.",
        orchestrator_id(83, "A hyphen and 16 digits follow it in an id of at most 100 characters."),
        default="runner",
        origin="A B",
    )


@dataclass(frozen=True, kw_only=True)
class KmsInputs(Inputs):
    """The key that encrypts what is stored."""

    kms_key_arn: str | None = variable(
        "KMS key that encrypts the bucket, the log groups and Exec sessions. null: S3's and CloudWatch's own encryption.",
        KMS_KEY,
        default=None,
        origin="A",
    )
    kms_enabled: Bool | None = variable(
        "Whether `kms_key_arn` is used. null: when it is not null. Set it to true where the ARN is unknown at plan, such as"
        " that of a key made in the same apply.",
        default=None,
        known_at_plan=True,
    )

    def requirements(self) -> list[Requirement]:
        """Ask for a key where one is used."""
        return [
            *super().requirements(),
            Requirement(
                holds=implies(self.kms_enabled, not_null(self.kms_key_arn), set_to=True),
                message="kms_enabled = true needs kms_key_arn; got null. Give the ARN of the key, or leave kms_enabled out.",
            ),
        ]
