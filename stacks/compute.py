"""Compute alone."""

from modules import outputs
from modules.compute import Compute, ComputeProps
from modules.core.context import Context
from modules.core.names import Names
from modules.core.policies import Grantee
from modules.inputs import ComputeModuleInputs
from stacks.base import BaseStack


class ComputeStack(BaseStack):
    """The cluster, for roles and a log group made elsewhere."""

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
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=context.kms(inputs),
                task_manager_role=Grantee(name=inputs.task_manager_role_name),
                task_roles=[inputs.execution_role_arn, inputs.task_role_arn],
                exec_log_group_name=inputs.cloudwatch_exec_log_group_name,
            ),
        )
        self.add_outputs(outputs.COMPUTE, compute)
