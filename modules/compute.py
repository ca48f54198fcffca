"""Compute: the cluster, and what the orchestrator can do on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.ecs_cluster import (
    EcsCluster,
    EcsClusterConfiguration,
    EcsClusterConfigurationExecuteCommandConfiguration,
    EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration,
    EcsClusterSetting,
)
from cdktf_cdktf_provider_aws.ecs_cluster_capacity_providers import EcsClusterCapacityProviders
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from .core.context import Context, Kms
from .core.declarations import is_enabled
from .core.expressions import Bool, Expression, and_, conditional, empty_if_null, hcl, in_key, is_null, not_, not_null
from .core.names import Names
from .core.policies import Condition, Grantee, Statement
from .core.resources import Group, attribute_if_any, checked, count, to_bool
from .inputs import ComputeInputs


@dataclass(frozen=True, kw_only=True)
class ComputeProps:
    """What compute needs to know."""

    inputs: ComputeInputs
    context: Context
    names: Names
    kms: Kms
    task_manager_role: Grantee
    task_roles: Sequence[str]  # ARNs of the roles that tasks are started with
    exec_log_group_name: str


class Compute(Group):
    """The cluster that tasks run on, created or existing, with the permissions of the task manager role on it."""

    def __init__(self, scope: Construct, id_: str, props: ComputeProps) -> None:
        super().__init__(scope, id_, checked(props, ComputeProps).context.requirements)
        self._props = props
        existing = props.inputs.existing_ecs_cluster_name
        create = self.local("create_ecs_cluster", is_enabled(props.inputs.create_ecs_cluster, is_null(existing)))
        self._created = create
        self.cluster = self._cluster(create)
        name = conditional(create, attribute_if_any(self.cluster, "name"), empty_if_null(existing))
        self.cluster_name: str = self.local("ecs_cluster_name", name)
        self.cluster_arn: str = self.local("ecs_cluster_arn", props.context.arn("ecs", f"cluster/{self.cluster_name}"))
        self.family_prefix: str = self.local("task_definition_family_prefix", props.inputs.family_prefix)
        self._tag_key: str = self.local("runner_tag_key", empty_if_null(props.inputs.runner_tag_key))
        self._offer_capacity(create)
        self.grant_run_tasks(props.task_manager_role)

    @property
    def permissions(self) -> list[TerraformResource]:
        """All that must exist before the task manager role can run tasks."""
        return [*self._props.task_manager_role.grants]

    @property
    def configuration(self) -> dict[str, Any]:
        """Compute's part of the runner's configuration."""
        return {
            "task_definition_family_prefix": self.family_prefix,
            "ecs_cluster_name": self.cluster_name,
            "ecs_cluster_arn": self.cluster_arn,
        }

    def _cluster(self, create: Bool) -> EcsCluster:
        props = self._props
        return self.resource(
            EcsCluster,
            "main",
            count=count(create),
            region=props.context.region,
            name=props.names.cluster,
            setting=[EcsClusterSetting(name="containerInsights", value=props.inputs.container_insights)],
            configuration=EcsClusterConfiguration(
                execute_command_configuration=EcsClusterConfigurationExecuteCommandConfiguration(
                    kms_key_id=props.kms.key_arn,
                    logging="OVERRIDE",
                    log_configuration=EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration(
                        cloud_watch_encryption_enabled=to_bool(props.kms.enabled),
                        cloud_watch_log_group_name=props.exec_log_group_name,
                    ),
                )
            ),
            tags=props.context.tags,
        )

    def _offer_capacity(self, create: Bool) -> None:
        providers = self.resource(
            EcsClusterCapacityProviders,
            "main",
            count=count(create),
            region=self._props.context.region,
            cluster_name=self.cluster_name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
        )
        # A dynamic block, since the list may be unknown at plan.
        providers.add_override(
            "dynamic.default_capacity_provider_strategy",
            {
                "for_each": Expression(hcl(self._props.inputs.capacity_providers)),
                "iterator": "provider",
                "content": {
                    "capacity_provider": "${provider.value.name}",
                    "weight": "${provider.value.weight}",
                    "base": "${provider.value.base}",
                },
            },
        )

    def grant_run_tasks(self, role: Grantee | IamRole, id_: str = "ecs_task_manager") -> None:
        """Allow a role exactly the calls that the orchestrator makes for each deployment on this cluster, in their order.

        The role gets the inline policy `<runner_id>-<id_>-policy`; the task manager role has it already.

        Resources and conditions that each action supports:
        https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
        """
        props = self._props
        context = props.context
        families = context.arn("ecs", f"task-definition/{self.family_prefix}*")
        tasks = context.arn("ecs", f"task/{self.cluster_name}/*")
        on_this_cluster = Condition(test="ArnEquals", key="ecs:cluster", values=[self.cluster_arn])
        tagged_in_request, tagged_already = self._tagged("aws:RequestTag"), self._tagged("aws:ResourceTag")
        Grantee.of(role).grant(
            self,
            id_,
            props.names.policy(id_.replace("_", "-")),
            Statement(
                sid="FindTaskDefinitions",
                why="Old task definitions are found and deregistered. AWS can limit these actions to a region, not to families.",
                actions=["ecs:DeregisterTaskDefinition", "ecs:ListTaskDefinitions"],
                resources=["*"],
                conditions=[Condition(test="StringEquals", key="aws:RequestedRegion", values=[context.region])],
            ),
            Statement(
                sid="RegisterTaskDefinitions",
                why="Each deployment registers a task definition. One for EC2 could take over the hosts of a cluster.",
                actions=["ecs:RegisterTaskDefinition"],
                resources=[families],
                conditions=[*self._only_fargate(), tagged_in_request],
            ),
            Statement(
                sid="DeleteTaskDefinitions",
                why="Each deployment deletes earlier task definitions, which another runner may have registered.",
                actions=["ecs:DeleteTaskDefinitions"],
                resources=[families],
            ),
            Statement(
                sid="RunTasks",
                why="Each deployment is one task, on this cluster only.",
                actions=["ecs:RunTask"],
                resources=[families],
                conditions=[on_this_cluster, tagged_in_request, tagged_already],
            ),
            Statement(
                sid="ListTasks",
                why="The orchestrator finds its task by the family.",
                actions=["ecs:ListTasks"],
                resources=[context.arn("ecs", f"container-instance/{self.cluster_name}/*")],
                conditions=[on_this_cluster],
            ),
            Statement(
                sid="DescribeTasks",
                why="The orchestrator identifies its task by the tags, and watches it until it ends.",
                actions=["ecs:DescribeTasks"],
                resources=[tasks],
                conditions=[on_this_cluster],
            ),
            Statement(
                sid="TagOnCreation",
                why="Task definitions and tasks get the deployment's tags when they are created, and none later.",
                actions=["ecs:TagResource"],
                resources=[families, tasks],
                conditions=[
                    Condition(test="StringEquals", key="ecs:CreateAction", values=["RegisterTaskDefinition", "RunTask"]),
                    tagged_in_request,
                ],
            ),
            Statement(
                sid="ReadTags",
                why="Task definitions and tasks have only tags that DescribeTasks returns anyway.",
                actions=["ecs:ListTagsForResource"],
                resources=[families, tasks],
            ),
            Statement(
                sid="RemoveTags",
                why="Not from tasks: the orchestrator can't find a task without its tag, and no longer follows its deployment.",
                actions=["ecs:UntagResource"],
                resources=[families],
                conditions=[tagged_already],
            ),
            Statement(
                sid="PassRoles",
                why="Tasks run with these two roles. Other roles can't be passed, nor these to other services.",
                actions=["iam:PassRole"],
                resources=props.task_roles,
                conditions=[Condition(test="StringEquals", key="iam:PassedToService", values=["ecs-tasks.amazonaws.com"])],
            ),
        )

    def _tagged(self, kind: str) -> Condition:
        """Require the tag with the runner's ID, in the request or on the resource, if a key is set."""
        return Condition(
            test="StringEquals",
            key=f"{kind}/{in_key(self._tag_key)}",
            values=[self._props.names.runner_id],
            only_if=not_null(self._props.inputs.runner_tag_key),
        )

    def _only_fargate(self) -> list[Condition]:
        """Require Fargate alone, on a cluster that may have hosts: a created one has none.

        A request without the key would match ForAllValues; ForAnyValue would allow EC2 and Fargate together.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
        """
        asked = and_(not_(self._created), self._props.inputs.require_fargate_compatibility)
        key = "ecs:compute-compatibility"
        return [
            Condition(test="ForAllValues:StringEquals", key=key, values=["FARGATE"], only_if=asked),
            Condition(test="Null", key=key, values=["false"], only_if=asked),
        ]
