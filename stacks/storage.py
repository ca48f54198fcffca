"""Storage alone."""

from modules import outputs
from modules.core.context import Context
from modules.core.names import Names
from modules.core.policies import Role
from modules.inputs import StorageModuleInputs
from modules.storage import Storage, StorageProps
from stacks.base import BaseStack


class StorageStack(BaseStack):
    """The bucket, for a task role made elsewhere."""

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
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=context.kms(inputs),
                task_role=Role(name=inputs.task_role_name, arn=inputs.task_role_arn),
            ),
        )
        self.add_outputs(outputs.STORAGE, storage)
