"""Inputs of compute: the cluster, and what may run on it."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from ..core.declarations import Requirement, is_enabled, variable
from ..core.editions import EDITIONS
from ..core.expressions import Bool, Expression, apply, equal, first_set, implies, is_null, length, not_null
from ..core.rules import Rule, distinct, each, of_fields, one_of, whole_number
from .editions import EditionInputs
from .formats import cluster_name, tag_key
from .general import KmsInputs


class CapacityProvider(TypedDict):
    """One provider of the cluster's default strategy: it gets `base` tasks first, then tasks in proportion to `weight`."""

    name: str
    weight: NotRequired[int]
    base: NotRequired[int]


# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
_PROVIDERS = one_of(("FARGATE", "FARGATE_SPOT"), "EC2 capacity can't run the runner's tasks.")
_WEIGHT = whole_number(0, 1000, "ECS allows no others.")
_BASE = whole_number(0, 100_000, "ECS allows no others.")
_ONE_BASE = Rule(
    must="contain at most one number over 0",
    fix="In a strategy, ECS allows a base for one provider only.",
    holds=lambda bases: length(_over_0(bases)) <= 1,
    invalid=lambda bases: _over_0(bases),
)
_ANY_WEIGHT = Rule(
    must="contain a number over 0",
    fix="With all weights 0, ECS places no tasks.",
    holds=lambda weights: length(_over_0(weights)) > 0,
)


def _over_0(numbers: Any) -> Any:
    return apply(
        lambda those: [number for number in those if number > 0],
        lambda those: f"[for number in {those} : number if number > 0]",
        numbers,
    )


class ComputeInputs(EditionInputs, KmsInputs):
    """What compute needs from the user."""

    heading = "Compute"

    existing_ecs_cluster_name: str | None = variable(
        cluster_name("Use the cluster's name, not its ARN."),
        default=None,
        origin="A B",
    )
    """Name of an existing ECS cluster, in this account and region, that runs the tasks. null: a cluster is created."""
    create_ecs_cluster: Bool | None = variable(default=None, known_at_plan=True)
    """Whether to create the ECS cluster. null: true if `existing_ecs_cluster_name` is null. Set to false if that name is unknown
    at plan."""
    container_insights: str = variable(
        one_of(("enabled", "enhanced", "disabled"), "Container Insights has no other settings."), default="enabled", origin="A"
    )
    """CloudWatch Container Insights for the created cluster: enabled, enhanced (more detail, at a higher cost) or disabled."""
    capacity_providers: Sequence[CapacityProvider] | Expression = variable(
        of_fields("name", each(_PROVIDERS, "FARGATE and FARGATE_SPOT")),
        of_fields("name", distinct("ECS allows each provider once.")),
        of_fields("weight", each(_WEIGHT, "whole numbers from 0 to 1000"), default=1),
        of_fields("weight", _ANY_WEIGHT, default=1),
        of_fields("base", each(_BASE, "whole numbers from 0 to 100000"), default=0),
        of_fields("base", _ONE_BASE, default=0),
        default=[{"name": "FARGATE", "weight": 1, "base": 1}],
        type_="list(object({ name = string, weight = optional(number, 1), base = optional(number, 0) }))",
        origin="A",
    )
    """Default capacity provider strategy of the created cluster. It applies to other workloads in the cluster only: the Platform
    Orchestrator starts the runner's jobs with the launch type FARGATE, which bypasses the strategy, so FARGATE_SPOT doesn't make
    them cheaper."""
    task_definition_family_prefix: str | None = variable(
        cluster_name("Omit wildcards: the permissions add one at the end."),
        default=None,
        origin="B C",
    )
    """Prefix of the families of the runner's task definitions. The task manager role can use no other families. null:
    `humanitec_` with Humanitec, `platform_orchestrator_` with Stellwerk."""

    runner_tag_key: str | None = variable(
        tag_key("Use the key that the Platform Orchestrator sets, such as PlatformOrchestratorRunnerId."), default=None
    )
    """Key of the tag with the runner's ID that task definitions and tasks must have to be registered and run. The Platform
    Orchestrator sets `PlatformOrchestratorRunnerId`. Without a required tag, runners with the same account, region and family
    prefix can run each other's task definitions. They can delete them in either case. null: no tag is required."""
    require_fargate_compatibility: Bool = variable(default=True)
    """Whether, on an existing cluster, only task definitions for Fargate alone can be registered. On a cluster with container
    instances, others could take over the hosts. The Platform Orchestrator registers task definitions for Fargate only."""

    @property
    def family_prefix(self) -> str:
        """The prefix of the families; the edition's default if unset."""
        by_default = self.of_edition({each.name: each.task_definition_family_prefix for each in EDITIONS})
        return first_set(self.task_definition_family_prefix, by_default)  # type: ignore[no-any-return]

    def _requirements(self) -> list[Requirement]:
        at = ("aws_iam_role_policy.ecs_task_manager",)
        return [
            Requirement(
                holds=implies(equal(self.create_ecs_cluster, False), not_null(self.existing_ecs_cluster_name)),
                message="create_ecs_cluster = false needs existing_ecs_cluster_name; got null. Set the cluster's name, or omit"
                " create_ecs_cluster.",
                at=at,
            ),
            Requirement(
                holds=implies(equal(self.create_ecs_cluster, True), is_null(self.existing_ecs_cluster_name)),
                message="create_ecs_cluster = true conflicts with existing_ecs_cluster_name. Omit one of them.",
                at=at,
            ),
            *self._needing(
                ["container_insights", "capacity_providers"],
                "a cluster that the module creates",
                is_enabled(self.create_ecs_cluster, is_null(self.existing_ecs_cluster_name)),
                at=at,
                got="got an existing one",
                fix="Omit existing_ecs_cluster_name",
            ),
        ]
