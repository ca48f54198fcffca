"""The bucket and its settings."""

from tests.stand.model import Builder, Json, Place, given, tags


def bucket(stand: Place, values: Json) -> None:
    """Create a bucket in the stand's region."""
    place = {} if stand.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": stand.region}}
    stand.client("s3").create_bucket(Bucket=values["bucket"], **place)
    if found := tags(values):
        stand.client("s3").put_bucket_tagging(Bucket=values["bucket"], Tagging={"TagSet": found})


def versioning(stand: Place, values: Json) -> None:
    """Turn versioning on or suspend it."""
    (configuration,) = values["versioning_configuration"]
    stand.client("s3").put_bucket_versioning(Bucket=values["bucket"], VersioningConfiguration={"Status": configuration["status"]})


def encryption(stand: Place, values: Json) -> None:
    """Encrypt new objects."""
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": given(
                SSEAlgorithm=default["sse_algorithm"], KMSMasterKeyID=default["kms_master_key_id"]
            ),
            "BucketKeyEnabled": bool(rule["bucket_key_enabled"]),
        }
        for rule in values["rule"]
        for default in rule["apply_server_side_encryption_by_default"]
    ]
    stand.client("s3").put_bucket_encryption(Bucket=values["bucket"], ServerSideEncryptionConfiguration={"Rules": rules})


def public_access_block(stand: Place, values: Json) -> None:
    """Block public access."""
    stand.client("s3").put_public_access_block(
        Bucket=values["bucket"],
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": values["block_public_acls"],
            "BlockPublicPolicy": values["block_public_policy"],
            "IgnorePublicAcls": values["ignore_public_acls"],
            "RestrictPublicBuckets": values["restrict_public_buckets"],
        },
    )


def lifecycle(stand: Place, values: Json) -> None:
    """Expire what is old."""
    stand.client("s3").put_bucket_lifecycle_configuration(
        Bucket=values["bucket"], LifecycleConfiguration={"Rules": [_rule(rule) for rule in values["rule"]]}
    )


def _rule(rule: Json) -> Json:
    abort, expire = rule["abort_incomplete_multipart_upload"], rule["noncurrent_version_expiration"]
    return {
        "ID": rule["id"],
        "Status": rule["status"],
        "Filter": {"Prefix": (rule["filter"] or [{}])[0].get("prefix") or ""},
        **given(
            AbortIncompleteMultipartUpload={"DaysAfterInitiation": abort[0]["days_after_initiation"]} if abort else {},
            NoncurrentVersionExpiration={"NoncurrentDays": expire[0]["noncurrent_days"]} if expire else {},
            NoncurrentVersionTransitions=[
                {"NoncurrentDays": each["noncurrent_days"], "StorageClass": each["storage_class"]}
                for each in rule["noncurrent_version_transition"]
            ],
        ),
    }


def logging(stand: Place, values: Json) -> None:
    """Log each access to another bucket, which has to let the log delivery write."""
    enabled = {"TargetBucket": values["target_bucket"], "TargetPrefix": values["target_prefix"]}
    stand.client("s3").put_bucket_logging(Bucket=values["bucket"], BucketLoggingStatus={"LoggingEnabled": enabled})


def policy(stand: Place, values: Json) -> None:
    """Write the bucket's policy."""
    stand.client("s3").put_bucket_policy(Bucket=values["bucket"], Policy=values["policy"])


BUILDERS: list[tuple[str, Builder]] = [
    ("aws_s3_bucket", bucket),
    ("aws_s3_bucket_versioning", versioning),
    ("aws_s3_bucket_server_side_encryption_configuration", encryption),
    ("aws_s3_bucket_public_access_block", public_access_block),
    ("aws_s3_bucket_lifecycle_configuration", lifecycle),
    ("aws_s3_bucket_logging", logging),
    ("aws_s3_bucket_policy", policy),
]
