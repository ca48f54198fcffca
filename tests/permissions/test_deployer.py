"""The deployer's policies: made for what is in the module, right, narrow, and enough for every name that the module gives."""

import json
from collections.abc import Mapping

import pytest

from release import deployer
from release.deployer_scopes import VARIABLES
from release.deployer_table import PARTS
from release.graph import Graph
from release.paths import MODULE
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


def test_a_new_resource_type_is_noticed() -> None:
    with pytest.raises(deployer.UnknownTypesError, match=r"no entry for: aws_flow_log, data\.aws_ami"):
        deployer.policies({*TYPES, "aws_flow_log", "data.aws_ami"})


def test_the_table_has_what_the_nested_modules_need() -> None:
    for folder in MODULE.glob("modules/*"):
        if "registration" not in folder.name:  # its provider talks to the orchestrator, not to AWS
            deployer.policies(Graph(read_folder(folder)).types)


@pytest.mark.parametrize("place", PLACES)
def test_the_policies_are_right_and_narrow(place: str, applied: Everything) -> None:
    module = applied[place, "everything"]
    expected = Expected(module.place.partition, module.place.region, ACCOUNT, wide=deployer.wide(), open={}, untied={})
    for part, policy in module.deployer.items():
        assert [str(finding) for finding in lint(Document(part, "identity", "deployer", policy), expected)] == []


def test_the_policies_fit_into_managed_policies(applied: Everything) -> None:
    for part, policy in applied["aws-us-gov", "everything"].deployer.items():
        assert len(json.dumps(policy, separators=(",", ":"))) <= 6144, part


def test_every_reason_is_needed() -> None:
    used = {each["Sid"] for policy in deployer.policies(TYPES).values() for each in policy["Statement"]}
    assert set(deployer.wide()) <= used


def test_nobody_hands_on_roles() -> None:
    actions = {name for policy in deployer.policies(TYPES).values() for each in policy["Statement"] for name in each["Action"]}
    assert "iam:PassRole" not in actions
    assert not any("*" in name for name in actions)


def test_the_templates_have_the_variables_that_are_told_of() -> None:
    text = "".join(deployer.files(TYPES).values())
    assert {name for name in VARIABLES if f"${{{name}}}" in text} == set(VARIABLES)


def test_every_name_of_the_module_is_covered(applied: Everything) -> None:
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
