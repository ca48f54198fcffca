"""Partitions and domains by region: what Python works out is what Terraform works out."""

from modules.core.expressions import Expression
from modules.core.partitions import dns_suffix, partition
from tests.support.terraform import Terraform

# One region of each partition of AWS, with the domain of its services.
REGIONS = {
    "eu-west-1": ("aws", "amazonaws.com"),
    "ap-southeast-7": ("aws", "amazonaws.com"),
    "cn-northwest-1": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-east-1": ("aws-us-gov", "amazonaws.com"),
    "us-iso-east-1": ("aws-iso", "c2s.ic.gov"),
    "us-isob-east-1": ("aws-iso-b", "sc2s.sgov.gov"),
    "eu-isoe-west-1": ("aws-iso-e", "cloud.adc-e.uk"),
    "us-isof-south-1": ("aws-iso-f", "csp.hci.ic.gov"),
    "eusc-de-east-1": ("aws-eusc", "amazonaws.eu"),
}


def test_python_knows_the_partition_of_a_region() -> None:
    assert {region: (partition(region), dns_suffix(partition(region))) for region in REGIONS} == REGIONS


def test_terraform_works_out_the_same(terraform: Terraform) -> None:
    partitions = {region: partition(Expression(f'"{region}"')) for region in REGIONS}
    found = {region: [str(name), str(dns_suffix(name))] for region, name in partitions.items()}
    state = terraform({"main.tf.json": {"output": {"found": {"value": found}}}}).apply()
    assert state.outputs["found"] == {region: list(expected) for region, expected in REGIONS.items()}
