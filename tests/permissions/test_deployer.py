"""The deployer's policies: made for what is in the module, right, narrow, and enough for every name that the module gives."""

import json
import re
from collections.abc import Mapping

import pytest

from release import deployer
from release.deployer_rows import Row
from release.deployer_scopes import VARIABLES
from release.deployer_table import PARTS
from release.graph import Graph
from release.paths import MODULE, PROJECT
from release.runner_boundary import VARIABLES as BOUNDARY_VARIABLES
from release.writer import read_folder
from tests.permissions.applied import TYPES, Applied
from tests.permissions.places import ACCOUNT, PLACES
from tests.support.iam.lint import Expected, lint
from tests.support.iam.policies import Document
from tests.support.iam.simulation import Request, allowed

Everything = Mapping[tuple[str, str], Applied]

# What creates and destroys the resources that have names, and the attribute with their ARN.
NAMED = {
    "aws_iam_role": ("iam:CreateRole", "iam:DeleteRole", "arn"),
    "aws_iam_openid_connect_provider": ("iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider", "arn"),
    "aws_ecs_cluster": ("ecs:CreateCluster", "ecs:DeleteCluster", "arn"),
    "aws_s3_bucket": ("s3:CreateBucket", "s3:DeleteBucket", "arn"),
    "aws_cloudwatch_log_group": ("logs:CreateLogGroup", "logs:DeleteLogGroup", "arn"),
    "aws_cloudwatch_metric_alarm": ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", "arn"),
    "aws_cloudwatch_dashboard": ("cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards", "dashboard_arn"),
    "aws_cloudwatch_event_rule": ("events:PutRule", "events:DeleteRule", "arn"),
    "aws_sns_topic": ("sns:CreateTopic", "sns:DeleteTopic", "arn"),
}

