"""Changes of monitoring."""

from release.evidence.changes.model import Change, Section, here
from release.evidence.changes.resources import ALARMS, DASHBOARD, EVENTS, MONITORING, SIGN_INS, TOPIC


def _threshold(input_: str, to: int, alarm: str) -> Change:
    return Change(input_, to, base="full", updates=[f"aws_cloudwatch_metric_alarm.{alarm}", DASHBOARD])


_SUBSCRIPTIONS = "Subscriptions to the topic are lost."
_LOST = f"The log group is deleted with its events. {_SUBSCRIPTIONS}"

WATCHED = Section(
    "Monitoring",
    [
        Change("alarm_actions", [here("sns", "alarms")], base="full", updates=ALARMS),
        Change("create_alarm_topic", True, beside={"enable_monitoring": True}, creates=[*MONITORING, *TOPIC]),
        Change(
            "create_alarm_topic",
            False,
            base="full",
            updates=ALARMS,
            destroys=TOPIC,
            warning=_SUBSCRIPTIONS,
        ),
        _threshold("alarm_task_failures_per_hour", 10, "task_failures"),
        _threshold("alarm_failed_sign_ins_per_hour", 10, "failed_sign_ins"),
        Change(
            "alarm_sign_ins_per_hour",
            500,
            base="full",
            creates=SIGN_INS,
            updates=[DASHBOARD],
        ),
        _threshold("alarm_bucket_size_gib", 20, "bucket_size"),
        _threshold("alarm_bucket_objects", 1000, "bucket_objects"),
        _threshold("alarm_log_volume_mib_per_hour", 10, "log_volume"),
        Change(
            "event_log_retention_days",
            365,
            base="full",
            updates=[EVENTS],
            warning="With fewer days, CloudWatch deletes older events.",
        ),
        Change("enable_monitoring", True, creates=MONITORING),
        Change(
            "enable_monitoring",
            False,
            base="full",
            beside={"create_alarm_topic": False},
            destroys=[*MONITORING, *TOPIC],
            warning=_LOST,
        ),
    ],
)
