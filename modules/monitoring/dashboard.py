"""The dashboard: all measures, and the list of failures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard

from ..core.expressions import Bool, Expression, hcl
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
    """Create the dashboard, and return its name."""
    body = group.local_object("dashboard", {"widgets": _placed(_widgets(props))})
    optional = [each for each, _ in props.measures if each.only_if is not True]
    shown = hcl(body) if not optional else f"{{ widgets = {_with(group, body, props, optional)} }}"
    made = group.resource(
        CloudwatchDashboard,
        "runner",
        count=None if props.only_if is True else count(props.only_if),
        region=props.region,
        dashboard_name=props.name,
        dashboard_body=f"${{jsonencode({shown})}}",
    )
    return attribute_if_any(made, "dashboard_name")


def _widgets(props: DashboardProps) -> list[dict[str, Any]]:
    return [
        {"type": "alarm", "properties": {"title": "Alarms", "alarms": _arns(props)}},
        _graph(
            props.region,
            "Tasks on the cluster (Container Insights)",
            [["ECS/ContainerInsights", "TaskCount", "ClusterName", props.cluster_name, {"label": "running"}]],
            stat="Maximum",
            period=HOUR // 12,
        ),
        *(_measured(props.region, measure) for measure, _ in props.measures if measure.only_if is True),
        {
            "type": "log",
            "properties": {
                "title": "Failed tasks and sign-ins",
                "region": props.region,
                "view": "table",
                "query": f"SOURCE '{props.events_log_group_name}' | fields @timestamp, `detail-type`, detail.stopCode,"
                " detail.stoppedReason, detail.containers.0.exitCode, detail.taskArn, detail.errorCode, detail.errorMessage"
                " | filter ispresent(detail.taskArn) or ispresent(detail.errorCode) | sort @timestamp desc | limit 50",
            },
        },
    ]


def _arns(props: DashboardProps) -> Any:
    """List the ARNs of the alarms that exist."""
    arns = [arn for _, arn in props.measures]
    known = all(measure.only_if is True for measure, _ in props.measures)
    return arns if known else str(Expression(f"compact({hcl(arns)})"))


def _with(group: Group, body: Expression, props: DashboardProps, optional: Sequence[Measure]) -> str:
    """Add the optional graphs, in the free places before the table."""
    certain = len([each for each in _widgets(props) if each["type"] != "log"])
    lists = [f"{hcl(body)}.widgets"]
    for number, measure in enumerate(optional, certain):
        widget = {**_measured(props.region, measure), **_place(number)}
        local = group.local_object(f"dashboard_{measure.id}", widget)
        lists.append(f"[for widget in [{hcl(local)}] : widget if {hcl(measure.only_if)}]")
    return f"concat({', '.join(lists)})"


def _place(number: int) -> dict[str, int]:
    return {"x": number % 2 * _WIDTH, "y": number // 2 * _HEIGHT, "width": _WIDTH, "height": _HEIGHT}


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
    """Place the widgets two in a row; the last one, a table, gets its own row."""
    *graphs, table = widgets
    return [
        *({**graph, **_place(number)} for number, graph in enumerate(graphs)),
        {**table, **_place(len(graphs) + len(graphs) % 2), "width": 2 * _WIDTH},
    ]
