"""One region of one account on the stand, and how the state of a Terraform configuration is built there."""

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader

from tests.stand.builders import BUILDERS
from tests.stand.model import Json
from tests.stand.outside import Outside
from tests.stand.strict import check
from tests.stand.translation import Translation
from tests.support.terraform.results import State

ACCOUNT = "123456789012"  # which moto takes credentials to be of that it hasn't given itself
_TYPE = re.compile(r"(?:^|\.)([a-z]+_\w+)\.\w+(?:\[[^]]*\])?$")
_FOREIGN = {"random_id", "terraform_data"}  # nothing of AWS's


_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


_LOADER = Loader()  # one for all sessions: it reads megabytes of JSON, and remembers them


class _Session(boto3.Session):  # type: ignore[misc]
    """A session with AWS_ENDPOINT_URL of its own: boto3 takes that from the environment of the process alone."""

    def __init__(self, endpoint: str, **options: Any) -> None:
        session = botocore.session.Session()
        session.register_component("data_loader", _LOADER)
        super().__init__(botocore_session=session, **options)
        self._endpoint = endpoint

    def client(self, *arguments: Any, **options: Any) -> Any:
        """Make a client, which is strict about what it sends."""
        client = super().client(*arguments, **{"endpoint_url": self._endpoint, **options})
        client.meta.events.register("provide-client-params", check)
        return client


@cache
def _client(endpoint: str, region: str, name: str) -> Any:
    return Stand(region, ACCOUNT, endpoint).session().client(name)


class Stand:
    """A region of an account, for boto3."""

    def __init__(self, region: str, account: str, endpoint: str) -> None:
        self.region = region
        self.account = account
        self.endpoint = endpoint
        self.translated = Translation()
        self.resources: dict[str, Json] = {}  # of the state that was built, by address in the module, with the doubles' IDs
        self.outputs: Json = {}  # of the same, with the IDs of the stand

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to speak to the stand."""
        return {**_CREDENTIALS, "AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": self.region}

    def session(self, **options: Any) -> boto3.Session:
        """Make a session whose clients speak to the stand; options are boto3's, such as `region_name` and credentials."""
        credentials = {name.lower(): value for name, value in _CREDENTIALS.items()}
        return _Session(self.endpoint, **{"region_name": self.region, **credentials, **options})

    def client(self, name: str) -> Any:
        """Return a client of this region; the same one every time, since making one reads megabytes of JSON."""
        return _client(self.endpoint, self.region, name)

    @property
    def outside(self) -> "Outside":
        """What exists outside of the module: ways to create it."""
        return Outside(self)

    def build(self, state: State) -> Json:
        """Create all that a state holds, and return the module's output `runner_configuration` with the IDs of the stand."""
        by_type: dict[str, list[Json]] = {}
        for address, values in state.resources.items():
            by_type.setdefault(_type(address), []).append(values)
        if unknown := sorted(by_type.keys() - {type_ for type_, _ in BUILDERS} - _FOREIGN):
            raise LookupError(f"the stand can't create {', '.join(unknown)}: write how, in tests/stand/builders/")
        for type_, create in BUILDERS:
            for values in by_type.get(type_, []):
                create(self, self.translated(values))
        self.resources = {_in_module(address): values for address, values in state.resources.items()}
        self.outputs = self.translated(_outputs(state))
        return self.configuration

    @property
    def configuration(self) -> Json:
        """The module's output `runner_configuration`, with the IDs of the stand; a copy."""
        configuration: Json = deepcopy(self.outputs["runner_configuration"])
        return configuration


def _in_module(address: str) -> str:
    return re.sub(r"^(?:module\.\w+\.)+", "", address)


def _type(address: str) -> str:
    found = _TYPE.search(address)
    if not found:
        raise ValueError(f"{address} isn't the address of a resource")
    return found[1]


def _outputs(state: State) -> Mapping[str, Any]:
    """Return the module's outputs: those of the configuration, or all of a module as one output of it."""
    if "runner_configuration" in state.outputs:
        return state.outputs
    return next(value for value in state.outputs.values() if isinstance(value, dict) and "runner_configuration" in value)
