"""The network's inputs in Python, and what is true of its JSON whatever the inputs are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from constructs import Construct

from modules.core.context import Context
from modules.core.declarations import InvalidInputs
from modules.core.names import Names
from modules.inputs import NetworkInputs, RunnerInputs
from modules.inputs.network import GATEWAY_SERVICES, INTERFACE_SERVICES
from modules.network import Network, NetworkProps
from release.paths import PROJECT
from tests.conftest import Synthesized

SUBNETS = ["subnet-1", "subnet-2"]
VPC = "vpc-1"
NETWORK = ("vpc", "network", "endpoints")


def inputs(**values: Any) -> NetworkInputs:
    return NetworkInputs(region="eu-west-1", **values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"create_vpc": True},
        {"create_vpc": True, "vpc_cidr": "10.0.0.0/27", "private_subnet_prefix_length": 29 - 1, "availability_zone_count": 1},
        {"create_vpc": True, "vpc_cidr": "10.0.0.0/18", "availability_zone_count": 3},
        {"create_vpc": True, "create_security_group": False, "security_group_ids": ["sg-1"]},
        {"create_vpc": True, "vpc_endpoints": ["s3", "sts"]},
        {"vpc_id": VPC, "create_security_group": True, "subnet_ids": SUBNETS, "vpc_endpoints": ["ecr.api"]},
        {"vpc_id": VPC, "vpc_endpoints": ["s3"], "vpc_endpoint_route_table_ids": ["rtb-1"]},
    ],
)
def test_valid_combinations_are_accepted(values: dict[str, Any]) -> None:
    inputs(**values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"create_vpc": True, "subnet_ids": SUBNETS}, "create_vpc = true conflicts with subnet_ids."),
        ({"create_vpc": True, "vpc_id": VPC}, "create_vpc = true conflicts with vpc_id."),
        ({"create_vpc": True, "create_security_group": False}, "needs security_group_ids; got []."),
        (
            {"create_vpc": True, "vpc_cidr": "10.0.0.0/18", "availability_zone_count": 4},
            'vpc_cidr must have room for all subnets; got {"private":"4 of /20","public":"1 of /28","vpc_cidr":"10.0.0.0/18"}.',
        ),
        (
            {"create_vpc": True, "vpc_cidr": "10.0.0.0/24", "availability_zones": ["eu-west-1a"], "nat_gateway_per_zone": True},
            'vpc_cidr must have room for all subnets; got {"private":"1 of /20","public":"1 of /28","vpc_cidr":"10.0.0.0/24"}.',
        ),
        ({"create_security_group": True}, "create_security_group = true needs vpc_id; got null."),
        ({"vpc_id": VPC, "create_security_group": True, "security_group_ids": ["sg-1"] * 5}, "must have at most 4 elements"),
        ({"vpc_endpoints": ["sts"], "security_group_ids": ["sg-1"], "subnet_ids": SUBNETS}, "vpc_endpoints needs vpc_id"),
        ({"vpc_id": VPC, "vpc_endpoints": ["sts"], "subnet_ids": SUBNETS}, "vpc_endpoints needs security_group_ids or"),
        (
            {"vpc_id": VPC, "vpc_endpoints": ["sts"], "security_group_ids": ["sg-1"]},
            "needs vpc_endpoint_subnet_ids or subnet_ids",
        ),
        ({"vpc_id": VPC, "vpc_endpoints": ["s3"]}, "s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []."),
    ],
)
def test_invalid_combinations_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInputs, match=re.escape(message)):
        inputs(**values)


@pytest.mark.parametrize("cidr", ["10.0.0.0", "10.0.0.1/16", "10.0.0.0/15", "10.0.0.0/29", "fd00::/56", "10.0.0.0/33", "x"])
def test_an_invalid_vpc_cidr_is_refused(cidr: str) -> None:
    with pytest.raises(InvalidInputs, match="vpc_cidr must be an IPv4 CIDR block"):
        inputs(vpc_cidr=cidr)


def test_several_problems_are_reported_together() -> None:
    with pytest.raises(InvalidInputs) as caught:
        inputs(create_vpc=True, subnet_ids=SUBNETS, vpc_id=VPC)
    assert len(caught.value.problems) == 2


def test_a_runner_with_a_new_vpc_needs_no_subnet_ids() -> None:
    RunnerInputs(region="eu-west-1", humanitec_org_id="my-org", create_vpc=True)


def resources(synthesized: Synthesized, *groups: str) -> dict[str, dict[str, Any]]:
    """The resources of some groups of the root, by address."""
    content, stack = synthesized.json("runner"), synthesized.stacks["runner"]
    return {
        f"{kind}.{name}": body
        for kind, named in content["resource"].items()
        for name, body in named.items()
        if stack.groups[f"{kind}.{name}"] in groups
    }


def test_every_network_and_monitoring_resource_is_optional(synthesized: Synthesized) -> None:
    found = resources(synthesized, *NETWORK, "monitoring", "events")
    assert len(found) > 25
    assert [address for address, body in found.items() if "count" not in body and "for_each" not in body] == []


def test_every_resource_has_the_region_and_tags(synthesized: Synthesized) -> None:
    untagged = {
        "aws_cloudwatch_dashboard",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_log_resource_policy",
        "aws_route",
        "aws_route_table_association",
        "aws_sns_topic_policy",
    }
    for address, body in resources(synthesized, *NETWORK, "monitoring", "events").items():
        assert body["region"] == "${var.region}", address
        assert ("tags" in body) != (address.split(".")[0] in untagged), address


def test_descriptions_of_security_groups_are_valid_in_ec2(synthesized: Synthesized) -> None:
    found = resources(synthesized, *NETWORK)
    texts = [
        text
        for address, body in found.items()
        if "security_group" in address and "default" not in address
        for text in [body["description"], *(rule["description"] for rule in body.get("ingress", []))]
    ]
    assert len(texts) == 5
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    assert [text for text in texts if not re.fullmatch(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}", text)] == []
    assert all(body["name"].startswith("ecs-") for address, body in found.items() if address.startswith("aws_security_group."))


def test_no_data_source_has_a_precondition(synthesized: Synthesized) -> None:
    """A data source with a condition is read late whenever what the condition is about changes."""
    read = {
        f"{stack} {kind}.{name}": body
        for stack in synthesized.stacks
        for kind, named in synthesized.json(stack).get("data", {}).items()
        for name, body in named.items()
    }
    assert read
    assert [address for address, body in read.items() if "precondition" in body.get("lifecycle", {})] == []


@pytest.mark.parametrize("file", ["vpc", "network", "endpoints"])
def test_the_root_creates_its_network_as_the_nested_module_does(file: str, module_files: dict[str, str]) -> None:
    """What Terraform does with the nested module, which is smaller, is then true of the root."""
    root, nested = module_files[f"{file}.tf.json"], module_files[f"modules/network/{file}.tf.json"]
    assert root.replace("local.runner_id", "var.runner_id") == nested


def alone(folder: Path, **values: Any) -> dict[str, Any]:
    """Two networks in a stack of somebody else's, which pins no names, with values that Python knows."""
    stack = TerraformStack(App(outdir=str(folder)), "mine")
    for name in ("one", "two"):
        given_inputs = inputs(**values)
        context = Context(Construct(stack, name), "main", given_inputs)
        names = Names(runner_id=name, suffix="0a1b2c3d")
        Network(context, "network", NetworkProps(inputs=given_inputs, context=context, names=names))
    content: dict[str, Any] = stack.to_terraform()
    return content


