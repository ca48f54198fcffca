"""Whole runs: the calls that are declared are made, and what AWS refuses, throttles or doesn't answer is said."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from modules.doctor import simulation
from modules.doctor.aws import Aws
from modules.doctor.checks import CHECKS
from modules.doctor.context import Context, Doctor
from modules.doctor.engine import examine
from modules.doctor.model import Result, Status, exit_code
from modules.doctor.web import WebError
from release.paths import PROJECT
from tests.doctor.ward import Ward, wrong
from tests.stand.server import Server
from tests.stand.wire import DENIED, DENIED_BY_EC2, THROTTLED, Call, Fault


def deny(call: Call) -> Fault | None:
    if call.service == "sts":  # who one is can't be denied
        return None
    return DENIED_BY_EC2 if call.service == "ec2" else DENIED


def test_every_declared_call_is_made_and_no_other(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """What isn't made on a healthy runner is listed with the reason."""
    made: dict[str, set[str]] = {id_: set() for id_ in CHECKS}
    declared = Context._declared

    def record(context: Context, call: str) -> None:
        declared(context, call)
        made[context.check.id].add(call)

    monkeypatch.setattr(Context, "_declared", record)
    ward.examine()
    elsewhere = {
        "start.quota": {"service-quotas:GetAWSDefaultServiceQuota"},  # the account has a quota of its own
        "start.image-pull": {"ecr:GetRepositoryPolicy"},  # the image is in the runner's account
        "secrets.exist": {"ssm:DescribeParameters"},  # there is no parameter
        "secrets.keys": {"ssm:DescribeParameters"},
    }
    assert {id_: set(CHECKS[id_].calls) - calls for id_, calls in made.items() if set(CHECKS[id_].calls) != calls} == elsewhere


def test_a_run_asks_each_question_once(ward: Ward) -> None:
    ward.examine()
    paged = {"ec2:DescribeVpcAttribute": 2, "iam:GetRole": 4, "iam:ListRolePolicies": 3, "iam:ListAttachedRolePolicies": 3}
    several = {"ec2:DescribeSecurityGroups": 2, "events:DescribeRule": 2, "logs:DescribeLogGroups": 3}
    assert {call: number for call, number in ward.aws.counts.items() if number > 1} == {**paged, **several}
    assert ward.aws.counts.total() <= 45


def test_where_every_call_is_denied_nothing_is_a_pass_and_nothing_a_fault(ward: Ward, aws_server: Server) -> None:
    with aws_server.answering(deny):
        found = ward.examine()
    assert exit_code(found.values()) == 2
    alone = {id_ for id_, check in CHECKS.items() if check.online or not check.calls} | {"place.account"}
    assert {id_ for id_, result in found.items() if result.status is Status.OK} == alone
    assert all(seen.startswith("denied: ") for seen in wrong(found).values()), wrong(found)
    assert {finding.fix for id_ in wrong(found) for finding in found[id_].findings} == {
        "Allow it: docs/doctor.json is the policy that the doctor requires."
    }


def test_without_the_right_to_simulate_permissions_are_not_checked(ward: Ward, aws_server: Server) -> None:
    ward.simulate = simulation.simulate  # type: ignore[method-assign,assignment]
    with aws_server.answering(lambda call: DENIED if call.action == "SimulatePrincipalPolicy" else None):
        found = ward.examine()
    needs = {id_ for id_, check in CHECKS.items() if "iam:SimulatePrincipalPolicy" in check.calls}
    assert wrong(found).keys() == needs
    assert {found[id_].status for id_ in needs} == {Status.NOT_CHECKED}


def test_a_throttled_call_is_repeated(ward: Ward, aws_server: Server) -> None:
    attempts = Counter[str]()

    def first(call: Call) -> Fault | None:
        attempts[str(call)] += 1
        return THROTTLED if call.service in ("ecs", "kms", "sns") and attempts[str(call)] == 1 else None

    with aws_server.answering(first):
        found = ward.examine()
    assert wrong(found) == {}
    assert ward.aws.retries == 4  # DescribeClusters, DescribeKey, GetKeyPolicy, GetTopicAttributes


