"""The job's flow, walked: Terraform keeps its state in the runner's bucket, as the task role.

moto can't judge the bucket's policy: it takes each denial as if its conditions always held, so nobody could read or write an
object. The policy is read, then taken away for the walk, and each call that the jobs made is put to IAM's rules with it.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.stand.fixtures import Stands
from tests.stand.job import Job, Result
from tests.stand.judge import Judge
from tests.stand.server import Server
from tests.stand.stand import Stand
from tests.stand.wire import Call
from tests.support.iam.policies import Json
from tests.support.iam.simulation import Request, allowed
from tests.support.terraform import program

KEY = "11111111-2222-3333-4444-555555555555.tfstate"
LOCK = f"{KEY}.tflock"
WAIT = 60
WITH_LOCKFILE = (1, 10)  # the changelogs of both, Terraform and OpenTofu
TLS: dict[str, str | list[str]] = {"s3:TlsVersion": "1.3"}


@dataclass
class Walk:
    """What jobs did to the bucket."""

    stand: Stand
    policy: Json  # of the bucket
    calls: list[Call]
    keys: set[str]  # that the jobs signed with
    results: dict[str, Result]
    bodies: dict[str, Json]  # of objects, at some time


@pytest.fixture(scope="module", params=["the program", "OpenTofu"])
def binary(request: pytest.FixtureRequest) -> str:
    """Find the program that all tests run, and OpenTofu besides, where it is installed."""
    program.need_terraform()
    if request.param == "the program":
        return program.path()
    found = shutil.which("tofu")
    if not found or program.version().product == "OpenTofu":
        pytest.skip("OpenTofu isn't installed, or is the program that all tests run")
    return found


@pytest.fixture(scope="module")
def locked(binary: str, stands: Stands, aws_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Run a job while another one holds the lock, and one after both, as the runner's environment has it: with locking."""
    if (found := program.version(binary)).minor < WITH_LOCKFILE:
        pytest.skip(f"{found} has no use_lockfile, which locks with an object in the bucket")
    stand, folder = stands("self-hosted"), tmp_path_factory.mktemp("locked")
    environment = stand.configuration["environment"]
    with _without_policy(stand) as policy:
        aws_server.calls.clear()
        first, second = (_job(binary, folder / name, stand, environment) for name in ("first", "second"))
        results = {f"init of {name}": job.run("init") for name, job in (("first", first), ("second", second))}
        go = folder / "go"
        process = first.start("apply", "-auto-approve", f"-var=wait=until [ -e {go} ]; do sleep 0.05; done")
        lock = _body(stand, LOCK, wait=True)
        results["second, while the first one runs"] = second.run("apply", "-auto-approve")
        go.touch()
        text, _ = process.communicate(timeout=WAIT)
        results["first"] = Result(process.returncode, " ".join(text.split()))
        state = _body(stand, KEY)
        results["second, afterwards"] = second.run("apply", "-auto-approve", "-var=value=2")
        calls = [*aws_server.calls]
        return Walk(
            stand,
            policy,
            calls,
            {first.access_key, second.access_key},
            results,
            {"lock": lock, "first state": state, **_left(stand)},
        )


