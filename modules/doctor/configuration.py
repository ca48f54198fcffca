"""Reads the module's output `runner_configuration`, in the formats of Terraform and CDKTF."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from shutil import which
from typing import Any

from .arns import Arn, is_arn, parse

Json = dict[str, Any]


class ConfigurationError(Exception):
    """There is no configuration to check, or it is invalid."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The runner as the module describes it. Fields that an older version of the module doesn't write are None."""

    runner_id: str
    region: str
    ecs_cluster_name: str
    task_manager_role_arn: str
    execution_role_arn: str
    task_role_arn: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    s3_bucket: str
    partition: str | None = None
    orchestrator: str | None = None
    organization_id: str | None = None
    task_definition_family_prefix: str | None = None
    ecs_cluster_arn: str | None = None
    oidc_hostname: str | None = None
    oidc_provider_arn: str | None = None
    kms_key_arn: str | None = None  # empty: none
    log_group_names: tuple[str, ...] | None = None
    event_log_group_name: str | None = None  # empty: without monitoring
    alarm_names: tuple[str, ...] | None = None
    alarm_topic_arn: str | None = None  # empty: none
    # Of the registration.
    image: str | None = None  # empty or None: the orchestrator's own, which is public
    is_public_ip_enabled: bool | None = None

    @property
    def place(self) -> Arn:
        """The task manager role's ARN, for its partition and account."""
        return parse(self.task_manager_role_arn)

    @property
    def account(self) -> str:
        """The account of the runner."""
        return self.place.account

    def arn(self, service: str, resource: str) -> str:
        """Build the ARN of a resource in the runner's account and region."""
        return str(Arn(self.place.partition, service, self.region, self.account, resource))

    @property
    def cluster_arn(self) -> str:
        """The cluster's ARN; older modules don't write it, but it follows from the name."""
        return self.ecs_cluster_arn or self.arn("ecs", f"cluster/{self.ecs_cluster_name}")

    def absent(self, names: tuple[str, ...]) -> list[str]:
        """Name the fields that this configuration doesn't have."""
        return [name for name in names if getattr(self, name) is None]


_FIELDS = {each.name for each in fields(Configuration)}
_REQUIRED = {"runner_id", "region", "ecs_cluster_name", "execution_role_arn", "task_role_arn", "s3_bucket"}
_MARKS = {"runner_id", "task_manager_role_arn"}  # an object with these is a configuration
_REGISTRATION = ("image", "is_public_ip_enabled")


def read(text: str, output: str | None = None, region: str | None = None) -> Configuration:
    """Find the runner in the JSON of `terraform output -json`, of one of its outputs, or of a cdktf outputs file.

    `region` is for a configuration that has none. Raises ConfigurationError.
    """
    if not text.strip():
        raise ConfigurationError("the input is empty. Run terraform output -json by itself to see why.")
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(
            f"the input is not JSON: {error}. Pass the output of terraform output -json, or a cdktf outputs file."
        ) from error
    found = dict(_find(content, ""))
    chosen = {name: value for name, value in found.items() if output in (None, name, name.rpartition(".")[2])}
    if not chosen:
        where = f": the output {output} has none; outputs with one: {', '.join(found) or 'none'}" if output else ""
        raise ConfigurationError(
            f"no runner_configuration was found{where}. Add an output with the value module.NAME.runner_configuration, and apply."
        )
    if len(chosen) > 1:
        raise ConfigurationError(f"several runners were found: {', '.join(chosen)}. Choose one with --output NAME.")
    values = {"region": region, **next(iter(chosen.values()))}
    if region not in (None, values["region"]):
        raise ConfigurationError(f"the runner is in {values['region']}, not in {region}. Omit --region.")
    return _with_registration(_configuration(values), content)


def terraform_output(folder: Path) -> str:
    """Run `terraform output -json`, or with `tofu` if Terraform is not installed; raises ConfigurationError."""
    program = which("terraform") or which("tofu")
    if program is None:
        raise ConfigurationError("neither terraform nor tofu was found. Pass the output as a file, or on stdin.")
    command = [program, f"-chdir={folder}", "output", "-json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - found on the user's own PATH
    if done.returncode != 0:
        raise ConfigurationError(f"{' '.join(command)} failed: {done.stderr.strip()}")
    return done.stdout


def _find(content: Any, name: str) -> Iterator[tuple[str, Json]]:
    """Find configurations: values of outputs in Terraform's JSON, outputs of a stack in CDKTF's, or the whole content."""
    if not isinstance(content, dict):
        return
    if content.keys() >= _MARKS:
        yield name or "runner_configuration", content
        return
    if content.keys() >= {"value", "type"}:
        yield from _find(content["value"], name)
        return
    for key, value in content.items():
        yield from _find(value, f"{name}.{key}" if name else key)


def _configuration(values: Json) -> Configuration:
    known = {key: _immutable(value) for key, value in values.items() if key in _FIELDS and value is not None}
    if absent := sorted((_REQUIRED | {"subnet_ids"}) - known.keys()):
        raise ConfigurationError(f"the runner's configuration has no {', '.join(absent)}. Pass the module's output unchanged.")
    for name, value in known.items():
        if name.endswith("_role_arn") and not (is_arn(value) and ":role/" in value):
            raise ConfigurationError(f"{name} must be the ARN of a role; got {value!r}.")
    return Configuration(**known)


def _with_registration(configuration: Configuration, content: Any) -> Configuration:
    """Add values of this runner's registration, if its output is included."""
    for values in _objects(content):
        if values.get("runner_id", configuration.runner_id) == configuration.runner_id and "is_public_ip_enabled" in values:
            known = {name: values[name] for name in _REGISTRATION if values.get(name) is not None}
            return replace(configuration, **known)
    return configuration


def _objects(content: Any) -> Iterator[Json]:
    if isinstance(content, dict):
        yield content
        for value in content.values():
            yield from _objects(value)


def _immutable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
