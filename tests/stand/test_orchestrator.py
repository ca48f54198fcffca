"""The orchestrator's flow, walked: it signs in with a token, and makes its calls for two deployments of one environment.

moto answers the calls, and decides nothing about who may make them. That is asked of IAM's rules, with the policies as they stand
on the stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stand.fixtures import Stands
from tests.stand.issuer import Issuer
from tests.stand.judge import Judge
from tests.stand.orchestrator import SIGN_IN, Done, Orchestrator
from tests.stand.runners import ISSUER
from tests.stand.server import Server
from tests.stand.stand import Stand
from tests.stand.wire import Call
from tests.support.iam.simulation import Request, allowed

FIRST, SECOND = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "257dc67d-8c94-4d32-a872-6d4e03d3f13c"  # deployments, as recorded
BEFORE, STARTED, RUNNING, STOPPED, NEXT = "1", "2", "3", "6", "8"  # steps of the recording; between them, the calls of RUNNING
FAMILY = "platform_orchestrator_env_my-org_11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Walk:
    """What was done, step by step, and what the stand was asked."""

    stand: Stand
    orchestrator: Orchestrator
    steps: Mapping[str, list[Done]]
    calls: list[Call]

    @property
    def configuration(self) -> dict[str, Any]:
        """What the runner is registered with."""
        return self.stand.configuration


@pytest.fixture(scope="module")
def walk(stands: Stands, aws_server: Server) -> Walk:
    """Deploy twice; between the two, the first job comes to its end."""
    stand = stands("self-hosted")
    orchestrator = Orchestrator(stand, Issuer(ISSUER))
    steps = {number: orchestrator.step(number) for number in (BEFORE, STARTED, RUNNING)}
    calls = [*aws_server.calls]
    stand.client("ecs").stop_task(cluster=stand.configuration["ecs_cluster_name"], task=orchestrator.task)
    aws_server.calls.clear()
    steps |= {number: orchestrator.step(number) for number in (STOPPED, NEXT)}
    return Walk(stand, orchestrator, steps, calls + aws_server.calls)


def test_before_the_first_deployment_nothing_is_found(walk: Walk) -> None:
    assert [done.answer for done in walk.steps[BEFORE]] == [{"taskArns": []}]
    assert [done.answer for done in walk.steps[STARTED][:2]] == [{"taskDefinitionArns": []}] * 2


def test_a_task_definition_is_registered_with_the_roles_secrets_and_environment_of_the_runner(walk: Walk) -> None:
    configuration, answer = walk.configuration, walk.steps[STARTED][2].answer["taskDefinition"]
    assert answer["family"] == FAMILY
    assert answer["family"].startswith(configuration["task_definition_family_prefix"])
    assert (answer["status"], answer["revision"], answer["networkMode"]) == ("ACTIVE", 1, "awsvpc")
    assert answer["requiresCompatibilities"] == ["FARGATE"]
    assert answer["executionRoleArn"] == configuration["execution_role_arn"]
    assert answer["taskRoleArn"] == configuration["task_role_arn"]
    (container,) = answer["containerDefinitions"]
    assert {each["name"]: each["valueFrom"] for each in container["secrets"]} == configuration["secrets"]
    environment = {each["name"]: each["value"] for each in container["environment"]}
    assert environment == configuration["environment"]
    assert environment["TF_CLI_ARGS_init"] == "-backend-config=use_lockfile=true"


def test_a_task_is_started_in_the_cluster_and_a_subnet_of_the_runner(walk: Walk) -> None:
    answer = walk.steps[STARTED][3].answer
    (task,) = answer["tasks"]
    assert answer["failures"] == []
    assert task["clusterArn"] == walk.configuration["ecs_cluster_arn"]
    assert (task["launchType"], task["desiredStatus"]) == ("FARGATE", "RUNNING")
    assert task["taskDefinitionArn"] == walk.steps[STARTED][2].answer["taskDefinition"]["taskDefinitionArn"]
    (interface,) = task["attachments"]
    details = {each["name"]: each["value"] for each in interface["details"]}
    assert details["subnetId"] in walk.configuration["subnet_ids"]


def test_the_running_task_is_found_again_by_its_tags(walk: Walk) -> None:
    listed, described = (done.answer for done in walk.steps[RUNNING])
    (task,) = described["tasks"]
    assert listed == {"taskArns": [task["taskArn"]]}
    assert described["failures"] == []
    assert {tag["key"]: tag["value"] for tag in task["tags"]} == {
        "ManagedBy": "platform-orchestrator-platform-orchestrator",
        "PlatformOrchestratorOrgId": "my-org",
        "PlatformOrchestratorProjectId": "my-project",
        "PlatformOrchestratorEnvId": "development",
        "PlatformOrchestratorRunnerId": "my-runner",
        "PlatformOrchestratorDeploymentId": FIRST,
    }


def test_the_task_that_has_ended_is_found_among_the_stopped_ones(walk: Walk) -> None:
    running, stopped, described = (done.answer for done in walk.steps[STOPPED])
    (task,) = described["tasks"]
    assert running == {"taskArns": []}
    assert stopped == {"taskArns": [task["taskArn"]]}
    assert (task["desiredStatus"], task["lastStatus"]) == ("STOPPED", "STOPPED")


def test_the_next_deployment_removes_the_task_definition_of_the_first_and_registers_its_own(walk: Walk) -> None:
    active, deregistered, inactive, deleted, registered, started = (done.answer for done in walk.steps[NEXT])
    first = walk.steps[STARTED][2].answer["taskDefinition"]["taskDefinitionArn"]
    assert active == inactive == {"taskDefinitionArns": [first]}
    assert (deregistered["taskDefinition"]["taskDefinitionArn"], deregistered["taskDefinition"]["status"]) == (first, "INACTIVE")
    assert [(each["taskDefinitionArn"], each["status"]) for each in deleted["taskDefinitions"]] == [(first, "DELETE_IN_PROGRESS")]
    assert deleted["failures"] == []
    assert (registered["taskDefinition"]["family"], registered["taskDefinition"]["status"]) == (FAMILY, "ACTIVE")
    assert started["failures"] == []
    (task,) = started["tasks"]
    assert task["taskArn"] != walk.steps[RUNNING][1].answer["tasks"][0]["taskArn"]
    assert {"key": "PlatformOrchestratorDeploymentId", "value": SECOND} in task["tags"]


def test_each_step_signs_in_and_calls_with_what_it_got(walk: Walk) -> None:
    signed_in = [done.answer for done in walk.orchestrator.done if done.action == SIGN_IN]
    assert len(signed_in) == len(walk.steps)
    name = walk.configuration["task_manager_role_arn"].rpartition("/")[2]
    assert {answer["AssumedRoleUser"]["Arn"] for answer in signed_in} == {
        f"arn:aws:sts::{walk.stand.account}:assumed-role/{name}/my-org-my-runner"
    }
    keys = iter(answer["Credentials"]["AccessKeyId"] for answer in signed_in)
    key = ""
    for call in walk.calls:
        key = next(keys) if call.service == "sts" else key
        assert call.access_key == ("" if call.service == "sts" else key), call


def test_the_orchestrator_calls_only_this_and_in_this_order(walk: Walk) -> None:
    look = ["sts:AssumeRoleWithWebIdentity", "ecs:ListTasks"]
    tidy = ["sts:AssumeRoleWithWebIdentity", "ecs:ListTaskDefinitions"]
    start = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
    assert [str(call) for call in walk.calls] == [
        *look,
        *[*tidy, "ecs:ListTaskDefinitions", *start],
        *[*look, "ecs:DescribeTasks"],
        *[*look, "ecs:ListTasks", "ecs:DescribeTasks"],
        *[*tidy, "ecs:DeregisterTaskDefinition", "ecs:ListTaskDefinitions", "ecs:DeleteTaskDefinitions", *start],
    ]


def test_the_policies_on_the_stand_allow_each_call_and_nothing_like_it_elsewhere(walk: Walk) -> None:
    judge, orchestrator = Judge(walk.stand), walk.orchestrator
    asked = [request for done in orchestrator.done for request in orchestrator.asked_of_iam(judge, done)]
    claims = orchestrator.done[0].call.claims
    role, issuer = walk.configuration["task_manager_role_arn"], claims["iss"]
    refused = [
        judge.sign_in(role, issuer, {**claims, "sub": "my-org+another"}),
        judge.sign_in(role, issuer, {**claims, "aud": "another"}),
        judge.sign_in(role, "https://another.example.com", claims),
        *(_elsewhere(request) for request in asked if request.action == "ecs:RunTask"),
        *(_to_a_server(request) for request in asked if request.action == "iam:PassRole"),
    ]
    answers = allowed([*asked, *refused])
    assert [_named(request) for request, answer in zip(asked, answers, strict=False) if not answer] == []
    assert [_named(request) for request, answer in zip(refused, answers[len(asked) :], strict=True) if answer] == []
    own = {f"ecs:{done.action}" for done in orchestrator.done if done.action != SIGN_IN}
    assert {request.action for request in asked} == {*own, "ecs:TagResource", "iam:PassRole", f"sts:{SIGN_IN}"}
    assert {request.action for request in refused} == {"ecs:RunTask", "iam:PassRole", f"sts:{SIGN_IN}"}


def test_ecs_can_read_the_secrets_that_the_task_definition_names(walk: Walk) -> None:
    """ECS reads them with the execution role, and passes their values on."""
    judge, role = Judge(walk.stand), walk.configuration["execution_role_arn"]
    secret, parameter = walk.configuration["secrets"]["TOKEN_FILE"], walk.configuration["secrets"]["API_TOKEN"]
    assert walk.stand.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    name = parameter.partition(":parameter")[2]
    assert walk.stand.client("ssm").get_parameters(Names=[name], WithDecryption=True)["InvalidParameters"] == []
    asked = [judge.request(role, "secretsmanager:GetSecretValue", secret), judge.request(role, "ssm:GetParameters", parameter)]
    others = [judge.request(configured, each.action, each.resource) for each in asked for configured in _other_roles(walk)]
    assert allowed([*asked, *others]) == [True, True, False, False, False, False]


def _other_roles(walk: Walk) -> list[str]:
    return [walk.configuration["task_role_arn"], walk.configuration["task_manager_role_arn"]]


def _elsewhere(request: Request) -> Request:
    return _with(request, {"ecs:cluster": f"{request.context['ecs:cluster']}2"})


def _to_a_server(request: Request) -> Request:
    return _with(request, {"iam:PassedToService": "ec2.amazonaws.com"})


def _with(request: Request, context: Mapping[str, str]) -> Request:
    return Request(**{**vars(request), "context": {**request.context, **context}})


def _named(request: Request) -> str:
    return f"{request.action} on {request.resource} when {dict(request.context)}"
