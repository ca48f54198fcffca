"""Each group alone, for organizations in which different teams create them: a stack, and a nested module."""

from modules import outputs
from modules.compute import Compute, ComputeProps
from modules.core.context import Context
from modules.core.policies import Grantee, Role
from modules.identity import Identity, IdentityProps
from modules.inputs import (
    ComputeModuleInputs,
    IdentityModuleInputs,
    LoggingModuleInputs,
    MonitoringModuleInputs,
    NetworkModuleInputs,
    StorageModuleInputs,
)
from modules.logging import Logging, LoggingProps
from modules.monitoring import Monitoring, MonitoringProps
from modules.network import Network, NetworkProps
from modules.storage import Storage, StorageProps
from stacks.base import BaseStack


class IdentityStack(BaseStack):
    """The OIDC provider and the three roles, whose outputs the other groups use."""

    inputs = IdentityModuleInputs

    def _build(self) -> None:
        self.use_random()
        inputs = self.add_variables(IdentityModuleInputs)
        context = Context(self, "main", inputs)
        names = context.names(inputs)
        identity = Identity(self, "identity", IdentityProps(inputs=inputs, context=context, names=names))
        self.add_outputs((*outputs.NAMES, outputs.NAME_SUFFIX), names)
        self.add_outputs((*outputs.IDENTITY, outputs.PART), identity)


class StorageStack(BaseStack):
    """The bucket, for a task role created elsewhere."""

    inputs = StorageModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(StorageModuleInputs)
        context = Context(self, "main", inputs)
        storage = Storage(
            self,
            "storage",
            StorageProps(
                inputs=inputs,
                context=context,
                names=inputs.names,
                kms=context.kms(inputs),
                task_role=Role(name=inputs.task_role_name, arn=inputs.task_role_arn),
            ),
        )
        self.add_outputs((*outputs.STORAGE, outputs.PART), storage)


class LoggingStack(BaseStack):
    """The log groups, for roles created elsewhere."""

    inputs = LoggingModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(LoggingModuleInputs)
        context = Context(self, "main", inputs)
        logging = Logging(
            self,
            "logging",
            LoggingProps(
                inputs=inputs,
                context=context,
                names=inputs.names,
                kms=context.kms(inputs),
                execution_role=Grantee(name=inputs.execution_role_name),
                task_role=Grantee(name=inputs.task_role_name),
            ),
        )
        self.add_outputs((*outputs.LOGGING, outputs.PART), logging)


class ComputeStack(BaseStack):
    """The cluster, for roles and a log group created elsewhere."""

    inputs = ComputeModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(ComputeModuleInputs)
        context = Context(self, "main", inputs)
        compute = Compute(
            self,
            "compute",
            ComputeProps(
                inputs=inputs,
                context=context,
                names=inputs.names,
                kms=context.kms(inputs),
                task_manager_role=Grantee(name=inputs.task_manager_role_name),
                task_roles=[inputs.execution_role_arn, inputs.task_role_arn],
                exec_log_group_name=inputs.cloudwatch_exec_log_group_name,
            ),
        )
        self.add_outputs((*outputs.COMPUTE, outputs.PART), compute)


class NetworkStack(BaseStack):
    """An optional VPC, security group and VPC endpoints for the runner's tasks."""

    inputs = NetworkModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(NetworkModuleInputs)
        network = Network(
            self,
            "network",
            NetworkProps(
                inputs=inputs,
                context=Context(self, "main", inputs),
                names=inputs.names,
            ),
        )
        self.add_outputs((*outputs.NETWORK, outputs.PART), network)


class MonitoringStack(BaseStack):
    """Alarms, a dashboard and a log of failures, for a runner created elsewhere."""

    inputs = MonitoringModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(MonitoringModuleInputs)
        context = Context(self, "main", inputs)
        monitoring = Monitoring(
            self,
            "monitoring",
            MonitoringProps(
                inputs=inputs,
                context=context,
                names=inputs.names,
                kms=context.kms(inputs),
                cluster_name=inputs.ecs_cluster_name,
                cluster_arn=context.arn("ecs", f"cluster/{inputs.ecs_cluster_name}"),
                bucket_name=inputs.s3_bucket,
                log_group_names=[inputs.cloudwatch_log_group_name, inputs.cloudwatch_exec_log_group_name],
                task_manager_role_arn=inputs.task_manager_role_arn,
            ),
        )
        self.add_outputs((*outputs.MONITORING, outputs.PART), monitoring)


GROUPS: dict[str, type[BaseStack]] = {
    "identity": IdentityStack,
    "storage": StorageStack,
    "logging": LoggingStack,
    "compute": ComputeStack,
    "network": NetworkStack,
    "monitoring": MonitoringStack,
}
