"""Inputs of registration: the runner as it was created, and what the Platform Orchestrator does with it.

The limits are the provider's. It would report them too, but as attributes of its own, which users of the module don't know.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from ..core.declarations import Inputs, variable
from ..core.expressions import Bool, Expression, and_, equal, field, length, not_
from ..core.rules import Rule, common_keys, each_value, matches, max_bytes, max_items, none_of, of_field, one_of
from .formats import CONTROL_PLANE, ORCHESTRATOR, orchestrator_id
from .job_variables import ENVIRONMENT, NO_RESERVED_NAME, ONCE

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
    # Missing where an older module wrote the object.
    "orchestrator": "optional(string)",
    "organization_id": "optional(string)",
    "task_definition_family_prefix": "optional(string)",
    # Not for registration: the output is accepted as it is.
    "oidc_hostname": "optional(string)",
    "oidc_provider_arn": "optional(string)",
    "ecs_cluster_arn": "optional(string)",
    "kms_key_arn": "optional(string)",
    "log_group_names": "optional(list(string))",
    "event_log_group_name": "optional(string)",
    "alarm_names": "optional(list(string))",
    "alarm_topic_arn": "optional(string)",
}


class RunnerRuleInput(TypedDict):
    """Which deployments a rule is for; what is unset doesn't matter."""

    project_id: NotRequired[str]
    env_type_id: NotRequired[str]


_AT_LEAST_ONE = Rule(
    must="have at least one element",
    fix="The runner's tasks have to run somewhere.",
    holds=lambda value: length(value) > 0,
)

RUNNER_RULES = (
    of_field(
        "partition",
        one_of(
            ("aws",),
            "The Platform Orchestrator's provider accepts no ARNs of other partitions: in aws-cn and aws-us-gov everything but"
            " registration works.",
        ),
    ),
    of_field(
        "region",
        matches(
            "[a-z]{2}-[a-z]+-[0-9]",
            "a region such as eu-west-1",
            "The Platform Orchestrator's provider accepts no other format.",
            source=ORCHESTRATOR,
        ),
    ),
    of_field("runner_id", orchestrator_id(100, "Choose such a runner_id.")),
    of_field("subnet_ids", _AT_LEAST_ONE),
    of_field("subnet_ids", max_items(16, "ECS allows no more for one task.")),
    of_field("security_group_ids", max_items(5, "ECS allows no more for one task.")),
    *(of_field("environment", rule) for rule in ENVIRONMENT),
    of_field("secrets", NO_RESERVED_NAME),
    none_of(
        "not contain names of environment",
        ONCE,
        lambda runner: common_keys(field(runner, "environment"), field(runner, "secrets")),
        part=".secrets",
    ),
)

_NOTHING_EMPTY = Rule(
    must="not be empty",
    fix="Omit what doesn't matter.",
    holds=lambda rule: and_(not_(equal(field(rule, "project_id"), "")), not_(equal(field(rule, "env_type_id"), ""))),
)


class RegistrationInputs(Inputs):
    """What registration needs from the user."""

    description: str | None = variable(max_bytes(200, "Say it in fewer words."), default=None)
    """Description of the runner in the Platform Orchestrator. null: none."""
    image: str | None = variable(
        matches(
            "[a-zA-Z0-9._:/-]+(@[a-z0-9]+:[a-fA-F0-9]+)?",
            "the name of an image, of at most 255 characters",
            "Write it as for docker pull.",
            source=ORCHESTRATOR,
            max_length=255,
        ),
        default=None,
    )
    """Image of the runner, such as a copy in ECR for subnets without a route to the internet. null: the Platform
    Orchestrator's own, which is public."""
    state_path_prefix: str | None = variable(
        matches(
            "[a-zA-Z0-9._-]+(/[a-zA-Z0-9._-]+)*/?",
            "letters, digits and ._-, with single slashes between them",
            "Omit a slash at the start.",
            source=f"{CONTROL_PLANE}/openapi/spec.yaml",
            max_length=512,
        ),
        default=None,
    )
    """Folder of the bucket for the state of deployments. null: its top."""
    is_public_ip_enabled: Bool = variable(default=False)
    """Whether tasks get a public address, which is their only outbound access in a public subnet."""
    rules: Mapping[str, RunnerRuleInput] | Expression = variable(
        each_value(_NOTHING_EMPTY, "objects whose project_id and env_type_id are not empty"),
        default={},
        type_="map(object({ project_id = optional(string), env_type_id = optional(string) }))",
    )
    """Which deployments go to the runner: any name to a project, a type of environment, both, or (for all) none. The names
    must be known at plan."""


class RegistrationModuleInputs(RegistrationInputs):
    """Registration, used alone."""

    runner: Mapping[str, Any] | Expression = variable(
        *RUNNER_RULES, type_=f"object({{ {', '.join(f'{name} = {type_}' for name, type_ in RUNNER_FIELDS.items())} }})"
    )
    """The runner: `runner_configuration` of the module that created it, as it is."""
