"""What the doctor asks IAM's simulator, and how it reads the answers; botocore checks the shapes of both."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from modules.doctor.simulation import Answer, Request, simulate

ROLE = "arn:aws:iam::123456789012:role/manager"
FAMILY = "arn:aws:ecs:eu-west-1:123456789012:task-definition/humanitec_x:1"


class Stubbed:
    """A context whose only call is answered here."""

    def __init__(self) -> None:
        self.client = boto3.client("iam", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")  # noqa: S106
        self.stub = Stubber(self.client)
        self.stub.activate()

    def read(self, service: str, operation: str, **parameters: Any) -> Any:
        """Answer."""
        assert (service, operation) == ("iam", "SimulatePrincipalPolicy")
        return self.client.simulate_principal_policy(**parameters)

    def answer(self, expected: dict[str, Any], **decisions: Any) -> None:
        """Expect a call, and answer it with these decisions."""
        results = [
            {"EvalActionName": name.replace("__", ":"), **({"EvalDecision": each} if isinstance(each, str) else each)}
            for name, each in decisions.items()
        ]
        self.stub.add_response("simulate_principal_policy", {"EvaluationResults": results}, expected)


@pytest.fixture
def context() -> Stubbed:
    return Stubbed()


def test_requests_with_the_same_keys_are_one_call(context: Stubbed) -> None:
    on = {"ecs:cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/c"}
    entry = {"ContextKeyName": "ecs:cluster", "ContextKeyValues": [on["ecs:cluster"]], "ContextKeyType": "string"}
    common = {"PolicySourceArn": ROLE, "ResourceArns": [FAMILY]}
    context.answer({**common, "ActionNames": ["ecs:RunTask"], "ContextEntries": [entry]}, ecs__RunTask="allowed")
    context.answer(
        {**common, "ActionNames": ["ecs:DeleteTaskDefinitions", "ecs:TagResource"], "ContextEntries": []},
        ecs__DeleteTaskDefinitions="allowed",
        ecs__TagResource="implicitDeny",
    )
    answers = simulate(
        context,  # type: ignore[arg-type]
        [
            Request(ROLE, "ecs:RunTask", FAMILY, on),
            Request(ROLE, "ecs:TagResource", FAMILY),
            Request(ROLE, "ecs:DeleteTaskDefinitions", FAMILY),
        ],
    )
    assert answers == [Answer(True), Answer(False, "no statement that allows it"), Answer(True)]
    context.stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("decision", "denied_by"),
    [
        ("explicitDeny", "a statement that denies it"),
        ("implicitDeny", "no statement that allows it"),
        (
            {"EvalDecision": "implicitDeny", "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False}},
            "the role's permissions boundary",
        ),
        (
            {"EvalDecision": "implicitDeny", "OrganizationsDecisionDetail": {"AllowedByOrganizations": False}},
            "a service control policy of the organization",
        ),
    ],
)
def test_what_denies_a_request_is_named(context: Stubbed, decision: Any, denied_by: str) -> None:
    listed = {"ContextKeyName": "aws:TagKeys", "ContextKeyValues": ["a", "b"], "ContextKeyType": "stringList"}
    expected = {"PolicySourceArn": ROLE, "ActionNames": ["ecs:RunTask"], "ResourceArns": ["*"], "ContextEntries": [listed]}
    context.answer(expected, ecs__RunTask=decision)
    request = Request(ROLE, "ecs:RunTask", context={"aws:TagKeys": ("a", "b")})
    assert simulate(context, [request]) == [Answer(False, denied_by)]  # type: ignore[arg-type]
