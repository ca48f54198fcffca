"""Changes of the bucket and of encryption."""

from release.evidence.changes.bases import KEY
from release.evidence.changes.general import KEEP_STATE
from release.evidence.changes.model import Change, Section, iam
from release.evidence.changes.resources import (
    ACCESS_LOGS,
    ALARMS,
    BUCKET,
    BUCKET_POLICY,
    CLUSTER,
    DASHBOARD,
    ENCRYPTION,
    EVENTS,
    EXEC,
    KEY_FOR_LOGS,
    LOG_GROUPS,
    USE_BUCKET,
    VERSIONING,
    WHOLE_BUCKET,
)

_ENCRYPTED = (ENCRYPTION, *LOG_GROUPS, CLUSTER)
_OLD_KEY = "Existing objects and log events stay encrypted with the old key: without it, they are lost."
_TASK_ROLE = (
    "The task role can no longer use the old key: jobs can't read existing objects until they are copied onto themselves."
)
_FORCE = "From then on, destroying the bucket deletes its objects, including the state of deployments."

ENCRYPTED = Section(
    "Encryption",
    [
        Change(
            "kms_key_arn",
            KEY,
            creates=[KEY_FOR_LOGS],
            updates=[*_ENCRYPTED, USE_BUCKET, BUCKET_POLICY],
            warning="Only new objects and log events use the key. Existing ones keep their encryption.",
        ),
        Change(
            "kms_key_arn",
            KEY.replace("1234abcd", "5678abcd"),
            base="full",
            updates=[*_ENCRYPTED, EVENTS, "aws_sns_topic.alarms", KEY_FOR_LOGS, EXEC, USE_BUCKET, BUCKET_POLICY],
            warning=f"{_OLD_KEY} {_TASK_ROLE}",
        ),
        Change(
            "kms_key_arn",
            None,
            base="full",
            updates=[*_ENCRYPTED, EVENTS, "aws_sns_topic.alarms", EXEC, USE_BUCKET, BUCKET_POLICY],
            destroys=[KEY_FOR_LOGS],
            warning=f"{_OLD_KEY} {_TASK_ROLE}",
        ),
        Change("kms_enabled", True, base="full"),
    ],
)

STORAGE = Section(
    "Bucket",
    [
        Change(
            "s3_bucket_name",
            "my-own-bucket",
            base="full",
            updates=[USE_BUCKET, DASHBOARD, *ALARMS[:2]],
            replaces=[*WHOLE_BUCKET, ACCESS_LOGS],
            warning=f"{KEEP_STATE} Register the runner again, with the new bucket.",
        ),
        Change("s3_bucket_force_destroy", True, updates=[BUCKET], warning=_FORCE),
        Change("force_delete_s3", True, updates=[BUCKET], warning=_FORCE),
        Change(
            "s3_bucket_versioning_enabled",
            False,
            updates=[VERSIONING],
            warning="Versioning is suspended: existing versions are kept for 90 days, and overwriting state keeps no new ones.",
        ),
        Change(
            "enable_s3_encryption",
            False,
            destroys=[ENCRYPTION],
            warning="New objects are encrypted with SSE-S3. Existing objects keep their encryption.",
        ),
        Change("s3_restrict_to_task_role", False, updates=[BUCKET_POLICY]),
        Change("s3_additional_principal_arns", [iam("role/auditor")], updates=[BUCKET_POLICY]),
        Change("s3_access_log_bucket", "my-access-logs", creates=[ACCESS_LOGS]),
        Change("s3_access_log_bucket", "other-access-logs", base="full", updates=[ACCESS_LOGS]),
        Change("enable_s3_access_logs", True, base="full"),
        Change("enable_s3_access_logs", False, base="full", beside={"s3_access_log_bucket": None}, destroys=[ACCESS_LOGS]),
        Change("s3_allow_state_locking", True, updates=[USE_BUCKET]),
    ],
)
