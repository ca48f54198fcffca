"""Identity: the OIDC provider that the orchestrator signs in through, and the runner's three roles."""

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from .core.context import Context
from .core.declarations import is_enabled
from .core.expressions import Expression, StringList, conditional, empty_if_null, hcl, in_key, is_null, length, not_null
from .core.names import Names
from .core.policies import Condition, Principal, Role, Statement, document, role_of
from .core.resources import Group, attribute_if_any, checked, count, to_string_list
from .inputs import IdentityInputs

_AUDIENCE = "sts.amazonaws.com"
_TASKS = Principal(type="Service", identifiers=["ecs-tasks.amazonaws.com"])


@dataclass(frozen=True, kw_only=True)
class IdentityProps:
    """What identity needs to know."""

    inputs: IdentityInputs
    context: Context
    names: Names


class Identity(Group):
    """The task manager role, which the orchestrator assumes, and the two roles that it passes to ECS."""

    def __init__(self, scope: Construct, id_: str, props: IdentityProps) -> None:
        super().__init__(scope, id_, checked(props, IdentityProps).context.requirements)
        self._inputs = props.inputs
        self._context = props.context
        self._names = props.names
        self.oidc_hostname: str = self.local("oidc_hostname", props.inputs.host)
        self.organization: str = self.local("organization", props.inputs.organization)
        self.oidc_provider_arn = self._oidc_provider()
        names = props.names
        self.task_manager = self._role(
            "ecs_task_manager",
            names.task_manager_role,
            "Assumed by the Platform Orchestrator to run deployment jobs as ECS tasks",
            self._runner_signs_in(names.runner_id),
        )
        self.execution = self._role(
            "execution",
            names.execution_role,
            "Assumed by ECS to start the runner's tasks: pull images, read secrets, write logs",
            Statement(
                sid="EcsStartsTasks",
                why="ECS pulls the image and reads the secrets before the task runs.",
                actions=["sts:AssumeRole"],
                principals=[_TASKS],
            ),
        )
        self.task = self._role(
            "task",
            names.task_role,
            "Assumed by the runner's tasks, for what they manage",
            self._tasks_run(),
            self._task_manager_assumes(),
        )
        self.roles = (self.task_manager, self.execution, self.task)
        self.attachments = [self._attach_execution_policy(), self._attach_task_policies()]
        self._grant_start(names)
        self._grant_secrets(names)

    @property
    def permissions(self) -> list[TerraformResource]:
        """All that must exist before the roles can be used."""
        return [*self.attachments, *(grant for role in self.roles for grant in role.grants)]

    @property
    def configuration(self) -> dict[str, Any]:
        """Identity's part of the runner's configuration."""
        return {
            "runner_id": self._names.runner_id,
            "partition": self._context.partition,
            "region": self._inputs.region,
            "orchestrator": self._inputs.edition,
            "organization_id": self.organization,
            "task_manager_role_arn": self.task_manager.arn,
            "execution_role_arn": self.execution.arn,
            "task_role_arn": self.task.arn,
            "secrets": self._inputs.secrets,
            "oidc_hostname": self.oidc_hostname,
            "oidc_provider_arn": self.oidc_provider_arn,
        }

    def _oidc_provider(self) -> str:
        inputs = self._inputs
        existing = inputs.existing_oidc_provider_arn
        create = self.local("create_oidc_provider", is_enabled(inputs.create_oidc_provider, is_null(existing)))
        self.oidc_provider = self.resource(
            IamOpenidConnectProvider,
            "oidc",
            count=count(create),
            url=f"https://{self.oidc_hostname}",
            client_id_list=[_AUDIENCE],
            thumbprint_list=None if inputs.thumbprints is None else to_string_list(inputs.thumbprints),
            tags=self._context.tags,
        )
        arn = conditional(create, attribute_if_any(self.oidc_provider, "arn"), empty_if_null(existing))
        return self.local("oidc_provider_arn", arn)  # type: ignore[no-any-return]

    def _role(self, id_: str, name: str, description: str, *trust: Statement) -> Role:
        return role_of(
            self.resource(
                IamRole,
                id_,
                name=name,
                description=description,
                path=self._inputs.iam_role_path,
                permissions_boundary=self._inputs.iam_role_permissions_boundary,
                assume_role_policy=document(self, f"{id_}_trust", *trust),
                tags=self._context.tags,
            )
        )

    def _runner_signs_in(self, runner_id: str) -> Statement:
        host, cidrs = in_key(self.oidc_hostname), self._inputs.allowed_source_cidrs
        return Statement(
            sid="RunnerSignsIn",
            why="The issuer signs tokens for every organization: only tokens for this runner are accepted.",
            actions=["sts:AssumeRoleWithWebIdentity"],
            principals=[Principal(type="Federated", identifiers=[self.oidc_provider_arn])],
            conditions=[
                Condition(test="StringEquals", key=f"{host}:aud", values=[_AUDIENCE]),
                Condition(test="StringEquals", key=f"{host}:sub", values=[f"{self.organization}+{runner_id}"]),
                Condition(
                    test="IpAddress",
                    key="aws:SourceIp",
                    values=[] if cidrs is None else cidrs,
                    only_if=not_null(cidrs),
                ),
            ],
        )

    def _tasks_run(self) -> Statement:
        return Statement(
            sid="TasksRun",
            why="The runner's tasks run with this role. ECS in other accounts and regions can't assume it.",
            actions=["sts:AssumeRole"],
            principals=[_TASKS],
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
            conditions=[
                Condition(test="StringEquals", key="aws:SourceAccount", values=[self._context.account_id]),
                Condition(test="ArnLike", key="aws:SourceArn", values=[self._context.arn("ecs", "*")]),
            ],
        )

    def _task_manager_assumes(self) -> Statement:
        return Statement(
            sid="TaskManagerAssumes",
            why="An orchestrator may manage the runner's objects between jobs. The published one never does.",
            actions=["sts:AssumeRole"],
            principals=[Principal(type="AWS", identifiers=[self.task_manager.arn])],
            only_if=self._inputs.task_role_assumable_by_task_manager,
        )

    def _attach_execution_policy(self) -> IamRolePolicyAttachment:
        return self.resource(
            IamRolePolicyAttachment,
            "execution",
            count=count(is_null(self._inputs.execution_role_ecr_repository_arns)),
            role=self.execution.name,
            policy_arn=f"arn:{self._context.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        )

    def _grant_start(self, names: Names) -> None:
        """Let ECS pull these images and write these logs, instead of all of them by AWS's managed policy."""
        named = self._inputs.execution_role_ecr_repository_arns
        repositories: StringList = self.local("ecr_repository_arns", conditional(is_null(named), [], named))
        self.execution.grant(
            self,
            "execution_start",
            names.policy("execution-start"),
            Statement(
                sid="SignInToRegistry",
                why="The token is valid for what the other ECR actions allow. AWS can't limit it to a repository.",
                actions=["ecr:GetAuthorizationToken"],
                resources=["*"],
                only_if=length(repositories) > 0,
            ),
            Statement(
                sid="PullImages",
                why="ECS pulls images from the specified repositories only.",
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=repositories,
                only_if=length(repositories) > 0,
            ),
            Statement(
                sid="WriteTaskLogs",
                why="Task definitions can log to the runner's task log group only, not even to the one for failures.",
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[self._context.arn("logs", f"log-group:{names.tasks_log_group}:*")],
            ),
            only_if=not_null(named),
        )

    def _attach_task_policies(self) -> IamRolePolicyAttachment:
        attachment = self.resource(IamRolePolicyAttachment, "task", role=self.task.name, policy_arn="${each.value}")
        attachment.add_override("for_each", Expression(hcl(self._inputs.task_role_policy_arns)))
        return attachment

    def _grant_secrets(self, names: Names) -> None:
        """Let ECS read the secrets for the tasks, decrypt those under a customer managed key, and read nothing else."""
        inputs = self._inputs
        arns = {
            service: self.local(
                f"{service}_arns",
                Expression(f'[for arn in values({hcl(inputs.secrets)}) : arn if split(":", arn)[2] == "{service}"]'),
            )
            for service in ("secretsmanager", "ssm")
        }
        self.execution.grant(
            self,
            "execution_secrets",
            names.policy("execution-secrets"),
            Statement(
                sid="ReadSecrets",
                why="ECS passes the specified secrets to the task, and no others.",
                actions=["secretsmanager:GetSecretValue"],
                resources=arns["secretsmanager"],
                only_if=length(arns["secretsmanager"]) > 0,
            ),
            Statement(
                sid="ReadParameters",
                why="ECS passes the specified parameters to the task, and no others.",
                actions=["ssm:GetParameters"],
                resources=arns["ssm"],
                only_if=length(arns["ssm"]) > 0,
            ),
            Statement(
                sid="DecryptSecrets",
                why="Secrets under a customer managed key must be decrypted, but only through the service that stores them.",
                actions=["kms:Decrypt"],
                resources=inputs.secrets_kms_key_arns,
                conditions=[Condition(test="StringEquals", key="kms:ViaService", values=self._stores())],
                only_if=length(inputs.secrets_kms_key_arns) > 0,
            ),
            only_if=length(inputs.secrets) > 0,
        )

    def _stores(self) -> Expression:
        """List the services that decrypt secrets, in the regions of the secrets, which can differ from the runner's."""
        secrets, suffix = hcl(self._inputs.secrets), hcl(self._context.dns_suffix)
        parts = '${split(":", arn)[2]}.${split(":", arn)[3]}'
        return Expression(f'distinct([for arn in values({secrets}) : "{parts}.${{{suffix}}}"])')
