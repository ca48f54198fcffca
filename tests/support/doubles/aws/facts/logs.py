"""CloudWatch Logs."""

from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import length, matches, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import NAMED, here
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import POLICY
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_DAYS = (0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_NAME = matches("[0-9A-Za-z_./#-]+")  # internal/service/logs/validate.go validLogGroupName


def _policies(account: "Account", place: Place, plan: Value) -> str | None:
    """Ten in a region, which can't be raised; PutResourcePolicy takes at most 5120 characters.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
    The provider retries for minutes before it says so (hashicorp/terraform-provider-aws#41503).
    """
    there = account.of_type("aws_cloudwatch_log_resource_policy", place.region)
    if len({plan["policy_name"], *(item["policy_name"] for item in there)}) > 10:
        return "LimitExceededException: Resource limit exceeded."
    if len(plan["policy_document"]) > 5120:
        return "InvalidParameterException: 'policyDocument' must have length less than or equal to 5120"
    return None


FACTS = {
    "aws_cloudwatch_log_group": Facts(
        source="internal/service/logs/group.go resourceGroup",
        replaced_by={"name", "name_prefix", "log_group_class"},
        defaults={"retention_in_days": 0, "skip_destroy": False},
        checks={
            "name": (length(1, 512), _NAME),
            "name_prefix": (length(1, 483), _NAME),
            "retention_in_days": (one_of(*_DAYS),),
            "log_group_class": (one_of("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),),
        },
        conflicts=({"name", "name_prefix"},),
        values={**NAMED, "id": "{name}", "arn": here("logs", "log-group:{name}"), "log_group_class": "STANDARD"},
        unique=("name",),
        exists="ResourceAlreadyExistsException: The specified log group already exists",
        imported_by="name",
        kept_by="skip_destroy",
    ),
    "aws_cloudwatch_log_resource_policy": Facts(
        source="internal/service/logs/resource_policy.go resourceResourcePolicy",
        replaced_by={"policy_name"},
        texts={"policy_document": POLICY},
        values={"id": "{policy_name}"},
        refusals=(_policies,),
    ),
    "aws_cloudwatch_log_metric_filter": Facts(
        source="internal/service/logs/metric_filter.go resourceMetricFilter",
        replaced_by={"name", "log_group_name"},
        values={"id": "{name}"},
        goes_with={"log_group_name": "aws_cloudwatch_log_group.name"},
    ),
}
