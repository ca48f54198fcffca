"""Where an AWS resource is: partition, region, account, and the names that follow from them."""

import re
from dataclasses import dataclass

REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d")

_PARTITIONS = {"cn": "aws-cn", "us-gov": "aws-us-gov", "us-iso": "aws-iso", "us-isob": "aws-iso-b", "eusc": "aws-eusc"}
_DNS_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-eusc": "amazonaws.eu",
}
_COMPASS = {"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw"}
_CITIES = {
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-2": "US West (Oregon)",
    "eu-central-1": "Europe (Frankfurt)",
    "eu-west-1": "Europe (Ireland)",
    "cn-north-1": "China (Beijing)",
    "us-gov-west-1": "AWS GovCloud (US-West)",
}


@dataclass(frozen=True)
class Place:
    """One region of one account."""

    region: str
    account: str

    @property
    def partition(self) -> str:
        """Each region belongs to one partition."""
        prefix = re.sub(r"-[a-z]+-\d$", "", self.region)
        return _PARTITIONS.get(prefix, "aws")

    @property
    def dns_suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return _DNS_SUFFIXES.get(self.partition, "amazonaws.com")

    @property
    def reverse_dns_prefix(self) -> str:
        """The same domain the other way round, as service names of endpoints begin."""
        return ".".join(reversed(self.dns_suffix.split(".")))

    @property
    def description(self) -> str:
        """The region's name for people."""
        return _CITIES.get(self.region, f"Region {self.region}")

    @property
    def zones(self) -> list[str]:
        """Three availability zones."""
        return [f"{self.region}{letter}" for letter in "abc"]

    @property
    def zone_ids(self) -> list[str]:
        """The zones' ids, which are the same in every account."""
        words = re.findall(r"[a-z]+|\d", self.region)
        short = words[0] + "".join(_COMPASS.get(word, word[0]) for word in words[1:])
        return [f"{short}-az{number}" for number in (1, 2, 3)]

    def zone_id(self, zone: str) -> str:
        """The id of a zone; what isn't a zone of this region keeps its name."""
        return dict(zip(self.zones, self.zone_ids, strict=True)).get(zone, zone)
