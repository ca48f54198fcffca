"""The choice of a backend: what a stack gets, and what a wrong choice gets."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cdktf import App

from release.paths import PROJECT
from stacks.backend import Backend, InvalidBackend, choose_backend
from stacks.groups import IdentityStack


def rendered(backend: Backend, folder: Path) -> dict[str, Any]:
    app = App(outdir=str(folder))
    IdentityStack(app, "identity", backend)
    app.synth()
    terraform: dict[str, Any] = json.loads((folder / "stacks" / "identity" / "cdk.tf.json").read_text())["terraform"]
    return {key: value for key, value in terraform.items() if key in ("backend", "cloud")}


def test_state_is_stored_beside_cdktf_json_by_default(tmp_path: Path) -> None:
    assert rendered(choose_backend({}, {}), tmp_path) == {"backend": {"local": {"path": "../../../terraform.identity.tfstate"}}}


def test_another_output_folder_finds_the_same_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").mkdir()
    states = set()
    for output in ("cdktf.out", "build/synthesized"):
        path = rendered(Backend(), tmp_path / output)["backend"]["local"]["path"]
        states.add((tmp_path / output / "stacks" / "identity" / path).resolve())
    assert states == {tmp_path / "terraform.identity.tfstate"}


def test_s3_stores_each_stack_under_its_own_key_and_locks_with_a_file(tmp_path: Path) -> None:
    context = {"backend": {"type": "s3", "bucket": "my-state", "region": "eu-west-1"}}
    assert rendered(choose_backend(context, {}), tmp_path) == {
        "backend": {
            "s3": {
                "bucket": "my-state",
                "region": "eu-west-1",
                "key": "terraform-aws-ecs-runner/identity.tfstate",
                "encrypt": True,
                "use_lockfile": True,
            }
        }
    }


def test_s3_locks_with_a_table_if_one_is_set(tmp_path: Path) -> None:
    context = {"backend": {"type": "s3", "bucket": "b", "region": "eu-west-1", "dynamodb_table": "locks", "key_prefix": "p"}}
    s3 = rendered(choose_backend(context, {}), tmp_path)["backend"]["s3"]
    assert (s3["dynamodb_table"], s3["key"], "use_lockfile" in s3) == ("locks", "p/identity.tfstate", False)


def test_cloud_gives_each_stack_a_workspace(tmp_path: Path) -> None:
    environment = {"ECS_RUNNER_BACKEND": "cloud", "ECS_RUNNER_BACKEND_ORGANIZATION": "my-org"}
    assert rendered(choose_backend({}, environment), tmp_path) == {
        "cloud": {"organization": "my-org", "workspaces": {"name": "terraform-aws-ecs-runner-identity"}}
    }


def test_none_leaves_the_backend_to_the_pipeline(tmp_path: Path) -> None:
    assert rendered(choose_backend({"backend": {"type": "none"}}, {}), tmp_path) == {"backend": {"local": []}}


def test_the_environment_wins_over_cdktf_json() -> None:
    context = {"backend": {"type": "s3", "bucket": "one", "region": "eu-west-1"}}
    chosen = choose_backend(context, {"ECS_RUNNER_BACKEND_BUCKET": "other"})
    assert chosen == Backend(type="s3", settings={"bucket": "other", "region": "eu-west-1"})


@pytest.mark.parametrize(
    ("context", "problems"),
    [
        ({"backend": {"type": "gcs"}}, ["type must be one of local, s3, cloud, none; got 'gcs'"]),
        ({"backend": "s3"}, ["backend must be an object"]),
        ({"backend": {"type": "s3"}}, ["s3 needs bucket", "s3 needs region"]),
        (
            {"backend": {"type": "cloud", "org": "x"}},
            ["cloud needs organization", "cloud has no setting org; it accepts organization"],
        ),
        ({"backend": {"type": "s3", "bucket": 5, "region": "eu-west-1"}}, ["bucket must be a string; got 5"]),
        (
            {"backend": {"type": "s3", "bucket": "b", "region": "Ireland"}},
            ["region must be the code of an AWS region", "'Ireland'"],
        ),
        (
            {"backend": {"bucket": "b"}},
            ["local has no setting bucket; it accepts none. Set ECS_RUNNER_BACKEND=s3, or remove bucket."],
        ),
    ],
)
def test_all_problems_of_a_backend_are_reported_together(context: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(InvalidBackend) as caught:
        choose_backend(context, {})
    for problem in problems:
        assert problem in str(caught.value)


def test_an_invalid_backend_writes_nothing_and_shows_no_traceback(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(PROJECT / "main.py")],
        cwd=tmp_path,
        env={**os.environ, "ECS_RUNNER_BACKEND": "s3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "error: invalid backend:\n  - s3 needs bucket; it is not set. Set ECS_RUNNER_BACKEND_BUCKET" in run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []
