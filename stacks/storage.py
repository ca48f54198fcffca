"""Storage alone."""

from modules import outputs
from modules.foundation import Foundation, kms
from modules.inputs import StorageModuleInputs
from modules.names import Names
from modules.policies import Role
from modules.storage import Storage, StorageProps
from stacks.base import BaseStack


class StorageStack(BaseStack):
    """The bucket, for a task role made elsewhere."""

    inputs = StorageModuleInputs

    def _build(self) -> None:
        inputs = self.declare(StorageModuleInputs)
        foundation = Foundation(self, "main", inputs)
        storage = Storage(
            self,
            "storage",
            StorageProps(
                inputs=inputs,
                foundation=foundation,
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
                kms=kms(foundation, inputs),
                task_role=Role(name=inputs.task_role_name, arn=inputs.task_role_arn),
            ),
        )
        self.give(outputs.STORAGE, storage)
