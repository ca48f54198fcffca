"""A runner and its registration in one stack, for `cdktf deploy`, and to replace the older modules that did both."""

from modules import outputs
from modules.core.editions import HUMANITEC, STELLWERK, Edition
from modules.inputs.registered_runner import HumanitecRunnerInputs, RegisteredRunnerInputs, StellwerkRunnerInputs
from modules.registration import Registration, RegistrationProps
from modules.runner import Runner
from stacks.base import BaseStack
from stacks.runner import MOVED


class RegisteredRunnerStack(BaseStack):
    """A whole runner, with its registration."""

    inputs: type[RegisteredRunnerInputs]
    text = "registered"
    edition: Edition

    def _build(self) -> None:
        self.use_random()
        self.use_orchestrator(self.edition)
        self.move(*MOVED)
        inputs = self.add_variables(self.inputs)
        runner = Runner(self, "groups", inputs)
        registration = Registration(
            self,
            "registration",
            RegistrationProps(
                inputs=inputs,
                runner=runner.local_object("runner_configuration", runner.configuration),
                depends_on=runner.permissions,
                edition=self.edition,
            ),
        )
        self.add_outputs(outputs.REGISTRATION, registration)
        for declared, source in outputs.REGISTERED_RUNNER:
            self.add_outputs(declared, source(runner))


class HumanitecRegisteredRunnerStack(RegisteredRunnerStack):
    """Creates a runner and registers it with the provider `humanitec/platform-orchestrator`."""

    inputs = HumanitecRunnerInputs
    edition = HUMANITEC


class StellwerkRegisteredRunnerStack(RegisteredRunnerStack):
    """Creates a runner and registers it with the provider `stellwerk-labs/platform-orchestrator`."""

    inputs = StellwerkRunnerInputs
    edition = STELLWERK
