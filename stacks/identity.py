"""Identity alone, for those whose roles are made by another team."""

from modules import outputs
from modules.foundation import Foundation, names
from modules.identity import Identity, IdentityProps
from modules.inputs import IdentityModuleInputs
from stacks.base import BaseStack


class IdentityStack(BaseStack):
    """The OIDC provider and the three roles; the other groups take its outputs."""

    inputs = IdentityModuleInputs

    def _build(self) -> None:
        self.use_random()
        inputs = self.declare(IdentityModuleInputs)
        foundation = Foundation(self, "main", inputs)
        drawn = names(foundation, inputs)
        identity = Identity(self, "identity", IdentityProps(inputs=inputs, foundation=foundation, names=drawn))
        self.give((*outputs.NAMES, outputs.NAME_SUFFIX), drawn)
        self.give(outputs.IDENTITY, identity)
