"""Services of which the project's configurations use little: ECR, KMS, Secrets Manager, Systems Manager."""

import json

from tests.support.doubles.aws.facts.checks import between, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import NAMED, here
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import POLICY
from tests.support.doubles.model import Value

_NAME = {"name", "name_prefix"}


def _key_policy(plan: Value, place: Place) -> str:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html."""
    del plan
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{place.partition}:iam::{place.account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}, separators=(",", ":"))


# Read in 6.x: the repository. The others are from the documentation, and from 5.x.
FACTS = {
    "aws_ecr_repository": Facts(
        source="internal/service/ecr/repository.go resourceRepository",
        replaced_by={"name", "encryption_configuration"},
        defaults={"image_tag_mutability": "MUTABLE"},
        kept_if_unset={"encryption_configuration", "image_scanning_configuration"},
        checks={"image_tag_mutability": (one_of("MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"),)},
        values={
            "id": "{name}",
            "arn": here("ecr", "repository/{name}"),
            "repository_url": "{account}.dkr.ecr.{region}.{dns}/{name}",
            "registry_id": "{account}",
        },
        unread={"force_delete"},
        unique=("name",),
        exists="RepositoryAlreadyExistsException: The repository already exists in the registry",
    ),
    "aws_ecr_repository_policy": Facts(
        source="internal/service/ecr/repository_policy.go resourceRepositoryPolicy",
        replaced_by={"repository"},
        texts={"policy": POLICY},
        values={"id": "{repository}", "registry_id": "{account}"},
        goes_with={"repository": "aws_ecr_repository.name"},
    ),
    "aws_kms_alias": Facts(
        source="internal/service/kms/alias.go resourceAlias",
        replaced_by=_NAME,
        conflicts=(_NAME,),
        values={"name": "alias/{stamp}", "id": "{name}", "arn": here("kms", "{name}")},
        unique=("name",),
        exists="AlreadyExistsException: An alias with this name already exists",
        goes_with={"target_key_id": "aws_kms_key.key_id"},
    ),
    "aws_kms_key": Facts(
        source="internal/service/kms/key.go resourceKey",
        replaced_by={"custom_key_store_id", "customer_master_key_spec", "key_usage", "multi_region", "xks_key_id"},
        defaults={
            "bypass_policy_lockout_safety_check": False,
            "customer_master_key_spec": "SYMMETRIC_DEFAULT",
            "enable_key_rotation": False,
            "is_enabled": True,
            "key_usage": "ENCRYPT_DECRYPT",
        },
        texts={"policy": POLICY},
        checks={"deletion_window_in_days": (between(7, 30),), "rotation_period_in_days": (between(90, 2560),)},
        values={"key_id": "{uuid}", "id": "{key_id}", "arn": here("kms", "key/{key_id}"), "policy": _key_policy},
        unread={"deletion_window_in_days"},
    ),
    "aws_secretsmanager_secret": Facts(
        source="internal/service/secretsmanager/secret.go resourceSecret",
        replaced_by=_NAME,
        defaults={"force_overwrite_replica_secret": False, "recovery_window_in_days": 30},
        texts={"policy": POLICY},
        conflicts=(_NAME,),
        values={**NAMED, "arn": here("secretsmanager", "secret:{name}-{suffix}"), "id": "{arn}"},
        unique=("name",),
        exists="ResourceExistsException: The operation failed because the secret already exists.",
    ),
    "aws_ssm_parameter": Facts(
        source="internal/service/ssm/parameter.go resourceParameter",
        replaced_by={"name"},  # data_type too, in its CustomizeDiff
        checks={"type": (one_of("String", "StringList", "SecureString"),)},
        values={"id": "{name}", "arn": here("ssm", "parameter{slash_name}"), "data_type": "text", "tier": "Standard"},
        unread={"overwrite", "value_wo", "value_wo_version"},
        unique=("name",),
        exists="ParameterAlreadyExists: The parameter already exists.",
    ),
}
