"""A doctor at the stand: its configuration, its calls, and IAM's answers by the permission tests' simulator."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from modules.doctor.aws import Aws
from modules.doctor.checks import CHECKS
from modules.doctor.configuration import Configuration, read
from modules.doctor.context import Context, Doctor, Json
from modules.doctor.engine import examine, in_order
from modules.doctor.model import Result, Status
from modules.doctor.simulation import Answer, Request
from modules.doctor.web import WebError
from tests.stand.stand import Stand
from tests.stand.wire import Call
from tests.support.iam import simulation
from tests.support.iam.simulation import Request as Simulated

_READS = ("Describe", "GET ", "Get", "HEAD ", "List")
_SIGNED_AS = {"monitoring": "cloudwatch"}  # where boto3 has another name
_UNSEEN = {"service-quotas", "sns"}  # which tests change without a call
ISSUER = "https://oidc.humanitec.dev"


@dataclass(repr=False)
class Ward:
    """One runner, and a doctor for it."""

    stand: Stand
    configuration: Configuration
    aws: Aws  # the doctor's calls; its clients cost more than all calls of a run, so that tests share them
    sent: list[Call]  # to the stand, since it was built or applied again
    apply: Callable[[], None]  # what terraform apply does: all is as it was built
    documents: dict[str, Json] = field(default_factory=dict)  # what the issuer answers, by address
    known: dict[str, bool] = field(default_factory=dict)  # answers of the simulator, by request

    policies: dict[str, tuple[list[Json], Json | None]] = field(default_factory=dict)  # of roles, read again when IAM is
    changed: set[str] = field(default_factory=set)  # services that differ from the healthy runner's, or did at the last run
    lock: Lock = field(default_factory=Lock)

    def examine_again(self, only: Collection[str] = ()) -> dict[str, Result]:
        """Make the checks after others of the runner; services in which nothing has changed since then aren't asked again."""
        changed = {_SIGNED_AS.get(call.service, call.service) for call in self.sent if not call.action.startswith(_READS)}
        return self.examine(only, services=changed | self.changed | _UNSEEN)

    def examine(self, only: Collection[str] = (), services: set[str] | None = None, **changes: Any) -> dict[str, Result]:
        """Make the checks, or some and what they depend on, for the configuration with changes."""
        self.aws.forget(services)
        self.changed.clear()
        self.changed.update(services or ())
        if services is None or "iam" in services:
            self.policies.clear()
        configuration = replace(self.configuration, **changes)
        doctor = Doctor(configuration=configuration, aws=self.aws, simulate=self.simulate, fetch=self.fetch)
        chosen = dict(in_order(CHECKS, set(only))) if only else CHECKS
        return {result.check.id: result for result in examine(doctor, chosen)}

    def fetch(self, url: str) -> Json:
        """Answer as the issuer does."""
        if url not in self.documents:
            raise WebError(f"{url} returns 404 Not Found")
        return self.documents[url]

    def simulate(self, _: Context, requests: Sequence[Request]) -> list[Answer]:
        """Answer as IAM does, from the policies on the stand."""
        with self.lock:
            return self._answers([self._request(each) for each in requests])

    def _answers(self, asked: Sequence[Simulated]) -> list[Answer]:
        allowed = self._allowed(asked)
        unbounded = self._allowed([replace(each, boundary=None) for each in asked]) if False in allowed else allowed
        return [
            Answer(
                allowed=each,
                denied_by="" if each else "the role's permissions boundary" if free else "no statement that allows it",
            )
            for each, free in zip(allowed, unbounded, strict=True)
        ]

    def _allowed(self, asked: Sequence[Simulated]) -> list[bool]:
        """Ask what wasn't asked before: the simulator takes longer than all calls of a run."""
        keys = [json.dumps(each.simulation(), sort_keys=True) for each in asked]
        new = {key: request for key, request in zip(keys, asked, strict=True) if key not in self.known}
        self.known |= dict(zip(new, simulation.allowed(list(new.values())), strict=True)) if new else {}
        return [self.known[key] for key in keys]

    def _request(self, request: Request) -> Simulated:
        if request.role not in self.policies:
            self.policies[request.role] = self._read(request.role)
        policies, boundary = self.policies[request.role]
        context = {key: value if isinstance(value, str) else list(value) for key, value in request.context.items()}
        account = self.configuration.account
        # The simulator here wants a key's policy as well, which is judged elsewhere: one that leaves it to the role's own.
        key = _left_to_the_account(account) if request.action.startswith("kms:") else None
        return Simulated(request.role, request.action, request.resource, account, context, policies, boundary, key)

    def _read(self, role: str) -> tuple[list[Json], Json | None]:
        """Read all policies of a role, and its boundary, from the stand."""
        iam, name = self.stand.client("iam"), role.rpartition("/")[2]
        inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
        found = [iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in inline]
        attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        found += [self._managed(each["PolicyArn"]) for each in attached]
        boundary = iam.get_role(RoleName=name)["Role"].get("PermissionsBoundary")
        return found, self._managed(boundary["PermissionsBoundaryArn"]) if boundary else None

    def _managed(self, arn: str) -> Json:
        iam = self.stand.client("iam")
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document: Json = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        return document


def _left_to_the_account(account: str) -> Json:
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    return {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}}


def issuer() -> dict[str, Json]:
    """Write an issuer's documents, by address."""
    keys = [{"kty": "RSA", "use": "sig", "kid": "1", "n": "AQAB", "e": "AQAB"}]
    discovery = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
    return {f"{ISSUER}/.well-known/openid-configuration": discovery, f"{ISSUER}/keys": {"keys": keys}}


def wrong(results: Mapping[str, Result]) -> dict[str, str]:
    """List what is wrong, and isn't behind something else: the seen findings by check."""
    return {
        id_: "; ".join(each.seen for each in result.findings if each.status is not Status.OK)
        for id_, result in results.items()
        if result.status in (Status.FAULT, Status.WARNING, Status.NOT_CHECKED) and not result.causes
    }


def admit(stand: Stand, sent: list[Call], apply: Callable[[], None]) -> Ward:
    """Take in what was built on a stand."""
    configuration = read(json.dumps(stand.configuration))
    return Ward(stand, configuration, Aws(stand.session(), configuration.region), sent, apply, issuer())
