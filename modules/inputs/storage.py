"""Inputs of storage: the bucket."""

from ..core.declarations import Requirement, variable
from ..core.expressions import Bool, StringList, equal, implies, not_, not_null
from ..core.rules import each, matches
from .formats import BUCKET_SOURCE, ROLE_OR_USER, bucket_name
from .general import KmsInputs

_BUCKET_CHARACTERS = "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
_RESERVED = "^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|--x-s3$|--table-s3$|-an$"


class StorageInputs(KmsInputs):
    """What storage needs from the user."""

    heading = "Storage"

    s3_bucket_name: str | None = variable(
        matches(
            _BUCKET_CHARACTERS,
            "3 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit, without a"
            " prefix or suffix that S3 reserves",
            "Dots are not allowed, since they break TLS to the bucket.",
            source=BUCKET_SOURCE,
            reserved=_RESERVED,
        ),
        default=None,
    )
    """Name of the bucket. null: `<runner_id>-artifacts`, or `<runner_id>-state` in the `registered-runner` modules; shortened,
    with a unique suffix, if that exceeds 63 characters."""
    s3_bucket_force_destroy: Bool = variable(default=False, origin="A")
    """Whether destroying the bucket deletes the objects in it, including the Terraform state of the runner's deployments."""
    force_delete_s3: Bool = variable(default=False, origin="B")
    """Older name of `s3_bucket_force_destroy`. Setting either to true is enough."""
    s3_bucket_versioning_enabled: Bool = variable(default=True, origin="A")
    """Whether the bucket keeps older versions of its objects, for 90 days."""
    enable_s3_encryption: Bool = variable(default=True, origin="A", known_at_plan=True)
    """Whether to configure the bucket's default encryption. false: the default of S3, SSE-S3. Must be known at plan."""
    s3_restrict_to_task_role: Bool = variable(default=True, origin="A")
    """Whether the bucket policy denies reading, writing and replicating objects to everyone except the task role and
    `s3_additional_principal_arns`, regardless of their own policies."""
    s3_additional_principal_arns: StringList = variable(
        each(ROLE_OR_USER, "ARNs of IAM roles and users, such as arn:aws:iam::123456789012:role/example"),
        default=[],
    )
    """ARNs of IAM roles and users, in addition to the task role, that the bucket policy lets read, write and replicate objects if
    their own policies allow it. A role that replicates the bucket must be in this list."""
    s3_access_log_bucket: str | None = variable(
        bucket_name("It must be in the same region and account, and its policy must let logging.s3.amazonaws.com write."),
        default=None,
    )
    """Name of the bucket that receives S3 access logs, under the prefix `<bucket>/`. null: no access logs."""
    enable_s3_access_logs: Bool | None = variable(default=None, known_at_plan=True)
    """Whether to enable S3 access logs. null: true if `s3_access_log_bucket` is not null. Set to true if that name is unknown at
    plan."""
    s3_allow_state_locking: Bool = variable(default=False)
    """Whether jobs lock the state. Recommended: a failed deployment leaves its task running, and the next one could write the
    same state at the same time. true: the task role can delete `*.tflock` objects, and jobs get the environment variable
    TF_CLI_ARGS_init that enables locking, unless `environment` or `secrets` sets that variable."""

    def _requirements(self) -> list[Requirement]:
        at = ("aws_s3_bucket_policy.runner",)
        return [
            Requirement(
                holds=implies(equal(self.enable_s3_access_logs, True), not_null(self.s3_access_log_bucket)),
                message="enable_s3_access_logs = true needs s3_access_log_bucket; got null. Set the bucket's name, or omit"
                " enable_s3_access_logs.",
                at=("aws_s3_bucket_logging.runner",),
            ),
            *self._needing(
                ["s3_access_log_bucket"], "enable_s3_access_logs = true", not_(equal(self.enable_s3_access_logs, False)), at=at
            ),
            *self._needing(
                ["s3_additional_principal_arns"], "s3_restrict_to_task_role = true", self.s3_restrict_to_task_role, at=at
            ),
        ]
