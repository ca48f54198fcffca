"""Asks IAM's rules, as @cloud-copilot/iam-simulate knows them, whether requests are allowed."""

import atexit
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock, Timer
from typing import Any

from tests.support.iam.policies import Json

_BRIDGE = Path(__file__).with_name("simulate.mjs")
_TIMEOUT = 60


class SimulationError(Exception):
    """The simulator can't make sense of a request, so its answer would mean nothing."""


@dataclass(frozen=True)
class Request:
    """One request, with all policies that have a say in it."""

    principal: str  # an ARN, or a service's name
    action: str
    resource: str
    account: str  # of the resource
    context: Mapping[str, str | list[str]] = field(default_factory=dict)
    identity: Sequence[Json] = ()
    boundary: Json | None = None
    on_resource: Json | None = None  # the resource's own policy; for a role, its trust
    endpoint: Json | None = None  # the policy of the VPC endpoint that the request goes through

    @property
    def is_beyond_data(self) -> bool:
        """Tell whether it has keys that AWS's data can't list: claims of any issuer's tokens, and encryption contexts."""
        return ":oidc-provider/" in self.principal or any(key.startswith("kms:EncryptionContext:") for key in self.context)

    def simulation(self) -> Json:
        """Write the request as the simulator reads it."""
        written: dict[str, Any] = {
            "unchecked": self.is_beyond_data,
            "request": {
                "principal": self.principal,
                "action": self.action,
                "resource": {"resource": self.resource, "accountId": self.account},
                "contextVariables": dict(self.context),
            },
            "identityPolicies": _named(self.identity),
            "serviceControlPolicies": [],
            "resourceControlPolicies": [],
        }
        if self.boundary is not None:
            written["permissionBoundaryPolicies"] = _named([self.boundary])
        if self.endpoint is not None:
            written["vpcEndpointPolicies"] = _named([self.endpoint])
        if self.on_resource is not None:
            written["resourcePolicy"] = self.on_resource
        return written


def allowed(requests: Sequence[Request]) -> list[bool]:
    """Tell for each request whether it is allowed; all are asked at once."""
    answers = _simulator().ask([request.simulation() for request in requests])
    for request, answer in zip(requests, answers, strict=True):
        if answer["errors"] or answer["ignored"]:
            problem = "; ".join([*answer["errors"], *(f"{key} isn't a key of this request" for key in answer["ignored"])])
            raise SimulationError(f"{request.action} on {request.resource}: {problem}")
    return [answer["result"] == "Allowed" for answer in answers]


class _Simulator:
    """A node process that answers as long as the tests run: it takes longer to start than to answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._node = Popen(["node", str(_BRIDGE)], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        atexit.register(self._end)

    def ask(self, simulations: list[Json]) -> list[Json]:
        """Ask about several requests."""
        stdin, stdout = self._node.stdin, self._node.stdout
        assert stdin
        assert stdout
        with self._lock:
            late = Timer(_TIMEOUT, self._node.kill)
            late.start()
            try:
                stdin.write(f"{json.dumps(simulations)}\n")
                stdin.flush()
                answer = stdout.readline()
            except BrokenPipeError:
                answer = ""
            finally:
                late.cancel()
            if not answer:
                raise SimulationError(self._last_words())
        answers: list[Json] = json.loads(answer)
        return answers

    def _last_words(self) -> str:
        _simulator.cache_clear()
        code, errors = self._node.wait(), self._node.stderr.read() if self._node.stderr else ""
        return f"node ended with {code}; was make test run, which installs the simulator?\n{errors}"

    def _end(self) -> None:
        if self._node.stdin and self._node.poll() is None:
            self._node.stdin.close()
            self._node.wait()


@cache
def _simulator() -> _Simulator:
    return _Simulator()


def _named(policies: Sequence[Json]) -> list[Json]:
    return [{"name": f"policy {number}", "policy": policy} for number, policy in enumerate(policies, 1)]
