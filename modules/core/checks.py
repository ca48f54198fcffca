"""Terraform's `check` blocks, which warn and stop nothing; CDKTF has none."""

from typing import Any

from cdktf import TerraformElement
from constructs import Construct

from .declarations import Requirement
from .expressions import hcl
from .resources import write


def check(scope: Construct, id_: str, requirement: Requirement) -> None:
    """Look at a requirement in every plan and apply. Terraform wants it to refer to something."""
    content = {"assert": {"condition": f"${{{hcl(requirement.holds)}}}", "error_message": requirement.message}}
    if not write(scope, "check", id_, content):
        _Check(scope, id_, content)


class _Check(TerraformElement):
    def __init__(self, scope: Construct, id_: str, content: Any) -> None:
        super().__init__(scope, id_)
        self._content = content

    def to_terraform(self) -> Any:
        return {"check": {self.friendly_unique_id: self._content}}
