"""The network alone."""

from modules import outputs
from modules.core.context import Context
from modules.core.names import Names
from modules.inputs import NetworkModuleInputs
from modules.network import Network, NetworkProps
from stacks.base import BaseStack


class NetworkStack(BaseStack):
    """A VPC, security groups and VPC endpoints for the runner's tasks, as far as they are asked for."""

    inputs = NetworkModuleInputs

    def _build(self) -> None:
        inputs = self.add_variables(NetworkModuleInputs)
        network = Network(
            self,
            "network",
            NetworkProps(
                inputs=inputs,
                context=Context(self, "main", inputs),
                names=Names(runner_id=inputs.runner_id, suffix=inputs.name_suffix),
            ),
        )
        self.add_outputs(outputs.NETWORK, network)
