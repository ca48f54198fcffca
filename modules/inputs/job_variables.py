"""Which environment variables the runner's jobs may have, as plain values and as secrets."""

from ..core.rules import each_value, max_bytes, no_key_of

# What the Platform Orchestrator sets for each job, now or in older releases. Its API refuses some of these names; a job would
# have the others twice, which ECS refuses. From https://github.com/stellwerk-labs/platform-orchestrator-dp and
# https://github.com/stellwerk-labs/platform-orchestrator-cp.
RESERVED = (
    "DEPLOYMENT_ENV_UUID",
    "DEPLOYMENT_ID",
    "ENCRYPTING_KEY",
    "ENCRYPTING_LOGS_KEY",
    "LOGS_URL",
    "LOG_LEVEL",
    "METADATA_KEY",
    "MODE",
    "NATS_BUNDLE_BUCKET",
    "NATS_BUNDLE_KEY",
    "NATS_TOKEN",
    "NATS_URL",
    "ORG_ID",
    "PLATFORM_ORCHESTRATOR_API_PREFIX",
    "PLATFORM_ORCHESTRATOR_BASE_URL",
    "RUNNER_GATEWAY_URL",
    "RUNNER_ID",
    "TOKEN",
)
# The runner writes an S3 backend with `bucket` and `key` only (https://github.com/stellwerk-labs/platform-orchestrator-runner):
# locking must be enabled through the environment. OpenTofu and Terraform both read the variable.
STATE_LOCKING = {"TF_CLI_ARGS_init": "-backend-config=use_lockfile=true"}
GIT_SSH_KEYS = "RUNNER_GIT_SSH_KEYS"

NO_RESERVED_NAME = no_key_of(RESERVED, "the Platform Orchestrator sets itself", "Use other names.")

ENVIRONMENT = (
    each_value(
        max_bytes(1024, "Store long values in a secret or parameter, and reference it in `secrets`."),
        "values of at most 1024 bytes",
    ),
    NO_RESERVED_NAME,
    no_key_of([GIT_SSH_KEYS], "must be secrets", "Store the keys in a secret, and reference it in `secrets`."),
)
ONCE = "ECS refuses a name that is in both. Omit it from one of them."
