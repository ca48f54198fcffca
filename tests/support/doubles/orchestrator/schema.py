"""The schema of the platform-orchestrator providers, declared by hand from its source: it is in no bindings.

Two providers serve the same resources: the deprecated one and its successor. Everything nested is an attribute.
Sources, in https://github.com/stellwerk-labs/terraform-provider-platform-orchestrator/blob/main/internal/provider:
serverless_ecs_runner_resource.go, runner_rule_resource.go, provider.go (of humanitec/...: the same files).
"""

from dataclasses import dataclass

from tests.support.doubles.model import Attribute, Block, Nested, Type


@dataclass(frozen=True)
class Edition:
    """One of the two providers: what differs between them."""

    environment: str  # prefix of its variables
    config_file: str  # argument with the path of the CLI's settings
    api_url: str  # of an API that isn't named
    error: str  # the summary of what the API refuses
    versions: tuple[str, ...]  # that the mirror has


# provider.go: the constants at its top, and Schema. The runner has `image` from humanitec 2.11.0 on, and from stellwerk 1.0.0 on.
# 2.99.0 stands for any later one of the line; the others exist.
EDITIONS = {
    "humanitec": Edition(
        "HUMANITEC", "hctl_config_file", "https://humanitec.example", "Humanitec API error", ("2.11.0", "2.99.0")
    ),
    "stellwerk-labs": Edition(
        "PO", "octl_config_file", "https://stellwerk.example", "Platform orchestrator API error", ("1.0.0", "1.0.1", "2.0.0")
    ),
}

RUNNER = "platform-orchestrator_serverless_ecs_runner"
RULE = "platform-orchestrator_runner_rule"

_STRINGS: Type = ["list", "string"]
_MAP: Type = ["map", "string"]


def _required(type_: Type = "string") -> Attribute:
    return Attribute(type_, required=True)


def _optional(type_: Type = "string", *, sensitive: bool = False) -> Attribute:
    return Attribute(type_, optional=True, sensitive=sensitive)


def _defaulted(type_: Type = "string") -> Attribute:
    return Attribute(type_, optional=True, computed=True)


def _object(*, required: bool = True, **attributes: Attribute) -> Attribute:
    return Attribute(required=required, optional=not required, nested=Nested(Block(attributes), "single"))


def config(namespace: str) -> Block:
    """Return the schema of one provider's block."""
    return Block(
        {
            EDITIONS[namespace].config_file: _optional(),
            "api_url": _optional(),
            "org_id": _optional(),
            "auth_token": _optional(sensitive=True),
        }
    )


RESOURCES = {
    # ecsRunnerResourceSchema
    RUNNER: Block(
        {
            "id": _required(),
            "description": _optional(),
            "runner_configuration": _object(
                auth=_object(role_arn=_required(), session_name=_optional(), sts_region=_optional()),
                job=_object(
                    region=_required(),
                    cluster=_required(),
                    subnets=_required(_STRINGS),
                    execution_role_arn=_required(),
                    security_groups=_defaulted(_STRINGS),
                    is_public_ip_enabled=_defaulted("bool"),
                    task_role_arn=_optional(),
                    image=_optional(),
                    environment=_defaulted(_MAP),
                    secrets=_defaulted(_MAP),
                ),
            ),
            "state_storage_configuration": _object(
                type=_required(), s3_configuration=_object(required=False, bucket=_required(), path_prefix=_optional())
            ),
        }
    ),
    # RunnerRuleResource.Schema
    RULE: Block(
        {
            "id": Attribute("string", computed=True),
            "runner_id": _required(),
            "project_id": _defaulted(),
            "env_type_id": _defaulted(),
        }
    ),
}
