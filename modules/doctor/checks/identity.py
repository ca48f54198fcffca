"""The three roles: that they exist with the expected ARNs, and have policies."""

from collections.abc import Callable, Iterator

from ..arns import parse
from ..context import Context, Json
from ..model import Finding, fault, ok
from ..policies import Access, Decision, decide
from ..registry import check
from .place import APPLY

_LINK = "the-doctor-finds-something-missing"
ECS_TASKS = "ecs-tasks.amazonaws.com"

ROLES = {
    "task-manager-role": "task_manager_role_arn",
    "execution-role": "execution_role_arn",
    "task-role": "task_role_arn",
}


def role(context: Context, arn: str) -> Json | None:
    """Read a role; `AssumeRolePolicyDocument` is its trust policy, which boto3 parses."""
    answer = context.find("iam", "GetRole", RoleName=parse(arn).name)
    return None if answer is None else answer["Role"]


def _exists(field: str) -> Callable[[Context], Iterator[Finding]]:
    def run(context: Context) -> Iterator[Finding]:
        arn = getattr(context.configuration, field)
        found = role(context, arn)
        if found is None:
            yield fault(f"the role {parse(arn).name} doesn't exist", APPLY)
        elif found["Arn"] != arn:
            yield fault(f"the role {parse(arn).name} now has the ARN {found['Arn']}, not {arn}", APPLY)
        else:
            yield ok(arn)

    return run


def _has_policies(field: str) -> Callable[[Context], Iterator[Finding]]:
    def run(context: Context) -> Iterator[Finding]:
        name = parse(getattr(context.configuration, field)).name
        inline = context.read("iam", "ListRolePolicies", RoleName=name)["PolicyNames"]
        attached = [
            each["PolicyName"] for each in context.read("iam", "ListAttachedRolePolicies", RoleName=name)["AttachedPolicies"]
        ]
        if inline or attached:
            yield ok(", ".join([*inline, *attached]))
        else:
            yield fault(f"the role {name} has no policies", "Run terraform apply to attach them again.")

    return run


for _id, _field in ROLES.items():
    _title = _id.replace("-", " ")
    check(
        f"identity.{_id}",
        f"The {_title} exists",
        link=_LINK,
        calls=("iam:GetRole",),
        depends_on=("place.account",),
    )(_exists(_field))
    check(
        f"identity.{_id}-policies",
        f"The {_title} has policies",
        link=_LINK,
        calls=("iam:ListRolePolicies", "iam:ListAttachedRolePolicies"),
        depends_on=(f"identity.{_id}",),
    )(_has_policies(_field))


def _ecs_assumes(field: str) -> Callable[[Context], Iterator[Finding]]:
    def run(context: Context) -> Iterator[Finding]:
        configuration = context.configuration
        arn = getattr(configuration, field)
        found = role(context, arn)
        trust = found["AssumeRolePolicyDocument"] if found else {}
        # In aws:SourceArn, ECS sends the ARN of the task, whose ID is not known yet.
        access = Access(
            ECS_TASKS,
            "sts:AssumeRole",
            context={
                "aws:SourceAccount": configuration.account,
                "aws:SourceArn": configuration.arn("ecs", f"task/{configuration.ecs_cluster_name}/0"),
            },
        )
        if decide(trust, access) in (Decision.ALLOW, Decision.UNKNOWN):
            yield ok(f"{ECS_TASKS} can assume {parse(arn).name}")
        else:
            yield fault(
                f"the trust policy of {parse(arn).name} doesn't let {ECS_TASKS} assume it for this account",
                "Run terraform apply to restore the trust policy.",
            )

    return run


for _id in ("execution-role", "task-role"):
    check(
        f"identity.{_id}-trust",
        f"ECS can assume the {_id.replace('-', ' ')}",
        link="a-task-doesnt-start",
        calls=("iam:GetRole",),
        depends_on=(f"identity.{_id}",),
    )(_ecs_assumes(ROLES[_id]))
