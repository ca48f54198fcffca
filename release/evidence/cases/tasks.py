"""What tasks can do, and what ECS can do to start them."""

from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, ecs, here, s3

_TASK: Who = "task role"
_START: Who = "execution role"
_STATE = s3("{bucket}/a.tfstate")
_LOCK = s3("{bucket}/a.tfstate.tflock")
_VIA_S3 = "s3.{region}.{dns_suffix}"
_VIA_SECRETS = "secretsmanager.{region}.{dns_suffix}"
_VIA_PARAMETERS = "ssm.{region}.{dns_suffix}"
_VIA_LOGS = "logs.{region}.{dns_suffix}"
_SECRET = here("secretsmanager", "secret:db-{suffix}")
_PARAMETER = here("ssm", "parameter/runner/api-token")
_SESSIONS = here("logs", "log-group:{exec_log_group}:log-stream:session")
_IMAGE = here("ecr", "repository/runner")
_LOGS = here("logs", "log-group:{log_group}:log-stream:1")
_OTHER_LOGS = here("logs", "log-group:/audit:log-stream:1")
_FAILURES = here("logs", "log-group:/aws/events/{runner}:log-stream:1")
_EVERY = ("least", "existing", "guarded", "everything")


def _elsewhere(action: str, on: str, why: str) -> Case:
    """Access a bucket of another account whose policy allows everyone."""
    return Case(_TASK, action, on, False, why, scenarios=("least", "guarded", "everything"), owner=ELSEWHERE)


STATE = Section(
    "A job and its bucket",
    [
        allow(_TASK, "s3:ListBucket", s3("{bucket}"), "The S3 backend lists objects before it reads them.", *_EVERY),
        allow(_TASK, "s3:GetObject", _STATE, "Jobs read state.", *_EVERY),
        allow(_TASK, "s3:PutObject", _STATE, "Jobs write state, without an encryption header: the backend sends none.", *_EVERY),
        deny(_TASK, "s3:GetObject", s3("another-bucket/a.tfstate"), "Another bucket.", *_EVERY),
        deny(_TASK, "s3:PutObject", s3("{bucket}-2/a.tfstate"), "A bucket with a similar name.", *_EVERY),
        deny(_TASK, "s3:ListBucket", s3("another-bucket"), "Another bucket.", *_EVERY),
        _elsewhere(
            "s3:ListBucket",
            s3("{bucket}"),
            "A bucket that another account created with the same name after this one was deleted.",
        ),
        _elsewhere("s3:GetObject", _STATE, "State in that bucket."),
        _elsewhere("s3:PutObject", _STATE, "The same for writing."),
        _elsewhere("s3:DeleteObject", _LOCK, "Locks in that bucket."),
        deny(_TASK, "s3:DeleteObject", _STATE, "Jobs can't delete state.", *_EVERY),
        deny(_TASK, "s3:DeleteObjectVersion", _STATE, "Jobs can't delete older versions.", *_EVERY),
        deny(_TASK, "s3:DeleteObject", _LOCK, "Jobs can't delete locks without s3_allow_state_locking.", "least", "existing"),
        allow(_TASK, "s3:DeleteObject", _LOCK, "Unlocking deletes the lock.", "guarded", "everything"),
        deny(_TASK, "s3:DeleteObject", s3("another-bucket/a.tfstate.tflock"), "Locks of another bucket.", "guarded"),
        deny(_TASK, "s3:PutBucketPolicy", s3("{bucket}"), "Jobs can't change the bucket policy.", *_EVERY),
        deny(_TASK, "s3:DeleteBucket", s3("{bucket}"), "Jobs can't delete the bucket.", *_EVERY),
        deny(_TASK, "s3:PutBucketVersioning", s3("{bucket}"), "Jobs can't suspend versioning.", *_EVERY),
    ],
)

