"""An AWS account: the objects that exist in it, for all provider processes of a run, and for tests.

A test may look at what exists, put in what Terraform didn't create, and change or remove what it did:

    root.account.put("aws_s3_object", bucket="my-runner-artifacts", key="state")
    root.account.change("aws_iam_role", "my-role", description="someone else's")
    root.account.remove("aws_cloudwatch_log_group", "/aws/ecs/my-runner")
    root.account.refuse("aws_ecs_cluster", "InvalidParameterException: Unable to assume the service linked role.")
    (policy,) = root.account.of_type("aws_s3_bucket_policy")
"""

import threading
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.doubles.aws.facts import FACTS, Facts, at
from tests.support.doubles.model import Value

_Key = tuple[str, str, str]  # type, region ("" for what has none), id


class Account:
    """The objects that exist, by type, region and id."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.lock = threading.RLock()  # of those who look first and change then
        self._objects: dict[_Key, Value] = {}
        self._refusals: list[tuple[str, str]] = []
        self._others: dict[str, Account] = {}

    def of_profile(self, profile: str) -> "Account":
        """Return the account of a provider with this `profile`: another one, though its number is the same."""
        with self.lock:
            return self._others.setdefault(profile, Account(self.id))

    def of_type(self, type_: str, region: str = "") -> list[Value]:
        """Return the objects of one type, in one region or in all."""
        return [value for (kind, where, _), value in [*self._objects.items()] if kind == type_ and region in ("", where)]

    def find(self, type_: str, id_: str, region: str = "") -> Value | None:
        """Return an object; None if there is none."""
        found = [value for value in self.of_type(type_, region) if value["id"] == id_]
        return found[0] if found else None

    def put(self, type_: str, **attributes: Any) -> None:
        """Put in an object, or another one in its place."""
        value = {"id": str(uuid.uuid4()), **attributes}
        self._objects[_key(type_, value)] = value

    def change(self, type_: str, id_: str, region: str = "", **attributes: Any) -> None:
        """Change an object."""
        self.put(type_, **{**self._existing(type_, id_, region), **attributes})

    def remove(self, type_: str, id_: str, region: str = "") -> None:
        """Remove an object, and what is deleted with it."""
        value = self._existing(type_, id_, region)
        del self._objects[_key(type_, value)]
        for child, inside in self.held_by("goes_with", type_, value):
            self.remove(child, inside["id"], inside.get("region") or "")

    def refuse(self, type_: str, error: str) -> None:
        """Refuse the next call for a type with this error of AWS's."""
        self._refusals.append((type_, error))

    def next_refusal(self, type_: str) -> str | None:
        """Return the error of the next call for a type, once."""
        for refusal in self._refusals:
            if refusal[0] == type_:
                self._refusals.remove(refusal)
                return refusal[1]
        return None

    def held_by(self, relation: str, type_: str, holder: Value) -> Iterator[tuple[str, Value]]:
        """Name what holds an object, or goes with it: `holds` and `goes_with` of the facts."""
        for (kind, region, _), value in [*self._objects.items()]:
            holders: Mapping[str, str] = getattr(FACTS.get(kind, _NONE), relation)
            if region in ("", holder.get("region") or region) and any(
                to.startswith(f"{type_}.") and holder.get(to.partition(".")[2]) in _listed(at(value, path))
                for path, to in holders.items()
            ):
                yield kind, value

    def _existing(self, type_: str, id_: str, region: str) -> Value:
        found = self.find(type_, id_, region)
        if found is None:
            raise KeyError(f"{type_} {id_} doesn't exist")
        return found


_NONE = Facts(source="")


def _key(type_: str, value: Value) -> _Key:
    return type_, value.get("region") or "", value["id"]


def _listed(values: Iterator[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]
