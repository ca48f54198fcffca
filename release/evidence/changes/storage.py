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
_OLD_KEY = "Objects and log events keep the key that they were encrypted with: without that key, they are lost."
_TASK_ROLE = "The task role may no longer use the old key: objects under it can't be read until they are copied onto themselves."
_FORCE = "Destroying the bucket deletes its objects from then on, the state of deployments included."

ENCRYPTED = Section(
    "Encryption",
    [
        Change(
            "kms_key_arn",
            KEY,
            creates=[KEY_FOR_LOGS],
            updates=[*_ENCRYPTED, USE_BUCKET, BUCKET_POLICY],
            warning="What exists stays as it is encrypted: only new objects and log events use the key.",
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
            warning=f"{KEEP_STATE} The runner's registration has to name the new bucket.",
        ),
        Change("s3_bucket_force_destroy", True, updates=[BUCKET], warning=_FORCE),
        Change("force_delete_s3", True, updates=[BUCKET], warning=_FORCE),
        Change(
            "s3_bucket_versioning_enabled",
            False,
            updates=[VERSIONING],
            warning="Versioning is suspended: older versions stay, for 90 days, and overwriting state keeps no older one.",
        ),
        Change(
            "enable_s3_encryption",
            False,
            destroys=[ENCRYPTION],
            warning="New objects are encrypted with S3's own key. Those that exist keep theirs.",
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
