"""Identity alone, for those whose roles are made by another team."""

from modules import outputs
from modules.core.context import Context
from modules.identity import Identity, IdentityProps
from modules.inputs import IdentityModuleInputs
from stacks.base import BaseStack


class IdentityStack(BaseStack):
    """The OIDC provider and the three roles; the other groups take its outputs."""

    inputs = IdentityModuleInputs

    def _build(self) -> None:
        self.use_random()
        inputs = self.add_variables(IdentityModuleInputs)
        context = Context(self, "main", inputs)
        drawn = context.names(inputs)
        identity = Identity(self, "identity", IdentityProps(inputs=inputs, context=context, names=drawn))
        self.add_outputs((*outputs.NAMES, outputs.NAME_SUFFIX), drawn)
        self.add_outputs(outputs.IDENTITY, identity)
