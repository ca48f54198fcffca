"""Mistakes in what is created are noticed: by botocore, by AWS's description of its API, or by moto."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.stand.builders import BUILDERS
from tests.stand.fixtures import Stands
from tests.stand.runners import RUNNERS
from tests.stand.stand import Stand

Json = dict[str, Any]
Mistake = Callable[[Json], object]


def to(name: str, value: Any) -> Mistake:
    """Set an attribute."""
    return lambda values: values.update({name: value})


def within(policy: str, change: Mistake) -> Mistake:
    """Change the first statement of a policy."""

    def mistake(values: Json) -> None:
        document = json.loads(values[policy])
        change(document["Statement"][0])
        values[policy] = json.dumps(document)

    return mistake


def first(*path: str, **changes: Any) -> Mistake:
    """Change the first of nested blocks."""

    def mistake(values: Json) -> None:
        block = values
        for name in path:
            block = block[name][0]
        block.update(changes)

    return mistake


def elsewhere(values: Json) -> None:
    """Put a subnet into a zone that isn't there, with addresses that are free."""
    values.update(availability_zone="eu-west-1z", cidr_block="10.0.64.0/20")


ROLE, TASK = "aws_iam_role.task", "aws_iam_role_policy.task_s3"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration.runner"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.runner[0]"
ALARM = "aws_cloudwatch_metric_alarm.task_failures[0]"
RULE = "aws_cloudwatch_event_rule.task_failures[0]"
EGRESS = 'aws_vpc_security_group_egress_rule.tasks["443"]'
ENDPOINT = 'aws_vpc_endpoint.interface["ecr.api"]'

# Resource, mistake, and what is said about it.
MISTAKES: list[tuple[str, Mistake, str]] = [
    (ROLE, to("name", "x" * 65), "RoleName has 65 characters; the most is 64"),
    (ROLE, to("name", "a b"), "RoleName is a b; it must match"),
    (ROLE, to("path", "platform"), "Path is platform; it must match"),
    (ROLE, to("description", "x" * 1001), "Description has 1001 characters; the most is 1000"),
    (ROLE, to("max_session_duration", 100), "valid min value: 3600"),
    (ROLE, to("permissions_boundary", "boundary"), "PermissionsBoundary, value: 8, valid min length: 20"),
    (ROLE, to("tags_all", {f"key{number}": "x" for number in range(51)}), "Tags has 51 items; the most is 50"),
    (TASK, to("name", "x" * 129), "PolicyName has 129 characters; the most is 128"),
    (TASK, to("role", "none"), "NoSuchEntity"),
    (TASK, to("policy", "{"), "MalformedPolicyDocument"),
    (TASK, within("policy", lambda statement: statement.pop("Resource")), "Policy statement must contain resources"),
    (TASK, within("policy", to("Effect", "allow")), "MalformedPolicyDocument"),
    (TASK, within("policy", to("Action", "ListBucket")), "must be prefaced by a vendor"),
    (TASK, within("policy", to("Resource", "bucket")), "must be in ARN format"),
    (TASK, within("policy", to("Condition", {"StringIs": {"a": "b"}})), "Syntax errors in policy"),
    ('aws_iam_role_policy_attachment.task["deploy"]', to("policy_arn", "arn:aws:iam::aws:policy/None"), "NoSuchEntity"),
    ("aws_iam_openid_connect_provider.oidc[0]", to("url", "oidc.example.com"), "Invalid Open ID Connect Provider URL"),
    ("aws_s3_bucket.runner", to("bucket", "x" * 64), "InvalidBucketName"),
    ("aws_s3_bucket_versioning.runner", first("versioning_configuration", status="On"), "Status is On; allowed: Enabled"),
    (LIFECYCLE, first("rule", "noncurrent_version_transition", storage_class="COLD"), "StorageClass is COLD; allowed: GLACIER"),
    (ENCRYPTION, first("rule", "apply_server_side_encryption_by_default", sse_algorithm="AES"), "SSEAlgorithm is AES; allowed"),
    ("aws_s3_bucket_logging.runner[0]", to("target_bucket", "none-of-ours"), "InvalidTargetBucketForLogging"),
    ("aws_cloudwatch_log_group.ecs_tasks", to("name", "a b"), "logGroupName is a b; it must match"),
    ("aws_sns_topic.alarms[0]", to("name", "a b"), "Topic names must be made up of"),
    (ALARM, to("comparison_operator", "Greater"), "ComparisonOperator is Greater; allowed"),
    (ALARM, to("statistic", "Mean"), "Statistic is Mean; allowed"),
    (RULE, to("name", "a b"), "Name is a b; it must match"),
    (RULE, to("event_pattern", '{"source": "aws.ecs"}'), "InvalidEventPattern"),
    ("aws_cloudwatch_event_target.task_failures[0]", to("arn", "topic"), "Provided Arn is not in correct format"),
    ("aws_cloudwatch_dashboard.runner[0]", to("dashboard_body", "{"), "Body is invalid JSON"),
    ("aws_ecs_cluster.main[0]", first("setting", name="insights"), "name is insights; allowed: containerInsights"),
    ("aws_vpc.main[0]", to("cidr_block", "10.0.0.0/8"), "InvalidVpc.Range"),
    ("aws_subnet.private[0]", to("cidr_block", "10.1.0.0/20"), "InvalidSubnet.Range"),
    ("aws_subnet.private[0]", to("cidr_block", "10.0.0.0/24"), "InvalidSubnet.Conflict"),
    ("aws_subnet.private[0]", elsewhere, "Value (eu-west-1z) for parameter availabilityZone is invalid"),
    ("aws_eip.nat[0]", to("domain", "here"), "Domain is here; allowed: vpc, standard"),
    ("aws_nat_gateway.main[0]", to("allocation_id", "eipalloc-0"), "InvalidAllocationID.NotFound"),
    ("aws_route.private[0]", to("state", "created twice"), "RouteAlreadyExists"),
    (ENDPOINT, to("subnet_ids", ["subnet-0"]), "InvalidSubnetID.NotFound"),
    (ENDPOINT, to("vpc_endpoint_type", "Private"), "VpcEndpointType is Private; allowed: Interface"),
    (EGRESS, to("cidr_ipv4", "10.0.0.0"), "InvalidParameterValue"),
]


@pytest.fixture(scope="module")
def built(stands: Stands) -> Stand:
    """Give one stand for all: what is refused changes nothing."""
    return stands("full")


@pytest.mark.parametrize(("resource", "mistake", "said"), MISTAKES, ids=[f"{each[0]}: {each[2]}" for each in MISTAKES])
def test_the_stand_refuses_a_mistake(resource: str, mistake: Mistake, said: str, built: Stand) -> None:
    values = json.loads(json.dumps(built.resources[resource]))
    mistake(values)
    with pytest.raises((ClientError, ParamValidationError), match=re.escape(said)):
        _create(built, resource, values)


def test_each_kind_of_resource_is_created_on_some_stand(stands: Stands) -> None:
    made = {address.partition(".")[0] for name in ("full", "self-hosted") for address in stands(name).resources}
    assert made - {"random_id"} == {type_ for type_, _ in BUILDERS}
    assert set(RUNNERS) >= {"full", "self-hosted"}


def _create(stand: Stand, resource: str, values: Json) -> None:
    for create in _builders(resource.partition(".")[0]):
        create(stand, stand.translated(values))


def _builders(type_: str) -> Iterator[Callable[[Stand, Json], None]]:
    yield from (create for of, create in BUILDERS if of == type_)
