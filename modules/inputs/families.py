"""Whether the runner's permissions cover the task definitions that the orchestrator registers."""

from typing import Any

from ..core.editions import HUMANITEC, STELLWERK, Edition
from ..core.expressions import Bool, Expression, apply, field, or_
from ..core.rules import Rule


def environment_families(edition: Edition, organization: str) -> str:
    """Return the prefix of the families of an organization's environments; the environment's UUID follows it."""
    return f"{edition.task_definition_family_prefix}env_{organization}_"


def families_rule(edition: Edition | None = None) -> Rule:
    """Allow runners whose family prefix fits the orchestrator's families, or is unset; None: by the runner's own edition.

    The orchestrator registers platform_orchestrator_env_ORGANIZATION_UUID (`internal/runners/ecs_runner.go` of
    https://github.com/stellwerk-labs/platform-orchestrator-dp); a narrower prefix is allowed. Whether Humanitec's hosted service
    does the same can't be seen from outside, so its older families are allowed there as well.
    """
    older = f", or begin with {HUMANITEC.task_definition_family_prefix}" if edition is not STELLWERK else ""
    families = environment_families(STELLWERK, "ORGANIZATION")

    def holds(runner: Any) -> Bool:
        prefix, organization = _known(runner, "task_definition_family_prefix"), _known(runner, "organization_id")
        is_older: Any = apply(
            lambda text: text is not None and text.startswith(HUMANITEC.task_definition_family_prefix),
            lambda text: f'startswith(coalesce({text}, "-"), "{HUMANITEC.task_definition_family_prefix}")',
            prefix,
        )
        if edition is STELLWERK:
            is_older = False
        elif edition is None:
            is_older = apply(
                lambda is_allowed, name: is_allowed and name == HUMANITEC.name,
                lambda is_allowed, name: f'{is_allowed} && {name} == "{HUMANITEC.name}"',
                is_older,
                _known(runner, "orchestrator"),
            )
        return or_(_is_prefix(prefix, organization), is_older)

    return Rule(
        must=f"be a prefix of {families}, where ORGANIZATION is the runner's organization{older}",
        fix="For the runner, omit task_definition_family_prefix, and set orchestrator_org_id for Stellwerk, or humanitec_org_id"
        " for Humanitec.",
        holds=holds,
        invalid=lambda runner: _known(runner, "task_definition_family_prefix"),
        part=".task_definition_family_prefix",
    )


def _known(runner: Any, name: str) -> Any:
    """Return a field that objects from older modules lack."""
    return Expression(f"try({runner.text}.{name}, null)") if isinstance(runner, Expression) else field(runner, name)


def _is_prefix(prefix: Any, organization: Any) -> Bool:
    def python(text: str | None, of: str | None) -> bool:
        return text is None or environment_families(STELLWERK, of or "").startswith(text)

    def expression(text: str, of: str) -> str:
        families = environment_families(STELLWERK, f'${{coalesce({of}, "-")}}')
        return f'startswith("{families}", coalesce({text}, "{STELLWERK.task_definition_family_prefix}"))'

    return apply(python, expression, prefix, organization)  # type: ignore[no-any-return]
