"""What the optional groups add."""

from release.evidence.model import ELSEWHERE, HERE, Case, Section, allow, deny, here, s3


def _through(action: str, on: str, why: str, *, allowed: bool, owner: str) -> Case:
    """Make a request that all other policies allow; AWS adds the bucket's account to it."""
    return Case(
        "administrator", action, on, allowed, why, {"aws:ResourceAccount": owner}, ("options",), owner, through_endpoint=True
    )


ENDPOINT = Section(
    "Through the VPC endpoint of S3",
    [
        _through("s3:ListBucket", s3("{bucket}"), "The runner's bucket.", allowed=True, owner=HERE),
        _through("s3:PutObject", s3("another-bucket/a"), "Buckets that jobs manage.", allowed=True, owner=HERE),
        _through(
            "s3:PutObject",
            s3("bucket-of-an-attacker/a.tfstate"),
            "State can't be sent to another account.",
            allowed=False,
            owner=ELSEWHERE,
        ),
        _through(
            "s3:GetObject",
            s3("bucket-of-another-account/tool"),
            "A bucket in vpc_endpoint_s3_arns.",
            allowed=True,
            owner=ELSEWHERE,
        ),
        _through(
            "s3:GetObject", s3("bucket-of-an-attacker/tool"), "The same for reading from it.", allowed=False, owner=ELSEWHERE
        ),
    ],
)

_ALARM = here("cloudwatch", "alarm:{runner}-task-failures")
_ALARM_ELSEWHERE = here("cloudwatch", "alarm:{runner}-task-failures", account=ELSEWHERE)
_RULE_ELSEWHERE = here("events", "rule/failures", account=ELSEWHERE)
_EVENTS = here("logs", "log-group:/aws/events/{runner}:log-stream:1")
_WRITE = "logs:PutLogEvents"

MONITORING = Section(
    "Alarms and events",
    [
        allow(
            "CloudWatch",
            "sns:Publish",
            "{topic}",
            "Alarms of the account.",
            "options",
            aws__SourceArn=_ALARM,
            aws__SourceAccount=HERE,
        ),
        deny(
            "CloudWatch",
            "sns:Publish",
            "{topic}",
            "Alarms of another account.",
            "options",
            aws__SourceArn=_ALARM_ELSEWHERE,
            aws__SourceAccount=ELSEWHERE,
        ),
        allow("EventBridge", "sns:Publish", "{topic}", "Rules of the account.", "options", aws__SourceArn="{rule}"),
        deny("EventBridge", "sns:Publish", "{topic}", "Rules of another account.", "options", aws__SourceArn=_RULE_ELSEWHERE),
        deny("Lambda", "sns:Publish", "{topic}", "Another service.", "options", aws__SourceAccount=HERE),
        deny("outsider", "sns:Publish", "{topic}", "Another account.", "options"),
        deny("task role", "sns:Publish", "{topic}", "Jobs can't send notifications.", "options"),
        allow("EventBridge", _WRITE, _EVENTS, "The module's rules record failures.", "options", aws__SourceArn="{rule}"),
        deny("EventBridge", _WRITE, _EVENTS, "Rules of another account.", "options", aws__SourceArn=_RULE_ELSEWHERE),
        deny("task role", _WRITE, _EVENTS, "Jobs can't forge events.", "options"),
    ],
)
