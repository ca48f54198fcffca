"""What the bucket policy allows and denies, regardless of the callers' own policies."""

from release.evidence.model import Case, Section, Who, allow, deny, here, s3

_STATE = s3("{bucket}/a.tfstate")
_BUCKET = s3("{bucket}")
_ADMIN: Who = "administrator"
_AUDITOR: Who = "auditor"

OBJECTS = Section(
    "Other principals of the account and the bucket's objects",
    [
        deny(_ADMIN, "s3:GetObject", _STATE, "Permissions in the account give no access to state.", "least", "guarded"),
        deny(_ADMIN, "s3:GetObjectVersion", _STATE, "The same for older versions.", "least", "guarded"),
        deny(_ADMIN, "s3:PutObject", _STATE, "Nobody else can write state.", "least", "guarded"),
        deny(
            _ADMIN,
            "s3:GetObjectVersionForReplication",
            _STATE,
            "State can't be replicated to another bucket.",
            "least",
            "guarded",
        ),
        deny(_ADMIN, "s3:ReplicateObject", _STATE, "The same from another bucket.", "least", "guarded"),
        deny(_ADMIN, "s3:InitiateReplication", _STATE, "The same for existing objects.", "least", "guarded"),
        deny(_ADMIN, "s3:PutObjectAcl", _STATE, "Nobody else can give others access to objects.", "least", "guarded"),
        deny(_ADMIN, "s3:GetObjectAttributes", _STATE, "Nobody else can read metadata.", "least", "guarded"),
        deny(_ADMIN, "s3:UpdateObjectEncryption", _STATE, "Nobody else can encrypt state with another key.", "least", "guarded"),
        allow(
            _AUDITOR,
            "s3:ReplicateObject",
            _STATE,
            "A role for replication must be in s3_additional_principal_arns.",
            "guarded",
            "everything",
        ),
        deny("namesake", "s3:GetObject", _STATE, "A role with a similar name.", "least", "guarded"),
        deny("outsider", "s3:GetObject", _STATE, "Another account.", "least", "existing", "guarded"),
        deny("outsider", "s3:ListBucket", _BUCKET, "Another account.", "least", "existing", "guarded"),
        allow(_AUDITOR, "s3:GetObject", _STATE, "In s3_additional_principal_arns.", "guarded", "everything"),
        allow(_AUDITOR, "s3:PutObject", _STATE, "In s3_additional_principal_arns.", "guarded", "everything"),
        deny(_AUDITOR, "s3:GetObject", _STATE, "Not in s3_additional_principal_arns."),
        allow(
            _ADMIN, "s3:GetObject", _STATE, "With s3_restrict_to_task_role = false, if their own policies allow it.", "existing"
        ),
        allow(
            _ADMIN, "s3:PutObject", _STATE, "With s3_restrict_to_task_role = false, if their own policies allow it.", "existing"
        ),
    ],
)

MANAGE = Section(
    "Managing the bucket",
    [
        allow(_ADMIN, "s3:ListBucket", _BUCKET, "The objects can be listed.", "least", "everything"),
        allow(_ADMIN, "s3:GetBucketPolicy", _BUCKET, "A plan reads it.", "least", "everything"),
        allow(_ADMIN, "s3:PutBucketPolicy", _BUCKET, "Administrators can't be locked out permanently.", "least", "everything"),
        allow(_ADMIN, "s3:PutLifecycleConfiguration", _BUCKET, "Settings can be changed.", "least", "everything"),
        allow(_ADMIN, "s3:ListBucketVersions", _BUCKET, "It can be emptied.", "least", "everything"),
        allow(_ADMIN, "s3:DeleteObject", _STATE, "It can be emptied.", "least", "everything"),
        allow(_ADMIN, "s3:DeleteObjectVersion", _STATE, "It can be emptied.", "least", "everything"),
        allow(_ADMIN, "s3:DeleteBucket", _BUCKET, "It can be destroyed.", "least", "everything"),
    ],
)

TRANSPORT = Section(
    "Connections to the bucket",
    [
        deny("task role", "s3:GetObject", _STATE, "Plain HTTP.", "least", "existing", aws__SecureTransport="false"),
        deny("task role", "s3:PutObject", _STATE, "Plain HTTP.", "least", "existing", aws__SecureTransport="false"),
        deny(_ADMIN, "s3:ListBucket", _BUCKET, "Plain HTTP.", "least", "existing", aws__SecureTransport="false"),
        deny(_ADMIN, "s3:PutBucketPolicy", _BUCKET, "Plain HTTP.", "least", "existing", aws__SecureTransport="false"),
        deny(_AUDITOR, "s3:GetObject", _STATE, "Plain HTTP.", "guarded", aws__SecureTransport="false"),
        deny("task role", "s3:GetObject", _STATE, "TLS 1.1.", "least", "existing", s3__TlsVersion="1.1"),
        deny(_ADMIN, "s3:DeleteObject", _STATE, "TLS 1.0.", "least", "existing", s3__TlsVersion="1.0"),
        allow("task role", "s3:GetObject", _STATE, "TLS 1.2.", "least", "existing", s3__TlsVersion="1.2"),
        allow("task role", "s3:PutObject", _STATE, "TLS 1.3.", "least", "existing", s3__TlsVersion="1.3"),
    ],
)

_NAMED_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_SSE_C = "s3:x-amz-server-side-encryption-customer-algorithm"
_OTHERS_KEY = here("kms", "key/3333cccc-33cc-33cc-33cc-333333333333", account="{other_account}")


def _write(
    why: str, when: dict[str, str], *scenarios: str, allowed: bool, who: Who = "task role", how: str = "PutObject"
) -> Case:
    """Write an object with headers for its encryption."""
    return Case(who, f"s3:{how}", _STATE, allowed, why, when, scenarios)


_ALL = ("least", "existing", "guarded", "everything")
_KMS = {"s3:x-amz-server-side-encryption": "aws:kms"}

ENCRYPTION = Section(
    "Keys that encrypt state",
    [
        _write("A customer-provided key (SSE-C), which nobody else has.", {_SSE_C: "AES256"}, *_ALL, allowed=False),
        _write("The same, by an administrator.", {_SSE_C: "AES256"}, "existing", allowed=False, who=_ADMIN),
        _write(
            "The same, in a replica.",
            {_SSE_C: "AES256"},
            "existing",
            allowed=False,
            who=_ADMIN,
            how="ReplicateObject",
        ),
        _write("A KMS key of another account.", {**_KMS, _NAMED_KEY: _OTHERS_KEY}, "guarded", "everything", allowed=False),
        _write("Another KMS key of this account.", {**_KMS, _NAMED_KEY: "{secrets_key}"}, "guarded", allowed=False),
        _write(
            "The same, by another principal that can write.",
            {**_KMS, _NAMED_KEY: _OTHERS_KEY},
            "guarded",
            allowed=False,
            who=_AUDITOR,
        ),
        _write(
            "The same, for an existing object.",
            {_NAMED_KEY: _OTHERS_KEY},
            "guarded",
            allowed=False,
            who=_AUDITOR,
            how="UpdateObjectEncryption",
        ),
        _write("The bucket's key, by its ARN.", {**_KMS, _NAMED_KEY: "{key}"}, "guarded", "everything", allowed=True),
        _write("KMS, without a key.", _KMS, "guarded", "everything", allowed=True),
        _write("SSE-S3.", {"s3:x-amz-server-side-encryption": "AES256"}, *_ALL, allowed=True),
        _write("Without kms_enabled, any KMS key.", {**_KMS, _NAMED_KEY: _OTHERS_KEY}, "least", allowed=True),
    ],
)
