"""Inputs of compute: the cluster, and what may run on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from ..core.declarations import Requirement, implies, variable
from ..core.expressions import Bool, Expression, is_null, not_null
from ..core.rules import Rule, each, matches, one_of
from .general import GeneralInputs, KmsInputs


class CapacityProvider(TypedDict):
    """One part of the cluster's default strategy: tasks in proportion to `weight`, after the first `base` ones."""

    name: str
    weight: NotRequired[int]
    base: NotRequired[int]


_CAPACITY_PROVIDER = Rule(
    allowed="FARGATE or FARGATE_SPOT with a weight of 0 to 1000 and a base of 0 to 100000",
    cure="EC2 capacity can't run the runner's tasks.",
    condition=lambda it: (
        f'contains(["FARGATE", "FARGATE_SPOT"], {it}.name) && {it}.weight >= 0 && {it}.weight <= 1000'
        f" && {it}.base >= 0 && {it}.base <= 100000"
    ),
    holds=lambda provider: (
        provider.get("name") in ("FARGATE", "FARGATE_SPOT")
        and 0 <= provider.get("weight", 1) <= 1000
        and 0 <= provider.get("base", 0) <= 100000
    ),
)

_ONE_STRATEGY = Rule(
    allowed="a list that names each provider once, gives a base to at most one, and a weight over 0 to at least one",
    cure="ECS refuses other strategies.",
    condition=lambda it: (
        f"length(distinct({it}[*].name)) == length({it}) && length([for item in {it} : item if item.base > 0]) <= 1"
        f" && anytrue([for item in {it} : item.weight > 0])"
    ),
    holds=lambda strategy: (
        len({provider.get("name") for provider in strategy}) == len(strategy)
        and sum(provider.get("base", 0) > 0 for provider in strategy) <= 1
        and any(provider.get("weight", 1) > 0 for provider in strategy)
    ),
)


@dataclass(frozen=True, kw_only=True)
class ComputeInputs(KmsInputs, GeneralInputs):
    """What compute needs from the user."""

    existing_ecs_cluster_name: str | None = variable(
        "Name of an ECS cluster, in this account and region, to run on instead of making one. null: one is made.",
        matches(
            "[a-zA-Z0-9_-]{1,255}",
            "1 to 255 letters, digits, hyphens and underscores",
            "Give the cluster's name, not its ARN.",
        ),
        default=None,
        origin="A B",
    )
    create_ecs_cluster: Bool | None = variable(
        "Whether the cluster is made. null: when `existing_ecs_cluster_name` is null. Set it to false where that name is"
        " unknown at plan.",
        default=None,
        known_at_plan=True,
    )
    container_insights: str = variable(
        "CloudWatch Container Insights of the cluster that is made: enabled, enhanced (more detail, at a price) or disabled.",
        one_of(("enabled", "enhanced", "disabled"), "Container Insights knows no other settings."),
        default="enabled",
        origin="A",
    )
    capacity_providers: Sequence[CapacityProvider] | Expression = variable(
        "Default capacity provider strategy of the cluster that is made. It serves other workloads in the cluster: the"
        " Platform Orchestrator starts the runner's jobs with the launch type FARGATE, which bypasses it, so FARGATE_SPOT"
        " doesn't make them cheaper.",
        each(_CAPACITY_PROVIDER),
        _ONE_STRATEGY,
        default=[{"name": "FARGATE", "weight": 1, "base": 1}],
        type_="list(object({ name = string, weight = optional(number, 1), base = optional(number, 0) }))",
        origin="A",
    )
    task_definition_family_prefix: str = variable(
        "What the families of the runner's task definitions start with: `humanitec_`, or `platform_orchestrator_` in"
        " self-hosted installations. The task manager may touch no others.",
        matches("[a-zA-Z0-9_-]{1,255}", "1 to 255 letters, digits, hyphens and underscores", "A wildcard is added after it."),
        default="humanitec_",
        origin="B",
    )

    def requirements(self) -> list[Requirement]:
        """Ask for exactly one cluster."""
        return [
            *super().requirements(),
            Requirement(
                holds=implies(self.create_ecs_cluster, not_null(self.existing_ecs_cluster_name), set_to=False),
                message="create_ecs_cluster = false needs existing_ecs_cluster_name; got null. Give the cluster's name, or leave"
                " create_ecs_cluster out.",
            ),
            Requirement(
                holds=implies(self.create_ecs_cluster, is_null(self.existing_ecs_cluster_name), set_to=True),
                message="create_ecs_cluster = true and existing_ecs_cluster_name can't go together. Leave one of them out.",
            ),
        ]
