"""Inputs of the whole: the groups' own, and what the runner's jobs get."""

from dataclasses import dataclass

from ..core.declarations import Requirement, variable
from ..core.expressions import Expression, StringMap, hcl, is_literal, or_
from ..core.rules import each_value, max_length, no_key_of
from .compute import ComputeInputs
from .general import NameInputs
from .identity import IdentityInputs
from .logging import LoggingInputs
from .monitoring import MonitoringSwitch
from .network import NetworkInputs
from .network_variables import PlacementInputs
from .storage import StorageInputs

RESERVED_ENVIRONMENT = ("DEPLOYMENT_ID", "ENCRYPTING_KEY", "MODE", "ORG_ID", "PLATFORM_ORCHESTRATOR_BASE_URL", "TOKEN")


@dataclass(frozen=True, kw_only=True)
class JobInputs(PlacementInputs, NameInputs):
    """What the runner's jobs get."""

    environment: StringMap = variable(
        "Environment variables for the runner's jobs. They can be read by whoever may describe the task: put secrets in"
        " `secrets`.",
        each_value(max_length(1024, "Put long values into a secret or parameter, and name it in `secrets`.")),
        no_key_of(RESERVED_ENVIRONMENT, "The Platform Orchestrator sets these itself."),
        default={},
        origin="B",
    )


@dataclass(frozen=True, kw_only=True)
class RunnerInputs(MonitoringSwitch, NetworkInputs, ComputeInputs, LoggingInputs, StorageInputs, IdentityInputs, JobInputs):
    """Everything that a runner needs from the user."""

    def requirements(self) -> list[Requirement]:
        """Ask for a place to run in; where only Terraform can tell, it is asked when the runner's configuration is given."""
        subnets = self.subnets_given()
        return [*super().requirements(), *([subnets] if subnets.holds is False else [])]

    def subnets_given(self) -> Requirement:
        """Ask for a place to run in."""
        subnets = self.subnet_ids
        given = len(subnets) > 0 if is_literal(subnets) else Expression(f"length({hcl(subnets)}) > 0")
        return Requirement(
            holds=or_(self.create_vpc, given),
            message="subnet_ids must name at least one subnet; got []. The runner's tasks run in a VPC of yours: give its private"
            " subnets, or set create_vpc = true to have one made.",
        )
