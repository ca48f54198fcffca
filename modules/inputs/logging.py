"""Inputs of logging: the log groups, and Exec sessions."""

from ..core.declarations import variable
from ..core.expressions import Bool, Number
from ..core.rules import one_of
from .general import KmsInputs

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)


class LoggingInputs(KmsInputs):
    """What logging needs from the user."""

    heading = "Logging"

    cloudwatch_log_retention_days: Number = variable(
        one_of(RETENTION_DAYS, "CloudWatch offers no other periods."), default=30, origin="A"
    )
    """Retention of the log groups, in days. They hold Exec sessions and what your own task definitions log. The runner's jobs
    don't use them: their logs reach the Platform Orchestrator only if the deployment sets `encrypted_logs_recipient`, once, at
    the end, at most 10 MB. A task that is killed leaves no logs."""
    enable_ecs_exec: Bool = variable(default=False, known_at_plan=True)
    """Whether to allow the task role to open ECS Exec sessions and log them. The runner's own jobs are started without Exec, so
    this is for other tasks with the same role. Must be known at plan."""
