"""Logging alone."""

from modules import outputs
from modules.core.context import Context
from modules.core.names import Names
from modules.core.policies import Grantee
from modules.inputs import LoggingModuleInputs
from modules.logging import Logging, LoggingProps
from stacks.base import BaseStack


class LoggingStack(BaseStack):
    """The log groups, for roles made elsewhere."""

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
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=context.kms(inputs),
                execution_role=Grantee(name=inputs.execution_role_name),
                task_role=Grantee(name=inputs.task_role_name),
            ),
        )
        self.add_outputs(outputs.LOGGING, logging)
