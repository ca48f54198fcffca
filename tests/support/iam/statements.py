"""One statement of a policy, with lists wherever AWS takes lists."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.iam import catalog
from tests.support.iam.policies import Document, Json

_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"


@dataclass(frozen=True)
class Statement:
    """A statement, and the policy that it stands in."""

    document: Document
    raw: Json

    @property
    def sid(self) -> str:
        """The sid; "" where there is none."""
        return str(self.raw.get("Sid", ""))

    @property
    def allows(self) -> bool:
        """Tell whether it allows; otherwise it denies."""
        return bool(self.raw["Effect"] == "Allow")

    @property
    def actions(self) -> list[str]:
        """The actions as they are written."""
        return as_list(self.raw.get("Action", []))

    @property
    def known(self) -> list[catalog.Action]:
        """The actions that exist; one with wildcards stands for many."""
        found = [catalog.matching(name) if "*" in name else [catalog.action(name)] for name in self.actions]
        return [each for group in found for each in group if each]

    @property
    def resources(self) -> list[str]:
        """The resources."""
        return as_list(self.raw.get("Resource", []))

    @property
    def conditions(self) -> Iterator[tuple[str, str, list[str]]]:
        """Operator, key and values of each condition."""
        for operator, keys in self.raw.get("Condition", {}).items():
            for key, values in keys.items():
                yield operator, key, as_list(values)

    @property
    def principals(self) -> list[str]:
        """The principals of every kind."""
        found = self.raw.get("Principal", [])
        return [each for values in found.values() for each in as_list(values)] if isinstance(found, dict) else as_list(found)

    def principals_of(self, kind: str) -> list[str]:
        """Return the principals of one kind, such as Service."""
        found = self.raw.get("Principal")
        return as_list(found.get(kind, [])) if isinstance(found, dict) else []

    @property
    def arns(self) -> list[str]:
        """Every ARN in it, wherever it stands."""
        return sorted(set(re.findall(r'"(arn:[^"]*)"', json.dumps(self.raw))))

    def has_claim(self, key: str) -> bool:
        """Tell whether a key is a claim in the tokens of the very issuer that is trusted."""
        issuers = [arn.partition(":oidc-provider/")[2] for arn in self.principals_of("Federated")]
        return self.actions == [_WEB_IDENTITY] and bool(issuers) and all(key in (f"{it}:aud", f"{it}:sub") for it in issuers)


def as_list(value: Any) -> list[str]:
    """Put a list around a single value."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
