"""Physical names within AWS's limits, for every valid id: the expressions are worked out here as Terraform would."""

import re
from fnmatch import fnmatchcase

import pytest

from modules.core.expressions import Expression, is_literal
from modules.core.names import MAX_PREFIX, Names, patterns


def worked_out(name: str, runner_id: str, suffix: str = "0a1b2c3d") -> str:
    """Evaluate the few functions that names are made with; the ring with real Terraform checks the same."""
    length = re.fullmatch(r"\$\{length\(local\.id\) <= (\d+) \? \"(.*?-artifacts)\" : \"(.*)\"\}", name)
    if length:
        name = length[2] if len(runner_id) <= int(length[1]) else length[3]
    name = re.sub(
        r'\$\{trimsuffix\(substr\(local\.id, 0, (\d+)\), "-"\)\}', lambda cut: runner_id[: int(cut[1])].removesuffix("-"), name
    )
    name = name.replace("${local.id}", runner_id).replace("${random.hex}", suffix)
    assert is_literal(name), name
    return name


NAMES = Names(runner_id=Expression("local.id"), suffix=Expression("random.hex"))
LENGTHS = (2, 38, 39, 45, 46, 50, 51, 53, 54, 100)  # with hyphens wherever an ID may be cut
IDS = [
    *(("a" + "-b" * 50)[:length].rstrip("-").ljust(length, "c") for length in LENGTHS),
    "ab",
    "a" * 38,
    "a" * 39,
    "a" * 37 + "-b" * 10,
    "a" * 53,
    "a" * 54,
    "a" * 43 + "-b" * 10,
    "a" * 100,
    "r-" * 49 + "rr",
]


@pytest.mark.parametrize("runner_id", IDS)
def test_names_keep_within_the_limits_of_aws(runner_id: str) -> None:
    for role in (NAMES.task_manager_role, NAMES.execution_role, NAMES.task_role):
        assert re.fullmatch(r"[\w+=,.@-]{1,64}", worked_out(role, runner_id))
        assert "--" not in worked_out(role, runner_id)
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{1,61})[a-z0-9]", worked_out(NAMES.bucket, runner_id))
    assert len(worked_out(NAMES.cluster, runner_id)) <= 255
    assert len(worked_out(NAMES.policy("execution-cloudwatch"), runner_id)) <= 128
    assert len(worked_out(NAMES.exec_log_group, runner_id)) <= 512


def test_names_that_fit_are_those_of_the_older_modules() -> None:
    names = {
        "task manager": NAMES.task_manager_role,
        "execution": NAMES.execution_role,
        "task": NAMES.task_role,
        "cluster": NAMES.cluster,
        "bucket": NAMES.bucket,
        "logs": NAMES.tasks_log_group,
        "exec": NAMES.exec_log_group,
        "policy": NAMES.policy("task-s3"),
    }
    assert {key: worked_out(name, "my-runner") for key, name in names.items()} == {
        "task manager": "my-runner-ecs-task-manager-0a1b2c3d",
        "execution": "my-runner-execution-0a1b2c3d",
        "task": "my-runner-task-0a1b2c3d",
        "cluster": "my-runner-cluster-0a1b2c3d",
        "bucket": "my-runner-artifacts",
        "logs": "/aws/ecs/my-runner",
        "exec": "/aws/ecs/my-runner/exec",
        "policy": "my-runner-task-s3-policy",
    }


@pytest.mark.parametrize("runner_id", IDS)
def test_the_name_of_a_bucket_is_cut_where_it_would_be_too_long(runner_id: str) -> None:
    assert (worked_out(NAMES.bucket, runner_id) == f"{runner_id}-artifacts") == (len(runner_id) <= 53)


def test_a_bucket_name_that_has_to_be_cut_is_made_unique() -> None:
    assert worked_out(NAMES.bucket, "a" * 53) == "a" * 53 + "-artifacts"
    assert worked_out(NAMES.bucket, "a" * 54) == "a" * 44 + "-0a1b2c3d-artifacts"


@pytest.mark.parametrize("runner_id", IDS)
def test_patterns_cover_the_names_of_every_runner_with_the_prefix(runner_id: str) -> None:
    prefixes = [runner_id, runner_id[:2]] if len(runner_id) <= MAX_PREFIX else [runner_id[:MAX_PREFIX]]
    for pattern in map(patterns, prefixes):
        for name in ("task_manager_role", "execution_role", "task_role", "cluster", "bucket", "tasks_log_group", "dashboard"):
            assert fnmatchcase(worked_out(getattr(NAMES, name), runner_id), getattr(pattern, name)), name
        for kind in ("failed-sign-ins", "sign-ins", "task-failures"):
            assert fnmatchcase(worked_out(NAMES.event_rule(kind), runner_id), pattern.event_rule(kind))


def test_patterns_cover_no_names_of_other_runners() -> None:
    assert not fnmatchcase(worked_out(NAMES.task_role, "another"), patterns("my-runner").task_role)
    assert not fnmatchcase(worked_out(NAMES.task_role, "my-runner"), patterns("my-runner").execution_role)
