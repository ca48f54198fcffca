"""The places in which the module is applied, and what it is set to there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from release.evidence.scenarios import SCENARIOS

ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Place:
    """A region of AWS, and the partition that it belongs to."""

    partition: str
    region: str
    dns_suffix: str = "amazonaws.com"

    def arn(self, service: str, resource: str) -> str:
        """Spell the ARN of something in this place; IAM has no regions."""
        region = "" if service == "iam" else self.region
        return f"arn:{self.partition}:{service}:{region}:{ACCOUNT}:{resource}"

    @property
    def words(self) -> dict[str, str]:
        """What the words of scenarios stand for."""
        return {
            "partition": self.partition,
            "region": self.region,
            "dns_suffix": self.dns_suffix,
            "account": ACCOUNT,
            "suffix": "AbCdEf",  # Secrets Manager adds six characters to each name
            "key": self.arn("kms", "key/1111aaaa-11aa-11aa-11aa-111111111111"),
            "secrets_key": self.arn("kms", "key/2222bbbb-22bb-22bb-22bb-222222222222"),
            "boundary": self.arn("iam", "policy/boundary"),
            "wide_boundary": self.arn("iam", "policy/wide-boundary"),
            "auditor": self.arn("iam", "role/auditor"),
        }

    def inputs(self, scenario: str) -> dict[str, Any]:
        """Give all inputs of a scenario; each has a runner of its own, so that all can live in one account."""
        required = {
            "region": self.region,
            "humanitec_org_id": "my-org",
            "runner_id": scenario,
            "subnet_ids": ["subnet-0123456789abcdef0"],
        }
        return {**required, **fill(SCENARIOS[scenario].inputs, self.words)}


PLACES = {
    "aws": Place("aws", "eu-west-1"),
    "aws-cn": Place("aws-cn", "cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": Place("aws-us-gov", "us-gov-west-1"),
}


def fill(value: Any, words: Mapping[str, str]) -> Any:
    """Put what they stand for in the place of the words in a value, however deep they are."""
    if isinstance(value, str):
        return value.format_map(words)
    if isinstance(value, Mapping):
        return {key: fill(item, words) for key, item in value.items()}
    return [fill(item, words) for item in value] if isinstance(value, list) else value
