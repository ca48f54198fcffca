"""Inputs of a runner that is registered in the same module, with the inputs and defaults of the older modules that did so."""

from typing import ClassVar

from ..core.editions import HUMANITEC, STELLWERK
from .registration import RegistrationInputs
from .runner import RunnerInputs


class RegisteredRunnerInputs(RegistrationInputs, RunnerInputs):
    """A runner and its registration. Subclasses fix the edition."""

    order = (*RunnerInputs.order, RegistrationInputs)
    bucket_kind = "state"
    leaves_thumbprints_to_aws = True
    without_subnets = (
        "Set your private subnets, or set create_vpc = true to create a VPC. If the older module created your VPC, keep it: add a"
        " module vpc with the older module's arguments, a moved block from module.NAME.module.vpc[0] to module.vpc,"
        " subnet_ids = module.vpc.private_subnets and security_group_ids = [module.vpc.default_security_group_id]; see"
        " docs/migration.md."
    )


class HumanitecRunnerInputs(RegisteredRunnerInputs):
    """A runner for Humanitec's edition."""

    orchestrator: ClassVar[str] = HUMANITEC.name  # type: ignore[misc]  # not an input: dataclasses drop the inherited field for it


class StellwerkRunnerInputs(RegisteredRunnerInputs):
    """A runner for Stellwerk's edition."""

    orchestrator: ClassVar[str] = STELLWERK.name  # type: ignore[misc]
