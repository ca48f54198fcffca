"""Ways to call a module in a test's configuration, as dicts of Terraform JSON."""

import json
from collections.abc import Mapping
from typing import Any

from modules.core.editions import HUMANITEC

Configuration = dict[str, Any]


def deferred(call: Mapping[str, Any], trigger: str, name: str = "runner") -> Configuration:
    """Call a module with `depends_on` a resource that changes with `trigger`.

    While that resource has a pending change, Terraform reads none of the module's data sources before the apply.
    """
    changing = {"terraform_data": {"changing": {"input": trigger}}}
    return {"resource": changing, "module": {name: {**call, "depends_on": ["terraform_data.changing"]}}}


def instances(source: str, inputs: Mapping[str, Mapping[str, Any]]) -> Configuration:
    """Call a module once for each of these inputs, all in one account: what Terraform works out for all of them, it does once.

    An input that only others set is null, which means its default. An error in one may hide those of others that come later.
    """
    names = sorted({name for each in inputs.values() for name in each})
    each_value = {instance: {name: each.get(name) for name in names} for instance, each in inputs.items()}
    return {"source": source, "for_each": each_value, **{name: f"${{each.value.{name}}}" for name in names}}


def in_one_account(cases: Mapping[str, Mapping[str, Any]], account: str, partition: str = "aws") -> dict[str, dict[str, Any]]:
    """Let the first runner with an issuer create its OIDC provider, and the others use it: an account has one for each."""
    found: dict[str, dict[str, Any]] = {}
    created: set[str] = set()
    for name, inputs in cases.items():
        issuer = str(inputs.get("oidc_hostname") or HUMANITEC.oidc_hostname)
        provider = f"arn:{partition}:iam::{account}:oidc-provider/{issuer}" if issuer in created else None
        found[name] = {"existing_oidc_provider_arn": provider, **inputs}
        if not found[name]["existing_oidc_provider_arn"]:
            created.add(issuer)
    return found


def sensitive(value: Any) -> str:
    """Write a value that is sensitive as a whole."""
    return f"${{sensitive(jsondecode({json.dumps(json.dumps(value))}))}}"


def with_sensitive_elements(value: Any) -> Any:
    """Write a value with sensitive elements, where it has any."""
    if isinstance(value, dict):
        return {key: sensitive(item) for key, item in value.items()}
    return [sensitive(item) for item in value] if isinstance(value, list) else sensitive(value)