KEY = Section(
    "The KMS key",
    [
        allow(_TASK, "kms:Decrypt", "{key}", "S3 decrypts objects for jobs.", "guarded", "everything", kms__ViaService=_VIA_S3),
        allow(
            _TASK,
            "kms:GenerateDataKey",
            "{key}",
            "S3 encrypts objects for jobs.",
            "guarded",
            "everything",
            kms__ViaService=_VIA_S3,
        ),
        deny(_TASK, "kms:Decrypt", "{key}", "Not directly.", "guarded"),
        deny(_TASK, "kms:GenerateDataKey", "{key}", "Not directly, not even with Exec.", "guarded", "everything"),
        deny(_TASK, "kms:Decrypt", "{key}", "Not through another service.", "guarded", kms__ViaService=_VIA_SECRETS),
        deny(
            _TASK,
            "kms:Decrypt",
            "{key}",
            "Not through S3 in another region.",
            "guarded",
            kms__ViaService="s3.{other_region}.{dns_suffix}",
        ),
        deny(_TASK, "kms:Decrypt", "{secrets_key}", "Not another key.", "guarded", "everything", kms__ViaService=_VIA_S3),
        deny(_TASK, "kms:Decrypt", "{key}", "Not without kms_key_arn.", kms__ViaService=_VIA_S3),
        deny(_TASK, "kms:CreateGrant", "{key}", "Jobs can't give others access to the key.", "guarded", "everything"),
        allow(
            _START,
            "kms:Decrypt",
            "{key}",
            "The log groups are encrypted with the key.",
            "guarded",
            "everything",
            kms__ViaService=_VIA_LOGS,
        ),
        allow(
            _START,
            "kms:GenerateDataKey",
            "{key}",
            "The log groups are encrypted with the key.",
            "guarded",
            "everything",
            kms__ViaService=_VIA_LOGS,
        ),
        deny(_START, "kms:Decrypt", "{key}", "ECS doesn't read objects.", "guarded", "everything", kms__ViaService=_VIA_S3),
        deny(_START, "kms:Decrypt", "{key}", "Not directly.", "guarded", "everything"),
    ],
)

EXEC = Section(
    "Exec sessions",
    [
        allow(_TASK, "ssmmessages:CreateControlChannel", "*", "The agent opens the session.", "existing", "everything"),
        allow(_TASK, "ssmmessages:CreateDataChannel", "*", "The agent opens the session.", "existing", "everything"),
        allow(_TASK, "ssmmessages:OpenControlChannel", "*", "The agent opens the session.", "existing", "everything"),
        allow(_TASK, "ssmmessages:OpenDataChannel", "*", "The agent opens the session.", "existing", "everything"),
        allow(_TASK, "logs:DescribeLogGroups", "*", "The agent finds the log group.", "existing", "everything"),
        allow(_TASK, "logs:CreateLogStream", here("logs", "log-group:{exec_log_group}:*"), "The session is logged.", "existing"),
        allow(_TASK, "logs:PutLogEvents", _SESSIONS, "The session is logged.", "existing", "everything"),
        deny(
            _TASK,
            "logs:PutLogEvents",
            here("logs", "log-group:/audit:log-stream:1"),
            "Another log group.",
            "existing",
            "everything",
        ),
        deny(_TASK, "logs:DeleteLogStream", _SESSIONS, "Logged sessions can't be deleted.", "existing", "everything"),
        allow(_TASK, "kms:Decrypt", "{key}", "With a KMS key, the agent itself decrypts the session.", "everything"),
        deny(_TASK, "ssmmessages:OpenControlChannel", "*", "Not without enable_ecs_exec.", "least", "guarded"),
        deny(_TASK, "logs:PutLogEvents", _SESSIONS, "Not without enable_ecs_exec."),
        deny(
            _TASK,
            "ecs:ExecuteCommand",
            ecs("task/{cluster}/1"),
            "Jobs can't open sessions in other tasks.",
            "existing",
            "everything",
        ),
    ],
)

