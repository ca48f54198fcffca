"""Logging alone."""

from modules import outputs
from modules.foundation import Foundation, kms
from modules.inputs import LoggingModuleInputs
from modules.logging import Logging, LoggingProps
from modules.names import Names
from modules.policies import Grantee
from stacks.base import BaseStack


class LoggingStack(BaseStack):
    """The log groups, for roles made elsewhere."""

    inputs = LoggingModuleInputs

    def _build(self) -> None:
        inputs = self.declare(LoggingModuleInputs)
        foundation = Foundation(self, "main", inputs)
        logging = Logging(
            self,
            "logging",
            LoggingProps(
                inputs=inputs,
                foundation=foundation,
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=kms(foundation, inputs),
                execution_role=Grantee(name=inputs.execution_role_name),
                task_role=Grantee(name=inputs.task_role_name),
            ),
        )
        self.give(outputs.LOGGING, logging)
