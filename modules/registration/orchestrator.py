"""Bindings for the Platform Orchestrator's provider, written by hand because none are published.

Its resources have attributes, not blocks, so that a nested object is a plain mapping. The provider is published under two names,
with the same schema.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import (
    ITerraformDependable,
    TerraformProvider,
    TerraformProviderGeneratorMetadata,
    TerraformResource,
    TerraformResourceLifecycle,
)
from constructs import Construct

from ..core.editions import Edition
from ..core.expressions import Bool, Expression, StringList, StringMap
from ..core.resources import attribute

LOCAL_NAME = "platform-orchestrator"


class OrchestratorProvider(TerraformProvider):
    """The provider, which reads the organization and the token from the environment."""

    def __init__(self, scope: Construct, id_: str, edition: Edition) -> None:
        super().__init__(
            scope,
            id_,
            terraform_resource_type=LOCAL_NAME,
            terraform_provider_source=edition.source,
            terraform_generator_metadata=TerraformProviderGeneratorMetadata(
                provider_name=LOCAL_NAME, provider_version_constraint=edition.version
            ),
        )


class _Resource(TerraformResource):
    """A resource whose attributes CDKTF reads when it synthesizes."""

    TF_RESOURCE_TYPE: str

    def __init__(
        self,
        scope: Construct,
        id_: str,
        attributes: Mapping[str, Any],
        *,
        for_each: Expression | None = None,
        depends_on: Sequence[ITerraformDependable] | None = None,
        lifecycle: TerraformResourceLifecycle | None = None,
    ) -> None:
        super().__init__(scope, id_, terraform_resource_type=self.TF_RESOURCE_TYPE, depends_on=depends_on, lifecycle=lifecycle)
        self._attributes = attributes
        if for_each is not None:
            self.add_override("for_each", for_each)

    def _synthesize_attributes(self) -> dict[str, Any]:
        return {name: value for name, value in self._attributes.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class ServerlessEcsRunnerProps:
    """A runner on ECS, as it is registered. Optional attributes that the provider computes are always set."""

    id: str
    description: str
    role_arn: str
    region: str
    cluster: str
    subnets: StringList
    security_groups: StringList
    is_public_ip_enabled: Bool
    execution_role_arn: str
    task_role_arn: str
    image: str | None
    environment: StringMap
    secrets: StringMap
    bucket: str
    path_prefix: str | None


class ServerlessEcsRunner(_Resource):
    """`platform-orchestrator_serverless_ecs_runner`; a change of the ID replaces it."""

    TF_RESOURCE_TYPE = "platform-orchestrator_serverless_ecs_runner"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        props: ServerlessEcsRunnerProps,
        *,
        depends_on: Sequence[ITerraformDependable] | None = None,
        lifecycle: TerraformResourceLifecycle | None = None,
    ) -> None:
        job = {
            "region": props.region,
            "cluster": props.cluster,
            "subnets": props.subnets,
            "security_groups": props.security_groups,
            "is_public_ip_enabled": props.is_public_ip_enabled,
            "execution_role_arn": props.execution_role_arn,
            "task_role_arn": props.task_role_arn,
            "image": props.image,
            "environment": props.environment,
            "secrets": props.secrets,
        }
        super().__init__(
            scope,
            id_,
            {
                "id": props.id,
                "description": props.description,
                # Not sts_region: the orchestrator would look for the cluster in that region.
                "runner_configuration": {"auth": {"role_arn": props.role_arn}, "job": _set(job)},
                "state_storage_configuration": {
                    "type": "s3",
                    "s3_configuration": _set({"bucket": props.bucket, "path_prefix": props.path_prefix}),
                },
            },
            depends_on=depends_on,
            lifecycle=lifecycle,
        )

    @property
    def runner_id(self) -> Expression:
        """The runner's ID, available once it is registered."""
        return attribute(self, "id")


@dataclass(frozen=True, kw_only=True)
class RunnerRuleProps:
    """The deployments that a runner gets: those of a project, an environment type, of both, or all. Empty: any."""

    runner_id: str
    project_id: str
    env_type_id: str


class RunnerRule(_Resource):
    """`platform-orchestrator_runner_rule`, one for each element; any change replaces it."""

    TF_RESOURCE_TYPE = "platform-orchestrator_runner_rule"

    def __init__(self, scope: Construct, id_: str, props: RunnerRuleProps, *, for_each: Expression) -> None:
        super().__init__(
            scope,
            id_,
            {"runner_id": props.runner_id, "project_id": props.project_id, "env_type_id": props.env_type_id},
            for_each=for_each,
        )


def _set(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
