"""Which API calls each resource type takes, to be created, read, changed and destroyed, by the part that a deployer needs it for.

The rows are read from the provider's source: `deployer_core.py`, `deployer_network.py`, `deployer_monitoring.py`. A test holds
them against what a real provider called for a full runner.
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

# Data sources that ask nobody, or ask what nobody can be refused.
FREE = {
    "data.aws_caller_identity",
    # Not of AWS.
    "platform-orchestrator_runner_rule",
    "platform-orchestrator_serverless_ecs_runner",
}
