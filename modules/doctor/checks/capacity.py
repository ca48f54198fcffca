"""Requirements of ECS and Fargate on the account."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ..context import Context
from ..model import Finding, fault, not_checked, ok, skipped, warning
from ..registry import check

_LINK = "a-task-doesnt-start"
_ROLE = "AWSServiceRoleForECS"
_QUOTA = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}  # Fargate On-Demand vCPU resource count
_TASK = 0.5  # vCPU of one task, which the orchestrator sets
_INCREASE = "Request an increase of the quota L-3032A538 of Fargate in Service Quotas, or wait until other tasks end."


@check(
    "start.service-linked-role",
    "The service-linked role of ECS exists",
    link=_LINK,
    calls=("iam:GetRole",),
    depends_on=("place.account",),
)
def service_linked_role(context: Context) -> Iterator[Finding]:
    """ECS uses it to attach network interfaces."""
    if context.find("iam", "GetRole", RoleName=_ROLE) is None:
        yield fault(f"the role {_ROLE} doesn't exist", "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com")
    else:
        yield ok(_ROLE)


@check(
    "start.quota",
    "The account's Fargate vCPU quota allows another task",
    link=_LINK,
    calls=("service-quotas:GetServiceQuota", "service-quotas:GetAWSDefaultServiceQuota", "cloudwatch:GetMetricStatistics"),
    depends_on=("place.account",),
)
def quota(context: Context) -> Iterator[Finding]:
    """Compare the quota with the usage in the region, by the metric that Service Quotas specifies."""
    # Without an applied value of its own, an account has AWS's default.
    answer = context.find("service-quotas", "GetServiceQuota", **_QUOTA) or context.find(
        "service-quotas", "GetAWSDefaultServiceQuota", **_QUOTA
    )
    if answer is None:
        yield skipped(f"Service Quotas has no {_QUOTA['QuotaCode']} for Fargate in {context.configuration.region}")
        return
    value = float(answer["Quota"]["Value"])
    metric = answer["Quota"].get("UsageMetric")
    if value < _TASK:
        yield fault(f"the quota is {value:g} vCPU, but a task needs {_TASK:g}", _INCREASE)
        return
    if not metric:
        yield not_checked(
            f"the quota is {value:g} vCPU, but Service Quotas has no usage metric", "Check the usage in the console."
        )
        return
    used = _used(context, metric)
    if used + _TASK > value:
        yield fault(f"{used:g} of {value:g} vCPU are in use, but a task needs {_TASK:g}", _INCREASE)
    elif used > 0.8 * value:
        yield warning(f"{used:g} of {value:g} vCPU are in use", _INCREASE)
    else:
        yield ok(f"{used:g} of {value:g} vCPU are in use")


def _used(context: Context, metric: dict[str, object]) -> float:
    """Read the latest value; CloudWatch has none if nothing runs."""
    end = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    dimensions = metric["MetricDimensions"]
    answer = context.read(
        "cloudwatch",
        "GetMetricStatistics",
        Namespace=metric["MetricNamespace"],
        MetricName=metric["MetricName"],
        Dimensions=[{"Name": name, "Value": value} for name, value in sorted(dict(dimensions).items())],  # type: ignore[call-overload]
        StartTime=(end - timedelta(minutes=15)).isoformat(),
        EndTime=end.isoformat(),
        Period=300,
        Statistics=["Maximum"],
    )
    points = sorted(answer["Datapoints"], key=lambda each: each["Timestamp"])
    return float(points[-1]["Maximum"]) if points else 0.0
