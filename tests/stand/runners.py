"""The runners that are built on the stand, by name: the inputs of the root module."""

from collections.abc import Mapping
from typing import Any

from release.evidence.changes.bases import BASES, KEY, SECRETS
from release.evidence.changes.model import here, iam

ISSUER = "oidc.example.com"

# The self-hosted orchestrator on what others created, with all that its jobs get.
_SELF_HOSTED = {
    **{name: value for name, value in BASES["existing"].inputs.items() if name != "humanitec_org_id"},
    "orchestrator_org_id": "my-org",
    "oidc_hostname": ISSUER,
    "existing_oidc_provider_arn": iam(f"oidc-provider/{ISSUER}"),
    "environment": {"REGISTRY": "registry.example.com"},
    "secrets": {**SECRETS, "API_TOKEN": here("ssm", "parameter/runner/api-token")},
    "secrets_kms_key_arns": [KEY],
    "kms_key_arn": KEY,
    "s3_allow_state_locking": True,
    "iam_role_permissions_boundary": iam("policy/boundary"),
}

RUNNERS: Mapping[str, Mapping[str, Any]] = {
    **{name: base.inputs for name, base in BASES.items()},
    "self-hosted": _SELF_HOSTED,
}
