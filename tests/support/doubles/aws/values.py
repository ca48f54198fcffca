"""The values that AWS gives resources, from the templates in facts/ or a guess by name.

A template may use every attribute of the resource, what stands above it, and: {partition} {region} {account} {dns},
{hex} 17 hex digits, {caps} 17 capital letters and digits, {uuid}, {stamp} as Terraform's name prefixes end, {path} an
IAM path, {host} a URL without scheme, {slash_name} a name with one leading slash.
"""

import re
import secrets
import string
import uuid
from collections.abc import Mapping
from typing import Any

from tests.support.doubles.aws.facts.templates import here
from tests.support.doubles.aws.place import Place
from tests.support.doubles.model import Attribute, Value
from tests.support.doubles.wire import is_unknown

_CREATED = "2025-01-02T03:04:05Z"


def render(template: Any, value: Value, place: Place) -> Any:
    """Fill a template from what is known of the resource; a function is called, and anything else is the value."""
    if callable(template):
        return template(value, place)
    return template.format_map(_Words(value, place)) if isinstance(template, str) else template


def plausible(path: tuple[str, ...], attribute: Attribute, place: Place, token: str) -> str | None:
    """Guess a string by its name; None where the name says nothing."""
    name = path[-1]
    if name.endswith(("_date", "_at", "_time")) or name == "create_date":
        return _CREATED
    if attribute.optional or len(path) > 1:
        return None
    if name in ("owner", "owner_id", "account_id"):
        return place.account
    if name.endswith("arn"):
        return str(render(here("double", f"{name}/{token}"), {}, place))
    return None


class _Words(Mapping[str, str]):
    """The words of a template: the resource's attributes first, then what its place and its name give."""

    def __init__(self, value: Value, place: Place) -> None:
        self._value, self._place = value, place

    def __getitem__(self, key: str) -> str:
        match key:
            case "partition" | "account":
                return str(getattr(self._place, key))
            case "region":
                return self._place.region
            case "dns":
                return self._place.dns_suffix
            case "hex":
                return secrets.token_hex(9)[:17]
            case "suffix":
                return "".join(secrets.choice(string.ascii_letters) for _ in range(6))
            case "caps":
                return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(17))
            case "uuid":
                return str(uuid.uuid4())
            case "stamp":
                return f"2025010203040500000000{secrets.randbelow(10000):04}"
            case "name_prefix" | "bucket_prefix":
                return self._own(key) or "terraform-"
            case "path":
                return self._own("path") or "/"
            case "host":
                return re.sub(r"^https?://", "", self._own("url")).rstrip("/")
            case "slash_name":
                return "/" + self._own("name").removeprefix("/")
            case _:
                return self._own(key)

    def _own(self, key: str) -> str:
        value: Any = self._value.get(key)
        return "" if value is None or is_unknown(value) else str(value)

    def __iter__(self) -> Any:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)
