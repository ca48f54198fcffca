"""Registration: the runner becomes known to the Platform Orchestrator, and so does what to send there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import ITerraformDependable
from constructs import Construct

from ..core.declarations import InvalidInputs, Requirement
from ..core.editions import Edition
from ..core.expressions import Expression, apply, conditional, empty_if_null, field, from_tokens, hcl, is_null
from ..core.resources import Group, Requirements, address, checked
from ..inputs.families import families_rule
from ..inputs.registration import RUNNER_RULES, RegistrationInputs, whole
from ..inputs.runner_rules import RULES, RunnerRules, by_content, content
from .orchestrator import RunnerRule, RunnerRuleProps, ServerlessEcsRunner, ServerlessEcsRunnerProps


@dataclass(frozen=True, kw_only=True)
class RegistrationProps:
    """What registration needs to know.

    `runner` is the object that the runner returns as its configuration, `depends_on` is what must exist before the orchestrator
    may use it, and until it no longer does. `check` is whether the object has to be checked here, since nobody has done it yet.
    `edition` is whose provider registers the runner; None: that of the runner's edition.
    """

    inputs: RegistrationInputs
    runner: Mapping[str, Any] | Expression
    depends_on: Sequence[ITerraformDependable] = ()
    check: bool = True
    edition: Edition | None = None


class Registration(Group):
    """The runner as the orchestrator knows it, and its rules."""

    def __init__(self, scope: Construct, id_: str, props: RegistrationProps) -> None:
        inputs = checked(props, RegistrationProps).inputs
        known = whole(from_tokens(props.runner))
        super().__init__(
            scope,
            id_,
            Requirements([*inputs.requirements(), *(_requirements(known, inputs.rules, props.edition) if props.check else [])]),
        )
        self.runner = self.resource(
            ServerlessEcsRunner,
            "runner",
            ServerlessEcsRunnerProps(
                id=field(known, "runner_id"),
                description=_description(inputs.description, known),
                role_arn=field(known, "task_manager_role_arn"),
                region=field(known, "region"),
                cluster=field(known, "ecs_cluster_name"),
                subnets=field(known, "subnet_ids"),
                security_groups=field(known, "security_group_ids"),
                is_public_ip_enabled=inputs.is_public_ip_enabled,
                execution_role_arn=field(known, "execution_role_arn"),
                task_role_arn=field(known, "task_role_arn"),
                image=inputs.image,
                environment=field(known, "environment"),
                secrets=field(known, "secrets"),
                bucket=field(known, "s3_bucket"),
                path_prefix=inputs.state_path_prefix,
            ),
            depends_on=[*props.depends_on] or None,
        )
        self.rules = self.resource(
            RunnerRule,
            "rules",
            RunnerRuleProps(
                runner_id=self.runner.runner_id,
                project_id=Expression("each.value.project_id"),
                env_type_id=Expression("each.value.env_type_id"),
            ),
            for_each=self.local_object("rules", by_content(inputs.rules)),
        )
        self.runner_id = self.runner.runner_id
        of_rule = f"{address(self.rules)}[{content('rule')}].id"
        self.configuration: dict[str, Any] = {
            "runner_id": self.runner_id,
            "image": empty_if_null(inputs.image),
            "is_public_ip_enabled": inputs.is_public_ip_enabled,
        }
        self.rule_ids = Expression(f"{{ for name, rule in {hcl(inputs.rules)} : name => {of_rule} }}")


def _description(description: str | None, runner: Any) -> str:
    """Take a description, or the older modules' sentence: the orchestrator keeps the old one where there is none."""

    def python(cluster: str, region: str) -> str:
        return f"Deploys using the {cluster} ECS cluster in {region}"[:200]

    def text(cluster: str, region: str) -> str:
        return f'substr(format("Deploys using the %s ECS cluster in %s", {cluster}, {region}), 0, 200)'

    default = apply(python, text, field(runner, "ecs_cluster_name"), field(runner, "region"))
    return conditional(is_null(description), default, description)  # type: ignore[no-any-return]


def _requirements(runner: Mapping[str, Any] | Expression, rules: RunnerRules, edition: Edition | None) -> list[Requirement]:
    """Check here what the variables of a module that is used alone would have checked; raises InvalidInputs.

    Python has checked literal rules. A part that only Terraform knows must not become a rule for everything there.
    """
    found = [
        Requirement(
            holds=rule.holds(value),
            message=rule.message(name, value),
            at=("platform-orchestrator_serverless_ecs_runner.runner",),
        )
        for name, value, of_value in (("the runner", runner, (*RUNNER_RULES, families_rule(edition))), ("rules", rules, RULES))
        for rule in of_value
    ]
    if problems := [each.message for each in found if each.holds is False]:
        raise InvalidInputs(problems)
    return found
