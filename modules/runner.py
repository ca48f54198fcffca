"""The whole runner: all groups, connected."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cdktf import TerraformResource
from constructs import Construct

from .compute import Compute, ComputeProps
from .core.context import Context
from .core.expressions import StringMap, apply, hcl
from .core.resources import Group, Requirements, address, attribute, checked
from .identity import Identity, IdentityProps
from .inputs import RunnerInputs
from .inputs.job_variables import STATE_LOCKING
from .logging import Logging, LoggingProps
from .monitoring import Monitoring, MonitoringProps
from .network import Network, NetworkProps
from .storage import Storage, StorageProps


class Runner(Group):
    """The AWS resources of one runner.

    `identity`, `storage`, `logging`, `network`, `compute` and `monitoring` are its groups, with the names and ARNs of their
    resources, and with verbs such as `storage.grant_read(role)`. `configuration` is the `runner` of the registration.
    """

    def __init__(self, scope: Construct, id_: str, inputs: RunnerInputs) -> None:
        """Create them in a stack that has the providers aws and random. Raises InvalidInputs with all problems."""
        super().__init__(scope, id_, Requirements([]))
        self.inputs = checked(inputs, RunnerInputs)
        self.context = context = Context(self, "main", inputs)
        self.requirements = context.requirements
        self.names = context.names(inputs)
        self.kms = key = context.kms(inputs)
        self.identity = Identity(self, "identity", IdentityProps(inputs=inputs, context=context, names=self.names))
        self.storage = Storage(
            self,
            "storage",
            StorageProps(inputs=inputs, context=context, names=self.names, kms=key, task_role=self.identity.task),
        )
        self.logging = Logging(
            self,
            "logging",
            LoggingProps(
                inputs=inputs,
                context=context,
                names=self.names,
                kms=key,
                execution_role=self.identity.execution,
                task_role=self.identity.task,
            ),
        )
        self.network = Network(self, "network", NetworkProps(inputs=inputs, context=context, names=self.names))
        self.compute = Compute(
            self,
            "compute",
            ComputeProps(
                inputs=inputs,
                context=context,
                names=self.names,
                kms=key,
                task_manager_role=self.identity.task_manager,
                task_roles=[self.identity.execution.arn, self.identity.task.arn],
                exec_log_group_name=attribute(self.logging.exec, "name"),
            ),
        )
        self.monitoring = Monitoring(
            self,
            "monitoring",
            MonitoringProps(
                inputs=inputs,
                context=context,
                names=self.names,
                kms=key,
                cluster_name=self.compute.cluster_name,
                cluster_arn=self.compute.cluster_arn,
                bucket_name=self.storage.bucket_name,
                log_group_names=[attribute(group, "name") for group in (self.logging.tasks, self.logging.exec)],
                task_manager_role_arn=self.identity.task_manager.arn,
                only_if=inputs.enable_monitoring,
            ),
        )

    @property
    def permissions(self) -> list[TerraformResource]:
        """All resources that must exist before the runner can work."""
        identity = self.identity
        grants = [grant for role in identity.roles for grant in role.grants]
        return sorted([*identity.attachments, *grants, *self.network.routes], key=address)

    @cached_property
    def configuration(self) -> dict[str, Any]:
        """All values that registration and the doctor need: the parts of all groups."""
        groups = (self.identity, self.storage, self.logging, self.compute, self.network, self.monitoring)
        parts = {name: value for group in groups for name, value in group.configuration.items()}
        return {**parts, "environment": self._environment()}

    def _environment(self) -> StringMap:
        """Add state locking to the jobs' environment; the user's own values take precedence."""
        inputs = self.inputs
        locking, environment = inputs.s3_allow_state_locking, inputs.environment
        if locking is False:
            return environment

        def python(_: object, values: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
            return {**{name: value for name, value in STATE_LOCKING.items() if name not in secrets}, **values}

        def text(switch: str, values: str, secrets: str) -> str:
            condition = f"{switch} && !contains(keys({secrets}), name)"
            return f"merge({{ for name, value in {hcl(STATE_LOCKING)} : name => value if {condition} }}, {values})"

        return apply(python, text, locking, environment, inputs.secrets)  # type: ignore[no-any-return]
