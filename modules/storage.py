"""Storage: the runner's bucket for state and artifacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResource
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition,
)
from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from .core.context import Context, Kms
from .core.declarations import is_enabled
from .core.expressions import Expression, StringMap, apply, conditional, empty_if_null, hcl, not_null, or_
from .core.names import Names
from .core.policies import Condition, Grantee, Principal, Role, Statement, document
from .core.resources import Group, attribute, checked, count, to_bool
from .inputs import StorageInputs
from .inputs.job_variables import STATE_LOCKING

_EVERYONE = Principal(type="*", identifiers=["*"])

# All actions that read, write or tag objects, uploads and replicas included, by wildcards, since AWS adds more. Only actions that
# delete an object, or a version of one, are missing: they are needed to empty the bucket.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
_REACH_OBJECTS = (
    "s3:AbortMultipartUpload",
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject*Annotation",
    "s3:DeleteObject*Tagging",
    "s3:GetObject*",
    "s3:InitiateReplication",
    "s3:ListMultipartUploadParts",
    "s3:ListObject*",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:PutObject*",
    "s3:Replicate*",
    "s3:RestoreObject",
    "s3:UpdateObject*",
)


@dataclass(frozen=True, kw_only=True)
class StorageProps:
    """What storage needs to know."""

    inputs: StorageInputs
    context: Context
    names: Names
    kms: Kms
    task_role: Role


class Storage(Group):
    """The bucket, closed to everyone but the task role."""

    def __init__(self, scope: Construct, id_: str, props: StorageProps) -> None:
        super().__init__(scope, id_, checked(props, StorageProps).context.requirements)
        self._props = props
        self._inputs = props.inputs
        self._region = props.context.region
        self.bucket = self._bucket()
        self.bucket_name, self.bucket_arn = attribute(self.bucket, "bucket"), attribute(self.bucket, "arn")
        # The bucket's settings refer to its id, which is unknown if the bucket is replaced: they are then replaced as well.
        self._bucket_id = attribute(self.bucket, "id")
        public_access_block = self._block_public_access()
        versioning = self._version()
        self._encrypt()
        self._expire_old_versions(versioning)
        self._log_access()
        self._close(public_access_block)
        self.grant_read_write(props.task_role, "task_s3", policy_name=props.names.policy("task-s3"))

    @property
    def permissions(self) -> list[TerraformResource]:
        """All that must exist before the task role can use the bucket."""
        return [*self._props.task_role.grants]

    @property
    def configuration(self) -> dict[str, Any]:
        """Storage's part of the runner's configuration."""
        return {
            "s3_bucket": self.bucket_name,
            "environment": self._environment(),
            "kms_key_arn": empty_if_null(self._props.kms.key_arn),
        }

    def _environment(self) -> StringMap:
        """Return the environment that enables state locking in jobs; empty if it is disabled."""

        def text(switch: str) -> str:
            return f"{{ for name, value in {hcl(STATE_LOCKING)} : name => value if {switch} }}"

        return apply(  # type: ignore[no-any-return]
            lambda switch: {**STATE_LOCKING} if switch else {}, text, self._inputs.s3_allow_state_locking
        )

    def grant_read(self, role: Grantee | IamRole, id_: str = "read_objects", *, policy_name: str | None = None) -> None:
        """Let a role list the bucket and read its objects; with KMS, also use the key through S3.

        The role gets an inline policy, named `<runner_id>-read-objects-policy` by default. Each further role in the same app
        needs its own `id_`. If `s3_restrict_to_task_role` is true (the default), the bucket policy still denies this role access
        to objects: add the role to `s3_additional_principal_arns` as well.
        """
        self._grant(role, id_, policy_name, "ReadObjects", ["s3:GetObject"], ["kms:Decrypt"])

    def grant_read_write(self, role: Grantee | IamRole, id_: str = "write_objects", *, policy_name: str | None = None) -> None:
        """Let a role list the bucket, and read and write its objects, as `grant_read` does.

        With `s3_allow_state_locking`, the role may also delete the lock files of Terraform's S3 backend.
        """
        actions = ["s3:GetObject", "s3:PutObject"]
        self._grant(role, id_, policy_name, "ReadWriteObjects", actions, ["kms:Decrypt", "kms:GenerateDataKey"])

    def _bucket(self) -> S3Bucket:
        inputs = self._inputs
        name = conditional(not_null(inputs.s3_bucket_name), inputs.s3_bucket_name, self._props.names.bucket)
        return self.resource(
            S3Bucket,
            "runner",
            region=self._region,
            bucket=self.local("bucket_name", name),
            force_destroy=to_bool(or_(inputs.s3_bucket_force_destroy, inputs.force_delete_s3)),
            tags=self._props.context.tags,
        )

    def _block_public_access(self) -> S3BucketPublicAccessBlock:
        return self.resource(
            S3BucketPublicAccessBlock,
            "runner",
            region=self._region,
            bucket=self._bucket_id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            # Terraform destroys this before the bucket. S3 keeps a bucket that isn't empty, which would be left unprotected.
            skip_destroy=True,
        )

    def _version(self) -> S3BucketVersioningA:
        return self.resource(
            S3BucketVersioningA,
            "runner",
            region=self._region,
            bucket=self._bucket_id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(
                status=conditional(self._inputs.s3_bucket_versioning_enabled, "Enabled", "Suspended")
            ),
        )

    def _encrypt(self) -> None:
        kms = self._props.kms
        self.resource(
            S3BucketServerSideEncryptionConfigurationA,
            "runner",
            count=count(self._inputs.enable_s3_encryption),
            region=self._region,
            bucket=self._bucket_id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                        sse_algorithm=conditional(kms.enabled, "aws:kms", "AES256"), kms_master_key_id=kms.key_arn
                    ),
                    bucket_key_enabled=to_bool(kms.enabled),  # one call to KMS for many objects
                )
            ],
        )

    def _expire_old_versions(self, versioning: S3BucketVersioningA) -> None:
        self.resource(
            S3BucketLifecycleConfiguration,
            "runner",
            depends_on=[versioning],  # rules for noncurrent versions follow versioning
            region=self._region,
            bucket=self._bucket_id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id="expire-old-versions",
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter()],
                    noncurrent_version_transition=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition(
                            noncurrent_days=30, storage_class="STANDARD_IA"
                        )
                    ],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(noncurrent_days=90)
                    ],
                ),
                S3BucketLifecycleConfigurationRule(
                    id="abort-incomplete-multipart-uploads",
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter()],
                    abort_incomplete_multipart_upload=[
                        S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(days_after_initiation=7)
                    ],
                ),
            ],
        )

    def _log_access(self) -> None:
        inputs = self._inputs
        self.resource(
            S3BucketLoggingA,
            "runner",
            count=count(is_enabled(inputs.enable_s3_access_logs, not_null(inputs.s3_access_log_bucket))),
            region=self._region,
            bucket=self._bucket_id,
            target_bucket=empty_if_null(inputs.s3_access_log_bucket),
            target_prefix=f"{self.bucket_name}/",
        )

    def _close(self, public_access_block: S3BucketPublicAccessBlock) -> None:
        bucket_and_objects = [self.bucket_arn, f"{self.bucket_arn}/*"]
        self.resource(
            S3BucketPolicy,
            "runner",
            depends_on=[public_access_block],  # S3 refuses to change both at once
            region=self._region,
            bucket=self._bucket_id,
            policy=document(
                self,
                "bucket",
                Statement(
                    sid="DenyWithoutTls",
                    why="State contains secrets, which must not be sent over a network unencrypted.",
                    effect="Deny",
                    actions=["s3:*"],
                    resources=bucket_and_objects,
                    principals=[_EVERYONE],
                    conditions=[Condition(test="Bool", key="aws:SecureTransport", values=["false"])],
                ),
                Statement(
                    sid="DenyOldTls",
                    why="TLS before 1.2 has known weaknesses.",
                    effect="Deny",
                    actions=["s3:*"],
                    resources=bucket_and_objects,
                    principals=[_EVERYONE],
                    conditions=[Condition(test="NumericLessThan", key="s3:TlsVersion", values=["1.2"])],
                ),
                *self._no_keys_of_others(),
                self._only_the_task_role(),
            ),
        )

    def _no_keys_of_others(self) -> tuple[Statement, Statement]:
        """Deny encryption with keys that others can revoke; no request is denied because a header is missing.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html and UsingKMSEncryption.html
        """
        kms, objects = self._props.kms, f"{self.bucket_arn}/*"
        named = "s3:x-amz-server-side-encryption-aws-kms-key-id"
        return (
            Statement(
                sid="DenyCustomerKeys",
                why="State that is encrypted with a customer-provided key (SSE-C) could be held to ransom.",
                effect="Deny",
                actions=["s3:PutObject", "s3:ReplicateObject"],
                resources=[objects],
                principals=[_EVERYONE],
                conditions=[
                    Condition(test="Null", key="s3:x-amz-server-side-encryption-customer-algorithm", values=["false"]),
                ],
            ),
            Statement(
                sid="DenyOtherKmsKeys",
                why="Access to another KMS key can be revoked. Requests that specify no key use the bucket's.",
                effect="Deny",
                actions=["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"],
                resources=[objects],
                principals=[_EVERYONE],
                conditions=[
                    Condition(test="Null", key=named, values=["false"]),
                    Condition(test="ArnNotEquals", key=named, values=kms.key_arns),
                ],
                only_if=kms.enabled,
            ),
        )

    def _only_the_task_role(self) -> Statement:
        others = self._inputs.s3_additional_principal_arns
        return Statement(
            sid="DenyObjectsToOthers",
            why="Permissions in the account must not give access to state. Managing and emptying the bucket is still possible.",
            effect="Deny",
            actions=_REACH_OBJECTS,
            resources=[f"{self.bucket_arn}/*"],
            principals=[_EVERYONE],
            conditions=[
                Condition(
                    test="ArnNotEquals",
                    key="aws:PrincipalArn",
                    values=Expression(f"concat([{hcl(self._props.task_role.arn)}], {hcl(others)})"),
                )
            ],
            only_if=self._inputs.s3_restrict_to_task_role,
        )

    def _grant(
        self,
        role: Grantee | IamRole,
        id_: str,
        policy_name: str | None,
        sid: str,
        actions: Sequence[str],
        key_actions: Sequence[str],
    ) -> None:
        props = self._props
        # S3 ARNs contain no account: after the bucket is deleted, anyone can create one with the same name.
        of_this_account = Condition(test="StringEquals", key="aws:ResourceAccount", values=[props.context.account_id])
        Grantee.of(role).grant(
            self,
            id_,
            policy_name or props.names.policy(id_.replace("_", "-")),
            Statement(
                sid="ListBucket",
                why="The S3 backend lists objects before it reads them.",
                actions=["s3:ListBucket"],
                resources=[self.bucket_arn],
                conditions=[of_this_account],
            ),
            Statement(
                sid=sid,
                why="The objects are state and artifacts of the runner's jobs.",
                actions=actions,
                resources=[f"{self.bucket_arn}/*"],
                conditions=[of_this_account],
            ),
            Statement(
                sid="DeleteLocks",
                why="Terraform locks state with a lock file, and deletes the file to unlock it.",
                actions=["s3:DeleteObject"],
                resources=[f"{self.bucket_arn}/*.tflock"],
                conditions=[of_this_account],
                only_if="s3:PutObject" in actions and self._inputs.s3_allow_state_locking,
            ),
            Statement(
                sid="UseKeyForObjects",
                why="Encrypted objects require the key, but only S3 can use it for them.",
                actions=key_actions,
                resources=props.kms.key_arns,
                conditions=[Condition(test="StringEquals", key="kms:ViaService", values=[props.context.service("s3")])],
                only_if=props.kms.enabled,
            ),
        )
