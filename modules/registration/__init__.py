"""Registration: the Platform Orchestrator learns of the runner, and what to send there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import Precondition, TerraformResourceLifecycle
from constructs import Construct

from ..core.expressions import Expression, hcl
from ..core.resources import Group, element
from ..inputs.registration import RUNNER_RULES, RegistrationInputs, RunnerRuleInput
from .orchestrator import RunnerRule, RunnerRuleProps, ServerlessEcsRunner, ServerlessEcsRunnerProps


@dataclass(frozen=True, kw_only=True)
class RegistrationProps:
    """What registration needs to know.

    `runner` is the object that the runner gives as its configuration, `depends_on` are the addresses of what must stand
    before the orchestrator may use it, and until it no longer does. `check` is whether Terraform shall check the object,
    where it is an expression that nobody has checked yet.
    """

    inputs: RegistrationInputs
    runner: Mapping[str, Any] | Expression
    depends_on: Sequence[str] = ()
    check: bool = False


class Registration(Group):
    """The runner as the orchestrator knows it, and its rules."""

    def __init__(self, scope: Construct, id_: str, props: RegistrationProps) -> None:
        super().__init__(scope, id_)
        inputs = props.inputs
        runner = element(
            ServerlessEcsRunner,
            self,
            "platform-orchestrator_serverless_ecs_runner.runner",
            ServerlessEcsRunnerProps(
                id=_of(props.runner, "runner_id"),
                description=inputs.description,
                role_arn=_of(props.runner, "task_manager_role_arn"),
                region=_of(props.runner, "region"),
                cluster=_of(props.runner, "ecs_cluster_name"),
                subnets=_of(props.runner, "subnet_ids"),
                security_groups=_of(props.runner, "security_group_ids"),
                is_public_ip_enabled=inputs.is_public_ip_enabled,
                execution_role_arn=_of(props.runner, "execution_role_arn"),
                task_role_arn=_of(props.runner, "task_role_arn"),
                image=inputs.image,
                environment=_of(props.runner, "environment"),
                secrets=_of(props.runner, "secrets"),
                bucket=_of(props.runner, "s3_bucket"),
                path_prefix=inputs.state_path_prefix,
            ),
            depends_on=props.depends_on,
            lifecycle=_refusing(props.runner) if props.check and isinstance(props.runner, Expression) else None,
        )
        rules = element(
            RunnerRule,
            self,
            "platform-orchestrator_runner_rule.rules",
            RunnerRuleProps(
                runner_id=runner.runner_id,
                project_id=Expression("each.value.project_id"),
                env_type_id=Expression("each.value.env_type_id"),
            ),
            for_each=_whole(inputs.rules),
        )
        self.runner_id = runner.runner_id
        self.rule_ids = rules.ids


def _of(runner: Mapping[str, Any] | Expression, field: str) -> Any:
    return Expression(f"{runner.text}.{field}") if isinstance(runner, Expression) else runner[field]


def _whole(rules: Mapping[str, RunnerRuleInput] | Expression) -> Expression:
    """Add what was left out, as Terraform does for a variable."""
    if isinstance(rules, Expression):
        return rules
    return Expression(hcl({name: {"project_id": None, "env_type_id": None, **rule} for name, rule in rules.items()}))


def _refusing(runner: Expression) -> TerraformResourceLifecycle:
    """Check here what the variable of a module that stands alone would have checked."""
    return TerraformResourceLifecycle(
        precondition=[
            Precondition(
                condition=f"${{{rule.condition(runner.text)}}}",
                error_message=rule.message("the runner", f"${{jsonencode({rule.culprits(runner.text)})}}"),
            )
            for rule in RUNNER_RULES
        ]
    )
