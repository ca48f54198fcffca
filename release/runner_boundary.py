"""An example of a permissions boundary for the roles of runners: it allows what these roles do, and nothing else.

One boundary is for all three roles of all runners whose IDs start with a prefix. Permissions for what jobs manage must be added.
"""

from typing import Any

from modules.core.names import patterns

Json = dict[str, Any]

_SUFFIX = "?" * 8  # random_id.suffix in names
_NAMES = patterns("${name_prefix}")
_VIA = {
    "${kms_key_arn}": ("logs", "s3"),
    "${secrets_kms_key_arn}": ("secretsmanager", "ssm"),
}
VARIABLES = {
    "cluster_name": f"`existing_ecs_cluster_name`; for a created cluster, the name prefix and `*-cluster-{_SUFFIX}`",
    "family_prefix": "`task_definition_family_prefix`; its default is in the [README](../README.md#inputs)",
    "repository_name": "a pattern for the names of the ECR repositories of images",
    "secret_name": "a pattern for the names of the secrets in `secrets`, such as `my-runner/*`",
    "parameter_name": "a pattern for the names of the parameters in `secrets`, without a leading slash",
    "kms_key_arn": "`kms_key_arn`; without it, remove the statements UseKey and UseSecretsKey",
    "secrets_kms_key_arn": "`secrets_kms_key_arns`",
    "dns_suffix": "`amazonaws.com`; in China, `amazonaws.com.cn`",
}


def boundary() -> Json:
    """Return the policy, as a template."""
    families, tasks = _here("ecs", "task-definition/${family_prefix}*"), _here("ecs", "task/${cluster_name}/*")
    cluster: Json = {"ArnLike": {"ecs:cluster": _here("ecs", "cluster/${cluster_name}")}}
    of_account: Json = {"StringEquals": {"aws:ResourceAccount": "${account_id}"}}
    bucket = "arn:${partition}:s3:::${bucket_name}"
    roles = [_role(name) for name in (_NAMES.execution_role, _NAMES.task_role)]
    fargate = "ecs:compute-compatibility"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allow(
                "FindTaskDefinitions",
                "ecs:DeregisterTaskDefinition ecs:ListTaskDefinitions",
                "*",
                {"StringEquals": {"aws:RequestedRegion": "${region}"}},
            ),
            _allow(
                "RegisterTaskDefinitions",
                "ecs:RegisterTaskDefinition",
                families,
                {"ForAllValues:StringEquals": {fargate: "FARGATE"}, "Null": {fargate: "false"}},
            ),
            _allow("KeepTaskDefinitions", "ecs:DeleteTaskDefinitions ecs:ListTagsForResource ecs:UntagResource", families),
            _allow("RunTasks", "ecs:RunTask", families, cluster),
            _allow("ListTasks", "ecs:ListTasks", _here("ecs", "container-instance/${cluster_name}/*"), cluster),
            _allow("DescribeTasks", "ecs:DescribeTasks", tasks, cluster),
            _allow("ReadTags", "ecs:ListTagsForResource", tasks),
            _allow(
                "TagOnCreation",
                "ecs:TagResource",
                [families, tasks],
                {"StringEquals": {"ecs:CreateAction": ["RegisterTaskDefinition", "RunTask"]}},
            ),
            _allow("PassRoles", "iam:PassRole", roles, {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}),
            _allow("AssumeTaskRole", "sts:AssumeRole", roles[1]),
            _allow("SignInToRegistry", "ecr:GetAuthorizationToken", "*"),
            _allow(
                "PullImages",
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer",
                _here("ecr", "repository/${repository_name}"),
            ),
            _allow(
                "WriteLogs",
                "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents",
                _here("logs", f"log-group:{_NAMES.tasks_log_group}:*"),
            ),
            _allow("ListBucket", "s3:ListBucket", bucket, of_account),
            _allow("ReadWriteObjects", "s3:GetObject s3:PutObject", f"{bucket}/*", of_account),
            _allow("DeleteLocks", "s3:DeleteObject", f"{bucket}/*.tflock", of_account),
            _allow("ReadSecrets", "secretsmanager:GetSecretValue", _here("secretsmanager", "secret:${secret_name}")),
            _allow("ReadParameters", "ssm:GetParameters", _here("ssm", "parameter/${parameter_name}")),
            *(
                _allow(
                    f"Use{'Secrets' if 'secrets' in key else ''}Key",
                    "kms:Decrypt kms:GenerateDataKey",
                    key,
                    {"StringEquals": {"kms:ViaService": [f"{name}.${{region}}.${{dns_suffix}}" for name in services]}},
                )
                for key, services in _VIA.items()
            ),
            _allow(
                "OpenExecSessions",
                "logs:DescribeLogGroups ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel"
                " ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel",
                "*",
            ),
        ],
    }


def _allow(sid: str, actions: str, resources: str | list[str], conditions: Json | None = None) -> Json:
    statement: Json = {"Sid": sid, "Effect": "Allow", "Action": actions.split(), "Resource": resources}
    return {**statement, "Condition": conditions} if conditions else statement


def _here(service: str, resource: str, region: str = "${region}") -> str:
    return f"arn:${{partition}}:{service}:{region}:${{account_id}}:{resource}"


def _role(name: str) -> str:
    return _here("iam", f"role${{iam_role_path}}{name.removesuffix('*')}{_SUFFIX}", region="")
