"""The AWS provider's double: everything that it knows beyond its schema."""

import re
from collections.abc import Mapping
from typing import Any

from tests.support.doubles.aws import data_sources, resources, rules
from tests.support.doubles.aws.place import REGION, Place
from tests.support.doubles.behaviour import Behaviour, RefusedError
from tests.support.doubles.model import Attribute, Block, Value
from tests.support.doubles.planning import empty, planned
from tests.support.doubles.wire import UNKNOWN, Problem, is_known, is_unknown

# The argument that an import's id stands for; where it is `arn`, the rest can't be told from it.
_IMPORTED = {
    "aws_cloudwatch_log_group": "name",
    "aws_ecs_cluster": "name",
    "aws_iam_openid_connect_provider": "arn",
    "aws_iam_role": "name",
    "aws_s3_bucket": "bucket",
    "aws_sns_topic": "arn",
}


class Aws(Behaviour):
    """One instance of the AWS provider: a region of an account, and default tags."""

    def __init__(self, account: str) -> None:
        self._place = Place("us-east-1", account)
        self._is_placed = False  # not before it is configured, nor with a region that is still unknown
        self._default_tags: Any = {}

    def configure(self, config: Value, env: Mapping[str, str]) -> None:
        """Take region and default tags; the region may come from the environment."""
        region = config["region"] or env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION")
        if not is_unknown(region):
            if not region or not REGION.fullmatch(region):
                raise RefusedError("Invalid AWS Region", f'"{region or ""}" is not a region', "region")
            self._place = Place(region, self._place.account)
            self._is_placed = True
        for block in config["default_tags"]:
            self._default_tags = block["tags"] or {}

    def check(self, type_: str, config: Value) -> list[Problem]:
        """Refuse a region of another partition, and arguments that have to hold JSON and don't."""
        return [*self._foreign_region(config), *rules.json_arguments(type_, config)]

    def adjust(self, type_: str, block: Block, plan: Value, config: Value) -> Value:
        """Set region and tags_all, which the provider knows at plan."""
        del type_
        result = dict(plan)
        if "region" in block.attributes and config["region"] is None:
            result["region"] = self._place.region
        if "tags_all" in block.attributes and config["tags_all"] is None:
            result["tags_all"] = self._all_tags(plan["tags"])
        return result

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """Look it up in a table of our own."""
        return rules.replaced_by(type_, prior, plan)

    def create(self, type_: str, block: Block, plan: Value) -> Value:
        """Give ids and ARNs their true form, and all else a plausible value."""
        result = dict(plan)
        if is_unknown(result.get("tags_all")):
            result["tags_all"] = self._all_tags(result["tags"])
        for name, template in resources.templates(type_).items():
            if name in block.attributes and is_unknown(result.get(name)):
                result[name] = resources.render(template, result, self._place_of(result))
        return super().create(type_, block, result)

    def read(self, type_: str, block: Block, config: Value) -> Value:
        """Answer a data source."""
        self._refuse(self._foreign_region(config))
        found = data_sources.answers(type_, self._place_of(config), config)
        answered = {name: value for name, value in found.items() if name in block.attributes}
        if "region" in block.attributes and config["region"] is None:
            answered["region"] = self._place.region
        return self.answered(type_, block, config, answered)

    def find(self, type_: str, block: Block, id_: str) -> Value:
        """Fill in what an id tells: the name of the resource, and what follows from the name."""
        if type_ not in _IMPORTED:
            return super().find(type_, block, id_)
        found = {**planned(block, empty(block), None), _IMPORTED[type_]: id_}
        if type_ == "aws_iam_openid_connect_provider":
            found["url"] = re.sub("^.*:oidc-provider/", "", id_)
        return self.create(type_, block, self.adjust(type_, block, found, empty(block)))

    def plausible(self, value: Value, path: tuple[str, ...], attribute: Attribute, token: str) -> Any:
        """Guess by the attribute's name first."""
        guess = resources.plausible(path, attribute, self._place_of(value), token) if attribute.type == "string" else None
        return super().plausible(value, path, attribute, token) if guess is None else guess

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

    def _refuse(self, found: list[Problem]) -> None:
        for problem in found:
            raise RefusedError(problem.summary, problem.detail, *problem.path)
