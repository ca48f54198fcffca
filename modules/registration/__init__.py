"""Registration: the runner becomes known to the Platform Orchestrator, and so does what to send there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import ITerraformDependable
from constructs import Construct

from ..core.declarations import InvalidInputs, Requirement
from ..core.expressions import Expression, field, from_tokens, hcl
from ..core.resources import Group, Requirements, checked
from ..inputs.registration import RUNNER_RULES, RegistrationInputs, RunnerRuleInput
from .orchestrator import RunnerRule, RunnerRuleProps, ServerlessEcsRunner, ServerlessEcsRunnerProps


@dataclass(frozen=True, kw_only=True)
class RegistrationProps:
    """What registration needs to know.

    `runner` is the object that the runner returns as its configuration, `depends_on` is what must stand before the orchestrator
    may use it, and until it no longer does. `check` is whether the object has to be checked here, since nobody has done it yet.
    """

    inputs: RegistrationInputs
    runner: Mapping[str, Any] | Expression
    depends_on: Sequence[ITerraformDependable] = ()
    check: bool = True


class Registration(Group):
    """The runner as the orchestrator knows it, and its rules."""

    def __init__(self, scope: Construct, id_: str, props: RegistrationProps) -> None:
        inputs = checked(props, RegistrationProps).inputs
        known = from_tokens(props.runner)
        super().__init__(scope, id_, Requirements([*inputs.requirements(), *(_requirements(known) if props.check else [])]))
        self.runner = self.resource(
            ServerlessEcsRunner,
            "runner",
            ServerlessEcsRunnerProps(
                id=field(known, "runner_id"),
                description=inputs.description,
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
            for_each=_whole(inputs.rules),
        )
        self.runner_id = self.runner.runner_id
        self.rule_ids = self.rules.ids


def _whole(rules: Mapping[str, RunnerRuleInput] | Expression) -> Expression:
    """Add what was left out, as Terraform does for a variable."""
    if isinstance(rules, Expression):
        return rules
    return Expression(hcl({name: {"project_id": None, "env_type_id": None, **rule} for name, rule in rules.items()}))


def _requirements(runner: Mapping[str, Any] | Expression) -> list[Requirement]:
    """Check here what the variable of a module that stands alone would have checked; raises InvalidInputs."""
    found = [
        Requirement(
            holds=rule.holds(runner),
            message=rule.message("the runner", runner),
            at=("platform-orchestrator_serverless_ecs_runner.runner",),
        )
        for rule in RUNNER_RULES
    ]
    if problems := [each.message for each in found if each.holds is False]:
        raise InvalidInputs(problems)
    return found
