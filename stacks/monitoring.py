"""Monitoring alone."""

from modules import outputs
from modules.core.context import Context
from modules.core.names import Names
from modules.inputs import MonitoringModuleInputs
from modules.monitoring import Monitoring, MonitoringProps
from stacks.base import BaseStack


class MonitoringStack(BaseStack):
    """Alarms, a dashboard and a log of failures, for a runner made elsewhere."""

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
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=context.kms(inputs),
                cluster_name=inputs.ecs_cluster_name,
                cluster_arn=context.arn("ecs", f"cluster/{inputs.ecs_cluster_name}"),
                bucket_name=inputs.s3_bucket,
                log_group_names=[inputs.cloudwatch_log_group_name, inputs.cloudwatch_exec_log_group_name],
                task_manager_role_arn=inputs.task_manager_role_arn,
            ),
        )
        self.add_outputs(outputs.MONITORING, monitoring)
