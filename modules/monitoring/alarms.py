"""What is measured, with thresholds: alarms and dashboard are both built from this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)

from ..core.context import Context
from ..core.expressions import Bool, Number, StringList, and_
from ..core.resources import Group, count, to_number, to_string_list

HOUR, DAY = 3600, 86400


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric that AWS publishes, for one resource."""

    namespace: str
    name: str
    dimensions: dict[str, str]
    label: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The sum of some metrics over a period, and the threshold at which its alarm fires.

    `quiet` is how missing data is treated: as if nothing happened, or without changing the alarm's state.
    """

    id: str
    title: str
    advice: str
    metrics: Sequence[Metric]
    statistic: Literal["Sum", "Average"]
    period: int
    threshold: Number | None
    quiet: Literal["notBreaching", "ignore"] = "notBreaching"
    only_if: Bool = True

    def alarm(self, group: Group, name: str, context: Context, actions: StringList, only_if: Bool) -> CloudwatchMetricAlarm:
        """Create the alarm."""
        only_if = and_(only_if, self.only_if)
        return group.resource(
            CloudwatchMetricAlarm,
            f"{self.id}",
            count=None if only_if is True else count(only_if),
            region=context.region,
            alarm_name=name,
            alarm_description=f"{self.title}. {self.advice}",
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=None if self.threshold is None else to_number(self.threshold),
            evaluation_periods=1,
            treat_missing_data=self.quiet,
            alarm_actions=to_string_list(actions),
            ok_actions=to_string_list(actions),
            tags=context.tags,
            **self._what(),
        )

    def _what(self) -> dict[str, Any]:
        if len(self.metrics) == 1:
            metric = self.metrics[0]
            return {
                "namespace": metric.namespace,
                "metric_name": metric.name,
                "dimensions": metric.dimensions,
                "statistic": self.statistic,
                "period": self.period,
            }
        ids = [f"m{number}" for number, _ in enumerate(self.metrics)]
        total = CloudwatchMetricAlarmMetricQuery(
            id="total", label=self.title, expression=f"SUM([{', '.join(ids)}])", return_data=True
        )
        return {"metric_query": [total, *(self._query(id_, metric) for id_, metric in zip(ids, self.metrics, strict=True))]}

    def _query(self, id_: str, metric: Metric) -> CloudwatchMetricAlarmMetricQuery:
        return CloudwatchMetricAlarmMetricQuery(
            id=id_,
            label=metric.label,
            metric=CloudwatchMetricAlarmMetricQueryMetric(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=metric.dimensions,
                stat=self.statistic,
                period=self.period,
            ),
        )
