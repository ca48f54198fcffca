"""The dashboard: everything that is measured, and the failures themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard

from ..core.expressions import Bool, hcl
from ..core.resources import Group, attribute_if_any, count
from .alarms import HOUR, Measure

_WIDTH, _HEIGHT = 12, 6  # two widgets in a row of 24 columns


@dataclass(frozen=True, kw_only=True)
class DashboardProps:
    """What the dashboard needs to know."""

    name: str
    region: str
    cluster_name: str
    events_log_group_name: str
    measures: Sequence[tuple[Measure, str]]  # with the ARN of each one's alarm
    only_if: Bool


def dashboard(group: Group, props: DashboardProps) -> str:
    """Make the dashboard, and give its name."""
    body = group.local_object("dashboard", {"widgets": _placed(_widgets(props))})
    made = group.resource(
        CloudwatchDashboard,
        "runner",
        count=None if props.only_if is True else count(props.only_if),
        region=props.region,
        dashboard_name=props.name,
        dashboard_body=f"${{jsonencode({hcl(body)})}}",
    )
    return attribute_if_any(made, "dashboard_name")


def _widgets(props: DashboardProps) -> list[dict[str, Any]]:
    return [
        {"type": "alarm", "properties": {"title": "Alarms", "alarms": [arn for _, arn in props.measures]}},
        _graph(
            props.region,
            "Tasks on the cluster (Container Insights)",
            [["ECS/ContainerInsights", "TaskCount", "ClusterName", props.cluster_name, {"label": "running"}]],
            stat="Maximum",
            period=HOUR // 12,
        ),
        *(_measured(props.region, measure) for measure, _ in props.measures),
        {
            "type": "log",
            "properties": {
                "title": "Failed tasks and sign-ins",
                "region": props.region,
                "view": "table",
                "query": f"SOURCE '{props.events_log_group_name}' | fields @timestamp, `detail-type`, detail.stopCode,"
                " detail.stoppedReason, detail.containers.0.exitCode, detail.taskArn, detail.errorCode, detail.errorMessage"
                " | sort @timestamp desc | limit 50",
            },
        },
    ]


def _measured(region: str, measure: Measure) -> dict[str, Any]:
    metrics = [
        [metric.namespace, metric.name, *(text for pair in metric.dimensions.items() for text in pair), {"label": metric.label}]
        for metric in measure.metrics
    ]
    graph = _graph(region, measure.title, metrics, stat=measure.statistic, period=measure.period)
    graph["properties"]["annotations"] = {"horizontal": [{"label": "alarm", "value": measure.threshold}]}
    return graph


def _graph(region: str, title: str, metrics: list[list[Any]], *, stat: str, period: int) -> dict[str, Any]:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "stacked": len(metrics) > 1,
            "stat": stat,
            "period": period,
            "metrics": metrics,
            "yAxis": {"left": {"min": 0}},
        },
    }


def _placed(widgets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Set the widgets two in a row; the last one, a table, gets a row of its own."""
    return [
        {
            **widget,
            "x": number % 2 * _WIDTH if widget["type"] != "log" else 0,
            "y": (number if widget["type"] != "log" else number + number % 2) // 2 * _HEIGHT,
            "width": _WIDTH if widget["type"] != "log" else 2 * _WIDTH,
            "height": _HEIGHT,
        }
        for number, widget in enumerate(widgets)
    ]
