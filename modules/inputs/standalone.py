"""Inputs of the nested modules, which need values of the other groups."""

from ..core.declarations import variable
from ..core.names import Names
from ..core.rules import matches
from .compute import ComputeInputs
from .formats import LOG_GROUP_NAME, ROLE, ROLE_NAME, orchestrator_id
from .general import GeneralInputs, NameInputs
from .identity import IdentityInputs
from .logging import LoggingInputs
from .storage import StorageInputs


class NamedInputs(GeneralInputs):
    """The runner's names, as identity determines them."""

    heading = "Other groups"

    runner_id: str = variable(orchestrator_id(100, "Use the output of identity, or choose another ID."))
    """ID of the runner, part of every name: the output `runner_id` of identity."""
    name_suffix: str = variable(
        matches(
            "[0-9a-f]{8}",
            "8 hexadecimal digits in lower case",
            "Use the output of identity, or choose 8 such digits.",
            source="https://github.com/hashicorp/terraform-provider-random/blob/main/docs/resources/id.md",
        )
    )
    """8 hexadecimal digits that make names unique: `name_suffix` of identity."""

    @property
    def names(self) -> Names:
        """The names of the runner's resources."""
        return Names(runner_id=self.runner_id, suffix=self.name_suffix)


class IdentityModuleInputs(IdentityInputs, NameInputs):
    """Identity alone."""


class StorageModuleInputs(StorageInputs, NamedInputs):
    """Storage alone."""

    heading = "Other groups"

    task_role_name: str = variable(ROLE_NAME)
    """Name of the task role: `task_role_name` of identity."""
    task_role_arn: str = variable(ROLE)
    """ARN of the task role: `task_role_arn` of identity."""


class LoggingModuleInputs(LoggingInputs, NamedInputs):
    """Logging alone."""

    heading = "Other groups"

    execution_role_name: str = variable(ROLE_NAME)
    """Name of the execution role: `execution_role_name` of identity."""
    task_role_name: str = variable(ROLE_NAME)
    """Name of the task role: `task_role_name` of identity."""


class ComputeModuleInputs(ComputeInputs, NamedInputs):
    """Compute alone."""

    heading = "Other groups"

    task_manager_role_name: str = variable(ROLE_NAME)
    """Name of the task manager role: `task_manager_role_name` of identity."""
    execution_role_arn: str = variable(ROLE)
    """ARN of the execution role: `execution_role_arn` of identity."""
    task_role_arn: str = variable(ROLE)
    """ARN of the task role: `task_role_arn` of identity."""
    cloudwatch_exec_log_group_name: str = variable(LOG_GROUP_NAME)
    """Name of the log group for Exec sessions: `cloudwatch_exec_log_group_name` of logging."""
