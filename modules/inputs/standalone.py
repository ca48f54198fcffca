"""Inputs with which a group that stands alone is told what the other groups made."""

from dataclasses import dataclass
from typing import Any

from ..core.declarations import variable
from ..core.rules import matches
from .compute import ComputeInputs
from .formats import ROLE_NAME_CHARACTERS, iam_arn, orchestrator_id
from .general import GeneralInputs, NameInputs
from .identity import IdentityInputs
from .logging import LoggingInputs
from .storage import StorageInputs


def role_name(which: str, output: str) -> Any:
    """Declare the name of a role that identity made."""
    return variable(
        f"Name of the {which} role: `{output}` of identity.",
        matches(f"{ROLE_NAME_CHARACTERS}{{1,64}}", "the name of an IAM role", "Give the name, not the ARN."),
    )


def role_arn(which: str, output: str) -> Any:
    """Declare the ARN of a role that identity made."""
    return variable(
        f"ARN of the {which} role: `{output}` of identity.",
        iam_arn(
            r"role/[\w+=,.@/-]+",
            "an IAM role, such as arn:aws:iam::123456789012:role/example",
            "Give the ARN, not the name.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class NamedInputs(GeneralInputs):
    """What the runner is called, settled elsewhere."""

    runner_id: str = variable(
        "Id of the runner, part of every name: `runner_id` of identity.",
        orchestrator_id(100, "Take identity's output, or choose such an id."),
    )
    name_suffix: str = variable(
        "8 hexadecimal digits that make names unique: `name_suffix` of identity.",
        matches("[0-9a-f]{8}", "8 hexadecimal digits in lower case", "Take identity's output, or choose such digits."),
    )


@dataclass(frozen=True, kw_only=True)
class IdentityModuleInputs(IdentityInputs, NameInputs):
    """Identity alone."""


@dataclass(frozen=True, kw_only=True)
class StorageModuleInputs(StorageInputs, NamedInputs):
    """Storage alone."""

    task_role_name: str = role_name("task", "task_role_name")
    task_role_arn: str = role_arn("task", "task_role_arn")


@dataclass(frozen=True, kw_only=True)
class LoggingModuleInputs(LoggingInputs, NamedInputs):
    """Logging alone."""

    execution_role_name: str = role_name("execution", "execution_role_name")
    task_role_name: str = role_name("task", "task_role_name")


@dataclass(frozen=True, kw_only=True)
class ComputeModuleInputs(ComputeInputs, NamedInputs):
    """Compute alone."""

    task_manager_role_name: str = role_name("task manager", "task_manager_role_name")
    execution_role_arn: str = role_arn("execution", "execution_role_arn")
    task_role_arn: str = role_arn("task", "task_role_arn")
    cloudwatch_exec_log_group_name: str = variable(
        "Name of the log group for Exec sessions: `cloudwatch_exec_log_group_name` of logging.",
        matches(r"[\w./#-]{1,512}", "the name of a CloudWatch log group", "Give the name, not the ARN."),
    )
