"""Terraform's `check` blocks, which warn and stop nothing; CDKTF has none."""

from typing import Any

from cdktf import TerraformElement
from constructs import Construct

from modules.hcl import hcl
from modules.interface import Requirement


class Check(TerraformElement):
    """A requirement that is looked at in every plan and apply. Terraform wants it to refer to something."""

    def __init__(self, scope: Construct, id_: str, requirement: Requirement) -> None:
        super().__init__(scope, id_)
        self._requirement = requirement

    def to_terraform(self) -> Any:
        """Render the block."""
        assertion = {"condition": f"${{{hcl(self._requirement.holds)}}}", "error_message": self._requirement.message}
        return {"check": {self.friendly_unique_id: {"assert": assertion}}}
