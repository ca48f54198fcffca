"""Both sides of a runner in one stack, for `cdktf deploy`. Not a module: a module's users bring the provider themselves."""

from modules import outputs
from modules.elements import structure
from modules.inputs.registration import RegisteredRunnerInputs
from modules.orchestrator import HUMANITEC, STELLWERK, Edition
from modules.registration import Registration, RegistrationProps
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
        inputs = self.declare(RegisteredRunnerInputs)
        runner = Runner(self, "groups", inputs)
        registration = Registration(
            self,
            "registration",
            RegistrationProps(
                inputs=inputs,
                runner=structure(runner, "runner_configuration", runner.configuration),
                depends_on=runner.permissions,
                check=True,
            ),
        )
        self.give(outputs.NAMES, runner.names)
        self.give(outputs.STORAGE, runner.storage)
        self.give(outputs.MONITORING, runner.monitoring)
        self.give([outputs.CONFIGURATION], runner)
        self.give(outputs.RULES, registration)


class HumanitecRegisteredRunnerStack(RegisteredRunnerStack):
    """A runner, registered with the provider `humanitec/platform-orchestrator`."""

    edition = HUMANITEC


class StellwerkRegisteredRunnerStack(RegisteredRunnerStack):
    """A runner, registered with the provider `stellwerk-labs/platform-orchestrator`."""

    edition = STELLWERK
