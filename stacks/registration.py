"""Registration alone, for each of the two names of the Platform Orchestrator's provider."""

from modules import outputs
from modules.core.editions import HUMANITEC, STELLWERK, Edition
from modules.inputs.registration import HumanitecRegistrationInputs, RegistrationModuleInputs, StellwerkRegistrationInputs
from modules.registration import Registration, RegistrationProps
from stacks.base import BaseStack


class RegistrationStack(BaseStack):
    """The runner's registration, a separate stack because its provider can't be configured without an organization."""

    inputs: type[RegistrationModuleInputs]
    on_aws = False
    text = "registration"
    edition: Edition

    def _build(self) -> None:
        self.use_orchestrator(self.edition)
        inputs = self.add_variables(self.inputs)
        props = RegistrationProps(inputs=inputs, runner=inputs.runner, check=False)
        self.add_outputs(outputs.REGISTRATION, Registration(self, "main", props))


class HumanitecRegistrationStack(RegistrationStack):
    """Registers a runner with the provider `humanitec/platform-orchestrator`, which `stellwerk-labs/...` has superseded."""

    inputs = HumanitecRegistrationInputs
    edition = HUMANITEC


class StellwerkRegistrationStack(RegistrationStack):
    """Registers a runner with the provider `stellwerk-labs/platform-orchestrator`."""

    inputs = StellwerkRegistrationInputs
    edition = STELLWERK
