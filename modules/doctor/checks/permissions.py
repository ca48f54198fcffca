"""What the orchestrator can do with the task manager role: its own calls, but not on other resources."""

from collections.abc import Iterator, Sequence

from ...core.editions import HUMANITEC, STELLWERK
from ...inputs.families import environment_families, families_rule
from ..configuration import Configuration
from ..context import Context
from ..model import Finding, fault, ok
from ..registry import check
from ..simulation import Keys, Request
from .identity import ECS_TASKS

_LINK = "the-orchestrator-cant-run-a-task"
SIMULATE = ("iam:SimulatePrincipalPolicy",)
_ID = "11111111-2222-3333-4444-555555555555"
_TASK = "0123456789abcdef0123456789abcdef"


@check(
    "permissions.family-prefix",
    "The prefix of task definition families is the edition's",
    link=_LINK,
    needs=("orchestrator", "organization_id", "task_definition_family_prefix"),
)
def family_prefix(context: Context) -> Iterator[Finding]:
    """By the rule of the registration modules: a narrower prefix, which isolates an organization, is also valid."""
    known = context.configuration
    prefix = known.task_definition_family_prefix
    fields = ("orchestrator", "organization_id", "task_definition_family_prefix")
    if families_rule().holds({name: getattr(known, name) for name in fields}):
        yield ok(f"{prefix}, for {known.orchestrator}")
    else:
        families = environment_families(STELLWERK, known.organization_id or "")
        yield fault(
            f"the prefix is {prefix!r}, but {known.orchestrator} registers families that start with {families}",
            f"Set task_definition_family_prefix to null, or to a prefix of {families!r}, and apply.",
        )


def _families(configuration: Configuration) -> str:
    """Return the prefix of the environments' families, of the edition that the family prefix fits."""
    prefix = configuration.task_definition_family_prefix or ""
    named = [environment_families(edition, configuration.organization_id or "") for edition in (STELLWERK, HUMANITEC)]
    return next((families for families in named if families.startswith(prefix)), prefix)


def _orchestrator(configuration: Configuration) -> tuple[list[Request], list[Request]]:
    """Return the calls of one deployment, which must be allowed, and similar calls that must be denied.

    Their condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    """
    arn, role = configuration.arn, configuration.task_manager_role_arn
    cluster, name = configuration.cluster_arn, configuration.ecs_cluster_name
    family = arn("ecs", f"task-definition/{_families(configuration)}{_ID}:1")
    other_family = arn("ecs", "task-definition/payroll:1")
    tags: Keys = {
        "aws:TagKeys": ("PlatformOrchestratorOrgId", "PlatformOrchestratorRunnerId"),
        "aws:RequestTag/PlatformOrchestratorOrgId": configuration.organization_id or "",
        "aws:RequestTag/PlatformOrchestratorRunnerId": configuration.runner_id,
    }
    fargate: Keys = {"ecs:compute-compatibility": ("FARGATE",)}
    on: Keys = {"ecs:cluster": cluster}
    elsewhere: Keys = {"ecs:cluster": arn("ecs", "cluster/another")}
    run: Keys = {**tags, "aws:ResourceTag/PlatformOrchestratorRunnerId": configuration.runner_id}

    def request(action: str, resource: str = "*", keys: Keys | None = None, about: str = "") -> Request:
        return Request(role, f"ecs:{action}", resource, {"aws:RequestedRegion": configuration.region, **(keys or {})}, about)

    container_instances, task = arn("ecs", f"container-instance/{name}/*"), arn("ecs", f"task/{name}/{_TASK}")
    allowed = [
        request("ListTasks", container_instances, on),
        request("ListTaskDefinitions"),
        request("DeregisterTaskDefinition"),
        request("DeleteTaskDefinitions", family),
        request("RegisterTaskDefinition", family, {**tags, **fargate}),
        request("TagResource", family, {**tags, "ecs:CreateAction": "RegisterTaskDefinition"}, "while it is registered"),
        request("RunTask", family, {**run, **on}),
        request("TagResource", task, {**tags, "ecs:CreateAction": "RunTask"}, "while it starts"),
        request("DescribeTasks", task, on),
    ]
    denied = [
        request("ListTasks", arn("ecs", "container-instance/another/*"), elsewhere, "another cluster"),
        request("DeleteTaskDefinitions", other_family, about="another family"),
        request("RegisterTaskDefinition", other_family, {**tags, **fargate}, "another family"),
        request("RunTask", other_family, {**run, **on}, "another family"),
        request("RunTask", family, {**run, **elsewhere}, "another cluster"),
        request("DescribeTasks", arn("ecs", f"task/another/{_TASK}"), elsewhere, "another cluster"),
        request("TagResource", arn("ecs", f"cluster/{name}"), {**tags, "ecs:CreateAction": "CreateCluster"}, "a cluster"),
    ]
    return allowed, denied


