"""Run the program, in an environment where it can touch nothing of the user's."""

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.doubles.host import RUN, Host, Run
from tests.support.terraform import program

REGION = "eu-central-1"  # of a provider that isn't given one


@cache
def registry_is_used() -> bool:
    """Tell whether the true providers are wanted: PROVIDERS=registry."""
    return os.environ.get("PROVIDERS", "doubles") == "registry"


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    output: str
    errors: str


def environment(host: Host, run: Run, versions: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Return the environment in which the program, and any other that runs it, gets the doubles."""
    home = run.folder / "home"
    home.mkdir()
    config = home / "terraform.rc"
    config.write_text(_config(host, versions), encoding="utf-8")
    return {
        **{name: os.environ[name] for name in program.KEPT if name in os.environ},
        "HOME": str(home),
        "TERRAFORM": program.path(),  # for scripts of this project
        "TERRAFORM_BINARY_NAME": program.path(),  # for the cdktf CLI
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_DISABLE_PLUGIN_TLS": "1",
        "CHECKPOINT_DISABLE": "1",
        "GOGC": "400",  # Terraform collects its garbage less often: a third of its time, for some memory
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "AWS_REGION": REGION,
        RUN: run.id,
    }


def call(folder: Path, env: dict[str, str], *arguments: str) -> Answer:
    """Run the program in a folder."""
    done = subprocess.run(
        [program.path(), *arguments],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=program.TIMEOUT,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def _config(host: Host, versions: dict[str, list[str]] | None) -> str:
    if registry_is_used():
        cache = host.root / "plugins"
        cache.mkdir(exist_ok=True)
        return f"plugin_cache_dir = {json.dumps(str(cache))}\n"
    return f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(host.mirror(versions)))}\n  }}\n}}\n"