# What the API calls something, and what IAM does, where they differ. Tags of log groups have other calls since provider 6.
SERVICES = {"CloudWatch": "cloudwatch", "CloudWatch Logs": "logs", "EventBridge": "events"}
RENAMED = {
    "logs:ListTagsLogGroup": "logs:ListTagsForResource",
    "logs:TagLogGroup": "logs:TagResource",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetBucketCors": "s3:GetBucketCORS",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}
RECORDED: dict[str, dict[str, list[str]]] = json.loads((PROJECT / "tests" / "data" / "provider_calls.json").read_text())["calls"]
# What the provider asks before any resource: it goes on without an answer.
UNNEEDED = {"iam:GetUser", "sts:GetCallerIdentity"}


def test_a_resource_type_without_an_entry_is_an_error() -> None:
    with pytest.raises(deployer.UnknownTypesError, match=r"no entry for: aws_flow_log, data\.aws_ami"):
        deployer.policies({*TYPES, "aws_flow_log", "data.aws_ami"})


def test_the_table_covers_the_nested_modules() -> None:
    for folder in MODULE.glob("modules/*"):
        if "registration" not in folder.name:  # its provider talks to the orchestrator, not to AWS
            deployer.policies(Graph(read_folder(folder)).types)


@pytest.mark.parametrize("place", PLACES)
def test_the_deployer_policies_pass_the_lint(place: str, applied: Everything) -> None:
    module = applied[place, "everything"]
    expected = Expected(module.place.partition, module.place.region, ACCOUNT, wide=deployer.wide(), open={}, untied={})
    for part, policy in module.deployer.items():
        assert [str(finding) for finding in lint(Document(part, "identity", "deployer", policy), expected)] == []


def test_the_deployer_policies_fit_into_managed_policies(applied: Everything) -> None:
    for part, policy in applied["aws-us-gov", "everything"].deployer.items():
        assert len(json.dumps(policy, separators=(",", ":"))) <= 6144, part


def test_every_reason_of_a_deployer_policy_is_needed() -> None:
    used = {each["Sid"] for policy in deployer.policies(TYPES).values() for each in policy["Statement"]}
    assert set(deployer.wide()) <= used


def test_deployers_cannot_pass_roles() -> None:
    actions = {name for policy in deployer.policies(TYPES).values() for each in policy["Statement"] for name in each["Action"]}
    assert "iam:PassRole" not in actions
    assert not any("*" in name for name in actions)


def test_the_templates_have_the_documented_variables() -> None:
    text = "".join(deployer.files(TYPES).values())
    variables = {**VARIABLES, **BOUNDARY_VARIABLES}
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(variables)


def test_the_deployer_policies_cover_every_name_of_the_module(applied: Everything) -> None:
    """With the first characters of a long id, too, which is cut in the names of roles."""
    requests: list[Request] = []
    for module in applied.values():
        policies = [module.deployer[part] for part in PARTS]
        for address, values in module.resources.items():
            create, destroy, arn = NAMED.get(address.partition(".")[0], ("", "", ""))
            requests += [
                Request(module.place.arn("iam", "role/deployer"), action, values[arn], ACCOUNT, identity=policies)
                for action in (create, destroy)
                if action
            ]
    refused = [request.resource for request, answer in zip(requests, allowed(requests), strict=True) if not answer]
    assert refused == []
    assert {address.partition(".")[0] for module in applied.values() for address in module.resources} >= set(NAMED)


@pytest.mark.parametrize("kind", RECORDED)
def test_the_table_contains_every_call_of_a_real_provider(kind: str) -> None:
    called = {action(name) for calls in RECORDED[kind].values() for name in calls} - UNNEEDED
    listed = {call.action for row in rows(kind) for scope in row.lines for call in row.calls(scope)}
    assert called - listed == set()


def test_the_recording_covers_nearly_every_resource_type() -> None:
    """Types without a call: access logs and ingress rules were not part of the runner that was recorded."""
    known = {kind for part in PARTS.values() for kind in part}
    assert known - set(RECORDED) == {"aws_s3_bucket_logging", "aws_vpc_security_group_ingress_rule", "random_id"}
    assert sum(len(set(names)) for calls in RECORDED.values() for names in calls.values()) > 150


def test_every_call_has_its_source() -> None:
    for kind, row in ((kind, row) for part in PARTS.values() for kind, row in part.items() if row.lines):
        assert re.fullmatch(r"[a-z0-9]+/[a-z0-9_]+\.go", row.file), kind
        for scope in row.lines:
            for call in row.calls(scope):
                assert re.fullmatch(r"[a-z0-9]+:[A-Z]\w+", call.action), (kind, call)
                assert re.fullmatch(r"https://docs\.aws\.amazon\.com/\S+|[\w.]+(, \w+)*( in \w+\.go)?", call.function), (
                    kind,
                    call,
                )


def test_calls_for_drift_are_made_only_after_drift() -> None:
    called = {action(name) for calls in RECORDED.values() for names in calls.values() for name in names}
    assert set(deployer.drift()) & called == set()


def test_deleting_state_or_the_oidc_provider_requires_a_separate_policy() -> None:
    made = deployer.policies(TYPES)
    actions = {part: {name for each in policy["Statement"] for name in each["Action"]} for part, policy in made.items()}
    assert actions["force-destroy"] == {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"}
    assert actions["oidc-provider"] == {"iam:DeleteOpenIDConnectProvider", "iam:RemoveClientIDFromOpenIDConnectProvider"}
    rest = set().union(*(actions[part] for part in ("core", "network", "monitoring")))
    assert rest & (actions["force-destroy"] | actions["oidc-provider"]) == set()


def action(call: str) -> str:
    """Name an API call as IAM does."""
    service, _, operation = call.partition(".")
    name = f"{SERVICES.get(service, service.lower())}:{operation}"
    return RENAMED.get(name, name)


def rows(kind: str) -> list[Row]:
    return [part[kind] for part in PARTS.values() if kind in part]
