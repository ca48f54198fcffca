"""The orchestrator's API, as far as runners go: what an organization has, for all provider processes of a run, and for tests.

A test may look at it, change it as somebody in the console would, and have it take its time:

    organization = root.orchestrator.organization("my-org")
    organization.change_runner("my-runner", description="written in the console")
    organization.environments["shop/live"] = "my-runner"      # it uses the runner, which can't be deleted any more
    organization.env_types.add("staging")
    root.orchestrator.latency = (0.03, 0.3)                   # seconds, for each call: which of several is first is then open

Sources, in https://github.com/stellwerk-labs/platform-orchestrator-cp/blob/main/internal: api/runners.go, api/runner_rules.go,
api/runners_utils.go, model/runners.go, model/runner_rules.go, model/migrations.
"""

import copy
import random
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

# api/runners.go: forbiddenPORunnerEnvVariables and forbiddenSensitiveRunnerEnvVariables
_RESERVED = {"ORG_ID", "DEPLOYMENT_ID", "MODE", "TOKEN", "ENCRYPTING_KEY", "PLATFORM_ORCHESTRATOR_BASE_URL"}
_SENSITIVE = {"RUNNER_GIT_SSH_KEYS"}


class ApiError(Exception):
    """An answer of the API that is no success."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Api:
    """The APIs that a run can reach, each with its organizations."""

    def __init__(self) -> None:
        self.latency = (0.0, 0.0)  # seconds, from and to
        self.calls: list[tuple[str, str]] = []  # each change that was asked for, in the order of its effect: what, of what
        self._organizations: dict[tuple[str, str], Organization] = {}
        self._lock = threading.Lock()

    def organization(self, id_: str, url: str = "https://stellwerk.example") -> "Organization":
        """Return an organization, which is there as soon as somebody asks; each API has its own."""
        with self._lock:
            return self._organizations.setdefault((url, id_), Organization(self))


class Organization:
    """The runners of an organization, their rules, and what else decides about them."""

    def __init__(self, api: Api) -> None:
        self.runners: dict[str, dict[str, Any]] = {}
        self.rules: dict[str, dict[str, str]] = {}  # by id; a filter that isn't set is ""
        self.env_types = {"development", "staging", "production"}
        self.environments: dict[str, str] = {}  # "PROJECT/ENVIRONMENT" -> the runner that deployed it
        self._api, self._lock = api, threading.RLock()

    @property
    def pairs(self) -> dict[tuple[str, str], str]:
        """Whose each pair of project and environment type is."""
        return {(rule["project_id"], rule["env_type_id"]): rule["runner_id"] for rule in [*self.rules.values()]}

    def change_runner(self, id_: str, **values: Any) -> None:
        """Change a runner as the console does."""
        self.runners[id_].update(values)

    def create_runner(self, id_: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Create a runner: api.CreateRunner, model.CreateRunner (runners_pkey)."""
        with self._call("create", id_):
            _check_environment(values)
            if id_ in self.runners:
                raise ApiError(409, f"runner with id {id_} already exists")
            self.runners[id_] = {"description": None, **copy.deepcopy({**values})}
            return copy.deepcopy(self.runners[id_])

    def read_runner(self, id_: str) -> dict[str, Any]:
        """Read a runner: model.GetRunner."""
        with self._call():
            return copy.deepcopy(_found(self.runners, id_, "runner not found"))

    def update_runner(self, id_: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Change a runner: model.UpdateRunner keeps what is left out, api.updateRunnerConfiguration replaces what isn't."""
        with self._call("update", id_):
            runner = _found(self.runners, id_, "runner not found")
            _check_environment(values)
            runner.update(copy.deepcopy({name: value for name, value in values.items() if value is not None}))
            return copy.deepcopy(runner)

    def delete_runner(self, id_: str) -> None:
        """Delete a runner, and its rules: api.DeleteRunner, migrations/000012_runner_rules.sql (ON DELETE CASCADE)."""
        with self._call("delete", id_):
            _found(self.runners, id_, "runner not found")
            if used := [environment for environment, runner in self.environments.items() if runner == id_]:
                raise ApiError(409, f"runner {id_} is in use by the environments: {', '.join(used[:10])}")
            del self.runners[id_]
            self.rules = {key: rule for key, rule in self.rules.items() if rule["runner_id"] != id_}

    def create_rule(self, runner_id: str, project_id: str | None, env_type_id: str | None) -> dict[str, str]:
        """Create a rule: model.CreateRunnerRule looks for the pair first; a project may be unknown (migrations/000018)."""
        rule = {"runner_id": runner_id, "project_id": project_id or "", "env_type_id": env_type_id or ""}
        pair = f"{rule['project_id']}/{rule['env_type_id']}"
        with self._call("create", pair):
            for id_, other in self.rules.items():
                if f"{other['project_id']}/{other['env_type_id']}" == pair:
                    raise ApiError(409, f"runner rule conflicts with existing rule '{id_}' for runner '{other['runner_id']}'")
            if runner_id not in self.runners:
                raise ApiError(409, f"runner '{runner_id}' not found")
            if env_type_id and env_type_id not in self.env_types:
                raise ApiError(409, f"environment type '{env_type_id}' not found")
            self.rules[id_ := str(uuid.uuid4())] = rule
            return {"id": id_, **rule}

    def read_rule(self, id_: str) -> dict[str, str]:
        """Read a rule: model.GetRunnerRule; api.apiRunnerRuleSummaryFromDbRunnerRule says "" for a filter that isn't set."""
        with self._call():
            return {"id": id_, **_found(self.rules, id_, "runner rule not found")}

    def delete_rule(self, id_: str) -> None:
        """Delete a rule: model.DeleteRunnerRule."""
        with self._call():
            rule = _found(self.rules, id_, "runner rule not found")
            self._api.calls.append(("delete", f"{rule['project_id']}/{rule['env_type_id']}"))
            del self.rules[id_]

    @contextmanager
    def _call(self, what: str = "", of_what: str = "") -> Iterator[None]:
        """Take the time that a call takes: a part of it before it has an effect, the rest after."""
        total = random.uniform(*self._api.latency)  # noqa: S311 - no secret
        before = random.uniform(0, total)  # noqa: S311
        time.sleep(before)
        with self._lock:
            if what:
                self._api.calls.append((what, of_what))
            yield
        time.sleep(total - before)


def _found(those: Mapping[str, dict[str, Any]], id_: str, otherwise: str) -> dict[str, Any]:
    if id_ not in those:
        raise ApiError(404, otherwise)
    return those[id_]


def _check_environment(values: Mapping[str, Any]) -> None:
    """Refuse names: api.validateEcsRunnerEnvironment. Names of secrets aren't checked."""
    for name in values["runner_configuration"]["job"]["environment"] or {}:
        if name in _RESERVED:
            raise ApiError(400, f"environment variable {name} is reserved and cannot be set by the runner")
        if name in _SENSITIVE:
            raise ApiError(400, f"environment variable {name} is sensitive and must be set using a secret")
