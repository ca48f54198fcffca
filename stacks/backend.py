"""The backend that stores the state of a deployed stack, set in the context of cdktf.json or by environment variables.

The context's `backend` is an object with `type` and the settings of that type. The environment variables
`ECS_RUNNER_BACKEND` (the type) and `ECS_RUNNER_BACKEND_<SETTING>` take precedence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdktf import App, CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, TerraformStack

from modules.inputs.formats import REGION

ENVIRONMENT = "ECS_RUNNER_BACKEND"
DOCS = "README.md, section Backends"


class InvalidBackend(ValueError):  # noqa: N818 - reads as what it is
    """Everything that is wrong with the backend, in one error."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["invalid backend:", *(f"  - {problem}" for problem in problems), f"See {DOCS}."]))


@dataclass(frozen=True)
class Settings:
    """The required and the optional settings of a type of backend."""

    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


TYPES = {
    "local": Settings(),
    "s3": Settings(needed=("bucket", "region"), optional=("key_prefix", "kms_key_id", "dynamodb_table", "profile")),
    "cloud": Settings(needed=("organization",), optional=("workspace_prefix", "hostname")),
    "none": Settings(),
}


@dataclass(frozen=True, kw_only=True)
class Backend:
    """A backend with valid settings."""

    type: str = "local"
    settings: Mapping[str, str] = field(default_factory=dict)

    def configure(self, stack: TerraformStack, name: str) -> None:
        """Set the backend of a stack; `name` separates the states of several stacks."""
        settings = self.settings
        if self.type == "local":
            LocalBackend(stack, path=f"{_up_to_app(Path(App.of(stack).outdir))}/terraform.{name}.tfstate")
        elif self.type == "s3":
            S3Backend(
                stack,
                bucket=settings["bucket"],
                region=settings["region"],
                key=f"{settings.get('key_prefix', 'terraform-aws-ecs-runner')}/{name}.tfstate",
                encrypt=True,
                kms_key_id=settings.get("kms_key_id"),
                dynamodb_table=settings.get("dynamodb_table"),
                profile=settings.get("profile"),
            )
            if "dynamodb_table" not in settings:
                stack.add_override("terraform.backend.s3.use_lockfile", value=True)  # newer than the bindings
        elif self.type == "cloud":
            workspace = f"{settings.get('workspace_prefix', 'terraform-aws-ecs-runner')}-{name}"
            CloudBackend(
                stack,
                organization=settings["organization"],
                hostname=settings.get("hostname"),
                workspaces=NamedCloudWorkspace(workspace),
            )
        else:
            # CDKTF adds a local backend to a stack without one; to Terraform, an empty list is no backend.
            stack.add_override("terraform.backend.local", [])


def _up_to_app(outdir: Path) -> str:
    """Return the relative path from a stack's folder to that of cdktf.json, or to the parent of `outdir` if it is elsewhere.

    Terraform runs in OUTDIR/stacks/NAME, which may be deleted at any time. With another `--output` in the app's folder, the
    state is at the same path.
    """
    outdir, app = outdir.resolve(), Path.cwd()
    depth = len(outdir.relative_to(app).parts) if outdir.is_relative_to(app) else 1
    return "/".join([".."] * (depth + 2))


def choose_backend(context: Mapping[str, Any], environment: Mapping[str, str]) -> Backend:
    """Read the settings; raises InvalidBackend."""
    written = context.get("backend", {})
    if not isinstance(written, Mapping):
        raise InvalidBackend([f'backend must be an object such as {{"type": "local"}}; got {written!r}.'])
    chosen = {
        **written,
        **{name.removeprefix(f"{ENVIRONMENT}_").lower(): value for name, value in environment.items() if _is_setting(name)},
    }
    kind = environment.get(ENVIRONMENT) or chosen.pop("type", "local")
    chosen.pop("type", None)
    if kind not in TYPES:
        raise InvalidBackend(
            [f"type must be one of {', '.join(TYPES)}; got {kind!r}. Set ECS_RUNNER_BACKEND, or type in cdktf.json."]
        )
    known = TYPES[kind]
    problems = [
        f"{kind} needs {name}; it is not set. Set {ENVIRONMENT}_{name.upper()}, or {name} in cdktf.json."
        for name in known.needed
        if not chosen.get(name)
    ]
    problems += [_unknown(kind, name) for name in chosen if name not in (*known.needed, *known.optional)]
    problems += [
        f"{name} must be a string; got {value!r}. Write it in quotes."
        for name, value in chosen.items()
        if not isinstance(value, str)
    ]
    region = chosen.get("region")
    if isinstance(region, str) and region and not re.fullmatch(REGION, region):
        problems.append(
            f"region must be the code of an AWS region, such as eu-west-1; got {region!r}. Use the code, not the name."
        )
    if problems:
        raise InvalidBackend(problems)
    return Backend(type=kind, settings=chosen)


def _unknown(kind: str, name: str) -> str:
    known = TYPES[kind]
    accepted = ", ".join((*known.needed, *known.optional)) or "none"
    others = [other for other, settings in TYPES.items() if name in (*settings.needed, *settings.optional)]
    fix = f"Set {ENVIRONMENT}={others[0]}, or remove {name}." if others else f"Remove {name}."
    return f"{kind} has no setting {name}; it accepts {accepted}. {fix}"


def _is_setting(name: str) -> bool:
    return name.startswith(f"{ENVIRONMENT}_")
