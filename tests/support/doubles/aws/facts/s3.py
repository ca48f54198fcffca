"""S3."""

import re
from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import length, matches, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import POLICY
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_ID = {"id": "{bucket}"}  # createResourceID: with an expected_bucket_owner it would be "bucket,owner"
_BUCKET = {"bucket": (length(1, 63),)}
_OF_BUCKET = {"bucket": "aws_s3_bucket.bucket"}
_REPLACED_BY = {"bucket", "expected_bucket_owner"}
_BUCKET_NAME = matches(r"[0-9a-z][0-9a-z.-]{1,61}[0-9a-z]")
_UNENCRYPTED = {
    "apply_server_side_encryption_by_default": [{"kms_master_key_id": "", "sse_algorithm": "AES256"}],
    "blocked_encryption_types": None,
    "bucket_key_enabled": False,
}


def _bucket_name(account: "Account", place: Place, plan: Value) -> str | None:
    """The rules of AWS for new buckets: validBucketName, where us-east-1 has others from older times.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    del account, place
    name = plan["bucket"]
    good = _BUCKET_NAME.allows(name) and ".." not in name and not re.fullmatch(r"[\d.]+", name)
    return None if good else f"InvalidBucketName: The specified bucket is not valid: {name}"


def _versioning(account: "Account", place: Place, plan: Value) -> str | None:
    """Disabled is for buckets that were never versioned: resourceBucketVersioning's CustomizeDiff, at plan there."""
    del place
    now = [item for item in account.of_type("aws_s3_bucket_versioning") if item["bucket"] == plan["bucket"]]
    statuses = {item["versioning_configuration"][0]["status"] for item in now} - {"Disabled"}
    if statuses and plan["versioning_configuration"][0]["status"] == "Disabled":
        return f"versioning_configuration.status cannot be updated from '{statuses.pop()}' to 'Disabled'"
    return None


FACTS = {
    "aws_s3_bucket": Facts(
        source="internal/service/s3/bucket.go resourceBucket",
        replaced_by={"bucket", "bucket_prefix", "object_lock_enabled"},
        defaults={"force_destroy": False},
        texts={"policy": POLICY},
        checks={"bucket": (length(0, 63),), "bucket_prefix": (length(0, 37),)},
        conflicts=({"bucket", "bucket_prefix"},),
        deprecated={"acceleration_status", "acl", "policy", "request_payer"},
        values={
            "bucket": "{bucket_prefix}{stamp}",
            "id": "{bucket}",
            "arn": "arn:{partition}:s3:::{bucket}",
            "bucket_domain_name": "{bucket}.s3.{dns}",
            "bucket_region": "{region}",
            "bucket_regional_domain_name": "{bucket}.s3.{region}.{dns}",
            "hosted_zone_id": "Z3AQBSTGFYJSTF",
            "request_payer": "BucketOwner",
        },
        refusals=(_bucket_name,),
        unique=("bucket",),
        exists="BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
        imported_by="bucket",
        # resourceBucketDelete, emptyBucket: the flag counts as it is in the state
        in_use="BucketNotEmpty: The bucket you tried to delete is not empty",
        emptied_by="force_destroy",
    ),
    # Tests put objects into a bucket as these; an old version of an object holds its bucket too.
    "aws_s3_object": Facts(
        source="internal/service/s3/object.go resourceObject",
        replaced_by={"bucket", "key"},
        values={"id": "{key}", "arn": "arn:{partition}:s3:::{bucket}/{key}"},
        holds={"bucket": "aws_s3_bucket.bucket"},
    ),
    "aws_s3_bucket_lifecycle_configuration": Facts(
        source="internal/service/s3/bucket_lifecycle_configuration.go resourceBucketLifecycleConfiguration.Schema",
        replaced_by=_REPLACED_BY,
        framework=True,
        checks={**_BUCKET, "rule.id": (length(1, 255),), "rule.status": (one_of("Enabled", "Disabled"),)},
        values={**_ID, "transition_default_minimum_object_size": "all_storage_classes_128K"},
        goes_with=_OF_BUCKET,
    ),
    "aws_s3_bucket_logging": Facts(
        source="internal/service/s3/bucket_logging.go resourceBucketLogging",
        replaced_by=_REPLACED_BY,
        checks=_BUCKET,
        values=_ID,
        goes_with=_OF_BUCKET,
    ),
    "aws_s3_bucket_policy": Facts(
        source="internal/service/s3/bucket_policy.go resourceBucketPolicy",
        replaced_by={"bucket"},
        texts={"policy": POLICY},
        values=_ID,
        retried=("MalformedPolicy", "NoSuchBucket"),  # for two minutes: new roles may not be known yet
        goes_with=_OF_BUCKET,
    ),
    "aws_s3_bucket_public_access_block": Facts(
        # skip_destroy: documentation of 6.4
        source="internal/service/s3/bucket_public_access_block.go resourceBucketPublicAccessBlock",
        replaced_by={"bucket"},
        defaults=dict.fromkeys(
            ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), False
        ),
        values=_ID,
        unread={"skip_destroy"},
        goes_with=_OF_BUCKET,
        kept_by="skip_destroy",
    ),
    "aws_s3_bucket_server_side_encryption_configuration": Facts(
        # blocked_encryption_types is optional and computed since 6.40 (its changelog), and only optional in the schema of
        # 6.25. The double behaves as 6.40: unset, it is no difference, whatever AWS blocks.
        source="internal/service/s3/bucket_server_side_encryption_configuration.go",
        replaced_by=_REPLACED_BY,
        checks={
            **_BUCKET,
            "rule.apply_server_side_encryption_by_default.sse_algorithm": (
                one_of("AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"),
            ),
            "rule.blocked_encryption_types": (one_of("NONE", "SSE-C"),),
        },
        values=_ID,
        goes_with=_OF_BUCKET,
        left={"rule": [_UNENCRYPTED]},  # "the bucket now always has one"
    ),
    "aws_s3_bucket_versioning": Facts(
        source="internal/service/s3/bucket_versioning.go resourceBucketVersioning",
        replaced_by=_REPLACED_BY,
        checks={**_BUCKET, "versioning_configuration.status": (one_of("Enabled", "Suspended", "Disabled"),)},
        values=_ID,
        unread={"mfa"},
        refusals=(_versioning,),
        goes_with=_OF_BUCKET,
        left={"versioning_configuration": [{"mfa_delete": "", "status": "Suspended"}]},
    ),
}