def judged(context: Context, allowed: Sequence[Request], denied: Sequence[Request], fix: str) -> Iterator[Finding]:
    """Compare IAM's answers with the expected ones."""
    answers = context.simulate([*allowed, *denied])
    wrong = False
    for request, answer in zip(allowed, answers[: len(allowed)], strict=True):
        if not answer.allowed:
            wrong = True
            yield fault(f"{request} is denied by {answer.denied_by}", _fix(answer.denied_by, fix))
    for request, answer in zip(denied, answers[len(allowed) :], strict=True):
        if answer.allowed:
            wrong = True
            yield fault(
                f"{request} is allowed",
                "Detach the policy that allows it, which isn't one of the module's, or run terraform apply to restore those.",
            )
    if not wrong:
        number = "1 request is" if len(allowed) == 1 else f"{len(allowed)} requests are"
        yield ok(f"{number} allowed" + (f", and {len(denied)} denied" if denied else ""))


def _fix(denied_by: str, fix: str) -> str:
    if "boundary" in denied_by:
        return "Allow it also in the policy of iam_role_permissions_boundary."
    return "Ask the administrator of the organization's policies to allow it." if "organization" in denied_by else fix


_NEEDS = ("organization_id", "task_definition_family_prefix")
_APPLY = "Run terraform apply to restore the role's policies. Check whether a statement in your own policies denies it."


@check(
    "permissions.orchestrator",
    "The orchestrator's calls are allowed, and the same calls on other resources denied",
    link=_LINK,
    calls=SIMULATE,
    needs=_NEEDS,
    depends_on=("identity.task-manager-role-policies", "permissions.family-prefix"),
)
def orchestrator(context: Context) -> Iterator[Finding]:
    """Simulate the calls of one deployment, with the condition keys of each."""
    allowed, denied = _orchestrator(context.configuration)
    yield from judged(context, allowed, denied, _APPLY)


@check(
    "permissions.pass-role",
    "The orchestrator can pass the two roles to ECS tasks, and no others",
    link=_LINK,
    calls=SIMULATE,
    depends_on=("identity.task-manager-role-policies", "identity.execution-role", "identity.task-role"),
)
def pass_role(context: Context) -> Iterator[Finding]:
    """Check what the orchestrator could otherwise gain: passing a role gives all of its permissions."""
    known = context.configuration
    role, roles = known.task_manager_role_arn, (known.execution_role_arn, known.task_role_arn)

    def request(passed: str, service: str, about: str = "") -> Request:
        return Request(role, "iam:PassRole", passed, {"iam:PassedToService": service}, about)

    denied = [request(each, "ec2.amazonaws.com", "to EC2") for each in roles]
    denied += [request(f"{known.task_role_arn}x", ECS_TASKS, "another role"), request(role, ECS_TASKS, "its own role")]
    yield from judged(context, [request(each, ECS_TASKS) for each in roles], denied, _APPLY)
