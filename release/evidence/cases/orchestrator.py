"""What the orchestrator may do once it has the task manager role."""

from collections.abc import Mapping

from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, ecs, here, role, s3

_ME: Who = "task manager"
_EVERY = ("least", "existing", "everything", "bounded")
_FAMILY = ecs("task-definition/{prefix}job:1")
_TASK = ecs("task/{cluster}/0123456789abcdef0123456789abcdef")
_OTHER_TASK = ecs("task/another/0123456789abcdef0123456789abcdef")
_LISTED = ecs("container-instance/{cluster}/*")
_ON = "{cluster_arn}"
_ON_OTHER = ecs("cluster/another")
_TAGS: Mapping[str, str | list[str]] = {"aws:TagKeys": ["humanitec"], "aws:RequestTag/humanitec": "true"}
_ECS_TASKS = "ecs-tasks.amazonaws.com"


def _tagged(action: str, on: str, why: str, **when: str) -> Case:
    keys = {key.replace("__", ":"): value for key, value in when.items()}
    return Case(_ME, action, on, True, why, {**_TAGS, **keys}, _EVERY)


CALLS = Section(
    "The orchestrator's calls, in their order",
    [
        allow(_ME, "ecs:ListTaskDefinitions", "*", "Old task definitions are found.", *_EVERY),
        allow(_ME, "ecs:DeregisterTaskDefinition", "*", "They are retired.", *_EVERY),
        allow(_ME, "ecs:DeleteTaskDefinitions", _FAMILY, "They are deleted.", *_EVERY),
        _tagged("ecs:RegisterTaskDefinition", _FAMILY, "The deployment's own is registered, with tags."),
        _tagged(
            "ecs:TagResource", _FAMILY, "Its tags take a permission of their own.", ecs__CreateAction="RegisterTaskDefinition"
        ),
        _tagged("ecs:RunTask", _FAMILY, "It is run, with tags.", ecs__cluster=_ON),
        _tagged("ecs:TagResource", _TASK, "Its tags take a permission of their own.", ecs__CreateAction="RunTask"),
        allow(_ME, "iam:PassRole", "{execution_role}", "ECS starts it with this role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        allow(_ME, "iam:PassRole", "{task_role}", "It works with this role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        allow(_ME, "ecs:ListTasks", _LISTED, "It is looked up.", *_EVERY, ecs__cluster=_ON),
        allow(_ME, "ecs:DescribeTasks", _TASK, "It is watched until it ends.", *_EVERY, ecs__cluster=_ON),
        allow(_ME, "ecs:ListTagsForResource", _TASK, "Its tags are read.", *_EVERY),
        allow(_ME, "ecs:UntagResource", _FAMILY, "Tags are taken off.", *_EVERY),
    ],
)

ELSEWHERE_DENIED = Section(
    "The same calls elsewhere",
    [
        deny(_ME, "ecs:RunTask", _FAMILY, "Another cluster.", *_EVERY, ecs__cluster=_ON_OTHER),
        deny(_ME, "ecs:RunTask", _FAMILY, "A cluster whose name starts with this one's.", *_EVERY, ecs__cluster="{cluster_arn}2"),
        deny(_ME, "ecs:RunTask", _FAMILY, "No cluster, which is the account's default one.", *_EVERY),
        deny(
            _ME,
            "ecs:RunTask",
            ecs("task-definition/payroll:1"),
            "A task definition of someone else's.",
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
        deny(_ME, "ecs:TagResource", _TASK, "What is there already gets no other tags.", *_EVERY),
        deny(_ME, "ecs:TagResource", _FAMILY, "What is there already gets no other tags.", *_EVERY),
        deny(
            _ME, "ecs:TagResource", ecs("cluster/{cluster}"), "A cluster is no task.", *_EVERY, ecs__CreateAction="CreateCluster"
        ),
        deny(_ME, "ecs:UntagResource", _OTHER_TASK, "Another cluster.", *_EVERY),
        deny(_ME, "ecs:ListTagsForResource", ecs("task-definition/payroll:1"), "Another family.", *_EVERY),
    ],
)

PASSING = Section(
    "Handing roles on",
    [
        deny(_ME, "iam:PassRole", role("admin"), "Any other role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{task_manager}", "Its own role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{namesake}", "A role with nearly the name.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "iam:PassRole", "{task_role}", "To a virtual machine.", *_EVERY, iam__PassedToService="ec2.amazonaws.com"),
        deny(_ME, "iam:PassRole", "{execution_role}", "To a function.", *_EVERY, iam__PassedToService="lambda.amazonaws.com"),
        deny(_ME, "iam:PassRole", "{task_role}", "To nobody in particular.", *_EVERY),
        deny("task role", "iam:PassRole", "{task_role}", "Jobs hand nothing on.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny("execution role", "iam:PassRole", "{task_role}", "Nor does ECS.", *_EVERY, iam__PassedToService=_ECS_TASKS),
    ],
)

NOTHING_ELSE = Section(
    "What the orchestrator doesn't call",
    [
        deny(_ME, "ecs:StopTask", _TASK, "Jobs run to their end.", *_EVERY, ecs__cluster=_ON),
        deny(_ME, "ecs:ExecuteCommand", _TASK, "Nobody looks into a job from outside.", *_EVERY, ecs__cluster=_ON),
        deny(_ME, "ecs:CreateCluster", ecs("cluster/{cluster}"), "Clusters are Terraform's."),
        deny(_ME, "ecs:DeleteCluster", ecs("cluster/{cluster}"), "Clusters are Terraform's.", *_EVERY),
        deny(_ME, "ecs:UpdateService", ecs("service/{cluster}/web"), "Others' services on the same cluster.", "existing"),
        deny(_ME, "iam:CreateRole", role("mine"), "No way to more rights.", *_EVERY),
        deny(_ME, "iam:PutRolePolicy", "{task_manager}", "No way to more rights.", *_EVERY),
        deny(_ME, "iam:AttachRolePolicy", "{task_role}", "No way to more rights.", *_EVERY),
        deny(_ME, "iam:UpdateAssumeRolePolicy", "{task_manager}", "No way to more trust.", *_EVERY),
        deny(_ME, "s3:GetObject", s3("{bucket}/a.tfstate"), "State is read by jobs, not by the orchestrator.", *_EVERY),
        deny(
            _ME,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:db-{suffix}"),
            "Secrets are ECS's to read.",
            "guarded",
        ),
        deny(
            _ME,
            "kms:Decrypt",
            "{key}",
            "Nothing here is for it to decrypt.",
            "guarded",
            kms__ViaService="s3.{region}.{dns_suffix}",
        ),
    ],
)
