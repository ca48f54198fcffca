"""What the provider checks before it asks the API: lengths in bytes, patterns, numbers of elements.

Source: the validators in serverless_ecs_runner_resource.go; terraform-plugin-framework-validators, stringvalidator.LengthAtMost,
counts bytes. A rule has no validators.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.support.doubles.model import Value
from tests.support.doubles.wire import Problem

_ID = re.compile(r"[a-z](?:-?[a-z0-9]+)+")
_REGION = re.compile(r"[a-z]{2}-[a-z]+-\d")
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/[a-zA-Z_0-9+=,.@\-/]+")  # no other partition
_SESSION = re.compile(r"[a-zA-Z0-9+=,.@\-_/]{3,64}")
_IMAGE = re.compile(r"[a-zA-Z0-9._:/-]+(?:@[a-z0-9]+:[a-fA-F0-9]+)?")
_SECRET = re.compile(r"arn:aws:(secretsmanager:[^:]+:[^:]+:secret:[^:]+-[a-zA-Z0-9]{6}|ssm:[^:]+:[^:]+:parameter/.+)")


def runner_problems(config: Value) -> Iterator[Problem]:
    """Check what is known of a runner."""
    runner, storage = config["runner_configuration"], config["state_storage_configuration"]
    yield from _pattern(config, _ID, "lower case letters, digits and single hyphens", "id")
    yield from _bytes(config, 0, 100, "id")
    yield from _bytes(config, 0, 200, "description")
    if isinstance(storage, dict) and _known(storage["type"]) not in ("", "s3"):
        yield _problem(storage["type"], "s3", "state_storage_configuration", "type")
    if isinstance(runner, dict) and isinstance(runner["auth"], dict):
        place = ("runner_configuration", "auth")
        yield from _pattern(runner["auth"], _ROLE, _ROLE_ALLOWED, *place, "role_arn")
        yield from _pattern(runner["auth"], _SESSION, "3 to 64 letters, digits and +=,.@-_/", *place, "session_name")
        yield from _pattern(runner["auth"], _REGION, "a region such as eu-central-1", *place, "sts_region")
    if isinstance(runner, dict) and isinstance(runner["job"], dict):
        yield from _job_problems(runner["job"], ("runner_configuration", "job"))


_ROLE_ALLOWED = "the ARN of an IAM role in the partition aws"


def _job_problems(job: Value, place: tuple[str, ...]) -> Iterator[Problem]:
    yield from _pattern(job, _REGION, "a region such as eu-central-1", *place, "region")
    yield from _bytes(job, 1, 255, *place, "cluster")
    if isinstance(job["subnets"], list) and not 1 <= len(job["subnets"]) <= 16:
        yield _problem(f"{len(job['subnets'])} subnets", "1 to 16", *place, "subnets")
    groups = _known(job["security_groups"])
    if len(groups) > 5:
        yield _problem(f"{len(groups)} security groups", "at most 5", *place, "security_groups")
    if any(isinstance(group, str) and not 1 <= len(group.encode()) <= 255 for group in groups):
        yield _problem("an element", "1 to 255 bytes", *place, "security_groups")
    for name in ("execution_role_arn", "task_role_arn"):
        yield from _pattern(job, _ROLE, _ROLE_ALLOWED, *place, name)
    yield from _pattern(job, _IMAGE, "an image", *place, "image")
    yield from _bytes(job, 1, 255, *place, "image")
    for name, value in dict(_known(job["environment"])).items():
        if len(_known(value).encode()) > 1024:
            yield _problem(f"{len(value.encode())} bytes in {name}", "at most 1024", *place, "environment")
    for name, value in dict(_known(job["secrets"])).items():
        if isinstance(value, str) and not _SECRET.fullmatch(value):
            yield _problem(f"{value} in {name}", "the ARN of a secret or of a parameter", *place, "secrets")


def _pattern(block: Value, pattern: re.Pattern[str], allowed: str, *path: str) -> Iterator[Problem]:
    value = block[path[-1]]
    if isinstance(value, str) and not pattern.fullmatch(value):
        yield _problem(value, allowed, *path)


def _bytes(block: Value, minimum: int, maximum: int, *path: str) -> Iterator[Problem]:
    value = block[path[-1]]
    if isinstance(value, str) and not minimum <= len(value.encode()) <= maximum:
        allowed = f"at most {maximum} bytes" if value else f"at least {minimum} bytes"
        yield _problem(f"of {len(value.encode())} bytes", allowed, *path)


def _problem(value: object, allowed: str, *path: str) -> Problem:
    return Problem("Invalid Attribute Value", f"{'.'.join(path)} is {value}, allowed is {allowed}", path)


def _known(value: Any) -> Any:
    """Let null and unknown pass as empty."""
    return value if isinstance(value, str | list | dict) else ""
