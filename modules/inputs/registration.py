"""Inputs of registration: the runner as it was made, and what the Platform Orchestrator does with it.

The limits are the provider's. It would report them too, but as attributes of its own, which users of the module don't know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from ..core.declarations import Inputs, variable
from ..core.expressions import Bool, Expression, and_, equal, field, length, not_
from ..core.rules import Rule, each_value, matches, max_items, max_length
from .formats import orchestrator_id
from .runner import RunnerInputs

# The fields of the root's output `runner_configuration`.
RUNNER_FIELDS = {
    "runner_id": "string",
    "partition": "string",
    "region": "string",
    "ecs_cluster_name": "string",
    "task_manager_role_arn": "string",
    "execution_role_arn": "string",
    "task_role_arn": "string",
    "subnet_ids": "list(string)",
    "security_group_ids": "list(string)",
    "environment": "map(string)",
    "secrets": "map(string)",
    "s3_bucket": "string",
}


class RunnerRuleInput(TypedDict):
    """Which deployments a rule is for; what is left out doesn't matter."""

    project_id: NotRequired[str]
    env_type_id: NotRequired[str]


@dataclass(frozen=True, kw_only=True)
class FieldRule(Rule):
    """A rule about one field of an object, which its messages name."""

    field: str

    def message(self, name: str, value: Any) -> str:
        """Say what is wrong with the field."""
        return super().message(f"{name}.{self.field}", value)


def _field(name: str, rule: Rule) -> Rule:
    return FieldRule(
        field=name,
        allowed=rule.allowed,
        fix=rule.fix,
        holds=lambda value: rule.holds(field(value, name)),
        invalid=lambda value: rule.invalid(field(value, name)),
    )


_AT_LEAST_ONE = Rule(
    allowed="a list with at least one element",
    fix="The runner's tasks have to run somewhere.",
    holds=lambda value: length(value) > 0,
)

RUNNER_RULES = (
    _field(
        "partition",
        matches(
            "aws",
            "aws",
            "The Platform Orchestrator's provider takes ARNs of no other partition: in aws-cn and aws-us-gov everything but"
            " registration works.",
        ),
    ),
    _field(
        "region",
        matches(
            "[a-z]{2}-[a-z]+-[0-9]", "a region such as eu-west-1", "The Platform Orchestrator's provider takes no other form."
        ),
    ),
    _field("runner_id", orchestrator_id(100, "Choose such a runner_id.")),
    _field("subnet_ids", _AT_LEAST_ONE),
    _field("subnet_ids", max_items(16, "ECS takes no more for one task.")),
    _field("security_group_ids", max_items(5, "ECS takes no more for one task.")),
    _field("environment", each_value(max_length(1024, "Put long values into a secret, and name it in `secrets`."))),
)

_NOTHING_EMPTY = Rule(
    allowed="an object whose project_id and env_type_id are not empty",
    fix="Leave out what doesn't matter.",
    holds=lambda rule: and_(not_(equal(field(rule, "project_id"), "")), not_(equal(field(rule, "env_type_id"), ""))),
)


class RegistrationInputs(Inputs):
    """What registration needs from the user."""

    description: str | None = variable(max_length(200, "Say it in fewer words."), default=None)
    """Description of the runner in the Platform Orchestrator. null: none."""
    image: str | None = variable(
        matches(r"[^\s]{1,512}", "the name of an image, without spaces", "Write it as for docker pull."), default=None
    )
    """Image of the runner, such as a copy in ECR for subnets without a way to the internet. null: the Platform Orchestrator's
    own, which is public."""
    state_path_prefix: str | None = variable(
        matches(
            "[a-zA-Z0-9!_.*'()-]+(/[a-zA-Z0-9!_.*'()-]+)*",
            "letters, digits and !_.*'()-, with single slashes between them",
            "Leave out slashes at the start and at the end.",
            max_length=512,
        ),
        default=None,
    )
    """Folder of the bucket for the state of deployments. null: its top."""
    is_public_ip_enabled: Bool = variable(default=False)
    """Whether tasks get a public address, which is their only way out in a public subnet."""
    rules: Mapping[str, RunnerRuleInput] | Expression = variable(
        each_value(_NOTHING_EMPTY),
        default={},
        type_="map(object({ project_id = optional(string), env_type_id = optional(string) }))",
    )
    """Which deployments go to the runner: any name of yours to a project, a type of environment, both, or (for all) none. The
    names must be known at plan."""


class RegistrationModuleInputs(RegistrationInputs):
    """Registration alone."""

    runner: Mapping[str, Any] | Expression = variable(
        *RUNNER_RULES, type_=f"object({{ {', '.join(f'{name} = {type_}' for name, type_ in RUNNER_FIELDS.items())} }})"
    )
    """The runner: `runner_configuration` of the module that made it, as it is."""


class RegisteredRunnerInputs(RegistrationInputs, RunnerInputs):
    """Both sides of a runner."""

    order = (*RunnerInputs.order, RegistrationInputs)
