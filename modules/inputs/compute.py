"""Inputs of compute: the cluster, and what may run on it."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, Expression, and_, apply, contains, equal, field, implies, is_null, not_null
from ..core.rules import Rule, each, one_of
from .formats import cluster_name
from .general import GeneralInputs, KmsInputs


class CapacityProvider(TypedDict):
    """One part of the cluster's default strategy: tasks in proportion to `weight`, after the first `base` ones."""

    name: str
    weight: NotRequired[int]
    base: NotRequired[int]


_CAPACITY_PROVIDER = Rule(
    allowed="FARGATE or FARGATE_SPOT with a weight of 0 to 1000 and a base of 0 to 100000",
    fix="EC2 capacity can't run the runner's tasks.",
    holds=lambda provider: and_(
        contains(["FARGATE", "FARGATE_SPOT"], field(provider, "name")),
        _weight(provider) >= 0,
        _weight(provider) <= 1000,
        _base(provider) >= 0,
        _base(provider) <= 100000,
    ),
)

_ONE_STRATEGY = Rule(
    allowed="a list that names each provider once, gives a base to at most one, and a weight over 0 to at least one",
    fix="ECS refuses other strategies.",
    holds=lambda strategy: apply(
        lambda providers: (
            len({field(each, "name") for each in providers}) == len(providers)
            and sum(_base(each) > 0 for each in providers) <= 1
            and any(_weight(each) > 0 for each in providers)
        ),
        lambda it: (
            f"length(distinct({it}[*].name)) == length({it}) && length([for item in {it} : item if item.base > 0]) <= 1"
            f" && anytrue([for item in {it} : item.weight > 0])"
        ),
        strategy,
    ),
)


def _weight(provider: Any) -> Any:
    return field(provider, "weight", 1)


def _base(provider: Any) -> Any:
    return field(provider, "base", 0)


class ComputeInputs(KmsInputs, GeneralInputs):
    """What compute needs from the user."""

    existing_ecs_cluster_name: str | None = variable(
        cluster_name("Give the cluster's name, not its ARN."),
        default=None,
        origin="A B",
    )
    """Name of an ECS cluster, in this account and region, to run on instead of making one. null: one is made."""
    create_ecs_cluster: Bool | None = variable(default=None, known_at_plan=True)
    """Whether the cluster is made. null: when `existing_ecs_cluster_name` is null. Set it to false where that name is unknown
    at plan."""
    container_insights: str = variable(
        one_of(("enabled", "enhanced", "disabled"), "Container Insights knows no other settings."), default="enabled", origin="A"
    )
    """CloudWatch Container Insights of the cluster that is made: enabled, enhanced (more detail, at a price) or disabled."""
    capacity_providers: Sequence[CapacityProvider] | Expression = variable(
        each(_CAPACITY_PROVIDER),
        _ONE_STRATEGY,
        default=[{"name": "FARGATE", "weight": 1, "base": 1}],
        type_="list(object({ name = string, weight = optional(number, 1), base = optional(number, 0) }))",
        origin="A",
    )
    """Default capacity provider strategy of the cluster that is made. It serves other workloads in the cluster: the Platform
    Orchestrator starts the runner's jobs with the launch type FARGATE, which bypasses it, so FARGATE_SPOT doesn't make them
    cheaper."""
    task_definition_family_prefix: str = variable(
        cluster_name("A wildcard is added after it."),
        default="humanitec_",
        origin="B",
    )
    """What the families of the runner's task definitions start with: `humanitec_`, or `platform_orchestrator_` in self-hosted
    installations. The task manager may touch no others."""

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=implies(equal(self.create_ecs_cluster, False), not_null(self.existing_ecs_cluster_name)),
                message="create_ecs_cluster = false needs existing_ecs_cluster_name; got null. Give the cluster's name, or leave"
                " create_ecs_cluster out.",
                at=("aws_iam_role_policy.ecs_task_manager",),
            ),
            Requirement(
                holds=implies(equal(self.create_ecs_cluster, True), is_null(self.existing_ecs_cluster_name)),
                message="create_ecs_cluster = true and existing_ecs_cluster_name can't go together. Leave one of them out.",
                at=("aws_iam_role_policy.ecs_task_manager",),
            ),
        ]