START = Section(
    "Starting a task",
    [
        allow(_START, "ecr:GetAuthorizationToken", "*", "Images are pulled.", *_EVERY),
        allow(_START, "ecr:GetDownloadUrlForLayer", here("ecr", "repository/runner"), "Images are pulled.", *_EVERY),
        allow(_START, "ecr:BatchGetImage", _IMAGE, "A repository in the list.", "narrow"),
        allow(_START, "ecr:GetAuthorizationToken", "*", "Images are pulled.", "narrow"),
        deny(_START, "ecr:BatchGetImage", here("ecr", "repository/payroll"), "A repository that is not in the list.", "narrow"),
        deny(_START, "ecr:BatchGetImage", here("ecr", "repository/runner-2"), "A repository with a similar name.", "narrow"),
        allow(
            _START,
            "ecr:BatchGetImage",
            here("ecr", "repository/payroll"),
            "Any repository, through the AWS managed policy.",
            *_EVERY,
        ),
        deny(_START, "ecr:PutImage", _IMAGE, "ECS can't push images.", *_EVERY, "narrow"),
        allow(_START, "logs:PutLogEvents", _LOGS, "Logs are written.", "narrow"),
        allow(_START, "logs:CreateLogStream", here("logs", "log-group:{log_group}:log-stream:1"), "Logs are written.", "narrow"),
        deny(_START, "logs:PutLogEvents", _FAILURES, "The log group of failures: they can't be forged.", "narrow"),
        deny(_START, "logs:PutLogEvents", _OTHER_LOGS, "Another log group.", "narrow"),
        allow(_START, "logs:PutLogEvents", _OTHER_LOGS, "Any log group, through the AWS managed policy.", *_EVERY),
        allow(_START, "logs:PutLogEvents", _LOGS, "Logs are written.", *_EVERY),
        allow(_START, "secretsmanager:GetSecretValue", _SECRET, "A secret in secrets.", "guarded", "everything"),
        allow(_START, "ssm:GetParameters", _PARAMETER, "A parameter in secrets.", "guarded", "everything"),
        deny(_START, "secretsmanager:GetSecretValue", _SECRET, "Not in secrets.", "least", "existing"),
        deny(
            _START,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:payroll-{suffix}"),
            "Another secret.",
            "guarded",
        ),
        deny(
            _START,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:db-ZyXwVu"),
            "A new secret with the same name.",
            "guarded",
        ),
        deny(
            _START,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:db-{suffix}", account=ELSEWHERE),
            "Another account.",
            "guarded",
        ),
        deny(_START, "secretsmanager:PutSecretValue", _SECRET, "ECS can't write secrets.", "guarded", "everything"),
        deny(_START, "ssm:GetParameters", here("ssm", "parameter/runner/other"), "Another parameter.", "guarded", "everything"),
        deny(
            _START, "ssm:GetParameters", here("ssm", "parameter/runner/api-token/old"), "A parameter below its path.", "guarded"
        ),
        deny(
            _START,
            "ssm:GetParameters",
            here("ssm", "parameter/runner/api-token", account=ELSEWHERE),
            "Another account.",
            "guarded",
        ),
        deny(_START, "ssm:GetParametersByPath", here("ssm", "parameter/runner"), "All parameters below a path.", "guarded"),
        allow(_START, "kms:Decrypt", "{secrets_key}", "The key of the secrets.", "guarded", kms__ViaService=_VIA_SECRETS),
        allow(_START, "kms:Decrypt", "{secrets_key}", "The key of the parameters.", "guarded", kms__ViaService=_VIA_PARAMETERS),
        deny(_START, "kms:Decrypt", "{secrets_key}", "Not through another service.", "guarded", kms__ViaService=_VIA_S3),
        deny(_START, "kms:Decrypt", "{secrets_key}", "Not directly.", "guarded", "everything"),
        deny(_START, "kms:Decrypt", "{key}", "Not another key.", "guarded", kms__ViaService=_VIA_SECRETS),
        deny(_START, "s3:GetObject", _STATE, "Only jobs read state.", *_EVERY),
        deny(
            _TASK,
            "secretsmanager:GetSecretValue",
            _SECRET,
            "Only ECS reads secrets; jobs get them as environment variables.",
            "guarded",
            "everything",
        ),
        deny(
            _TASK,
            "ssm:GetParameters",
            _PARAMETER,
            "Only ECS reads parameters; jobs get them as environment variables.",
            "guarded",
            "everything",
        ),
        deny(
            _TASK,
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Jobs can't run tasks.",
            *_EVERY,
            ecs__cluster="{cluster_arn}",
        ),
    ],
)

BOUNDARY = Section(
    "With a permissions boundary that allows only ECS and IAM",
    [
        allow(
            "task manager",
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Allowed by the policy and the boundary.",
            "bounded",
            ecs__cluster="{cluster_arn}",
        ),
        deny(_TASK, "s3:GetObject", _STATE, "The boundary doesn't allow it.", "bounded"),
        deny(_TASK, "s3:ListBucket", s3("{bucket}"), "The boundary doesn't allow it.", "bounded"),
        deny(_START, "ecr:GetAuthorizationToken", "*", "The boundary doesn't allow it.", "bounded"),
        deny(
            _START,
            "logs:PutLogEvents",
            here("logs", "log-group:{log_group}:log-stream:1"),
            "The boundary doesn't allow it.",
            "bounded",
        ),
        deny("task manager", "iam:GetRole", "{task_role}", "The boundary itself grants nothing.", "bounded"),
    ],
)