@pytest.fixture(scope="module")
def unlocked(binary: str, stands: Stands, aws_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Run two jobs one after the other without locking."""
    stand, folder = stands("self-hosted"), tmp_path_factory.mktemp("unlocked")
    with _without_policy(stand) as policy:
        aws_server.calls.clear()
        job = _job(binary, folder / "job", stand, {})
        results = {
            "init": job.run("init"),
            "first": job.run("apply", "-auto-approve"),
            "second": job.run("apply", "-auto-approve", "-var=value=2"),
        }
        return Walk(stand, policy, [*aws_server.calls], {job.access_key}, results, _left(stand))


def test_the_job_writes_its_state_into_the_bucket_of_the_runner(unlocked: Walk) -> None:
    assert {name: result.code for name, result in unlocked.results.items()} == dict.fromkeys(["init", "first", "second"], 0), (
        unlocked.results
    )
    assert [*unlocked.bodies] == [KEY]
    state = unlocked.bodies[KEY]
    assert state["outputs"]["value"]["value"] == "2"
    assert state["serial"] > 1


def test_the_state_that_the_next_job_finds_is_the_one_that_was_written(locked: Walk) -> None:
    """A job in another folder has nothing but the bucket: it changes what the first one created, and doesn't create it anew."""
    first, last = locked.bodies["first state"], locked.bodies[KEY]
    assert locked.results["second, afterwards"].code == 0
    assert "1 changed, 0 destroyed" in locked.results["second, afterwards"].text
    assert last["lineage"] == first["lineage"]
    assert last["serial"] > first["serial"]
    assert (first["outputs"]["value"]["value"], last["outputs"]["value"]["value"]) == ("1", "2")


def test_a_second_job_meets_the_lock_and_is_told_who_holds_it(locked: Walk) -> None:
    told = locked.results["second, while the first one runs"]
    assert told.code == 1
    assert "Error acquiring the state lock" in told.text
    assert locked.bodies["lock"]["ID"] in told.text
    assert "Operation: OperationTypeApply" in told.text
    assert locked.results["first"].code == 0, locked.results["first"].text


def test_the_lock_is_gone_once_the_jobs_are_done(locked: Walk) -> None:
    assert set(locked.bodies) == {"lock", "first state", KEY}


def test_without_locking_a_job_touches_no_lock(unlocked: Walk) -> None:
    assert [call for call in unlocked.calls if call.resource.endswith(".tflock")] == []


def test_the_lock_is_put_only_where_none_is(locked: Walk) -> None:
    puts = [call for call in locked.calls if call.action == "PutObject" and call.resource.endswith(".tflock")]
    assert len(puts) == 3  # one of them in vain
    assert {call.headers.get("if-none-match") for call in puts} == {"*"}


@pytest.fixture(params=["unlocked", "locked"])
def walk(request: pytest.FixtureRequest, binary: str) -> Walk:  # noqa: ARG001 - the walks need it
    """Give one walk after the other."""
    found: Walk = request.getfixturevalue(request.param)
    return found


def test_jobs_make_these_calls_and_no_others(walk: Walk) -> None:
    always = {"s3:GetObject", "s3:ListBucket", "s3:PutObject", "sts:GetCallerIdentity"}
    made = {str(call) for call in walk.calls if call.access_key in walk.keys}
    assert made == (always | {"s3:DeleteObject"} if "lock" in walk.bodies else always)


def test_the_policies_on_the_stand_allow_the_jobs_calls_to_the_task_role_alone(walk: Walk) -> None:
    role, others = _roles(walk.stand)
    asked = [_question(walk, call, role) for call in _distinct(walk)]
    refused = [_question(walk, call, other) for call in _distinct(walk) for other in others]
    refused += [_with(request, {"aws:SecureTransport": "false"}) for request in asked]
    answers = allowed([*asked, *refused])
    assert [_named(request) for request, answer in zip(asked, answers, strict=False) if not answer] == []
    assert [_named(request) for request, answer in zip(refused, answers[len(asked) :], strict=True) if answer] == []
    assert {request.action for request in asked} == {str(call) for call in _distinct(walk)}


def test_the_task_role_may_use_the_key_of_the_bucket_through_s3_alone(locked: Walk) -> None:
    """S3 uses the key in the name of who reads or writes."""
    judge, configuration = Judge(locked.stand), locked.stand.configuration
    key, role = configuration["kms_key_arn"], configuration["task_role_arn"]
    (rule,) = locked.stand.client("s3").get_bucket_encryption(Bucket=configuration["s3_bucket"])[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    asked = [
        judge.request(role, f"kms:{action}", key, {"kms:ViaService": service}, on_resource=judge.key_policy(key))
        for service in ("s3.eu-west-1.amazonaws.com", "ec2.eu-west-1.amazonaws.com")
        for action in ("Decrypt", "GenerateDataKey")
    ]
    assert allowed(asked) == [True, True, False, False]


def _job(binary: str, folder: Path, stand: Stand, environment: dict[str, str]) -> Job:
    job = Job(binary, folder, stand, environment, KEY)
    waiting = {"local-exec": {"command": "${var.wait}"}}
    job.write(
        "main.tf.json",
        {
            "variable": {"value": {"default": "1"}, "wait": {"default": "true"}},
            "resource": {"terraform_data": {"deployed": {"input": "${var.value}", "provisioner": waiting}}},
            "output": {"value": {"value": "${terraform_data.deployed.output}"}},
        },
    )
    return job


@contextmanager
def _without_policy(stand: Stand) -> Iterator[Json]:
    bucket = stand.configuration["s3_bucket"]
    policy = Judge(stand).bucket_policy(bucket)
    stand.client("s3").delete_bucket_policy(Bucket=bucket)
    yield policy
    stand.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def _body(stand: Stand, key: str, *, wait: bool = False) -> Json:
    """Read an object; wait until it is there, if that is wanted."""
    s3, bucket, end = stand.client("s3"), stand.configuration["s3_bucket"], time.monotonic() + WAIT
    while wait and not s3.list_objects_v2(Bucket=bucket, Prefix=key).get("Contents"):
        assert time.monotonic() < end, f"{key} isn't there after {WAIT} seconds"
        time.sleep(0.05)
    body: Json = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    return body


def _left(stand: Stand) -> dict[str, Json]:
    found = stand.client("s3").list_objects_v2(Bucket=stand.configuration["s3_bucket"])
    return {each["Key"]: _body(stand, each["Key"]) for each in found.get("Contents", [])}


def _distinct(walk: Walk) -> list[Call]:
    made = [call for call in walk.calls if call.service == "s3" and call.access_key in walk.keys]
    return [*{(call.action, call.resource): call for call in made}.values()]


def _roles(stand: Stand) -> tuple[str, list[str]]:
    configuration = stand.configuration
    return configuration["task_role_arn"], [configuration["execution_role_arn"], configuration["task_manager_role_arn"]]


def _question(walk: Walk, call: Call, role: str) -> Request:
    return Judge(walk.stand).request(role, f"s3:{call.action}", call.resource, TLS, on_resource=walk.policy)


def _with(request: Request, context: dict[str, Any]) -> Request:
    return Request(**{**vars(request), "context": {**request.context, **context}})


def _named(request: Request) -> str:
    return f"{request.principal}: {request.action} on {request.resource} when {dict(request.context)}"
