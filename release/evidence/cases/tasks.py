"""What tasks may do, and what ECS may do to start them."""

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
    """Reach a bucket that belongs to another account, which welcomes everybody."""
    return Case(_TASK, action, on, False, why, scenarios=("least", "guarded", "everything"), owner=ELSEWHERE)


STATE = Section(
    "A job and its bucket",
    [
        allow(_TASK, "s3:ListBucket", s3("{bucket}"), "State backends list before they read.", *_EVERY),
        allow(_TASK, "s3:GetObject", _STATE, "State is read.", *_EVERY),
        allow(_TASK, "s3:PutObject", _STATE, "State is written, with no encryption header: the backend sends none.", *_EVERY),
        deny(_TASK, "s3:GetObject", s3("another-bucket/a.tfstate"), "Another bucket.", *_EVERY),
        deny(_TASK, "s3:PutObject", s3("{bucket}-2/a.tfstate"), "A bucket with nearly the name.", *_EVERY),
        deny(_TASK, "s3:ListBucket", s3("another-bucket"), "Another bucket.", *_EVERY),
        _elsewhere("s3:ListBucket", s3("{bucket}"), "A bucket of the same name, made by another account once this one is gone."),
        _elsewhere("s3:GetObject", _STATE, "State planted there."),
        _elsewhere("s3:PutObject", _STATE, "State sent there."),
        _elsewhere("s3:DeleteObject", _LOCK, "Locks there."),
        deny(_TASK, "s3:DeleteObject", _STATE, "State is never deleted.", *_EVERY),
        deny(_TASK, "s3:DeleteObjectVersion", _STATE, "Nor are its older versions.", *_EVERY),
        deny(_TASK, "s3:DeleteObject", _LOCK, "Nor locks, unless s3_allow_state_locking is set.", "least", "existing"),
        allow(_TASK, "s3:DeleteObject", _LOCK, "Unlocking deletes the lock.", "guarded", "everything"),
        deny(_TASK, "s3:DeleteObject", s3("another-bucket/a.tfstate.tflock"), "Locks of another bucket.", "guarded"),
        deny(_TASK, "s3:PutBucketPolicy", s3("{bucket}"), "A job can't open its bucket.", *_EVERY),
        deny(_TASK, "s3:DeleteBucket", s3("{bucket}"), "A job can't remove its bucket.", *_EVERY),
        deny(_TASK, "s3:PutBucketVersioning", s3("{bucket}"), "A job can't stop versions from being kept.", *_EVERY),
    ],
)

KEY = Section(
    "The KMS key",
    [
        allow(_TASK, "kms:Decrypt", "{key}", "S3 decrypts for it.", "guarded", "everything", kms__ViaService=_VIA_S3),
        allow(_TASK, "kms:GenerateDataKey", "{key}", "S3 encrypts for it.", "guarded", "everything", kms__ViaService=_VIA_S3),
        deny(_TASK, "kms:Decrypt", "{key}", "Not by itself.", "guarded"),
        deny(_TASK, "kms:GenerateDataKey", "{key}", "Not by itself, with Exec neither.", "guarded", "everything"),
        deny(_TASK, "kms:Decrypt", "{key}", "Not through another service.", "guarded", kms__ViaService=_VIA_SECRETS),
        deny(
            _TASK,
            "kms:Decrypt",
            "{key}",
            "Not through S3 of another region.",
            "guarded",
            kms__ViaService="s3.{other_region}.{dns_suffix}",
        ),
        deny(_TASK, "kms:Decrypt", "{secrets_key}", "Not another key.", "guarded", "everything", kms__ViaService=_VIA_S3),
        deny(_TASK, "kms:Decrypt", "{key}", "Without kms_key_arn there is nothing to decrypt.", kms__ViaService=_VIA_S3),
        deny(_TASK, "kms:CreateGrant", "{key}", "It hands nothing on.", "guarded", "everything"),
        allow(_START, "kms:Decrypt", "{key}", "Logs are under the key.", "guarded", "everything", kms__ViaService=_VIA_LOGS),
        allow(
            _START, "kms:GenerateDataKey", "{key}", "Logs are under the key.", "guarded", "everything", kms__ViaService=_VIA_LOGS
        ),
        deny(_START, "kms:Decrypt", "{key}", "Objects are not its own.", "guarded", "everything", kms__ViaService=_VIA_S3),
        deny(_START, "kms:Decrypt", "{key}", "Not by itself.", "guarded", "everything"),
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
        allow(_TASK, "logs:CreateLogStream", here("logs", "log-group:{exec_log_group}:*"), "The session is kept.", "existing"),
        allow(_TASK, "logs:PutLogEvents", _SESSIONS, "The session is kept.", "existing", "everything"),
        deny(
            _TASK, "logs:PutLogEvents", here("logs", "log-group:/audit:log-stream:1"), "No other log.", "existing", "everything"
        ),
        deny(_TASK, "logs:DeleteLogStream", _SESSIONS, "What was typed stays.", "existing", "everything"),
        allow(_TASK, "kms:Decrypt", "{key}", "With a key, the agent itself decrypts the session.", "everything"),
        deny(_TASK, "ssmmessages:OpenControlChannel", "*", "Not unless enable_ecs_exec is set.", "least", "guarded"),
        deny(_TASK, "logs:PutLogEvents", _SESSIONS, "Not unless enable_ecs_exec is set."),
        deny(
            _TASK, "ecs:ExecuteCommand", ecs("task/{cluster}/1"), "A job opens no session in another.", "existing", "everything"
        ),
    ],
)

