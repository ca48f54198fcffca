"""What builders share."""

from collections.abc import Callable
from typing import Any, Protocol

Json = dict[str, Any]


class Place(Protocol):
    """Where something is built: a stand."""

    region: str
    account: str

    @property
    def translated(self) -> Any:
        """From the IDs of the doubles to those that moto gives."""

    def client(self, name: str) -> Any:
        """Return a client of boto3."""


Builder = Callable[[Any, Json], None]


def given(**arguments: Any) -> Json:
    """Leave out what isn't set: the provider sends no argument for it either, and reads it back as "" or an empty list."""
    return {name: value for name, value in arguments.items() if value not in (None, "", [], {})}


def tags(values: Json, key: str = "Key", value: str = "Value") -> list[Json]:
    """Write the tags of a resource as most APIs take them."""
    return [{key: name, value: text} for name, text in (values.get("tags_all") or values.get("tags") or {}).items()]
