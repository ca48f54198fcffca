"""What a provider knows beyond its schema. The base class is a provider that knows nothing in particular."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.doubles.model import Attribute, Block, Value
from tests.support.doubles.planning import filled, planned
from tests.support.doubles.wire import Problem


class RefusedError(Exception):
    """A provider's refusal of a configuration."""

    def __init__(self, summary: str, detail: str, *path: str | int) -> None:
        super().__init__(f"{summary}: {detail}")
        self.problem = Problem(summary, detail, path)


class GoneError(Exception):
    """What a provider says about an object that no longer exists: Terraform shows it as a warning, and forgets the object."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(f"{summary}: {detail}")
        self.problem = Problem(summary, detail, is_warning=True)


class Behaviour:
    """One provider instance, from its configuration to its end."""

    def configure(self, config: Value, env: Mapping[str, str]) -> None:
        """Take the provider block and the variables that Terraform passed on; raise RefusedError if they won't do."""

    def is_legacy(self, type_: str) -> bool:
        """Return whether Terraform is to tolerate plans and results that are not what was configured."""
        del type_
        return False

    def check(self, type_: str, block: Block, config: Value) -> Iterable[Problem]:
        """Look at a resource's arguments, as far as they are known."""
        del type_, block, config
        return []

    def plan(self, type_: str, block: Block, prior: Value | None, proposed: Value, config: Value) -> Value:
        """Plan a new object, or a change of one."""
        del type_, config
        return planned(block, proposed, prior)

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """Name the changed arguments that an existing resource can't take."""
        del type_, prior, plan
        return []

    def create(self, type_: str, block: Block, plan: Value) -> Value:
        """Give every unknown its value, as if the resource had been made."""
        del type_
        return filled(block, plan, lambda path, attribute: self.plausible(plan, path, attribute, secrets.token_hex(9)[:17]))

    def update(self, type_: str, block: Block, prior: Value, plan: Value) -> Value:
        """Give what has become unknown its new value."""
        del prior
        return self.create(type_, block, plan)

    def delete(self, type_: str, prior: Value) -> None:
        """Delete an object; raise RefusedError if it can't be, GoneError if it wasn't there."""
        del type_, prior

    def refresh(self, type_: str, block: Block, state: Value) -> Value | None:
        """Read an object; None, or GoneError, if it is gone. Without an account, everything is as it was left."""
        del type_, block
        return state

    def read(self, type_: str, block: Block, config: Value) -> Value:
        """Answer a data source; raise RefusedError if it can't be."""
        return self.answered(type_, block, config, {})

    def answered(self, type_: str, block: Block, config: Value, known: Value) -> Value:
        """Complete what is known of a data source: made up, but the same answer to the same question in every run."""

        def answer(path: tuple[str, ...], attribute: Attribute) -> Any:
            question = json.dumps([type_, config, path], sort_keys=True, default=str)
            return self.plausible(question_and_known, path, attribute, hashlib.sha256(question.encode()).hexdigest()[:17])

        question_and_known = {**planned(block, config, None), **known}
        return filled(block, question_and_known, answer)

    def find(self, type_: str, block: Block, id_: str) -> Value:
        """Answer for an import: the little that an id tells."""
        del block
        raise RefusedError("Can't import", f"the double doesn't know what the id {id_} of a {type_} stands for")

    def plausible(self, value: Value, path: tuple[str, ...], attribute: Attribute, token: str) -> Any:
        """Make up a value of the right type. What is optional as well is left as empty as its type allows."""
        del value
        match attribute.type:
            case "string" if len(path) > 1 or (attribute.optional and path[-1] != "id"):
                return ""
            case "string":
                return f"{path[-1].replace('_', '-')}-{token}"
            case "number":
                return 0
            case "bool":
                return False
            case ["list" | "set", *_]:
                return []
            case ["map", *_]:
                return {}
            case _:
                return None
