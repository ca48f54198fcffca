"""What the orchestrator can do with the task manager role."""

from release.evidence import recording
from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, ecs, here, role, s3

_ME: Who = "task manager"
_EVERY = ("least", "existing", "narrow", "everything", "bounded")
_FAMILY = ecs("task-definition/{prefix}job:1")
_TASK = ecs("task/{cluster}/0123456789abcdef0123456789abcdef")
_OTHER_TASK = ecs("task/another/0123456789abcdef0123456789abcdef")
_LISTED = ecs("container-instance/{cluster}/*")
_ON = "{cluster_arn}"
_ON_OTHER = ecs("cluster/another")
_ECS_TASKS = "ecs-tasks.amazonaws.com"


CALLS = Section("The orchestrator's calls, in order", recording.deployment((*_EVERY, "stellwerk")))

ELSEWHERE_DENIED = Section(
    "The same calls on other resources",
    [
        deny(_ME, "ecs:RunTask", _FAMILY, "Another cluster.", *_EVERY, ecs__cluster=_ON_OTHER),
        deny(
            _ME, "ecs:RunTask", _FAMILY, "A cluster with this cluster's name as a prefix.", *_EVERY, ecs__cluster="{cluster_arn}2"
        ),
        deny(_ME, "ecs:RunTask", _FAMILY, "Without a cluster: the account's default one.", *_EVERY),
        deny(
            _ME,
            "ecs:RunTask",
            ecs("task-definition/payroll:1"),
            "Another family.",
            *_EVERY,
            ecs__cluster=_ON,
        ),
        deny(_ME, "ecs:RunTask", ecs("task-definition/{prefix}job:1", account=ELSEWHERE), "Another account.", ecs__cluster=_ON),
        deny(
            _ME, "ecs:RunTask", ecs("task-definition/{prefix}job:1", region="{other_region}"), "Another region.", ecs__cluster=_ON
        ),
        deny(_ME, "ecs:RegisterTaskDefinition", ecs("task-definition/payroll:1"), "Another family.", *_EVERY),
        deny(_ME, "ecs:RegisterTaskDefinition", ecs("task-definition/{prefix}job:1", account=ELSEWHERE), "Another account."),
        deny(_ME, "ecs:RegisterTaskDefinition", ecs("task-definition/{prefix}job:1", region="{other_region}"), "Another region."),
        deny(_ME, "ecs:DeleteTaskDefinitions", ecs("task-definition/payroll:1"), "Another family.", *_EVERY),
        deny(_ME, "ecs:DeleteTaskDefinitions", ecs("task-definition/{prefix}job:1", account=ELSEWHERE), "Another account."),
        deny(_ME, "ecs:DeleteTaskDefinitions", ecs("task-definition/{prefix}job:1", region="{other_region}"), "Another region."),
        deny(_ME, "ecs:ListTasks", ecs("container-instance/another/*"), "Another cluster.", *_EVERY, ecs__cluster=_ON_OTHER),
        deny(
            _ME, "ecs:ListTasks", ecs("container-instance/{cluster}/*", account=ELSEWHERE), "Another account.", ecs__cluster=_ON
        ),
        deny(
            _ME,
            "ecs:ListTasks",
            ecs("container-instance/{cluster}/*", region="{other_region}"),
            "Another region.",
            ecs__cluster=_ON,
        ),
        deny(_ME, "ecs:DescribeTasks", _OTHER_TASK, "Another cluster.", *_EVERY, ecs__cluster=_ON_OTHER),
        deny(_ME, "ecs:DescribeTasks", ecs("task/{cluster}/1", account=ELSEWHERE), "Another account.", ecs__cluster=_ON),
        deny(_ME, "ecs:DescribeTasks", ecs("task/{cluster}/1", region="{other_region}"), "Another region.", ecs__cluster=_ON),
        deny(_ME, "ecs:TagResource", _OTHER_TASK, "Another cluster.", *_EVERY, ecs__CreateAction="RunTask"),
        deny(
            _ME,
            "ecs:TagResource",
            ecs("task-definition/payroll:1"),
            "Another family.",
            *_EVERY,
            ecs__CreateAction="RegisterTaskDefinition",
        ),
        deny(_ME, "ecs:TagResource", _TASK, "Existing resources can't be tagged.", *_EVERY),
        deny(_ME, "ecs:TagResource", _FAMILY, "Existing resources can't be tagged.", *_EVERY),
        deny(
            _ME,
            "ecs:TagResource",
            ecs("cluster/{cluster}"),
            "Not a task or a task definition.",
            *_EVERY,
            ecs__CreateAction="CreateCluster",
        ),
        deny(_ME, "ecs:UntagResource", _TASK, "Without its tags, the orchestrator can't find a task.", *_EVERY),
        deny(_ME, "ecs:UntagResource", ecs("task-definition/payroll:1"), "Another family.", *_EVERY),
        deny(
            _ME,
            "ecs:ListTaskDefinitions",
            "*",
            "Another region.",
            *_EVERY,
            aws__RequestedRegion="{other_region}",
        ),
        deny(
            _ME,
            "ecs:DeregisterTaskDefinition",
            "*",
            "Another region.",
            *_EVERY,
            aws__RequestedRegion="{other_region}",
        ),
        deny(_ME, "ecs:ListTagsForResource", ecs("task-definition/payroll:1"), "Another family.", *_EVERY),
    ],
)

