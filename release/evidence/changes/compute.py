"""Changes of logging, and of the cluster."""

from release.evidence.changes.model import Change, Section
from release.evidence.changes.resources import CLUSTER, EXEC, LOG_GROUPS, RUN_TASKS, STRATEGY

LOGGING = Section(
    "Logging",
    [
        Change(
            "cloudwatch_log_retention_days", 365, updates=LOG_GROUPS, warning="With fewer days, CloudWatch deletes older events."
        ),
        Change("enable_ecs_exec", True, creates=[EXEC]),
        Change("enable_ecs_exec", False, base="full", destroys=[EXEC]),
    ],
)

COMPUTE = Section(
    "Cluster",
    [
        Change(
            "existing_ecs_cluster_name",
            "shared",
            updates=[RUN_TASKS],
            destroys=[CLUSTER, STRATEGY],
            warning="AWS doesn't delete a cluster with running tasks: the apply waits, then fails. Register the runner again.",
        ),
        Change(
            "existing_ecs_cluster_name",
            "other",
            base="existing",
            updates=[RUN_TASKS],
            warning="The orchestrator no longer finds jobs on the old cluster. Register the runner again.",
        ),
        Change("create_ecs_cluster", True),
        Change("create_ecs_cluster", False, base="existing"),
        Change(
            "create_ecs_cluster",
            True,
            base="existing",
            beside={"existing_ecs_cluster_name": None},
            creates=[CLUSTER, STRATEGY],
            updates=[RUN_TASKS],
            warning="The orchestrator no longer finds jobs on the old cluster. Register the runner again.",
        ),
        Change("container_insights", "enhanced", updates=[CLUSTER]),
        Change("capacity_providers", [{"name": "FARGATE_SPOT"}], updates=[STRATEGY]),
        Change(
            "task_definition_family_prefix",
            "platform_orchestrator_",
            updates=[RUN_TASKS],
            warning="The orchestrator may no longer clean up task definitions of the old families.",
        ),
        Change(
            "runner_tag_key",
            "PlatformOrchestratorRunnerId",
            updates=[RUN_TASKS],
            warning="Task definitions without the tag can no longer be run. The next deployment registers a new one.",
        ),
        Change("require_fargate_compatibility", False, base="existing", updates=[RUN_TASKS]),
    ],
)
