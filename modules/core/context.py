"""What all groups share: account, partition, region, tags, names and encryption."""

from dataclasses import dataclass
from functools import cached_property

from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_random.id import Id as RandomId
from constructs import Construct

from ..inputs import GeneralInputs, KmsInputs, NameInputs
from .declarations import is_enabled
from .expressions import Bool, Expression, StringList, StringMap, conditional, hcl, is_null, merge, not_null
from .names import Names
from .partitions import dns_suffix, partition
from .resources import Group, Requirements, attribute, attribute_if_any, checked, count, to_string_map


@dataclass(frozen=True, kw_only=True)
class Kms:
    """The key that encrypts stored data; `key_arn` is null if it isn't used."""

    enabled: Bool
    key_arn: str | None

    @property
    def key_arns(self) -> StringList:
        """The key as the resources of a statement."""
        return [] if self.key_arn is None else Expression(f"compact([{hcl(self.key_arn)}])")


class Context(Group):
    """The account, partition, region and tags of all resources.

    Only the account is read from AWS: if Terraform defers reading a data source, its values are unknown, and an unknown value may
    force replacement. For the same reason, the data source has no conditions.
    """

    def __init__(self, scope: Construct, id_: str, inputs: GeneralInputs) -> None:
        super().__init__(scope, id_, Requirements(checked(inputs, GeneralInputs).requirements()))
        self.region = inputs.region
        self._tags: StringMap = self.local("tags", merge({"ManagedBy": "terraform"}, inputs.additional_tags))
        self.tags = to_string_map(self._tags)
        self.partition: str = self.local("partition", partition(self.region))

    @cached_property
    def dns_suffix(self) -> str:
        """The domain of AWS's services."""
        return self.local("dns_suffix", dns_suffix(self.partition))  # type: ignore[no-any-return]

    @cached_property
    def account_id(self) -> Expression:
        """The account ID."""
        return attribute(self.resource(DataAwsCallerIdentity, "current"), "account_id")

    def arn(self, service: str, resource: str) -> str:
        """Build the ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def named(self, name: str) -> dict[str, str]:
        """Return the tags with a `Name`, for resources that have no other name."""
        return to_string_map(merge({"Name": name}, self._tags))

    def service(self, name: str) -> str:
        """Build the name of a service as in kms:ViaService: with its region and the partition's domain."""
        return f"{name}.{self.region}.{self.dns_suffix}"

    def kms(self, inputs: KmsInputs) -> Kms:
        """Decide whether the key is used."""
        enabled = self.local("kms_enabled", is_enabled(inputs.kms_enabled, not_null(inputs.kms_key_arn)))
        return Kms(enabled=enabled, key_arn=self.local("kms_key_arn", conditional(enabled, inputs.kms_key_arn, None)))

    def names(self, inputs: NameInputs) -> Names:
        """Determine the runner's ID, and generate the suffix that makes its names unique."""
        generated = self.resource(
            RandomId,
            "runner_id",
            count=count(is_null(inputs.runner_id)),
            byte_length=8,
            prefix=f"{inputs.runner_id_prefix}-",
        )
        suffix = self.resource(RandomId, "suffix", byte_length=4)
        hex_id = attribute_if_any(generated, "hex")
        runner_id = self.local("runner_id", conditional(not_null(inputs.runner_id), inputs.runner_id, hex_id))
        return Names(runner_id=runner_id, suffix=attribute(suffix, "hex"), bucket_kind=inputs.bucket_kind)