_FAMILY_OF_ORG = ecs("task-definition/{family}:1")
_MINE, _OTHERS = "{runner}", "another-runner"
_KEY = "PlatformOrchestratorRunnerId"


def _register(why: str, *, allowed: bool, tag: str = _MINE, kinds: list[str] | None = None, scenario: str = "narrow") -> Case:
    """Register a task definition, with the runner's ID in a tag, for some launch types."""
    when: dict[str, str | list[str]] = {"aws:TagKeys": [_KEY], f"aws:RequestTag/{_KEY}": tag} if tag else {}
    if kinds is not None:
        when["ecs:compute-compatibility"] = kinds
    return Case(_ME, "ecs:RegisterTaskDefinition", _FAMILY_OF_ORG, allowed, why, when, (scenario,))


def _run(why: str, *, allowed: bool, tag: str = _MINE, definition: str = _MINE) -> Case:
    """Run a task, with the runner's ID in a tag of the task and of the task definition."""
    tags = {f"aws:RequestTag/{_KEY}": tag, f"aws:ResourceTag/{_KEY}": definition}
    when = {"ecs:cluster": _ON, **{key: value for key, value in tags.items() if value}}
    return Case(_ME, "ecs:RunTask", _FAMILY_OF_ORG, allowed, why, when, ("narrow",))


SIBLINGS = Section(
    "Runners that share a family prefix",
    [
        _register("With its own ID in the tag.", allowed=True, kinds=["FARGATE"]),
        _register("With another runner's ID.", allowed=False, tag=_OTHERS, kinds=["FARGATE"]),
        _register("Without an ID.", allowed=False, tag="", kinds=["FARGATE"]),
        _run("Its own task definition.", allowed=True),
        _run("Another runner's task definition.", allowed=False, definition=_OTHERS),
        _run("A task definition without the tag.", allowed=False, definition=""),
        _run("A task with another runner's ID.", allowed=False, tag=_OTHERS),
        _run("A task without the tag.", allowed=False, tag=""),
        deny(
            _ME,
            "ecs:TagResource",
            _FAMILY_OF_ORG,
            "A task definition with another runner's ID.",
            "narrow",
            ecs__CreateAction="RegisterTaskDefinition",
            aws__TagKeys=[_KEY],
            aws__RequestTag___PlatformOrchestratorRunnerId=_OTHERS,
        ),
        deny(
            _ME,
            "ecs:TagResource",
            _TASK,
            "A task with another runner's ID.",
            "narrow",
            ecs__CreateAction="RunTask",
            aws__TagKeys=[_KEY],
            aws__RequestTag___PlatformOrchestratorRunnerId=_OTHERS,
        ),
        allow(
            _ME,
            "ecs:UntagResource",
            _FAMILY_OF_ORG,
            "Its own task definition.",
            "narrow",
            aws__ResourceTag___PlatformOrchestratorRunnerId=_MINE,
        ),
        deny(
            _ME,
            "ecs:UntagResource",
            _FAMILY_OF_ORG,
            "Another runner's task definition.",
            "narrow",
            aws__ResourceTag___PlatformOrchestratorRunnerId=_OTHERS,
        ),
        allow(
            _ME,
            "ecs:DeleteTaskDefinitions",
            _FAMILY_OF_ORG,
            "Any runner's: an environment's next runner deletes those of the previous one.",
            "narrow",
            aws__ResourceTag___PlatformOrchestratorRunnerId=_OTHERS,
        ),
        allow(
            _ME,
            "ecs:RunTask",
            _FAMILY_OF_ORG,
            "Another runner's, without runner_tag_key.",
            "least",
            "existing",
            ecs__cluster=_ON,
            aws__ResourceTag___PlatformOrchestratorRunnerId=_OTHERS,
        ),
        deny(
            _ME,
            "ecs:RunTask",
            ecs("task-definition/platform_orchestrator_env_other-org_1:1"),
            "Another organization's.",
            "narrow",
            ecs__cluster=_ON,
            aws__RequestTag___PlatformOrchestratorRunnerId=_MINE,
            aws__ResourceTag___PlatformOrchestratorRunnerId=_MINE,
        ),
    ],
)

