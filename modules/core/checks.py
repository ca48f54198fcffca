"""Terraform's `check` blocks, which warn and stop nothing; CDKTF has none."""

from typing import Any

from cdktf import Annotations, TerraformElement

from .expressions import Bool, Expression
from .resources import Group


def check(group: Group, name: str, *, holds: Bool, message: str) -> None:
    """Warn where something doesn't hold: at synth where Python knows, in every plan and apply where Terraform does."""
    if not isinstance(holds, Expression):
        if not holds:
            Annotations.of(group).add_warning(message)
        return
    content = {"assert": {"condition": str(holds), "error_message": message}}
    if not group.write("check", name, content):
        _Check(group, f"check.{name}", content)


class _Check(TerraformElement):
    def __init__(self, group: Group, id_: str, content: Any) -> None:
        super().__init__(group, id_)
        self._content = content

    def to_terraform(self) -> Any:
        return {"check": {self.friendly_unique_id: self._content}}
