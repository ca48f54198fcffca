"""Rules that assign deployments to a runner: as users write them, and as Terraform expressions.

A rule is a map, not an object: Terraform drops attributes that an object type doesn't declare, so a rule with a misspelled
filter would match everything.
"""

import re
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from ..core.expressions import Expression, equal, hcl, is_literal, length, not_, or_
from ..core.rules import Rule
from .formats import CONTROL_PLANE

# Of projects and environment types.
_ID = "[a-z](?:-?[a-z0-9]+)+"
_FILTERS = ["project_id", "env_type_id"]


class RunnerRuleInput(TypedDict):
    """The deployments that a rule matches: those of a project, an environment type or both; or `match = "all"` alone."""

    project_id: NotRequired[str | None]
    env_type_id: NotRequired[str | None]
    match: NotRequired[str]


RunnerRules = Mapping[str, RunnerRuleInput] | Expression


def content(rule: str) -> str:
    """Write the expression of what a rule matches, such as shop/production, shop/*, */production or */*."""
    return "join(" + hcl("/") + ", [" + ", ".join(f'try(coalesce({rule}.{name}), "*")' for name in _FILTERS) + "])"


def by_content(rules: RunnerRules) -> Expression:
    """Write the rules by what they match, which identifies a rule, with "" for a filter that is not set.

    Not null: the provider would keep the old value of the filter.
    """
    filters = ", ".join(f'{name} = try(coalesce(rule.{name}), "")' for name in _FILTERS)
    return Expression(f"{{ for rule in values({hcl(rules)}) : {content('rule')} => {{ {filters} }} }}")


def _wrong(rules: Any) -> Any:
    """Select the invalid rules."""
    if not isinstance(rules, Expression):
        wrong = {name: rule for name, rule in rules.items() if not _is_rule(rule)}
        if wrong or is_literal(rules):
            return wrong
    ids = f"alltrue([for id in values(rule) : can(regex({hcl(f'^{_ID}$')}, id)) if id != null])"
    some = "length(compact(values(rule))) > 0"
    known = f"length(setsubtract(keys(rule), {hcl(_FILTERS)})) == 0"
    holds = f'jsonencode(rule) == jsonencode({{ match = "all" }}) || try({known} && {some} && {ids}, false)'
    return Expression(f"{{ for name, rule in {hcl(rules)} : name => rule if !({holds}) }}")


def _is_rule(rule: Any) -> bool:
    if rule == {"match": "all"} or isinstance(rule, Expression):
        return True
    if not isinstance(rule, Mapping) or not {*rule} <= {*_FILTERS}:
        return False
    ids = [id_ for id_ in rule.values() if id_ is not None]
    return bool(ids) and all(not is_literal(id_) or (isinstance(id_, str) and re.fullmatch(_ID, id_)) for id_ in ids)


def _twice(rules: Any) -> Any:
    """Name the rules that match the same as another one."""
    if not isinstance(rules, Expression):
        matched = [tuple((rule or {}).get(name) for name in _FILTERS) for rule in rules.values()]
        twice = [name for name, one in zip(rules, matched, strict=True) if is_literal(one) and matched.count(one) > 1]
        if twice or is_literal(rules):
            return sorted(twice)
    others = f"[for other in values({hcl(rules)}) : other if {content('other')} == {content('rule')}]"
    return Expression(f"[for name, rule in {hcl(rules)} : name if length({others}) > 1]")


RULES = (
    Rule(
        must='contain only rules with project_id, env_type_id or both, or with match = "all" alone',
        fix="Correct the names and the IDs (2 or more lower-case letters, digits and single hyphens, starting with a letter);"
        ' for all deployments, write { match = "all" }.',
        holds=lambda rules: equal(length(_wrong(rules)), 0),
        invalid=_wrong,
        source=f"{CONTROL_PLANE}/openapi/spec.yaml",
    ),
    Rule(
        must="not contain two rules for the same deployments",
        fix="Omit all but one of them.",
        # The rule above reports invalid rules.
        holds=lambda rules: or_(not_(equal(length(_wrong(rules)), 0)), equal(length(_twice(rules)), 0)),
        invalid=_twice,
        source=f"{CONTROL_PLANE}/internal/model/runner_rules.go",
    ),
)
