"""The two editions of the Platform Orchestrator: Humanitec's, which is hosted, and Stellwerk, which is self-hosted.

Each edition determines defaults of inputs, and the Terraform provider that registers runners.
The provider's settings: https://github.com/stellwerk-labs/terraform-provider-platform-orchestrator and
https://github.com/humanitec/terraform-provider-platform-orchestrator, `internal/provider/provider.go` in both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition: defaults of inputs; source, version and environment variables of the registration provider."""

    name: str
    task_definition_family_prefix: str
    oidc_hostname: str | None  # None: every installation has its own
    oidc_thumbprints: tuple[str, ...]  # empty: left to AWS
    source: str
    version: str
    environment: str  # prefix of the variables with the organization and the token


HUMANITEC = Edition(
    name="humanitec",
    task_definition_family_prefix="humanitec_",
    oidc_hostname="oidc.humanitec.dev",
    oidc_thumbprints=("9e99a48a9960b14926bb7f3b02e22da2b0ab7280",),
    source="humanitec/platform-orchestrator",
    # The runner resource exists since 2.9.1, its `image` since 2.11.0: older providers silently ignore it.
    version=">= 2.11.0, < 3.0.0",
    environment="HUMANITEC",
)
STELLWERK = Edition(
    name="stellwerk",
    # `ecs_runner.go` of https://github.com/stellwerk-labs/platform-orchestrator-dp: platform_orchestrator_env_ORGANIZATION_UUID
    task_definition_family_prefix="platform_orchestrator_",
    oidc_hostname=None,
    oidc_thumbprints=(),
    source="stellwerk-labs/platform-orchestrator",
    version=">= 1.0, < 3.0",  # the runner and its rules are the same in both
    environment="PO",
)
EDITIONS = (HUMANITEC, STELLWERK)
