"""The AWS provider's double: it plans, validates and refuses as facts/ say, in an account that remembers what exists."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.doubles.aws import data_sources, sdk, values
from tests.support.doubles.aws.account import Account
from tests.support.doubles.aws.facts import FACTS, Facts
from tests.support.doubles.aws.place import REGION, Place
from tests.support.doubles.aws.tags import refused_tags, without_system_tags
from tests.support.doubles.aws.validation import problems
from tests.support.doubles.behaviour import Behaviour, RefusedError
from tests.support.doubles.model import Attribute, Block, Value
from tests.support.doubles.planning import empty, planned
from tests.support.doubles.wire import UNKNOWN, Problem, is_known, is_unknown


class Aws(Behaviour):
    """One instance of the AWS provider: a region of an account, and default tags."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._place = Place("us-east-1", account.id)
        self._is_placed = False  # not before it is configured, nor with a region that is still unknown
        self._default_tags: Any = {}

    def configure(self, config: Value, env: Mapping[str, str]) -> None:
        """Take region, profile and default tags; the region may come from the environment."""
        region = config["region"] or env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION")
        if not is_unknown(region):
            if not region or not REGION.fullmatch(region):
                raise RefusedError("Invalid AWS Region", f'"{region or ""}" is not a region', "region")
            self._place = Place(region, self._place.account)
            self._is_placed = True
        if config["profile"]:
            self._account = self._account.of_profile(config["profile"])
        for block in config["default_tags"]:
            self._default_tags = block["tags"] or {}

    def is_legacy(self, type_: str) -> bool:
        """Resources of terraform-plugin-sdk may plan and store other values than were configured."""
        return not FACTS[type_].framework

    def check(self, type_: str, block: Block, config: Value) -> Iterator[Problem]:
        """Refuse a type without facts, a region of another partition, and what the provider's validators refuse."""
        if type_ not in FACTS:
            yield Problem("No facts", f"nothing is known of {type_}: add it to a file in tests/support/doubles/aws/facts/")
            return
        yield from self._foreign_region(config)
        yield from problems(FACTS[type_], block, config)

    def plan(self, type_: str, block: Block, prior: Value | None, proposed: Value, config: Value) -> Value:
        """Set defaults, region and tags_all, and keep what the provider takes for unchanged."""
        facts = FACTS[type_]
        wanted = {**proposed, **{name: value for name, value in facts.defaults.items() if proposed[name] is None}}
        if "region" in block.attributes and config["region"] is None:
            wanted["region"] = self._place.region
        if prior:
            wanted = _unchanged(facts, block, prior, wanted)
        result = planned(block, wanted, prior)
        if "tags_all" in block.attributes and config["tags_all"] is None:
            result["tags_all"] = self._all_tags(result["tags"])
        return result

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """Name the changed arguments that an existing resource can't take."""
        facts = FACTS[type_]
        names = {name for name in facts.replaced_by | {"region"} if name in plan and prior[name] != plan[name]}
        return sorted(names | {name for name in facts.replaced_by_switch if (prior[name] is None) != (plan[name] is None)})

    def create(self, type_: str, block: Block, plan: Value) -> Value:
        """Create an object in the account, unless AWS refuses it."""
        return self._apply(type_, block, plan, None)

    def update(self, type_: str, block: Block, prior: Value, plan: Value) -> Value:
        """Change an object in the account, unless AWS refuses it."""
        return self._apply(type_, block, plan, prior)

    def delete(self, type_: str, prior: Value) -> None:
        """Delete an object, unless something holds it. The flags that matter are those of the state, as in the provider."""
        facts, region = FACTS[type_], prior.get("region") or ""
        with self._account.lock:
            if (facts.kept_by and prior[facts.kept_by]) or self._account.find(type_, prior["id"], region) is None:
                return
            holders = [*self._account.held_by("holds", type_, prior)]
            if holders and not (facts.emptied_by and prior[facts.emptied_by]):
                raise RefusedError(f"deleting {type_} ({prior['id']})", facts.in_use)
            for kind, value in holders:
                self._account.remove(kind, value["id"], value.get("region") or "")
            if facts.left is None:
                self._account.remove(type_, prior["id"], region)
            else:
                self._account.change(type_, prior["id"], region, **facts.left)

    def refresh(self, type_: str, block: Block, state: Value) -> Value | None:
        """Read what exists; a text that means the same as the stored one stays as it was."""
        facts = FACTS[type_]
        region = (state.get("region") or self._place.region) if "region" in block.attributes else ""
        found = self._account.find(type_, state["id"], region)
        if found is None:
            return None
        now = {name: found.get(name, value) for name, value in state.items()}
        for name, text in facts.texts.items():
            if text.is_same(state[name], now[name]):
                now[name] = state[name]
        return now if facts.framework else sdk.read_back(block, now, facts.unread, collections=True)

    def read(self, type_: str, block: Block, config: Value) -> Value:
        """Answer a data source: from the account, if it has what the id names, and otherwise by a guess."""
        for problem in self._foreign_region(config):
            raise RefusedError(problem.summary, problem.detail, *problem.path)
        place = self._place_of(config)
        existing = self._account.find(type_, config["id"], place.region) if isinstance(config.get("id"), str) else None
        found = {**data_sources.answers(type_, place, config), **(existing or {})}
        answered = {name: value for name, value in found.items() if name in block.attributes}
        if "region" in block.attributes and config["region"] is None:
            answered["region"] = self._place.region
        return self.answered(type_, block, config, answered)

    def find(self, type_: str, block: Block, id_: str) -> Value:
        """Find what exists; what the account doesn't have is taken to exist, as far as the id tells."""
        argument = FACTS[type_].imported_by if type_ in FACTS else ""
        if not argument:
            return super().find(type_, block, id_)
        if existing := [value for value in self._account.of_type(type_) if value[argument] == id_]:
            return existing[0]
        found = {**empty(block), argument: id_}
        if type_ == "aws_iam_openid_connect_provider":
            found["url"] = re.sub("^.*:oidc-provider/", "", id_)
        imported = self._completed(type_, block, self.plan(type_, block, None, found, empty(block)))
        self._account.put(type_, **imported)
        return imported

    def plausible(self, value: Value, path: tuple[str, ...], attribute: Attribute, token: str) -> Any:
        """Guess by the attribute's name first."""
        guess = values.plausible(path, attribute, self._place_of(value), token) if attribute.type == "string" else None
        return super().plausible(value, path, attribute, token) if guess is None else guess

    def _apply(self, type_: str, block: Block, plan: Value, prior: Value | None) -> Value:
        value = self._completed(type_, block, plan)
        with self._account.lock:
            if error := self._refusal(type_, value, is_new=prior is None):
                raise RefusedError(f"updating {type_} ({prior['id']})" if prior else f"creating {type_}", error)
            self._account.put(type_, **value)
        return value

    def _completed(self, type_: str, block: Block, plan: Value) -> Value:
        """Give everything unknown its value, and everything unset the one that is read back."""
        facts, value = FACTS[type_], dict(plan)
        if is_unknown(value.get("tags_all")):
            value["tags_all"] = self._all_tags(value["tags"])
        for name in ("tags", "tags_all"):
            if value.get(name):
                value[name] = without_system_tags(value[name])
        for name, template in facts.values.items():
            if name in block.attributes and (is_unknown(value[name]) or (name in facts.filled_if_empty and not value[name])):
                value[name] = values.render(template, value, self._place_of(value))
        value = super().create(type_, block, value)
        return value if facts.framework else sdk.read_back(block, value, facts.unread, collections=False)

    def _refusal(self, type_: str, value: Value, *, is_new: bool) -> str | None:
        facts = FACTS[type_]
        while error := self._account.next_refusal(type_):
            if not any(part in error for part in facts.retried):
                return error
        others = self._account.of_type(type_, value.get("region") or "")
        if is_new and facts.unique and any(all(it[name] == value[name] for name in facts.unique) for it in others):
            return facts.exists
        found = (refusal(self._account, self._place_of(value), value) for refusal in facts.refusals)
        return next(filter(None, found), None) or refused_tags(value.get("tags_all"))

    def _place_of(self, value: Value) -> Place:
        region = value.get("region")
        return Place(region, self._place.account) if isinstance(region, str) else self._place

    def _all_tags(self, tags: Any) -> Any:
        if not is_known(tags) or not is_known(self._default_tags):
            return UNKNOWN
        return {**self._default_tags, **(tags or {})}

    def _foreign_region(self, config: Value) -> list[Problem]:
        there = self._place_of(config)
        if not self._is_placed or (REGION.fullmatch(there.region) and there.partition == self._place.partition):
            return []
        detail = f'"{there.region}" is not a region of the partition {self._place.partition}'
        return [Problem("Invalid Region Value", detail, ("region",))]


def _unchanged(facts: Facts, block: Block, prior: Value, wanted: Value) -> Value:
    result = dict(wanted) if facts.framework else sdk.kept(block, prior, wanted)
    for name in facts.kept_if_unset:
        if result[name] in (None, []):
            result[name] = prior[name]
    for name, text in facts.texts.items():
        if text.is_same(prior[name], result[name]):
            result[name] = prior[name]
    return result
