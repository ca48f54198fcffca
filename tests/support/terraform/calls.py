"""Ways to call a module in a test's configuration, as dicts of Terraform JSON."""

from collections.abc import Mapping
from typing import Any

Configuration = dict[str, Any]


def alone(calls: Mapping[str, Mapping[str, Any]], regions: Mapping[str, str] | None = None) -> Configuration:
    """Call modules side by side, each in an account of its own: in one, a second runner can't create the same OIDC provider.

    `regions` are those of their providers, by name of the call. A call with `providers` shares the account of another one.
    """
    modules = {name: {"providers": {"aws": f"aws.{name}"}, **call} for name, call in calls.items()}
    providers = [{"alias": name, "profile": name, "region": (regions or {}).get(name)} for name in calls]
    return {"module": modules, "provider": {"aws": providers}}


def deferred(call: Mapping[str, Any], trigger: str, name: str = "runner") -> Configuration:
    """Call a module with `depends_on` a resource that changes with `trigger`.

    While that resource has a pending change, Terraform reads none of the module's data sources before the apply.
    """
    changing = {"terraform_data": {"changing": {"input": trigger}}}
    return {"resource": changing, "module": {name: {**call, "depends_on": ["terraform_data.changing"]}}}
