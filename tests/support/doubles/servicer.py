"""One provider process, as Terraform sees it: protocol 6, method by method.

A double keeps nothing but its configuration. Whatever it is asked and answers is noted in a list of calls.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tf.gen import tfplugin_pb2 as messages  # type: ignore[import-untyped]

from tests.support.doubles.behaviour import Behaviour, GoneError, RefusedError
from tests.support.doubles.model import Block, Value
from tests.support.doubles.planning import from_state, unwelcome_arguments
from tests.support.doubles.providers import Provider
from tests.support.doubles.wire import Problem, pack, paths, problems, schema, schemas, unpack


@dataclass(frozen=True)
class Call:
    """One question of Terraform: null is None, unknown is a msgpack.ExtType (`wire.is_unknown` tells)."""

    provider: str  # its source address
    method: str  # as in Terraform's protocol: PlanResourceChange, ...
    type: str = ""  # "" for calls that concern the provider as a whole
    config: Value | None = None
    prior: Value | None = None
    planned: Value | None = None  # the plan that was made, or the one that is applied
    result: Value | None = None  # the new state, or a data source's answer


class Servicer:
    """The methods of protocol 6, each taking a request and returning a response."""

    def __init__(self, provider: Provider, behaviour: Behaviour, names: frozenset[str], env: Mapping[str, str]) -> None:
        self._provider, self._behaviour, self._names, self._env = provider, behaviour, names, env
        self._schemas = _schemas(provider, names)
        self.calls: list[Call] = []

    def methods(self) -> dict[str, tuple[Callable[[Any], Any], Any]]:
        """Return each method's name, function and request type."""
        functions = {
            "GetProviderSchema": self.get_provider_schema,
            "ValidateProviderConfig": self.validate_provider_config,
            "ValidateResourceConfig": self.validate_resource_config,
            "ValidateDataResourceConfig": self.validate_data_resource_config,
            "ConfigureProvider": self.configure_provider,
            "UpgradeResourceState": self.upgrade_resource_state,
            "ReadResource": self.read_resource,
            "PlanResourceChange": self.plan_resource_change,
            "ApplyResourceChange": self.apply_resource_change,
            "ImportResourceState": self.import_resource_state,
            "ReadDataSource": self.read_data_source,
            "StopProvider": self.stop_provider,
        }
        return {name: (function, getattr(messages, name).Request) for name, function in functions.items()}

    def get_provider_schema(self, request: Any) -> Any:
        """Answer with the types that the folder names."""
        del request
        self._note("GetProviderSchema")
        return _schema_response(self._provider, self._names)

    def validate_provider_config(self, request: Any) -> Any:
        """Accept what the schema accepts."""
        self._note("ValidateProviderConfig", config=unpack(request.config))
        return messages.ValidateProviderConfig.Response()

    def configure_provider(self, request: Any) -> Any:
        """Take the provider block."""
        config = _given(unpack(request.config))
        self._note("ConfigureProvider", config=config)
        found: list[Problem] = []
        try:
            self._behaviour.configure(config, self._env)
        except RefusedError as error:
            found.append(error.problem)
        return messages.ConfigureProvider.Response(diagnostics=problems(found))

    def validate_resource_config(self, request: Any) -> Any:
        """Check the arguments as far as they are known."""
        config = _given(unpack(request.config))
        self._note("ValidateResourceConfig", request.type_name, config=config)
        found = [
            *unwelcome_arguments(self._schemas[request.type_name], config),
            *self._behaviour.check(request.type_name, self._schemas[request.type_name], config),
        ]
        return messages.ValidateResourceConfig.Response(diagnostics=problems(found))

    def validate_data_resource_config(self, request: Any) -> Any:
        """Check the arguments of a data source."""
        config = _given(unpack(request.config))
        self._note("ValidateDataResourceConfig", request.type_name, config=config)
        found = list(unwelcome_arguments(self._schemas[f"data.{request.type_name}"], config))
        return messages.ValidateDataResourceConfig.Response(diagnostics=problems(found))

    def upgrade_resource_state(self, request: Any) -> Any:
        """Read a stored state."""
        state = from_state(self._schemas[request.type_name], json.loads(request.raw_state.json))
        return messages.UpgradeResourceState.Response(upgraded_state=pack(state))

    def read_resource(self, request: Any) -> Any:
        """Look whether an object is still there, and how it is."""
        prior = _given(unpack(request.current_state))
        found: list[Problem] = []
        try:
            state = self._behaviour.refresh(request.type_name, self._schemas[request.type_name], prior)
        except GoneError as gone:
            state = None
            found.append(gone.problem)
        except RefusedError as error:
            state = prior
            found.append(error.problem)
        self._note("ReadResource", request.type_name, prior=prior, result=state)
        return messages.ReadResource.Response(new_state=pack(state), private=request.private, diagnostics=problems(found))

    def plan_resource_change(self, request: Any) -> Any:
        """Plan: what is computed, and whether a change takes a replacement."""
        prior, proposed, config = map(unpack, (request.prior_state, request.proposed_new_state, request.config))
        plan, replaced = None, []
        if proposed is not None:
            block = self._schemas[request.type_name]
            plan = self._behaviour.plan(request.type_name, block, prior, proposed, _given(config))
            replaced = self._behaviour.replaced_by(request.type_name, prior, plan) if prior else []
        self._note("PlanResourceChange", request.type_name, config=config, prior=prior, planned=plan)
        legacy = self._behaviour.is_legacy(request.type_name)
        return messages.PlanResourceChange.Response(
            planned_state=pack(plan), requires_replace=paths(replaced), legacy_type_system=legacy
        )

    def apply_resource_change(self, request: Any) -> Any:
        """Apply: every unknown gets its value. Terraform has had the arguments checked again just before."""
        prior, plan, config = map(unpack, (request.prior_state, request.planned_state, request.config))
        found: list[Problem] = []
        try:
            result = self._apply(request.type_name, prior, plan)
        except GoneError as gone:
            result = None
            found.append(gone.problem)
        except RefusedError as error:
            result = prior
            found.append(error.problem)
        self._note("ApplyResourceChange", request.type_name, config=config, prior=prior, planned=plan, result=result)
        legacy = self._behaviour.is_legacy(request.type_name)
        return messages.ApplyResourceChange.Response(
            new_state=pack(result), diagnostics=problems(found), legacy_type_system=legacy
        )

    def import_resource_state(self, request: Any) -> Any:
        """Find a resource by its id."""
        try:
            state = self._behaviour.find(request.type_name, self._schemas[request.type_name], request.id)
        except RefusedError as error:
            return messages.ImportResourceState.Response(diagnostics=problems([error.problem]))
        self._note("ImportResourceState", request.type_name, result=state)
        found = messages.ImportResourceState.ImportedResource(type_name=request.type_name, state=pack(state))
        return messages.ImportResourceState.Response(imported_resources=[found])

    def read_data_source(self, request: Any) -> Any:
        """Answer a data source."""
        config = _given(unpack(request.config))
        try:
            state = self._behaviour.read(request.type_name, self._schemas[f"data.{request.type_name}"], config)
        except RefusedError as error:
            return messages.ReadDataSource.Response(diagnostics=problems([error.problem]))
        self._note("ReadDataSource", request.type_name, config=config, result=state)
        return messages.ReadDataSource.Response(state=pack(state))

    def stop_provider(self, request: Any) -> Any:
        """Nothing runs that would have to be stopped."""
        del request
        return messages.StopProvider.Response()

    def _apply(self, type_: str, prior: Value | None, plan: Value | None) -> Value | None:
        block = self._schemas[type_]
        if plan is None:
            self._behaviour.delete(type_, _given(prior))
            return None
        return self._behaviour.update(type_, block, prior, plan) if prior else self._behaviour.create(type_, block, plan)

    def _note(self, method: str, type_: str = "", **values: Value | None) -> None:
        self.calls.append(Call(self._provider.source, method, type_, **values))


def _given(value: Value | None) -> Value:
    """Terraform never sends null here."""
    if value is None:
        raise ValueError("a configuration is missing")
    return value


@lru_cache(maxsize=64)
def _schemas(provider: Provider, names: frozenset[str]) -> Mapping[str, Block]:
    return provider.schemas(names)


@lru_cache(maxsize=64)
def _schema_response(provider: Provider, names: frozenset[str]) -> Any:
    found = _schemas(provider, names)
    capabilities = messages.ServerCapabilities(get_provider_schema_optional=True)  # once for each run of Terraform
    return messages.GetProviderSchema.Response(
        server_capabilities=capabilities,
        provider=schema(provider.config()),
        resource_schemas=schemas({name: block for name, block in found.items() if not name.startswith("data.")}),
        data_source_schemas=schemas({name[5:]: block for name, block in found.items() if name.startswith("data.")}),
    )
