"""Inputs of the whole: the groups' own, and what the runner's jobs get."""

from typing import ClassVar

from ..core.declarations import Inputs, Requirement, variable
from ..core.expressions import StringMap, length, or_
from ..core.rules import each_value, max_length, no_key_of
from .compute import ComputeInputs
from .general import GeneralInputs, KmsInputs, NameInputs
from .identity import IdentityInputs
from .logging import LoggingInputs
from .monitoring import MonitoringInputs, MonitoringSwitch
from .network import NetworkInputs, PlacementInputs
from .storage import StorageInputs

RESERVED_ENVIRONMENT = ("DEPLOYMENT_ID", "ENCRYPTING_KEY", "MODE", "ORG_ID", "PLATFORM_ORCHESTRATOR_BASE_URL", "TOKEN")


class JobInputs(PlacementInputs, NameInputs):
    """What the runner's jobs get."""

    environment: StringMap = variable(
        each_value(max_length(1024, "Put long values into a secret or parameter, and name it in `secrets`.")),
        no_key_of(RESERVED_ENVIRONMENT, "The Platform Orchestrator sets these itself."),
        default={},
        origin="B",
    )
    """Environment variables for the runner's jobs. They can be read by whoever may describe the task: put secrets in
    `secrets`."""


class RunnerInputs(MonitoringSwitch, NetworkInputs, ComputeInputs, LoggingInputs, StorageInputs, IdentityInputs, JobInputs):
    """Everything that a runner needs from the user."""

    order: ClassVar[tuple[type[Inputs], ...]] = (
        NameInputs,
        GeneralInputs,
        PlacementInputs,
        JobInputs,
        IdentityInputs,
        KmsInputs,
        StorageInputs,
        LoggingInputs,
        ComputeInputs,
        NetworkInputs,
        MonitoringInputs,
        MonitoringSwitch,
    )

    def _requirements(self) -> list[Requirement]:
        return [
            Requirement(
                holds=or_(self.create_vpc, length(self.subnet_ids) > 0),
                message="subnet_ids must name at least one subnet; got []. The runner's tasks run in a VPC of yours: give its"
                " private subnets, or set create_vpc = true to have one made.",
                at=("aws_iam_role_policy.ecs_task_manager",),
            )
        ]
