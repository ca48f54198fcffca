"""The platform-orchestrator providers: what they make of Terraform's questions, and what of the API's answers.

Sources, in https://github.com/stellwerk-labs/terraform-provider-platform-orchestrator/blob/main/internal/provider:
runner_common_resource.go, runner_rule_resource.go, serverless_ecs_runner_resource.go, provider.go; what every provider of the
plugin framework does: https://github.com/hashicorp/terraform-plugin-framework/blob/main/internal/fwserver/server_planresourcechange.go.
"""

import copy
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from tests.support.doubles.behaviour import Behaviour, GoneError, RefusedError
from tests.support.doubles.model import Block, Value, insides
from tests.support.doubles.orchestrator.api import Api, ApiError, Organization
from tests.support.doubles.orchestrator.schema import EDITIONS, RESOURCES, RUNNER, config
from tests.support.doubles.orchestrator.validation import runner_problems
from tests.support.doubles.planning import empty
from tests.support.doubles.wire import UNKNOWN, Problem, is_unknown

__all__ = ["EDITIONS", "RESOURCES", "Api", "Orchestrator", "config"]

T = TypeVar("T")


class Orchestrator(Behaviour):
    """One instance of either provider."""

    def __init__(self, namespace: str, api: Api) -> None:
        self._edition, self._api = EDITIONS[namespace], api
        self._organization: Organization | None = None
        self._org_id = ""

    def configure(self, config: Value, env: Mapping[str, str]) -> None:
        """Refuse to start without an organization and a token: loadClientConfig and Configure in provider.go."""
        given = {}
        for argument, variable in (("org_id", "ORG_ID"), ("auth_token", "AUTH_TOKEN"), ("api_url", "API_URL")):
            name = f"{self._edition.environment}_{variable}"
            given[argument] = config[argument] or env.get(name) or ""
            if not given[argument] and argument != "api_url":
                raise RefusedError(f"Missing {argument}", f"set {argument} in the provider block, or {name}", argument)
        self._org_id = given["org_id"]
        self._organization = self._api.organization(self._org_id, given["api_url"] or self._edition.api_url)

    def check(self, type_: str, block: Block, config: Value) -> Iterable[Problem]:
        """Check what the provider checks by itself."""
        del block
        return runner_problems(config) if type_ == RUNNER else []

    def plan(self, type_: str, block: Block, prior: Value | None, proposed: Value, config: Value) -> Value:
        """Plan a change: MarkComputedNilsAsUnknown makes everything unknown that is computed and not configured.

        Where nothing is to change, that has kept its old value: Terraform has put it into the proposal.
        """
        del type_
        return proposed if proposed == prior else _marked(block, proposed, config)

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """Name what RequiresReplace is on: a runner's id; everything of a rule, whose Update does nothing."""
        names = ["id"] if type_ == RUNNER else ["runner_id", "project_id", "env_type_id"]
        return [name for name in names if prior[name] != plan[name]]

    def create(self, type_: str, block: Block, plan: Value) -> Value:
        """Create: the answer becomes the state, whatever was planned."""
        del block
        if type_ == RUNNER:
            found = self._asked("create runner", lambda: self._there.create_runner(plan["id"], _body(plan)))
            return _runner_state(plan["id"], found)
        return self._asked(
            "create runner rule",
            lambda: self._there.create_rule(plan["runner_id"], _text(plan["project_id"]), _text(plan["env_type_id"])),
        )

    def update(self, type_: str, block: Block, prior: Value, plan: Value) -> Value:
        """Update a runner: what is null, or an empty description, is left out of the request, and stays."""
        del type_, block
        found = self._asked("update runner", lambda: self._there.update_runner(prior["id"], _body(plan)))
        return _runner_state(prior["id"], found)

    def delete(self, type_: str, prior: Value) -> None:
        """Delete: what is gone already is a warning."""
        if type_ == RUNNER:
            self._asked("delete runner", lambda: self._there.delete_runner(prior["id"]), self._gone(type_, prior["id"]))
        else:
            self._asked("delete runner rule", lambda: self._there.delete_rule(prior["id"]), self._gone(type_, prior["id"]))

    def refresh(self, type_: str, block: Block, state: Value) -> Value | None:
        """Read: what is gone is a warning, and leaves the state."""
        del block
        gone = self._gone(type_, state["id"])
        if type_ == RUNNER:
            found = self._asked("read runner", lambda: self._there.read_runner(state["id"]), gone)
            return _runner_state(state["id"], found)
        return self._asked("read runner rule", lambda: self._there.read_rule(state["id"]), gone)

    def find(self, type_: str, block: Block, id_: str) -> Value:
        """Import: the id is all, and Terraform reads the rest (ImportStatePassthroughID). A rule's has to be a UUID."""
        if type_ != RUNNER:
            uuid.UUID(id_)
        return {**empty(block), "id": id_}

    @property
    def _there(self) -> Organization:
        if self._organization is None:
            raise ValueError("the provider isn't configured")
        return self._organization

    def _asked(self, what: str, call: Callable[[], T], gone: GoneError | None = None) -> T:
        try:
            return call()
        except ApiError as error:
            if error.status == 404 and gone:
                raise gone from error
            body = json.dumps({"error": f"HTTP-{error.status}", "message": error.message}, separators=(",", ":"))
            detail = f"Unable to {what}, unexpected status code: {error.status}, body: {body}"
            raise RefusedError(self._edition.error, detail) from error

    def _gone(self, type_: str, id_: str) -> GoneError:
        kind = "Runner" if type_ == RUNNER else "Runner rule"
        return GoneError("Resource not found error", f"{kind} with ID {id_} not found in org {self._org_id}")


def _marked(block: Block, proposed: Value, config: Value) -> Value:
    result = dict(proposed)
    for name, attribute in block.attributes.items():
        if attribute.computed and config[name] is None:
            result[name] = UNKNOWN
    for name, nested in insides(block):
        if isinstance(proposed[name], dict) and isinstance(config[name], dict):
            result[name] = _marked(nested.block, proposed[name], config[name])
    return result


def _text(value: Any) -> str | None:
    """Write a string for a request: null, unknown and empty ones are left out (ref.RefStringEmptyNil)."""
    return value if isinstance(value, str) and value else None


def _body(plan: Value) -> dict[str, Any]:
    """Write a request: convertEcsRunnerJobModelIntoApi takes what is unknown for empty."""
    body = copy.deepcopy({name: value for name, value in plan.items() if name != "id"})
    body["description"] = _text(body["description"])
    job = body["runner_configuration"]["job"]
    for name, nothing in _NOTHING.items():
        if job[name] is None or is_unknown(job[name]):
            job[name] = copy.copy(nothing)
    return body


_NOTHING: dict[str, Any] = {"security_groups": [], "is_public_ip_enabled": False, "environment": {}, "secrets": {}}


def _runner_state(id_: str, found: Value) -> Value:
    """Read an answer: convertEcsRunnerApiIntoModel."""
    return {"id": id_, **found}