HOSTS = Section(
    "Task definitions that could take over hosts",
    [
        _register("For Fargate alone.", allowed=True, kinds=["FARGATE"], scenario="existing"),
        _register("For EC2.", allowed=False, kinds=["EC2"]),
        _register("For Fargate and EC2.", allowed=False, kinds=["EC2", "FARGATE"]),
        _register("For external hosts.", allowed=False, kinds=["EXTERNAL"]),
        _register("Without compatibilities.", allowed=False),
        _register("With require_fargate_compatibility = false.", allowed=True, kinds=["EC2", "FARGATE"], scenario="existing"),
        _register("A created cluster has no hosts.", allowed=True, scenario="least"),
    ],
)

PASSING = Section(
    "Passing roles",
    [
        deny(_ME, "iam:PassRole", role("admin"), "Any other role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{task_manager}", "Its own role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{namesake}", "A role with a similar name.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{task_role}", "To EC2.", *_EVERY, iam__PassedToService="ec2.amazonaws.com"),
        deny(_ME, "iam:PassRole", "{execution_role}", "To Lambda.", *_EVERY, iam__PassedToService="lambda.amazonaws.com"),
        deny(_ME, "iam:PassRole", "{task_role}", "Without a service.", *_EVERY),
        deny("task role", "iam:PassRole", "{task_role}", "Jobs can't pass roles.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(
            "execution role",
            "iam:PassRole",
            "{task_role}",
            "Neither can the execution role.",
            *_EVERY,
            iam__PassedToService=_ECS_TASKS,
        ),
    ],
)

NOTHING_ELSE = Section(
    "What the orchestrator doesn't call",
    [
        deny(_ME, "ecs:StopTask", _TASK, "Jobs can't be stopped.", *_EVERY, ecs__cluster=_ON),
        deny(_ME, "ecs:ExecuteCommand", _TASK, "Exec sessions can't be opened.", *_EVERY, ecs__cluster=_ON),
        deny(_ME, "ecs:CreateCluster", ecs("cluster/{cluster}"), "Terraform manages clusters."),
        deny(_ME, "ecs:DeleteCluster", ecs("cluster/{cluster}"), "Terraform manages clusters.", *_EVERY),
        deny(_ME, "ecs:UpdateService", ecs("service/{cluster}/web"), "Other services on the same cluster.", "existing"),
        deny(_ME, "iam:CreateRole", role("mine"), "No privilege escalation.", *_EVERY),
        deny(_ME, "iam:PutRolePolicy", "{task_manager}", "No privilege escalation.", *_EVERY),
        deny(_ME, "iam:AttachRolePolicy", "{task_role}", "No privilege escalation.", *_EVERY),
        deny(_ME, "iam:UpdateAssumeRolePolicy", "{task_manager}", "No privilege escalation.", *_EVERY),
        deny(_ME, "s3:GetObject", s3("{bucket}/a.tfstate"), "Only jobs read state.", *_EVERY),
        deny(
            _ME,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:db-{suffix}"),
            "Only ECS reads secrets.",
            "guarded",
        ),
        deny(
            _ME,
            "kms:Decrypt",
            "{key}",
            "The orchestrator decrypts nothing.",
            "guarded",
            kms__ViaService="s3.{region}.{dns_suffix}",
        ),
    ],
)
