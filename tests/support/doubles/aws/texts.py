"""Texts that the provider and AWS take for equal although they differ, and those that the provider refuses."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Same = Callable[[str, str], bool]
Fault = Callable[[str], str | None]


@dataclass(frozen=True)
class Text:
    """A kind of text: when two are the same, and what is wrong with one."""

    kind: str
    same: Same
    fault: Fault

    def is_same(self, one: Any, other: Any) -> bool:
        """Return whether two values mean the same."""
        return isinstance(one, str) and isinstance(other, str) and (one == other or self.same(one, other))


def _json(text: str) -> Any:
    """Read JSON; None for what is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def _same_json(one: str, other: str) -> bool:
    return _json(one) is not None and _json(one) == _json(other)


def _json_fault(text: str) -> str | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"holds text that is not JSON: {error}"
    return None


def _policy_fault(text: str) -> str | None:
    """Refuse what verify.ValidIAMPolicyJSON refuses, and what AWS would refuse at apply for want of statements.

    Some arguments have validation.StringIsJSON only (bucket, topic and endpoint policies), and AWS accepts a policy without a
    version as one of 2008: to be stricter finds mistakes earlier.
    """
    if fault := _json_fault(text):
        return fault
    repeated: list[str] = []
    document = json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, repeated))
    if not isinstance(document, dict):
        return "holds JSON that is not an object"
    if repeated:
        return f"holds duplicate JSON keys: {', '.join(repeated)}"
    missing = [key for key in ("Version", "Statement") if not document.get(key)]
    return f"holds a policy without {' and '.join(missing)}" if missing else None


def _unique(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated += [key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index])]
    return found


def _same_policy(one: str, other: str) -> bool:
    """Compare as hashicorp/awspolicyequivalence does: PoliciesAreEquivalent.

    The order of statements, actions, resources, principals and values of conditions is no difference, nor is one text instead
    of a list of one, the case of an effect, or an account's number instead of the ARN of its root. Everything else is one: a
    sid, a version, actions in another case.
    """
    policies = [_json(text) for text in (one, other)]
    if not all(isinstance(policy, dict) for policy in policies):
        return False
    heads = [(policy.get("Version", ""), policy.get("Id", "")) for policy in policies]
    ours, theirs = ([_statement(item) for item in _listed(policy.get("Statement"))] for policy in policies)
    return heads[0] == heads[1] and len(ours) == len(theirs) and all(i in theirs for i in ours) and all(i in ours for i in theirs)


def _statement(raw: dict[str, Any]) -> dict[str, Any]:
    # Action and the like count as sorted lists, conditions as sets of the same length.
    lists = {key: sorted(map(_word, _listed(raw.get(key)))) for key in ("Action", "NotAction", "Resource", "NotResource")}
    conditions = raw.get("Condition")
    return {
        **lists,
        "Sid": raw.get("Sid", ""),
        "Effect": raw.get("Effect", "").lower(),
        "Principal": _principal(raw.get("Principal")),
        "NotPrincipal": _principal(raw.get("NotPrincipal")),
        "Condition": conditions
        and {test: {key: _values(values) for key, values in inner.items()} for test, inner in conditions.items()},
    }


def _principal(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    return {kind: sorted(map(_account, _listed(values))) for kind, values in raw.items() if _listed(values)}


def _account(principal: str) -> str:
    root = re.fullmatch(r"arn:[^:]+:iam::(\d{12}):root", principal)
    return root[1] if root else principal


def _values(raw: Any) -> tuple[int, frozenset[str]]:
    return len(_listed(raw)), frozenset(map(_word, _listed(raw)))


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _listed(raw: Any) -> list[Any]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _url_fault(text: str) -> str | None:
    # validOpenIDURL of the provider's internal/service/iam/validate.go: the scheme, and no query; a host is AWS's to miss.
    return None if re.fullmatch(r"https://[^?]*", text) else "is not an https address without a query"


def _same_url(one: str, other: str) -> bool:
    return _host(one) == _host(other)


def _host(url: str) -> str:
    return re.sub(r"^https?://", "", url)


# SuppressEquivalentPolicyDiffs, SuppressEquivalentIAMPolicyDocuments
POLICY = Text("JSON policy", _same_policy, _policy_fault)
# SuppressEquivalentJSONDiffs and the like; for event patterns a StateFunc that sorts keys and drops spaces comes to the same.
JSON = Text("JSON", _same_json, _json_fault)
# internal/service/iam/diff.go suppressOpenIDURL, validate.go validOpenIDURL: AWS answers without the scheme.
URL = Text("URL", _same_url, _url_fault)
