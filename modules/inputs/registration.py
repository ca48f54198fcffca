"""Inputs of registration: the runner that was created, and how the Platform Orchestrator uses it.

The limits are the provider's. It would report them too, but for its own attributes, which users of the module don't know.
"""

from collections.abc import Mapping
from typing import Any

from ..core.declarations import Inputs, variable
from ..core.editions import HUMANITEC, STELLWERK
from ..core.expressions import Bool, Expression, field, length
from ..core.rules import Rule, common_keys, each_value, matches, max_bytes, max_items, none_of, of_field, one_of
from .families import families_rule
from .formats import CONTROL_PLANE, ORCHESTRATOR, cluster_name, orchestrator_id
from .identity import SECRET, SECRETS
from .job_variables import ENVIRONMENT, NO_RESERVED_NAME, ONCE
from .runner_rules import RULES, RunnerRules

# The fields of the root's output `runner_configuration`. A field that is null or omitted gets its default.
RUNNER_FIELDS = {
    "runner_id": "string",
    "partition": "string",
    "region": "string",
    "ecs_cluster_name": "string",
    "task_manager_role_arn": "string",
    "execution_role_arn": "string",
    "task_role_arn": "string",
    "subnet_ids": "optional(list(string), [])",
    "security_group_ids": "optional(list(string), [])",
    "environment": "optional(map(string), {})",
    "secrets": "optional(map(string), {})",
    "s3_bucket": "string",
    # Older modules don't write these.
    "orchestrator": "optional(string)",
    "organization_id": "optional(string)",
    "task_definition_family_prefix": "optional(string)",
    # Not used for registration: the output is accepted unchanged.
    "oidc_hostname": "optional(string)",
    "oidc_provider_arn": "optional(string)",
    "ecs_cluster_arn": "optional(string)",
    "kms_key_arn": "optional(string)",
    "log_group_names": "optional(list(string))",
    "event_log_group_name": "optional(string)",
    "alarm_names": "optional(list(string))",
    "alarm_topic_arn": "optional(string)",
}


_NONE: dict[str, Any] = {"subnet_ids": [], "security_group_ids": [], "environment": {}, "secrets": {}}


def whole(runner: Mapping[str, Any] | Expression) -> Mapping[str, Any] | Expression:
    """Fill in what is null or omitted, as Terraform does by the type."""
    if isinstance(runner, Expression):
        return runner
    return {**_NONE, **{name: value for name, value in runner.items() if value is not None or name not in _NONE}}


def _of(name: str, rule: Rule) -> Rule:
    """Apply a rule to a field of the runner."""
    return of_field(name, rule, whole)


def _role_arn(name: str) -> Rule:
    return _of(
        name,
        matches(
            "arn:(aws):iam::[0-9]{12}:role/[a-zA-Z_0-9+=,.@/-]+",  # in the one partition that it supports
            "the ARN of an IAM role, such as arn:aws:iam::123456789012:role/example",
            "The Platform Orchestrator accepts no others.",
            source=ORCHESTRATOR,
        ),
    )


_AT_LEAST_ONE = Rule(
    must="have at least one element",
    fix="The runner's tasks need a subnet.",
    holds=lambda value: length(value) > 0,
)

RUNNER_RULES = (
    _of(
        "partition",
        one_of(
            ("aws",),
            "The Platform Orchestrator's provider accepts no ARNs of other partitions: in aws-cn and aws-us-gov, everything"
            " except registration works.",
        ),
    ),
    _of(
        "region",
        matches(
            "[a-z]{2}-[a-z]+-[0-9]",
            "a region such as eu-west-1",
            "The Platform Orchestrator's provider accepts no other format.",
            source=ORCHESTRATOR,
        ),
    ),
    _of("runner_id", orchestrator_id(100, "Choose another runner_id.")),
    _of("ecs_cluster_name", cluster_name("Use the name of the cluster, not its ARN.")),
    *map(_role_arn, ("task_manager_role_arn", "execution_role_arn", "task_role_arn")),
    _of("subnet_ids", _AT_LEAST_ONE),
    _of("subnet_ids", max_items(16, "ECS allows no more per task.")),
    _of("security_group_ids", max_items(5, "ECS allows no more per task.")),
    *(_of("environment", rule) for rule in ENVIRONMENT),
    _of("secrets", each_value(SECRET, SECRETS)),
    _of("secrets", NO_RESERVED_NAME),
    none_of(
        "not contain names that are in environment",
        ONCE,
        lambda runner: common_keys(field(whole(runner), "environment"), field(whole(runner), "secrets")),
        part=".secrets",
    ),
)


class RegistrationInputs(Inputs):
    """What registration needs from the user."""

    heading = "Registration"

    description: str | None = variable(
        max_bytes(200, "Shorten it, or omit it for the default, which names the cluster and the region.", minimum=1), default=None
    )
    """Description of the runner in the Platform Orchestrator, 1 to 200 bytes long. It can't be empty: the Platform Orchestrator
    would keep the previous one. null: `Deploys using the CLUSTER ECS cluster in REGION`."""
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
    """Container image of the runner, such as a copy in ECR for subnets without a route to the internet. null: the Platform
    Orchestrator's own image, which is public."""
    state_path_prefix: str | None = variable(
        matches(
            "[a-zA-Z0-9._-]+(/[a-zA-Z0-9._-]+)*/?",
            "letters, digits and ._-, with single slashes between them",
            "Omit a leading slash.",
            source=f"{CONTROL_PLANE}/openapi/spec.yaml",
            max_length=512,
        ),
        default=None,
    )
    """Prefix of the keys under which the bucket stores the state of deployments. null: no prefix."""
    is_public_ip_enabled: Bool = variable(default=False)
    """Whether tasks get a public IP address. In a public subnet, they have no outbound access without one."""
    rules: RunnerRules = variable(*RULES, default={}, type_="map(map(string))", known_at_plan=True)
    """Rules that assign deployments to the runner: map of any names to maps with `project_id`, `env_type_id` or both, or to
    `{ match = "all" }`. Renaming a rule changes nothing. Must be known at plan."""


def _runner(*rules: Rule) -> Any:
    fields = ", ".join(f"{name} = {type_}" for name, type_ in RUNNER_FIELDS.items())
    return variable(*RUNNER_RULES, *rules, type_=f"object({{ {fields} }})")


class RegistrationModuleInputs(RegistrationInputs):
    """Registration, used alone."""

    heading = "Registration"

    runner: Mapping[str, Any] | Expression = _runner(families_rule())
    """The output `runner_configuration` of the module that created the runner, unchanged."""


class HumanitecRegistrationInputs(RegistrationModuleInputs):
    """Registration in Humanitec's edition."""

    runner: Mapping[str, Any] | Expression = _runner(families_rule(HUMANITEC))


class StellwerkRegistrationInputs(RegistrationModuleInputs):
    """Registration in Stellwerk's edition."""

    runner: Mapping[str, Any] | Expression = _runner(families_rule(STELLWERK))
