"""Facts about the provider hashicorp/aws 6.40 and newer, and about AWS, for every type that the project uses.

Their source is the provider's own (github.com/hashicorp/terraform-provider-aws, at 6.x unless it says otherwise), or the page of
AWS's documentation that stands beside a fact. A type without facts is refused; to use one, add it to the file of its service.
"""

from tests.support.doubles.aws.facts import ec2, ecs, iam, logs, monitoring, others, s3
from tests.support.doubles.aws.facts.model import Facts, at

FACTS: dict[str, Facts] = {
    **iam.FACTS,
    **s3.FACTS,
    **ecs.FACTS,
    **logs.FACTS,
    **monitoring.FACTS,
    **ec2.FACTS,
    **others.FACTS,
}

# Of data sources, the arguments that the provider warns of. What they answer is in data_sources.py.
DEPRECATED = {"data.aws_iam_policy_document": {"source_json", "override_json"}, "data.aws_region": {"name"}}

__all__ = ["DEPRECATED", "FACTS", "Facts", "at"]
