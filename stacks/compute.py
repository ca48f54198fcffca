"""Compute alone."""

from modules import outputs
from modules.compute import Compute, ComputeProps
from modules.foundation import Foundation, kms
from modules.inputs import ComputeModuleInputs
from modules.names import Names
from modules.policies import Grantee
from stacks.base import BaseStack


class ComputeStack(BaseStack):
    """The cluster, for roles and a log group made elsewhere."""

    inputs = ComputeModuleInputs

    def _build(self) -> None:
        inputs = self.declare(ComputeModuleInputs)
        foundation = Foundation(self, "main", inputs)
        compute = Compute(
            self,
            "compute",
            ComputeProps(
                inputs=inputs,
                foundation=foundation,
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=kms(foundation, inputs),
                task_manager_role=Grantee(name=inputs.task_manager_role_name),
                task_roles=[inputs.execution_role_arn, inputs.task_role_arn],
                exec_log_group_name=inputs.cloudwatch_exec_log_group_name,
            ),
        )
        self.give(outputs.COMPUTE, compute)
