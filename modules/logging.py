"""Logging: log groups for tasks and for Exec sessions."""

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from .core.context import Context, Kms
from .core.expressions import Bool
from .core.names import Names
from .core.policies import Condition, Grantee, Statement
from .core.resources import Group, attribute, checked, to_number
from .inputs import LoggingInputs


@dataclass(frozen=True, kw_only=True)
class LoggingProps:
    """What logging needs to know."""

    inputs: LoggingInputs
    context: Context
    names: Names
    kms: Kms
    execution_role: Grantee
    task_role: Grantee


class Logging(Group):
    """The log groups for tasks and Exec sessions, and the permissions to write to them."""

    def __init__(self, scope: Construct, id_: str, props: LoggingProps) -> None:
        super().__init__(scope, id_, checked(props, LoggingProps).context.requirements)
        self._props = props
        self.tasks = self._log_group("ecs_tasks", props.names.tasks_log_group)
        self.exec = self._log_group("ecs_exec", props.names.exec_log_group)
        self._grant_key_for_logs()
        self.grant_exec(props.task_role, "task_exec", only_if=props.inputs.enable_ecs_exec)

    @property
    def permissions(self) -> list[TerraformResource]:
        """All that must exist before roles can use the log groups."""
        return [*self._props.execution_role.grants, *self._props.task_role.grants]

    @property
    def configuration(self) -> dict[str, Any]:
        """Logging's part of the runner's configuration."""
        return {"log_group_names": [attribute(group, "name") for group in (self.tasks, self.exec)]}

    def grant_exec(self, role: Grantee | IamRole, id_: str = "exec", *, only_if: Bool = True) -> None:
        """Let tasks with a role open ECS Exec sessions, and log them; with KMS, also decrypt them.

        The role gets the inline policy `<runner_id>-<id_>-policy`; each further role in the same app needs its own `id_`.
        The task role has this if `enable_ecs_exec` is true.
        """
        props = self._props
        Grantee.of(role).grant(
            self,
            id_,
            props.names.policy(id_.replace("_", "-")),
            Statement(
                sid="OpenExecSessions",
                why="The agent in the task opens the session's channels, which have no ARNs.",
                actions=[
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                resources=["*"],
            ),
            Statement(
                sid="FindLogGroups",
                why="The agent looks up the log group before it writes. AWS can't limit that to one log group.",
                actions=["logs:DescribeLogGroups"],
                resources=["*"],
            ),
            Statement(
                sid="LogExecSessions",
                why="The commands of a session and their output are logged.",
                actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources=[f"{attribute(self.exec, 'arn')}:*"],
            ),
            Statement(
                sid="DecryptExecSessions",
                why="With a KMS key, the session is encrypted end to end, and the agent calls KMS itself.",
                actions=["kms:Decrypt"],
                resources=props.kms.key_arns,
                only_if=props.kms.enabled,
            ),
            only_if=only_if,
        )

    def _log_group(self, id_: str, name: str) -> CloudwatchLogGroup:
        return self.resource(
            CloudwatchLogGroup,
            id_,
            region=self._props.context.region,
            name=name,
            retention_in_days=to_number(self._props.inputs.cloudwatch_log_retention_days),
            kms_key_id=self._props.kms.key_arn,
            tags=self._props.context.tags,
        )

    def _grant_key_for_logs(self) -> None:
        props = self._props
        props.execution_role.grant(
            self,
            "execution_cloudwatch",
            props.names.policy("execution-cloudwatch"),
            Statement(
                sid="UseKeyForLogs",
                why="Encrypted log groups require the key, but only CloudWatch Logs can use it for them.",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=props.kms.key_arns,
                conditions=[Condition(test="StringEquals", key="kms:ViaService", values=[props.context.service("logs")])],
            ),
            only_if=props.kms.enabled,
        )
