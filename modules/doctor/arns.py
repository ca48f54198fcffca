"""The parts of an ARN."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arn:
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; IAM has no region, S3 neither region nor account."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def name(self) -> str:
        """The last part of the resource, such as a role's name without its path."""
        return self.resource.rpartition("/")[2]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def parse(text: str) -> Arn:
    """Read an ARN; raises ValueError."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise ValueError(f"{text!r} is not an ARN")
    return Arn(*parts[1:])


def is_arn(text: str) -> bool:
    """Return whether a string has the format of an ARN."""
    return text.startswith("arn:") and text.count(":") >= 5
