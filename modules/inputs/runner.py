"""Inputs of the whole: the groups' own, and what the runner's jobs get."""

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
    """What the runner's jobs get."""

    heading = "Tasks"

    environment: StringMap = variable(*ENVIRONMENT, default={}, origin="B")
    """Environment variables for the runner's jobs. They can be read by whoever may describe the task: put secrets in
    `secrets`. Names that the Platform Orchestrator sets itself, such as LOG_LEVEL and TOKEN, are refused in both."""


class RunnerInputs(MonitoringSwitch, NetworkInputs, ComputeInputs, LoggingInputs, StorageInputs, IdentityInputs, JobInputs):
    """Everything that a runner needs from the user."""

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
                message=f"subnet_ids must name at least one subnet; got []. {self.without_subnets}",
                at=at,
            ),
            Requirement(
                holds=equal(length(twice), 0),
                message=f"secrets must not contain names of environment; got {shown(twice)}. {ONCE}",
                at=at,
            ),
        ]