def test_two_networks_in_a_plain_stack_refer_to_existing_resources(tmp_path: Path) -> None:
    content = alone(tmp_path, create_vpc=True, vpc_endpoints=["s3", "sts"])
    made = {f"{kind}.{name}" for kind, named in content["resource"].items() for name in named}
    bodies = [{**body, "//": ""} for named in content["resource"].values() for body in named.values()]
    referred = set(re.findall(r"(?<![a-z.])aws_[a-z_0-9]+\.[a-zA-Z0-9_-]+", json.dumps(bodies)))
    assert len([address for address in made if address.startswith("aws_vpc.")]) == 2
    assert referred <= made
    assert len(referred) > 10


def test_known_subnets_make_no_check_block(tmp_path: Path) -> None:
    """Terraform refuses a check that refers to nothing."""
    assert "check" not in alone(tmp_path, subnet_ids=SUBNETS)
    assert "check" not in alone(tmp_path, subnet_ids=SUBNETS[:1])


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ({"subnet_ids": SUBNETS}, True),
        ({"subnet_ids": SUBNETS[:1]}, False),
        ({"create_vpc": True}, True),
        ({"create_vpc": True, "availability_zones": ["eu-west-1a"]}, False),
    ],
)
def test_subnets_in_one_zone_are_not_spread(values: dict[str, Any], *, spread: bool) -> None:
    assert (inputs(**values).zones_in_use != 1) is spread


def test_the_docs_name_every_endpoint() -> None:
    text = (PROJECT / "docs" / "network.md").read_text()
    table = text.split("| case | endpoints |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z0-9.-]+)`", table)) - {"secrets"} == {*GATEWAY_SERVICES, *INTERFACE_SERVICES}
