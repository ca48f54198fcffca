"""The ways to use the module that differ in permissions: inputs by name, for a place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Inputs = dict[str, Any]

ACCOUNT = "123456789012"
SUFFIX = "AbCdEf"  # Secrets Manager adds six characters to each name


@dataclass(frozen=True)
class Place:
    """A region of AWS, and the partition that it belongs to."""

    partition: str
    region: str
    dns_suffix: str = "amazonaws.com"

    def arn(self, service: str, resource: str) -> str:
        """Spell the ARN of something in this place; IAM has no regions."""
        region = "" if service == "iam" else self.region
        return f"arn:{self.partition}:{service}:{region}:{ACCOUNT}:{resource}"

    @property
    def key(self) -> str:
        """The KMS key that encrypts what the module stores."""
        return self.arn("kms", "key/1111aaaa-11aa-11aa-11aa-111111111111")

    @property
    def secrets_key(self) -> str:
        """The KMS key that encrypts secrets."""
        return self.arn("kms", "key/2222bbbb-22bb-22bb-22bb-222222222222")

    @property
    def boundary(self) -> str:
        """A permissions boundary that knows ECS and IAM only."""
        return self.arn("iam", "policy/boundary")

    @property
    def wide_boundary(self) -> str:
        """A permissions boundary that forbids nothing."""
        return self.arn("iam", "policy/wide-boundary")

    @property
    def auditor(self) -> str:
        """A role of the user's."""
        return self.arn("iam", "role/auditor")


PLACES = {
    "aws": Place("aws", "eu-west-1"),
    "aws-cn": Place("aws-cn", "cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": Place("aws-us-gov", "us-gov-west-1"),
}

_SECRETS = {"DB_PASSWORD": f"secretsmanager:secret:db-{SUFFIX}", "API_TOKEN": "ssm:parameter/runner/api-token"}


def _least(_: Place) -> Inputs:
    """Set nothing but what is required."""
    return {}


def _existing(place: Place) -> Inputs:
    """Bring cluster, OIDC provider and family prefix along, and open what can be opened."""
    return {
        "existing_ecs_cluster_name": "shared",
        "existing_oidc_provider_arn": place.arn("iam", "oidc-provider/oidc.example.com/tenant"),
        "oidc_hostname": "oidc.example.com/tenant",
        "task_definition_family_prefix": "platform_orchestrator_",
        "task_role_assumable_by_task_manager": False,
        "s3_restrict_to_task_role": False,
        "enable_ecs_exec": True,
    }


def _guarded(place: Place) -> Inputs:
    """Use keys and secrets, lock state, and let an auditor read it."""
    arns = {name: place.arn(*secret.split(":", 1)) for name, secret in _SECRETS.items()}
    return {
        "kms_key_arn": place.key,
        "secrets": arns,
        "secrets_kms_key_arns": [place.secrets_key],
        "s3_allow_state_locking": True,
        "s3_additional_principal_arns": [place.auditor],
    }


def _bounded(place: Place) -> Inputs:
    """Put every role under a permissions boundary and a path."""
    return {"iam_role_permissions_boundary": place.boundary, "iam_role_path": "/platform/runners/"}


def _options(place: Place) -> Inputs:
    """Switch on what has policies in the groups that are off by default: network and monitoring."""
    endpoint = {
        "vpc_id": "vpc-0123456789abcdef0",
        "vpc_endpoints": ["s3"],
        "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
        "vpc_endpoint_s3_arns": [f"arn:{place.partition}:s3:::bucket-of-another-account/*"],
    }
    return {**endpoint, "enable_monitoring": True, "create_alarm_topic": True}


def _everything(place: Place) -> Inputs:
    """Switch on all that adds to roles and bucket, with the longest id: these policies get no larger."""
    return {
        **_guarded(place),
        **_bounded(place),
        "iam_role_permissions_boundary": place.wide_boundary,
        "enable_ecs_exec": True,
        "runner_id": "everything-" + "x" * 89,
    }


SCENARIOS: Mapping[str, Callable[[Place], Inputs]] = {
    "least": _least,
    "existing": _existing,
    "guarded": _guarded,
    "bounded": _bounded,
    "options": _options,
    "everything": _everything,
}


def inputs_of(name: str, place: Place) -> Inputs:
    """Give all inputs of a scenario; each has a runner of its own, so that all can live in one account."""
    least = {"region": place.region, "humanitec_org_id": "my-org", "runner_id": name, "subnet_ids": ["subnet-0123456789abcdef0"]}
    return {**least, **SCENARIOS[name](place)}


def configuration(place: Place) -> dict[str, Any]:
    """Make one configuration that uses the module for every scenario."""
    return {"module": {name: {"source": "./module", **inputs_of(name, place)} for name in SCENARIOS}}
