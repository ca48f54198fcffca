"""Registration of a runner in the Platform Orchestrator, with the rules that assign deployments to it."""

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

    `runner` is the `configuration` of a runner. `depends_on` is what must exist as long as the runner is registered. `check` is
    whether the object is checked here, because nothing else has checked it. `edition` is the edition whose provider registers the
    runner; None: the runner's own.
    """

    inputs: RegistrationInputs
    runner: Mapping[str, Any] | Expression
    depends_on: Sequence[ITerraformDependable] = ()
    check: bool = True
    edition: Edition | None = None


class Registration(Group):
    """The registered runner, and its rules."""

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
    """Return a description, or the older modules' default: without one, the orchestrator keeps the previous one."""

    def python(cluster: str, region: str) -> str:
        return f"Deploys using the {cluster} ECS cluster in {region}"[:200]

    def text(cluster: str, region: str) -> str:
        return f'substr(format("Deploys using the %s ECS cluster in %s", {cluster}, {region}), 0, 200)'

    default = apply(python, text, field(runner, "ecs_cluster_name"), field(runner, "region"))
    return conditional(is_null(description), default, description)  # type: ignore[no-any-return]


def _requirements(runner: Mapping[str, Any] | Expression, rules: RunnerRules, edition: Edition | None) -> list[Requirement]:
    """Check what the variables of the standalone module would check; raises InvalidInputs.

    Python has already checked literal rules. Here, parts that only Terraform knows are checked, too: a rule with an invalid
    filter must not match everything.
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
