"""checkov on the generated module: all that it finds is listed with a reason, and it did look.

checkov passes without a word where it can't read a file: on files with `terraform` or `moved` blocks, which therefore stand
in files of their own and are left out, and on resources with `dynamic` blocks, unless it is told not to render those.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from release.evidence.checkov import ACCEPTED, Accepted
from release.paths import MODULE, PROJECT
from release.writer import read_folder
from tests.conftest import together
from tests.permissions.applied import Applied
from tests.permissions.once import once

CHECKOV = PROJECT / "tools" / "checkov" / ".venv" / "bin" / "checkov"
LEAST_CHECKS = 75  # it made 87 when this was written, besides those of policies
UNREADABLE = ("versions.tf.json", "moved.tf.json")


@pytest.fixture(scope="module")
def checks(applied: Mapping[tuple[str, str], Applied], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What checkov says of the module, of its policies once applied, and of a copy with a hole; one run does for all."""
    policies = {
        address.split(".")[1].removesuffix("[0]"): {"role": "a", "policy": values["policy"]}
        for address, values in applied["aws", "everything"].resources.items()
        if address.startswith("aws_iam_role_policy.")
    }
    folder = tmp_path_factory.mktemp("checkov")
    found: Mapping[str, Any] = once(tmp_path_factory, "checkov", lambda: _run(folder, policies))
    return found


def test_every_finding_of_checkov_has_a_reason(checks: Mapping[str, Any]) -> None:
    assert _problems(checks, ACCEPTED) == []


def test_checkov_scans_the_module(checks: Mapping[str, Any]) -> None:
    looked_at = _within("module", checks["passed_checks"]) + _within("module", checks["failed_checks"])
    assert len(looked_at) >= LEAST_CHECKS
    files = {Path(check["file_path"]).name for check in looked_at}
    resources = {path.name for path in MODULE.glob("*.tf.json") if "resource" in json.loads(path.read_text())}
    assert files >= resources - {"main.tf.json"}  # which has random_id and nothing of AWS


def test_checkov_reads_the_policies(checks: Mapping[str, Any]) -> None:
    """Its checks of policies are the ones that matter most here; in the module it can't work them out."""
    read = {check["resource"] for check in _within("policies", checks["passed_checks"]) if check["check_id"] == "CKV_AWS_63"}
    assert {f"resource.{name}" for name in ("execution_secrets", "task_s3")} <= read


def test_checkov_finds_an_insecure_change(checks: Mapping[str, Any]) -> None:
    found = {check["check_id"] for check in _within("hole", checks["failed_checks"])}
    assert "CKV_AWS_54" in found


def test_checkov_finds_nothing_else_in_the_nested_modules() -> None:
    """So that checkov need not look at them as well."""
    files = read_folder(MODULE)
    root = together(files, "")["resource"]
    for folder in {path.rpartition("/")[0] for path in files if path.startswith("modules/")}:
        for kind, resources in together(files, folder)["resource"].items():
            assert kind.startswith("platform-orchestrator_") or set(resources) <= set(root[kind]), folder


def test_a_finding_without_a_reason_is_reported(checks: Mapping[str, Any]) -> None:
    first, *others = ACCEPTED
    assert _problems(checks, others) == [f"{first.check} on {first.resource} isn't listed in release/evidence/checkov.py"]


def test_a_reason_without_a_finding_is_reported(checks: Mapping[str, Any]) -> None:
    more = [*ACCEPTED, Accepted("CKV_AWS_18", "aws_s3_bucket.runner", "")]
    assert _problems(checks, more) == ["CKV_AWS_18 on aws_s3_bucket.runner is listed, but checkov doesn't find it any more"]


def _run(folder: Path, policies: Mapping[str, dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    (folder / "module").mkdir()
    for path in MODULE.glob("*.tf.json"):
        if path.name not in UNREADABLE:
            shutil.copy(path, folder / "module")
    (folder / "policies").mkdir()
    (folder / "policies" / "policies.tf.json").write_text(json.dumps({"resource": {"aws_iam_role_policy": policies}}, indent=2))
    storage = json.loads((MODULE / "storage.tf.json").read_text())
    storage["resource"]["aws_s3_bucket_public_access_block"]["runner"]["block_public_policy"] = False
    (folder / "hole").mkdir()
    (folder / "hole" / "storage.tf.json").write_text(json.dumps(storage, indent=2))
    done = subprocess.run(
        [CHECKOV, "-d", folder, "--framework", "terraform_json", "--skip-download", "--output", "json"],
        env={"PATH": os.environ["PATH"], "CKV_PARSE_ERROR_FAIL": "true", "CHECKOV_RENDER_DYNAMIC_MODULES": "false"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Failed to" not in done.stderr, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["summary"]["parsing_errors"] == 0
    assert answer["results"].get("parsing_errors", []) == []
    wanted = ("check_id", "resource", "file_path")
    return {
        kind: [{name: check[name] for name in wanted} for check in answer["results"][kind]]
        for kind in ("passed_checks", "failed_checks")
    }


def _within(folder: str, found: list[dict[str, str]]) -> list[dict[str, str]]:
    return [check for check in found if check["file_path"].startswith(f"/{folder}/")]


def _problems(checks: Mapping[str, Any], accepted: list[Accepted]) -> list[str]:
    failed = [*_within("module", checks["failed_checks"]), *_within("policies", checks["failed_checks"])]
    found = {(check["check_id"], check["resource"]) for check in failed}
    listed = {(entry.check, entry.resource) for entry in accepted}
    return [
        *(f"{check} on {resource} isn't listed in release/evidence/checkov.py" for check, resource in sorted(found - listed)),
        *(f"{check} on {resource} is listed, but checkov doesn't find it any more" for check, resource in sorted(listed - found)),
    ]
