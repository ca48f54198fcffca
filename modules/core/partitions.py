"""AWS's partitions: the one that a region belongs to, and the domain of its services.

From the table of AWS's own SDKs, `botocore/data/partitions.json` (PyPI), as of 2026-11. The keys are a region's code
without its last two parts.
"""

from typing import Any

from .expressions import apply, hcl

DEFAULT = "aws"
BY_PREFIX = {
    "cn": "aws-cn",
    "eu-isoe": "aws-iso-e",
    "eusc-de": "aws-eusc",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "us-isof": "aws-iso-f",
}
DNS_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}
_DEFAULT_DNS_SUFFIX = "amazonaws.com"


def partition(region: str) -> Any:
    """Return the partition of a region: `us-gov-west-1` is in `aws-us-gov`."""

    def python(code: str) -> str:
        return BY_PREFIX.get(code.rsplit("-", 2)[0], DEFAULT)

    def text(code: str) -> str:
        return f'lookup({hcl(BY_PREFIX)}, try(regex("^(.+)-[a-z]+-[0-9]+$", {code})[0], ""), "{DEFAULT}")'

    return apply(python, text, region)


def dns_suffix(partition: str) -> Any:
    """Return the domain of a partition's services."""
    return apply(
        lambda name: DNS_SUFFIXES.get(name, _DEFAULT_DNS_SUFFIX),
        lambda name: f'lookup({hcl(DNS_SUFFIXES)}, {name}, "{_DEFAULT_DNS_SUFFIX}")',
        partition,
    )
