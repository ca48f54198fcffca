"""The providers that have doubles: where their schema comes from, and who plays them."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache, partial

from tests.support.doubles import bindings, orchestrator
from tests.support.doubles.aws import Aws
from tests.support.doubles.aws.account import Account
from tests.support.doubles.aws.facts import DEPRECATED, FACTS
from tests.support.doubles.behaviour import Behaviour
from tests.support.doubles.model import Block, with_deprecated
from tests.support.doubles.orchestrator.api import Api
from tests.support.doubles.random_id import Random

OLDEST_AWS = "6.40.0"  # newer than the bindings, whose schema serves for it

Schemas = dict[str, Block]  # data sources begin with `data.`


@dataclass(frozen=True)
class Provider:
    """One provider of the mirror."""

    source: str  # namespace/type
    versions: tuple[str, ...]
    prefix: str  # of its types
    env: tuple[str, ...]  # the variables that it reads
    config: Callable[[], Block]
    find: Callable[[Iterable[str]], Schemas]
    play: Callable[[Account, Api], Behaviour]

    def schemas(self, names: Iterable[str]) -> Schemas:
        """Return the schemas of those names that are types of this provider; each may be a data source as well."""
        own = {name for name in names if name.startswith(f"{self.prefix}_")}
        return self.find([*own, *(f"data.{name}" for name in own)])


def providers() -> list[Provider]:
    """List all providers, in the versions that the bindings were generated from, and AWS's in the oldest that we take as well."""
    return [_aws(), _random(), *_orchestrators()]


@cache
def _aws() -> Provider:
    source, version = bindings.aws().provider
    variables = ("AWS_REGION", "AWS_DEFAULT_REGION")
    return Provider(source, (version, OLDEST_AWS), "aws", variables, lambda: bindings.aws().config, _aws_schemas, _play_aws)


@cache
def _random() -> Provider:
    made = bindings.random()
    source, version = made.provider
    return Provider(source, (version,), "random", (), lambda: made.config, made.schemas, lambda *_: Random())


def _orchestrators() -> Iterator[Provider]:
    for namespace, edition in orchestrator.EDITIONS.items():
        yield Provider(
            source=f"{namespace}/platform-orchestrator",
            versions=edition.versions,
            prefix="platform-orchestrator",
            env=tuple(f"{edition.environment}_{name}" for name in ("ORG_ID", "AUTH_TOKEN", "API_URL")),
            config=partial(orchestrator.config, namespace),
            find=_declared,
            play=partial(_play_orchestrator, namespace),
        )


def _aws_schemas(names: Iterable[str]) -> Schemas:
    found = bindings.aws().schemas(names)
    return {name: with_deprecated(block, _deprecated(name)) for name, block in found.items()}


def _deprecated(name: str) -> Set[str]:
    return FACTS[name].deprecated if name in FACTS else DEPRECATED.get(name, set())


def _declared(names: Iterable[str]) -> Schemas:
    return {name: orchestrator.RESOURCES[name] for name in names if name in orchestrator.RESOURCES}


def _play_aws(account: Account, _: Api) -> Behaviour:
    return Aws(account)


def _play_orchestrator(namespace: str, _: Account, api: Api) -> Behaviour:
    return orchestrator.Orchestrator(namespace, api)
