"""What the bucket's own policy says, whatever the policies of those who come."""

from release.evidence.model import Section, Who, allow, deny, s3

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
