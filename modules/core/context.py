"""What every group builds on: where it is, how things are tagged and encrypted, and what the runner is called."""

from dataclasses import dataclass
from functools import cached_property

from cdktf import Precondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.data_aws_region import DataAwsRegion
from cdktf_cdktf_provider_random.id import Id as RandomId
from constructs import Construct

from ..inputs import GeneralInputs, KmsInputs, NameInputs
from .declarations import Requirement, switched
from .expressions import Bool, Expression, StringList, StringMap, conditional, hcl, is_null, not_null
from .names import Names
from .resources import Group, attribute, attribute_if_any, count, element, local


@dataclass(frozen=True, kw_only=True)
class Kms:
    """The key that encrypts what is stored; `key_arn` is null where it isn't used."""

    enabled: Bool
    key_arn: str | None

    @property
    def key_arns(self) -> StringList:
        """The key as the resources of a statement."""
        return [] if self.key_arn is None else Expression(f"compact([{hcl(self.key_arn)}])")


class Context(Group):
    """The account, the partition and the region as Terraform finds them, and what holds for every resource.

    No data source has conditions: Terraform would put off reading it while anything that they name has changes to come, and
    replace whatever has an ARN in it.
    """

    def __init__(self, scope: Construct, id_: str, inputs: GeneralInputs) -> None:
        super().__init__(scope, id_)
        self.region = inputs.region
        self.tags = local(self, "tags", f'${{merge({{ ManagedBy = "terraform" }}, {hcl(inputs.additional_tags)})}}')
        partition = element(DataAwsPartition, self, "data.aws_partition.current")
        self.partition = attribute(partition, "partition")
        self.dns_suffix = attribute(partition, "dns_suffix")

    @cached_property
    def account_id(self) -> Expression:
        """The account's number."""
        return attribute(element(DataAwsCallerIdentity, self, "data.aws_caller_identity.current"), "account_id")

    @cached_property
    def _region_name(self) -> Expression:
        return attribute(element(DataAwsRegion, self, "data.aws_region.current", region=self.region), "region")

    def arn(self, service: str, resource: str) -> str:
        """Spell the ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self._region_name}:{self.account_id}:{resource}"

    def named(self, name: str) -> StringMap:
        """Tags with a name, for what is known by no other."""
        return Expression(f"merge({{ Name = {hcl(name)} }}, {hcl(self.tags)})")

    def service(self, name: str) -> str:
        """Spell a service as kms:ViaService knows it: by region, with the partition's domain."""
        return f"{name}.{self._region_name}.{self.dns_suffix}"


def kms(scope: Construct, inputs: KmsInputs) -> Kms:
    """Decide whether the key is used."""
    enabled = local(scope, "kms_enabled", switched(inputs.kms_enabled, inputs.kms_key_arn))
    return Kms(enabled=enabled, key_arn=local(scope, "kms_key_arn", conditional(enabled, inputs.kms_key_arn, None)))


def names(scope: Construct, inputs: NameInputs) -> Names:
    """Settle the runner's id, and draw what makes its names unique."""
    generated = element(
        RandomId,
        scope,
        "random_id.runner_id",
        count=count(is_null(inputs.runner_id)),
        byte_length=8,
        prefix=f"{inputs.runner_id_prefix}-",
    )
    suffix = element(RandomId, scope, "random_id.suffix", byte_length=4)
    runner_id = local(
        scope, "runner_id", conditional(not_null(inputs.runner_id), inputs.runner_id, attribute_if_any(generated, "hex"))
    )
    return Names(runner_id=runner_id, suffix=attribute(suffix, "hex"))


def precondition(requirement: Requirement) -> Precondition:
    """Let Terraform check what Python couldn't."""
    return Precondition(condition=f"${{{hcl(requirement.holds)}}}", error_message=requirement.message)


def preconditions(*requirements: Requirement) -> TerraformResourceLifecycle | None:
    """Let Terraform refuse inputs at a resource."""
    preconditions = [precondition(requirement) for requirement in requirements if requirement.holds is not True]
    return TerraformResourceLifecycle(precondition=preconditions) if preconditions else None
