"""Both sides of a runner in one stack, for `cdktf deploy`. Not a module: a module's users bring the provider themselves."""

from modules import outputs
from modules.inputs.registration import RegisteredRunnerInputs
from modules.registration import Registration, RegistrationProps
from modules.registration.orchestrator import HUMANITEC, STELLWERK, Edition
from modules.runner import Runner
from stacks.base import BaseStack


class RegisteredRunnerStack(BaseStack):
    """A runner, whole, and registered."""

    inputs = RegisteredRunnerInputs
    text = None
    edition: Edition

    def _build(self) -> None:
        self.use_random()
        self.use_orchestrator(self.edition)
        inputs = self.add_variables(RegisteredRunnerInputs)
        runner = Runner(self, "groups", inputs)
        registration = Registration(
            self,
            "registration",
            RegistrationProps(
                inputs=inputs,
                runner=runner.local_object("runner_configuration", runner.configuration),
                depends_on=runner.permissions,
            ),
        )
        self.add_outputs(outputs.NAMES, runner.names)
        self.add_outputs(outputs.STORAGE, runner.storage)
        self.add_outputs(outputs.MONITORING, runner.monitoring)
        self.add_outputs([outputs.CONFIGURATION], runner)
        self.add_outputs(outputs.RULES, registration)


class HumanitecRegisteredRunnerStack(RegisteredRunnerStack):
    """A runner, registered with the provider `humanitec/platform-orchestrator`."""

    edition = HUMANITEC


class StellwerkRegisteredRunnerStack(RegisteredRunnerStack):
    """A runner, registered with the provider `stellwerk-labs/platform-orchestrator`."""

    edition = STELLWERK
