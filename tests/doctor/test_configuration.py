"""The doctor reads the runner's configuration in every form in which Terraform and CDKTF print it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from modules.doctor.configuration import ConfigurationError, read, terraform_output

ROLE = "arn:aws:iam::123456789012:role/"
OLD: dict[str, Any] = {
    "runner_id": "my-runner",
    "region": "eu-west-1",
    "ecs_cluster_name": "my-cluster",
    "task_manager_role_arn": f"{ROLE}manager",
    "execution_role_arn": f"{ROLE}execution",
    "task_role_arn": f"{ROLE}task",
    "subnet_ids": ["subnet-1"],
    "security_group_ids": [],
    "environment": {},
    "secrets": {},
    "s3_bucket": "my-bucket",
}
NEW = {**OLD, "organization_id": "my-org", "kms_key_arn": "", "alarm_names": []}


def output(value: Any) -> dict[str, Any]:
    return {"value": value, "type": "dynamic", "sensitive": False}


@pytest.mark.parametrize(
    "content",
    [
        NEW,
        {"runner": output(NEW)},
        {"runner": output(NEW), "vpc": output("vpc-1"), "others": output(["x"])},
        {"all": output({"runner_configuration": NEW, "runner_id": "my-runner"})},
        {"my-stack": {"runner": NEW}},
    ],
    ids=["one output", "all outputs", "beside others", "a whole module", "cdktf outputs file"],
)
def test_a_runner_is_found(content: Any) -> None:
    found = read(json.dumps(content))
    assert (found.runner_id, found.account, found.organization_id) == ("my-runner", "123456789012", "my-org")
    assert found.subnet_ids == ("subnet-1",)
    assert found.cluster_arn == "arn:aws:ecs:eu-west-1:123456789012:cluster/my-cluster"


def test_an_older_configuration_lacks_newer_fields() -> None:
    found = read(json.dumps(OLD))
    assert found.absent(("organization_id", "kms_key_arn", "s3_bucket")) == ["organization_id", "kms_key_arn"]
    assert read(json.dumps(NEW)).absent(("organization_id", "kms_key_arn")) == []


def test_one_of_several_runners_is_chosen() -> None:
    content = json.dumps(
        {"a": output(NEW), "b": output({**NEW, "runner_id": "other"}), "stack": {"c": {**NEW, "runner_id": "third"}}}
    )
    assert [read(content, name).runner_id for name in ("a", "b", "c", "stack.c")] == ["my-runner", "other", "third", "third"]
    with pytest.raises(ConfigurationError, match=r"several runners were found: a, b, stack\.c\. Choose one with --output NAME\."):
        read(content)
    with pytest.raises(ConfigurationError, match=r"the output d has none; outputs with one: a, b, stack\.c"):
        read(content, "d")


def test_the_registration_adds_image_and_public_addresses() -> None:
    registration = {"runner_id": "my-runner", "image": "example.com/runner:v1", "is_public_ip_enabled": True}
    found = read(json.dumps({"runner": output(NEW), "registration": output(registration)}))
    assert (found.image, found.is_public_ip_enabled) == ("example.com/runner:v1", True)
    other = read(json.dumps({"runner": output(NEW), "registration": output({**registration, "runner_id": "other"})}))
    assert (other.image, other.is_public_ip_enabled) == (None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n", "the input is empty"),
        ("{", "the input is not JSON"),
        ("[]", "no runner_configuration was found. Add an output"),
        ("{}", "Add an output with the value module.NAME.runner_configuration"),
        (
            json.dumps({key: value for key, value in OLD.items() if key != "s3_bucket"}),
            "has no s3_bucket. Pass the module's output",
        ),
        (json.dumps({**OLD, "task_role_arn": "task"}), "task_role_arn must be the ARN of a role; got 'task'"),
    ],
)
def test_what_is_no_configuration_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(text)
    assert message in str(error.value)


def test_the_region_can_be_passed_where_it_is_missing() -> None:
    without = json.dumps({key: value for key, value in OLD.items() if key != "region"})
    assert read(without, region="eu-west-1").region == "eu-west-1"
    with pytest.raises(ConfigurationError, match="has no region"):
        read(without)
    with pytest.raises(ConfigurationError, match=r"the runner is in eu-west-1, not in eu-central-1\. Omit --region\."):
        read(json.dumps(OLD), region="eu-central-1")


def program(folder: Path, name: str, code: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{code}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("name", ["terraform", "tofu"])
def test_terraform_or_tofu_is_run_in_the_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, name, f"echo \"$0 $*\" >&2; echo '{json.dumps(OLD)}'")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read(terraform_output(tmp_path)).runner_id == "my-runner"


def test_what_terraform_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "terraform", "echo 'Error: no state' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"output -json failed: Error: no state"):
        terraform_output(tmp_path)
    (tmp_path / "terraform").unlink()
    with pytest.raises(ConfigurationError, match="neither terraform nor tofu was found"):
        terraform_output(tmp_path)
