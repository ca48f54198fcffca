"""Inputs of a whole runner: those of all groups, and the environment of its jobs."""

from typing import ClassVar

from ..core.declarations import Inputs, Requirement, variable
from ..core.expressions import StringMap, equal, length, or_, shown
from ..core.rules import common_keys
from .compute import ComputeInputs
from .editions import EditionInputs, OrganizationInputs
from .general import GeneralInputs, KmsInputs, NameInputs
from .identity import IdentityInputs
from .job_variables import ENVIRONMENT, ONCE
from .logging import LoggingInputs
from .monitoring import MonitoringInputs, MonitoringSwitch
from .network import NetworkInputs, PlacementInputs
from .storage import StorageInputs


class JobInputs(PlacementInputs, NameInputs):
    """Where the runner's jobs run, and their environment."""

    heading = "Tasks"

    environment: StringMap = variable(*ENVIRONMENT, default={}, origin="B")
    """Environment variables for the runner's jobs. Everyone who can describe the task can read them: use `secrets` for secrets.
    Names that the Platform Orchestrator sets itself, such as LOG_LEVEL and TOKEN, are not allowed here or in `secrets`."""


class RunnerInputs(MonitoringSwitch, NetworkInputs, ComputeInputs, LoggingInputs, StorageInputs, IdentityInputs, JobInputs):
    """The inputs of a runner, the same as those of the Terraform module. Raises InvalidInputs with all problems of the values."""

    without_subnets: ClassVar[str] = (
        "The runner's tasks run in your VPC: set its private subnets, or set create_vpc = true to create one."
    )
    order: ClassVar[tuple[type[Inputs], ...]] = (
        GeneralInputs,
        NameInputs,
        OrganizationInputs,
        EditionInputs,
        PlacementInputs,
        JobInputs,
        IdentityInputs,
        KmsInputs,
        StorageInputs,
        LoggingInputs,
        ComputeInputs,
        NetworkInputs,
        MonitoringSwitch,
        MonitoringInputs,
    )

    def _requirements(self) -> list[Requirement]:
        at = ("aws_iam_role_policy.ecs_task_manager",)
        twice = common_keys(self.environment, self.secrets)
        return [
            Requirement(
                holds=or_(self.create_vpc, length(self.subnet_ids) > 0),
                message=f"subnet_ids must contain at least one subnet ID; got []. {self.without_subnets}",
                at=at,
            ),
            Requirement(
                holds=equal(length(twice), 0),
                message=f"secrets must not contain names that are in environment; got {shown(twice)}. {ONCE}",
                at=at,
            ),
        ]
