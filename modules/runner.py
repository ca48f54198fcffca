"""The whole runner: every group, wired."""

from functools import cached_property
from typing import Any

from constructs import Construct

from modules.compute import Compute, ComputeProps
from modules.elements import Group
from modules.foundation import Foundation, kms, names
from modules.identity import Identity, IdentityProps
from modules.inputs import RunnerInputs
from modules.logging import Logging, LoggingProps
from modules.monitoring import Monitoring, MonitoringProps
from modules.network import Network, NetworkProps
from modules.storage import Storage, StorageProps


class Runner(Group):
    """AWS's side of one runner. Data flows one way: names, identity, storage and logging, compute, monitoring; network apart."""

    def __init__(self, scope: Construct, id_: str, inputs: RunnerInputs) -> None:
        super().__init__(scope, id_)
        self.inputs = inputs
        self.foundation = foundation = Foundation(self, "main", inputs)
        self.names = names(foundation, inputs)
        key = kms(foundation, inputs)
        self.identity = Identity(self, "identity", IdentityProps(inputs=inputs, foundation=foundation, names=self.names))
        self.storage = Storage(
            self,
            "storage",
            StorageProps(inputs=inputs, foundation=foundation, names=self.names, kms=key, task_role=self.identity.task),
        )
        self.logging = Logging(
            self,
            "logging",
            LoggingProps(
                inputs=inputs,
                foundation=foundation,
                names=self.names,
                kms=key,
                execution_role=self.identity.execution,
                task_role=self.identity.task,
            ),
        )
        self.network = Network(self, "network", NetworkProps(inputs=inputs, foundation=foundation, names=self.names))
        self.compute = Compute(
            self,
            "compute",
            ComputeProps(
                inputs=inputs,
                foundation=foundation,
                names=self.names,
                kms=key,
                task_manager_role=self.identity.task_manager,
                task_roles=[self.identity.execution.arn, self.identity.task.arn],
                exec_log_group_name=self.logging.exec.name,
            ),
        )
        self.monitoring = Monitoring(
            self,
            "monitoring",
            MonitoringProps(
                inputs=inputs,
                foundation=foundation,
                names=self.names,
                kms=key,
                cluster_name=self.compute.cluster_name,
                cluster_arn=self.compute.cluster_arn,
                bucket_name=self.storage.bucket_name,
                log_group_names=[self.logging.tasks.name, self.logging.exec.name],
                task_manager_role_arn=self.identity.task_manager.arn,
                only_if=inputs.enable_monitoring,
            ),
        )

    @property
    def permissions(self) -> list[str]:
        """Addresses of all that must stand before the runner can work."""
        identity = self.identity
        grants = [grant for role in identity.roles for grant in role.grants]
        return sorted([*identity.attachments, *grants, *self.network.ways_out])

    @cached_property
    def configuration(self) -> dict[str, Any]:
        """All that registration needs to know."""
        return {
            "runner_id": self.names.runner_id,
            "partition": self.foundation.partition,
            "region": self.inputs.region,
            "ecs_cluster_name": self.compute.cluster_name,
            "task_manager_role_arn": self.identity.task_manager.arn,
            "execution_role_arn": self.identity.execution.arn,
            "task_role_arn": self.identity.task.arn,
            "subnet_ids": self.network.subnet_ids,
            "security_group_ids": self.network.security_group_ids,
            "environment": self.inputs.environment,
            "secrets": self.inputs.secrets,
            "s3_bucket": self.storage.bucket_name,
        }
