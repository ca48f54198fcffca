"""Inputs of the whole: the groups' own, and what the runner's jobs get."""

from dataclasses import dataclass

from modules.hcl import Expr, TextMap, Texts, hcl, is_literal
from modules.inputs.compute import ComputeInputs
from modules.inputs.forms import aws_id
from modules.inputs.general import NameInputs
from modules.inputs.identity import IdentityInputs
from modules.inputs.logging import LoggingInputs
from modules.inputs.storage import StorageInputs
from modules.interface import Requirement, variable
from modules.rules import at_most, each, each_value, no_key_of, shorter_than

RESERVED_ENVIRONMENT = ("DEPLOYMENT_ID", "ENCRYPTING_KEY", "MODE", "ORG_ID", "PLATFORM_ORCHESTRATOR_BASE_URL", "TOKEN")


@dataclass(frozen=True, kw_only=True)
class JobInputs(NameInputs):
    """What the runner's jobs get."""

    subnet_ids: Texts = variable(
        "Subnets for the runner's tasks, which need a way out to the internet for the runner's public image.",
        each(aws_id("subnet", "subnet")),
        at_most(16, "ECS takes no more for one task."),
        default=[],
        origin="A B",
    )
    security_group_ids: Texts = variable(
        "Security groups of the runner's tasks. Empty: the VPC's default one.",
        each(aws_id("sg", "security group")),
        at_most(5, "ECS takes no more for one task."),
        default=[],
        origin="A B",
    )
    environment: TextMap = variable(
        "Environment variables for the runner's jobs. They can be read by whoever may describe the task: put secrets in"
        " `secrets`.",
        each_value(shorter_than(1024, "Put long values into a secret or parameter, and name it in `secrets`.")),
        no_key_of(RESERVED_ENVIRONMENT, "The Platform Orchestrator sets these itself."),
        default={},
        origin="B",
    )


@dataclass(frozen=True, kw_only=True)
class RunnerInputs(ComputeInputs, LoggingInputs, StorageInputs, IdentityInputs, JobInputs):
    """Everything that a runner needs from the user."""

    def subnets_given(self) -> Requirement:
        """Ask for a place to run in."""
        subnets = self.subnet_ids
        return Requirement(
            holds=len(subnets) > 0 if is_literal(subnets) else Expr(f"length({hcl(subnets)}) > 0"),
            message="subnet_ids must name at least one subnet; got []. The runner's tasks run in a VPC of yours: give its private"
            " subnets.",
        )
