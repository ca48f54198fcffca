"""The API calls that create, read, update and destroy each resource type, by the part of the deployer's policies.

The rows are from the provider's source: `deployer_core.py`, `deployer_network.py`, `deployer_monitoring.py`. A test compares
them with the calls of a real provider for a full runner.
"""

from release.deployer_core import CORE, FORCE_DESTROY, OIDC_PROVIDER
from release.deployer_monitoring import MONITORING
from release.deployer_network import NETWORK
from release.deployer_rows import Table

PARTS: dict[str, Table] = {
    "core": CORE,
    "network": NETWORK,
    "monitoring": MONITORING,
    "force-destroy": FORCE_DESTROY,
    "oidc-provider": OIDC_PROVIDER,
}

# Types that need no permission in AWS.
FREE = {
    "data.aws_caller_identity",
    # Not of AWS.
    "platform-orchestrator_runner_rule",
    "platform-orchestrator_serverless_ecs_runner",
}
