"""The random provider's double: random_id as it really works, the rest made up."""

import base64
import secrets

from tests.support.doubles.behaviour import Behaviour
from tests.support.doubles.model import Block, Value
from tests.support.doubles.wire import is_unknown


class Random(Behaviour):
    """One instance of the random provider; it has no configuration."""

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """Everything that can be set makes a new value."""
        del type_
        return [name for name in ("byte_length", "keepers", "prefix") if name in plan and prior[name] != plan[name]]

    def create(self, type_: str, block: Block, plan: Value) -> Value:
        """Write the same random bytes in every notation; the id is the one without prefix."""
        if type_ != "random_id":
            return super().create(type_, block, plan)
        content = secrets.token_bytes(plan["byte_length"])
        prefix = plan["prefix"] or ""
        url = base64.urlsafe_b64encode(content).decode().rstrip("=")
        made = {
            "id": url,
            "b64_url": prefix + url,
            "b64_std": prefix + base64.b64encode(content).decode(),
            "hex": prefix + content.hex(),
            "dec": f"{prefix}{int.from_bytes(content, 'big')}",
        }
        return {name: made.get(name, value) if is_unknown(value) else value for name, value in plan.items()}
