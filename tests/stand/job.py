"""The job's side: Terraform or OpenTofu with the state in the runner's bucket, as the runner's image runs it.

The runner writes a backend with bucket and key alone; region, credentials and settings come from the task: its role, and the
environment that the runner's registration names.
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stand.stand import Stand
from tests.support.terraform.program import KEPT, TIMEOUT


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it printed."""

    code: int
    text: str


class Job:
    """One job of a deployment, in a folder of its own."""

    def __init__(self, binary: str, folder: Path, stand: Stand, environment: dict[str, str], key: str) -> None:
        self._binary = binary
        self._folder = folder
        folder.mkdir()
        self._environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            **stand.environment,
            **_credentials(stand),
            **_reaching_the_stand(environment, stand),
            "HOME": str(folder),
            "CHECKPOINT_DISABLE": "1",
            "GOGC": "400",
            "TF_IN_AUTOMATION": "1",
        }
        backend = {"bucket": stand.configuration["s3_bucket"], "key": key}
        self.write("backend.tf.json", {"terraform": {"backend": {"s3": backend}}})

    @property
    def access_key(self) -> str:
        """The key that signs the job's calls."""
        return self._environment["AWS_ACCESS_KEY_ID"]

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Write a file of the configuration."""
        (self._folder / name).write_text(json.dumps(content), encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        """Run a command to its end."""
        process = self.start(*arguments)
        text, _ = process.communicate(timeout=TIMEOUT)
        return Result(process.returncode, " ".join(text.split()))

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command."""
        return subprocess.Popen(
            [self._binary, *arguments],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _credentials(stand: Stand) -> dict[str, str]:
    """Take the task role, as ECS does for the task."""
    role = stand.configuration["task_role_arn"]
    got = stand.client("sts").assume_role(RoleArn=role, RoleSessionName="task")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": got["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": got["SecretAccessKey"],
        "AWS_SESSION_TOKEN": got["SessionToken"],
    }


def _reaching_the_stand(environment: dict[str, str], stand: Stand) -> dict[str, str]:
    """Add what only the stand needs: on loopback, a bucket is part of the path and not of the host's name.

    Terraform 1.6 and OpenTofu 1.8 know an address for each service, and none for all.
    """
    options = environment.get("TF_CLI_ARGS_init", "")
    return {
        **environment,
        **{f"AWS_ENDPOINT_URL_{service}": stand.endpoint for service in ("IAM", "S3", "STS")},
        "TF_CLI_ARGS_init": f"{options} -backend-config=use_path_style=true".strip(),
    }