def test_a_call_that_stays_throttled_is_reported(ward: Ward, aws_server: Server) -> None:
    with aws_server.answering(lambda call: THROTTLED if call.service == "ecs" else None):
        found = ward.examine(["place.cluster"])
    assert wrong(found) == {"place.cluster": "throttled: ecs:DescribeClusters: Rate exceeded"}


@pytest.mark.parametrize("offline", [True, False])
def test_without_a_network_one_check_says_so(ward: Ward, monkeypatch: pytest.MonkeyPatch, *, offline: bool) -> None:
    """The issuer, which can't be reached from here either, isn't at fault."""

    def unreachable(url: str) -> dict[str, Any]:
        raise WebError(f"{url} can't be reached from here: no network")

    monkeypatch.setattr(ward.stand, "endpoint", "http://127.0.0.1:9")  # the discard port, where nobody listens
    aws = Aws(ward.stand.session(), ward.configuration.region)
    results = examine(Doctor(configuration=ward.configuration, aws=aws, offline=offline, fetch=unreachable), CHECKS)
    found = {result.check.id: result for result in results}
    assert wrong(found).keys() == {"place.account"}
    assert wrong(found)["place.account"].startswith("no connection: sts:GetCallerIdentity: ")
    assert {cause for result in results for cause in result.causes} == {"place.account"}
    assert exit_code(results) == 2


def command(ward: Ward, folder: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the command as it is installed, for the runner on the stand."""
    file = folder / "outputs.json"
    file.write_text(json.dumps({"runner": {"value": ward.stand.configuration, "type": "dynamic"}}))
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **ward.stand.environment}
    arguments = [sys.executable, "-m", "modules.doctor", "doctor", str(file), "--offline", *options]
    return subprocess.Popen(
        arguments,
        cwd=PROJECT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """Undo what a shell does to commands in the background, whose children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_reports_as_json(ward: Ward, tmp_path: Path, aws_server: Server) -> None:
    with aws_server.answering(lambda call: DENIED if call.action == "SimulatePrincipalPolicy" else None):  # moto has none
        out, err = (process := command(ward, tmp_path, "--json")).communicate(timeout=120)
    report = json.loads(out)
    assert (process.returncode, err, report["exit_code"]) == (2, "", 2)
    assert [each["id"] for each in report["checks"]] == [*CHECKS]
    assert sum(report["summary"].values()) == len(CHECKS)
    assert report["summary"]["fault"] == 0
    assert report["calls"]["made"] == sum(report["calls"]["by_name"].values()) > 40
    by_id = {each["id"]: each for each in report["checks"]}
    assert by_id["sign-in.issuer"]["status"] == "skipped"
    assert by_id["permissions.orchestrator"]["status"] == "not checked"
    assert by_id["state.bucket-policy"]["see"] == "docs/troubleshooting.md#state-isnt-protected"


def test_ctrl_c_ends_it_with_what_was_found(ward: Ward, tmp_path: Path, aws_server: Server) -> None:
    held = [False]

    def hold(call: Call) -> None:
        if call.service == "ec2":
            held[0] = True
            time.sleep(5)

    with aws_server.answering(hold):
        process = command(ward, tmp_path)
        for _ in range(600):
            if held[0]:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert err.startswith("interrupted: ")
    assert err.count("\n") == 1
    assert "place.account" in out
    assert "start.dns" not in out


def found_by(results: dict[str, Result], status: Status) -> set[str]:
    return {id_ for id_, result in results.items() if result.status is status}


@pytest.mark.parametrize("base", ["minimal", "existing"])
def test_other_healthy_runners_have_no_fault(wards: "object", base: str, quotas: dict[str, object]) -> None:
    from tests.doctor.conftest import QUOTA

    quotas["L-3032A538"] = dict(QUOTA)
    ward: Ward = wards(base)  # type: ignore[operator]
    found = ward.examine()
    assert found_by(found, Status.FAULT) | found_by(found, Status.NOT_CHECKED) | found_by(found, Status.WARNING) == set()
    off = {id_ for id_ in CHECKS if id_.startswith("monitoring.")} | {"state.key", "state.key-use"}
    assert off <= found_by(found, Status.SKIPPED)
