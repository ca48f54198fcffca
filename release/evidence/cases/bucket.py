"""What the bucket's own policy says, whatever the policies of those who come."""

from release.evidence.model import Case, Section, Who, allow, deny, here, s3

_STATE = s3("{bucket}/a.tfstate")
_BUCKET = s3("{bucket}")
_ADMIN: Who = "administrator"
_AUDITOR: Who = "auditor"

OBJECTS = Section(
    "Other principals of the account and the bucket's objects",
    [
        deny(_ADMIN, "s3:GetObject", _STATE, "Rights in the account are no right to the state.", "least", "guarded"),
        deny(_ADMIN, "s3:GetObjectVersion", _STATE, "Nor to what it was before.", "least", "guarded"),
        deny(_ADMIN, "s3:PutObject", _STATE, "Nobody plants state.", "least", "guarded"),
        deny(_ADMIN, "s3:GetObjectVersionForReplication", _STATE, "State isn't copied out.", "least", "guarded"),
        deny(_ADMIN, "s3:ReplicateObject", _STATE, "Nor copied in.", "least", "guarded"),
        deny(_ADMIN, "s3:InitiateReplication", _STATE, "What is there already isn't copied out either.", "least", "guarded"),
        deny(_ADMIN, "s3:PutObjectAcl", _STATE, "Nobody hands objects to others.", "least", "guarded"),
        deny(_ADMIN, "s3:GetObjectAttributes", _STATE, "Nor reads what they are like.", "least", "guarded"),
        deny(_ADMIN, "s3:UpdateObjectEncryption", _STATE, "Nobody puts state under another key.", "least", "guarded"),
        allow(_AUDITOR, "s3:ReplicateObject", _STATE, "A role that replicates has to be named.", "guarded", "everything"),
        deny("namesake", "s3:GetObject", _STATE, "A role with nearly the name.", "least", "guarded"),
        deny("outsider", "s3:GetObject", _STATE, "Another account.", "least", "existing", "guarded"),
        deny("outsider", "s3:ListBucket", _BUCKET, "Another account.", "least", "existing", "guarded"),
        allow(_AUDITOR, "s3:GetObject", _STATE, "Named in s3_additional_principal_arns.", "guarded", "everything"),
        allow(_AUDITOR, "s3:PutObject", _STATE, "Named in s3_additional_principal_arns.", "guarded", "everything"),
        deny(_AUDITOR, "s3:GetObject", _STATE, "Not named there."),
        allow(_ADMIN, "s3:GetObject", _STATE, "With s3_restrict_to_task_role = false, as their own policies say.", "existing"),
        allow(_ADMIN, "s3:PutObject", _STATE, "With s3_restrict_to_task_role = false, as their own policies say.", "existing"),
    ],
)

MANAGE = Section(
    "Terraform, or an administrator, and the bucket itself",
    [
        allow(_ADMIN, "s3:ListBucket", _BUCKET, "The bucket can be looked over.", "least", "everything"),
        allow(_ADMIN, "s3:GetBucketPolicy", _BUCKET, "A plan reads it.", "least", "everything"),
        allow(_ADMIN, "s3:PutBucketPolicy", _BUCKET, "Nobody is locked out for good.", "least", "everything"),
        allow(_ADMIN, "s3:PutLifecycleConfiguration", _BUCKET, "Settings can change.", "least", "everything"),
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
    """Write an object with headers about its encryption."""
    return Case(who, f"s3:{how}", _STATE, allowed, why, when, scenarios)


_ALL = ("least", "existing", "guarded", "everything")
_KMS = {"s3:x-amz-server-side-encryption": "aws:kms"}

ENCRYPTION = Section(
    "Keys that state is written under",
    [
        _write("A key in the request (SSE-C), which nobody else has.", {_SSE_C: "AES256"}, *_ALL, allowed=False),
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
            "The same, by whoever may write.",
            {**_KMS, _NAMED_KEY: _OTHERS_KEY},
            "guarded",
            allowed=False,
            who=_AUDITOR,
        ),
        _write(
            "The same, for an object that is there already.",
            {_NAMED_KEY: _OTHERS_KEY},
            "guarded",
            allowed=False,
            who=_AUDITOR,
            how="UpdateObjectEncryption",
        ),
        _write("The bucket's key, by its ARN.", {**_KMS, _NAMED_KEY: "{key}"}, "guarded", "everything", allowed=True),
        _write("KMS, with no key named.", _KMS, "guarded", "everything", allowed=True),
        _write("S3's own keys.", {"s3:x-amz-server-side-encryption": "AES256"}, *_ALL, allowed=True),
        _write("Without kms_enabled, any KMS key.", {**_KMS, _NAMED_KEY: _OTHERS_KEY}, "least", allowed=True),
    ],
)
