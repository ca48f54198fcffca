"""The tools of this folder themselves: they tell right from wrong, and never guess."""

import pytest

from tests.support.iam import arns, catalog
from tests.support.iam.policies import permissions, unread
from tests.support.iam.simulation import Request, SimulationError, allowed

BUCKET = "arn:${Partition}:s3:::${BucketName}"
OBJECT = "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
GROUP = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"
STREAM = f"{GROUP}:log-stream:${{LogStreamName}}"
TASK = "arn:${Partition}:ecs:${Region}:${Account}:task/${ClusterName}/${TaskId}"
HERE = "eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("resource", "fitting"),
    [
        ("arn:aws:s3:::bucket", {BUCKET}),
        ("arn:aws:s3:::bucket/*", {OBJECT}),
        ("arn:aws:s3:::bucket/*.tflock", {OBJECT}),
        ("arn:aws:s3:::*", {BUCKET, OBJECT}),
        (f"arn:aws:logs:{HERE}:log-group:/aws/ecs/runner", {GROUP}),
        (f"arn:aws:logs:{HERE}:log-group:/aws/ecs/runner:*", {GROUP, STREAM}),
        (f"arn:aws:ecs:{HERE}:task/cluster/*", {TASK}),
        (f"arn:aws:ecs:{HERE}:task/cluster", set()),
        (f"arn:aws:ecs:{HERE}:task-definition/humanitec_*", set()),
    ],
)
def test_a_resource_matches_its_resource_types(resource: str, fitting: set[str]) -> None:
    assert {pattern for pattern in (BUCKET, OBJECT, GROUP, STREAM, TASK) if arns.fits(resource, pattern)} == fitting


@pytest.mark.parametrize(
    ("resource", "pattern", "whole"),
    [
        ("*", TASK, "whole"),
        (f"arn:aws:ecs:{HERE}:task/*", TASK, "whole"),
        (f"arn:aws:ecs:{HERE}:task/*/*", TASK, "whole"),
        (f"arn:aws:ecs:{HERE}:task/cluster/*", TASK, "part"),
        (f"arn:aws:logs:{HERE}:log-group:*", GROUP, "whole"),
        ("arn:aws:s3:::*", BUCKET, "whole"),
        ("arn:aws:s3:::bucket", BUCKET, "part"),
    ],
)
def test_all_resources_of_a_type_are_distinguished_from_some(resource: str, pattern: str, whole: str) -> None:
    assert arns.is_whole_type(resource, pattern) == (whole == "whole")


def test_actions_exist_in_aws_spelling() -> None:
    assert catalog.action("ecs:DeleteTaskDefinitions") is not None
    assert catalog.action("ecs:DeleteTaskDefinition") is None
    assert catalog.action("ecs:runtask") is None
    assert catalog.action("nothing:Here") is None
    assert [each.name for each in catalog.matching("ecs:RunT*")] == ["ecs:RunTask"]
    assert catalog.matching("ecs:Nothing*") == []


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request("arn:aws:iam::123456789012:role/a", "ecs:Nothing", "*", "123456789012"), "invalid.action"),
        (Request("arn:aws:iam::123456789012:role/a", "s3:GetObject", "arn:aws:s3:::bucket", "123456789012"), "no.resource.types"),
        (
            Request(
                "arn:aws:iam::123456789012:role/a",
                "ecs:StopTask",
                f"arn:aws:ecs:{HERE}:task/c/1",
                "123456789012",
                {"s3:prefix": "a"},
            ),
            "s3:prefix isn't a key of this request",
        ),
    ],
)
def test_an_invalid_request_is_an_error(request_: Request, problem: str) -> None:
    with pytest.raises(SimulationError, match=problem):
        allowed([request_])


def test_an_unchecked_policy_is_reported() -> None:
    policy = '{"Version": "2012-10-17", "Statement": []}'
    resources = {"aws_ecr_repository_policy.runner": {"policy": policy}, "aws_s3_bucket.runner": {"policy": policy}}
    assert unread(resources) == ["aws_ecr_repository_policy.runner.policy"]
    assert permissions(resources).others == []