START = Section(
    "Starting a task",
    [
        allow(_START, "ecr:GetAuthorizationToken", "*", "Images are pulled.", *_EVERY),
        allow(_START, "ecr:GetDownloadUrlForLayer", here("ecr", "repository/runner"), "Images are pulled.", *_EVERY),
        allow(_START, "ecr:BatchGetImage", _IMAGE, "A repository that was named.", "narrow"),
        allow(_START, "ecr:GetAuthorizationToken", "*", "Images are pulled.", "narrow"),
        deny(_START, "ecr:BatchGetImage", here("ecr", "repository/payroll"), "A repository that wasn't named.", "narrow"),
        deny(_START, "ecr:BatchGetImage", here("ecr", "repository/runner-2"), "One with nearly the name.", "narrow"),
        allow(
            _START, "ecr:BatchGetImage", here("ecr", "repository/payroll"), "By AWS's managed policy, any repository.", *_EVERY
        ),
        deny(_START, "ecr:PutImage", _IMAGE, "Images aren't replaced.", *_EVERY, "narrow"),
        allow(_START, "logs:PutLogEvents", _LOGS, "Logs are written.", "narrow"),
        allow(_START, "logs:CreateLogStream", here("logs", "log-group:{log_group}:log-stream:1"), "Logs are written.", "narrow"),
        deny(_START, "logs:PutLogEvents", _FAILURES, "The log of failures can't be forged.", "narrow"),
        deny(_START, "logs:PutLogEvents", _OTHER_LOGS, "Another log group.", "narrow"),
        allow(_START, "logs:PutLogEvents", _OTHER_LOGS, "By AWS's managed policy, any log group.", *_EVERY),
        allow(_START, "logs:PutLogEvents", _LOGS, "Logs are written.", *_EVERY),
        allow(_START, "secretsmanager:GetSecretValue", _SECRET, "A secret that was named.", "guarded", "everything"),
        allow(_START, "ssm:GetParameters", _PARAMETER, "A parameter that was named.", "guarded", "everything"),
        deny(_START, "secretsmanager:GetSecretValue", _SECRET, "Without secrets, none.", "least", "existing"),
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
            "A secret made anew under the same name.",
            "guarded",
        ),
        deny(
            _START,
            "secretsmanager:GetSecretValue",
            here("secretsmanager", "secret:db-{suffix}", account=ELSEWHERE),
            "Another account.",
            "guarded",
        ),
        deny(_START, "secretsmanager:PutSecretValue", _SECRET, "Secrets are read, not written.", "guarded", "everything"),
        deny(_START, "ssm:GetParameters", here("ssm", "parameter/runner/other"), "Another parameter.", "guarded", "everything"),
        deny(_START, "ssm:GetParameters", here("ssm", "parameter/runner/api-token/old"), "A parameter below it.", "guarded"),
        deny(
            _START,
            "ssm:GetParameters",
            here("ssm", "parameter/runner/api-token", account=ELSEWHERE),
            "Another account.",
            "guarded",
        ),
        deny(_START, "ssm:GetParametersByPath", here("ssm", "parameter/runner"), "All parameters below a path.", "guarded"),
        allow(_START, "kms:Decrypt", "{secrets_key}", "Secrets under a key.", "guarded", kms__ViaService=_VIA_SECRETS),
        allow(_START, "kms:Decrypt", "{secrets_key}", "Parameters under a key.", "guarded", kms__ViaService=_VIA_PARAMETERS),
        deny(_START, "kms:Decrypt", "{secrets_key}", "Not through another service.", "guarded", kms__ViaService=_VIA_S3),
        deny(_START, "kms:Decrypt", "{secrets_key}", "Not by itself.", "guarded", "everything"),
        deny(_START, "kms:Decrypt", "{key}", "Not another key.", "guarded", kms__ViaService=_VIA_SECRETS),
        deny(_START, "s3:GetObject", _STATE, "State is the job's.", *_EVERY),
        deny(
            _TASK, "secretsmanager:GetSecretValue", _SECRET, "ECS reads secrets, jobs are handed them.", "guarded", "everything"
        ),
        deny(_TASK, "ssm:GetParameters", _PARAMETER, "ECS reads parameters, jobs are handed them.", "guarded", "everything"),
        deny(
            _TASK,
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Jobs start no jobs.",
            *_EVERY,
            ecs__cluster="{cluster_arn}",
        ),
    ],
)

BOUNDARY = Section(
    "Under a permissions boundary that knows ECS and IAM only",
    [
        allow(
            "task manager",
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Allowed by both.",
            "bounded",
            ecs__cluster="{cluster_arn}",
        ),
        deny(_TASK, "s3:GetObject", _STATE, "The boundary wins.", "bounded"),
        deny(_TASK, "s3:ListBucket", s3("{bucket}"), "The boundary wins.", "bounded"),
        deny(_START, "ecr:GetAuthorizationToken", "*", "The boundary wins.", "bounded"),
        deny(_START, "logs:PutLogEvents", here("logs", "log-group:{log_group}:log-stream:1"), "The boundary wins.", "bounded"),
        deny("task manager", "iam:GetRole", "{task_role}", "It gives nothing either.", "bounded"),
    ],
)
