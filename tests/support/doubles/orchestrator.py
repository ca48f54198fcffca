"""The platform-orchestrator providers, declared by hand from the source of their schema: it is in no bindings.

Two providers serve the same resources: the deprecated one and its successor. Everything nested is an attribute.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.doubles.behaviour import Behaviour, RefusedError
from tests.support.doubles.model import Attribute, Block, Nested, Type, Value
from tests.support.doubles.wire import Problem

ENVIRONMENT = {"humanitec": "HUMANITEC", "stellwerk-labs": "PO"}  # namespace -> prefix of its variables
VERSIONS = {"humanitec": "2.11.0", "stellwerk-labs": "1.0.0"}

_ID = re.compile(r"[a-z](?:-?[a-z0-9]+)+")
_REGION = re.compile(r"[a-z]{2}-[a-z]+-\d")
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/.+")  # no other partition

_JOB = ("runner_configuration", "job")
_STRINGS: Type = ["list", "string"]
_MAP: Type = ["map", "string"]


def _required(type_: Type = "string") -> Attribute:
    return Attribute(type_, required=True)


def _optional(type_: Type = "string") -> Attribute:
    return Attribute(type_, optional=True)


def _defaulted(type_: Type = "string") -> Attribute:
    return Attribute(type_, optional=True, computed=True)


def _object(**attributes: Attribute) -> Attribute:
    return Attribute(required=True, nested=Nested(Block(attributes), "single"))


CONFIG = Block({"org_id": _optional(), "auth_token": _optional(), "api_url": _optional()})

RESOURCES = {
    "platform-orchestrator_serverless_ecs_runner": Block(
        {
            "id": _required(),
            "description": _optional(),
            "runner_configuration": _object(
                auth=_object(role_arn=_required(), session_name=_optional(), sts_region=_optional()),
                job=_object(
                    region=_required(),
                    cluster=_required(),
                    subnets=_required(_STRINGS),
                    execution_role_arn=_required(),
                    security_groups=_defaulted(_STRINGS),
                    is_public_ip_enabled=_defaulted("bool"),
                    task_role_arn=_optional(),
                    image=_optional(),
                    environment=_defaulted(_MAP),
                    secrets=_defaulted(_MAP),
                ),
            ),
            "state_storage_configuration": _object(
                type=_required(), s3_configuration=_object(bucket=_required(), path_prefix=_optional())
            ),
        }
    ),
    "platform-orchestrator_runner_rule": Block(
        {
            "id": Attribute("string", computed=True),
            "runner_id": _required(),
            "project_id": _optional(),
            "env_type_id": _optional(),
        }
    ),
}


class Orchestrator(Behaviour):
    """One instance of either provider."""

    def __init__(self, namespace: str) -> None:
        self._prefix = ENVIRONMENT[namespace]

    def configure(self, config: Value, env: Mapping[str, str]) -> None:
        """Refuse to start without an organization and a token."""
        for argument, variable in (("org_id", "ORG_ID"), ("auth_token", "AUTH_TOKEN")):
            name = f"{self._prefix}_{variable}"
            if config[argument] is None and not env.get(name):
                raise RefusedError(f"Missing {argument}", f"set {argument} in the provider block, or {name}", argument)

    def check(self, type_: str, block: Block, config: Value) -> list[Problem]:
        """Check what the true provider checks."""
        del block
        return list(_runner_problems(config)) if type_.endswith("_runner") else []

    def replaced_by(self, type_: str, prior: Value, plan: Value) -> list[str]:
        """A runner's id stays; a rule is never changed."""
        names = ["id"] if type_.endswith("_runner") else ["runner_id", "project_id", "env_type_id"]
        return [name for name in names if prior[name] != plan[name]]


def _runner_problems(config: Value) -> Iterator[Problem]:
    runner, storage = config["runner_configuration"], config["state_storage_configuration"]
    if isinstance(config["id"], str) and (not _ID.fullmatch(config["id"]) or len(config["id"]) > 100):
        yield _problem(config["id"], "at most 100 lower case letters, digits and single hyphens", "id")
    if len(_known(config["description"])) > 200:
        yield _problem(config["description"], "at most 200 characters", "description")
    if isinstance(storage, dict) and _known(storage["type"]) not in ("", "s3"):
        yield _problem(storage["type"], "s3", "state_storage_configuration", "type")
    if isinstance(runner, dict) and isinstance(runner["auth"], dict):
        yield from _role(runner["auth"], "auth", "role_arn")
    if isinstance(runner, dict) and isinstance(runner["job"], dict):
        yield from _job_problems(runner["job"])


def _job_problems(job: Value) -> Iterator[Problem]:
    if isinstance(job["region"], str) and not _REGION.fullmatch(job["region"]):
        yield _problem(job["region"], "a region such as eu-central-1", *_JOB, "region")
    if isinstance(job["subnets"], list) and not 1 <= len(job["subnets"]) <= 16:
        yield _problem(f"{len(job['subnets'])} subnets", "1 to 16", *_JOB, "subnets")
    if len(_known(job["security_groups"])) > 5:
        yield _problem(f"{len(job['security_groups'])} security groups", "at most 5", *_JOB, "security_groups")
    for name, value in dict(_known(job["environment"])).items():
        if len(_known(value)) > 1024:
            yield _problem(f"{len(value)} characters in {name}", "at most 1024", *_JOB, "environment")
    yield from _role(job, "job", "execution_role_arn")
    yield from _role(job, "job", "task_role_arn")


def _role(block: Value, *path: str) -> Iterator[Problem]:
    arn = block[path[-1]]
    if isinstance(arn, str) and not _ROLE.fullmatch(arn):
        yield _problem(arn, "the ARN of an IAM role in the partition aws", "runner_configuration", *path)


def _problem(value: object, allowed: str, *path: str) -> Problem:
    return Problem("Invalid Attribute Value", f"{'.'.join(path)} is {value}, allowed is {allowed}", path)


def _known(value: Any) -> Any:
    """Let null and unknown pass as empty."""
    return value if isinstance(value, str | list | dict) else ""
