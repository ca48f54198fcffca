"""All physical names, built from the runner's ID and a suffix. No other file builds one.

AWS's limits: 64 characters for a role or an event rule, 63 for a bucket, 128 for an inline policy, 255 for a cluster, a
security group, an alarm or a dashboard, 256 for a topic, 512 for a log group.
The ID has at most 100. If a name exceeds its limit, the ID in it is shortened, and the suffix makes it unique again.
"""

from dataclasses import dataclass

from .expressions import Expression, hcl

_SUFFIX = 8  # hexadecimal digits of random_id.suffix
_SHORT = 64  # a role, an event rule
_BUCKET = 63
_TASK_MANAGER = "ecs-task-manager"  # no other kind in a short name has more characters
MAX_PREFIX = _SHORT - len(f"-{_TASK_MANAGER}-") - _SUFFIX - 1  # all names keep this much of the ID: a cut may drop a hyphen


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of one runner's resources."""

    runner_id: str
    suffix: str
    bucket_kind: str = "artifacts"  # what the bucket's name ends with

    @property
    def task_manager_role(self) -> str:
        """The role that the orchestrator signs in to."""
        return self._short(_TASK_MANAGER)

    @property
    def execution_role(self) -> str:
        """The role with which ECS starts tasks."""
        return self._short("execution")

    @property
    def task_role(self) -> str:
        """The role of the runner's jobs."""
        return self._short("task")

    @property
    def cluster(self) -> str:
        """The ECS cluster."""
        return f"{self.runner_id}-cluster-{self.suffix}"

    @property
    def bucket(self) -> str:
        """The bucket, whose name must be unique in all of AWS; it has the suffix only if it is shortened."""
        max_length = _BUCKET - len(f"-{self.bucket_kind}")
        whole = f"{self.runner_id}-{self.bucket_kind}"
        cut = f"{self._cut(max_length - _SUFFIX - 1)}-{self.suffix}-{self.bucket_kind}"
        return Expression(f"length({hcl(self.runner_id)}) <= {max_length} ? {hcl(whole)} : {hcl(cut)}")

    @property
    def tasks_log_group(self) -> str:
        """The log group of tasks."""
        return f"/aws/ecs/{self.runner_id}"

    @property
    def exec_log_group(self) -> str:
        """The log group of Exec sessions."""
        return f"/aws/ecs/{self.runner_id}/exec"

    @property
    def events_log_group(self) -> str:
        """The log group of events that monitoring keeps; the console gives those of EventBridge the prefix /aws/events/."""
        return f"/aws/events/{self.runner_id}"

    @property
    def dashboard(self) -> str:
        """The dashboard."""
        return self.runner_id

    def policy(self, purpose: str) -> str:
        """Name an inline policy of a role."""
        return f"{self.runner_id}-{purpose}-policy"

    def security_group(self, purpose: str) -> str:
        """Name a security group; EC2 refuses names that start with sg-, as a runner's ID may."""
        return f"ecs-{self.runner_id}-{purpose}"

    def event_rule(self, kind: str) -> str:
        """Name an event rule."""
        return self._short(kind)

    def part(self, kind: str) -> str:
        """Name a resource without a narrower limit: alarms, the topic, and the parts of a VPC."""
        return f"{self.runner_id}-{kind}"

    def _short(self, kind: str) -> str:
        return f"{self._cut(_SHORT - len(f'-{kind}-') - _SUFFIX)}-{kind}-{self.suffix}"

    def _cut(self, max_length: int) -> str:
        return Expression(f'trimsuffix(substr({hcl(self.runner_id)}, 0, {max_length}), "-")')


def patterns(prefix: str) -> Names:
    """Return IAM patterns for the names of all runners whose IDs start with a prefix of at most MAX_PREFIX characters."""
    return _Patterns(runner_id=f"{prefix}*", suffix="*")


class _Patterns(Names):
    @property
    def bucket(self) -> str:
        return f"{self.runner_id}-{self.bucket_kind}"

    def _cut(self, max_length: int) -> str:  # noqa: ARG002 - the wildcard matches a shortened ID too
        return self.runner_id
