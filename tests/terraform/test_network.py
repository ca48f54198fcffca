"""The network under real Terraform: what each input creates, what is refused, and what stays in place when inputs change."""

from typing import Any

import pytest

from release.paths import MODULE
from tests.support.terraform import Files, Plan, State, Terraform, Workspace
from tests.support.terraform.calls import instances
from tests.terraform.configurations import NAMED, REGION, ROOT, SUBNETS, Inputs

NETWORK = MODULE / "modules" / "network"
VPC = "vpc-0123456789abcdef0"
GROUP = "sg-0123456789abcdef0"
NEW_VPC: Inputs = {"create_vpc": True}
EXISTING: Inputs = {"subnet_ids": SUBNETS, "vpc_id": VPC}
NETWORKS: dict[str, Inputs] = {
    "new": NEW_VPC,
    "new-with-endpoints": {**NEW_VPC, "vpc_endpoints": ["s3", "sts"]},
    "group": {**EXISTING, "create_security_group": True, "security_group_ids": [GROUP], "egress_ports": [443, 22]},
    "endpoints": {
        **EXISTING,
        "security_group_ids": [GROUP],
        "vpc_endpoints": ["ecr.api", "ecr.dkr", "s3", "logs"],
        "vpc_endpoint_subnet_ids": SUBNETS[:1],
        "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
    },
}
CHANGED: dict[str, Inputs] = {
    **NETWORKS,
    "new": {**NEW_VPC, "nat_gateway_per_zone": True},
    "new-with-endpoints": {**NETWORKS["new-with-endpoints"], "availability_zone_count": 3},
    "named-zones": {
        **NEW_VPC,
        "availability_zones": ["eu-west-1c", "eu-west-1a"],
        "vpc_cidr": "10.8.0.0/22",
        "private_subnet_prefix_length": 24,
    },
}
GROUPS_OFF = (
    "aws_availability_zones",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_event",
    "aws_cloudwatch_log_resource_policy",
    "aws_cloudwatch_metric_alarm",
    "aws_default_security_group",
    "aws_eip",
    "aws_internet_gateway",
    "aws_nat_gateway",
    "aws_route",
    "aws_security_group",
    "aws_sns_topic",
    "aws_subnet",
    "aws_vpc",
)


def call(networks: dict[str, Inputs]) -> dict[str, Any]:
    """Call the network with the inputs of each."""
    return instances("./network", {name: {**NAMED, **inputs} for name, inputs in networks.items()})


def configuration(networks: dict[str, Inputs]) -> dict[str, Any]:
    return {"module": {"network": call(networks)}, "output": {"networks": {"value": "${module.network}"}}}


def files(networks: dict[str, Inputs], **more: Any) -> Files:
    return {"network": NETWORK, "main.tf.json": {**configuration(networks), **more}}


def address(network: str, resource: str) -> str:
    return f'module.network["{network}"].{resource}'


def networks_of(state: State) -> dict[str, State]:
    """Each network, as if it stood alone."""
    return {name: state.within(address(name, "").removesuffix("."), each) for name, each in state.outputs["networks"].items()}


def actions(plan: Plan, network: str) -> dict[str, str]:
    """What a plan does with the resources of one network."""
    start = address(network, "")
    return {each.removeprefix(start): action for each, action in plan.actions.items() if each.startswith(start)}


@pytest.fixture(scope="module")
def applied(shared_terraform: Terraform) -> Workspace:
    """All networks, applied; the provider's own region is another one. Tests only plan changes of them."""
    root = shared_terraform(files(NETWORKS), region="us-east-1")
    assert root.apply().diagnostics == ()
    assert root.plan().is_empty
    return root


@pytest.fixture(scope="module")
def networks(applied: Workspace) -> dict[str, State]:
    """Each network that is applied."""
    return networks_of(applied.state)


@pytest.fixture(scope="module")
def changed(applied: Workspace) -> Plan:
    """A plan that changes some networks and adds one."""
    return applied.write({"main.tf.json": configuration(CHANGED)}).plan()


def test_network_and_monitoring_create_nothing_by_default(terraform: Terraform) -> None:
    plan = terraform(MODULE).plan(**ROOT)
    assert plan.diagnostics == ()
    assert [address for address in plan.actions if address.startswith(GROUPS_OFF)] == []
    assert [address for address in plan.data if "availability_zones" in address] == []
    assert "aws_cloudwatch_log_group.events[0]" not in plan.actions
    assert plan.outputs["private_subnet_ids"] == SUBNETS
    assert plan.outputs["task_security_group_ids"] == []
    empty = ("vpc_id", "task_security_group_id", "alarm_topic_arn", "event_log_group_name", "dashboard_name")
    assert {plan.outputs[name] for name in empty} == {""}  # at null, the cdktf CLI would end a deploy with an error


def test_create_vpc_creates_private_subnets_behind_a_nat_gateway(networks: dict[str, State]) -> None:
    state = networks["new"]
    vpc = state["aws_vpc.main[0]"]
    assert (vpc["cidr_block"], vpc["enable_dns_support"], vpc["enable_dns_hostnames"]) == ("10.0.0.0/16", True, True)
    assert vpc["tags"] == {"ManagedBy": "terraform", "Name": "my-runner-vpc"}
    subnets = state.of_type("aws_subnet")
    assert {address: (subnet["cidr_block"], subnet["availability_zone"]) for address, subnet in subnets.items()} == {
        "aws_subnet.private[0]": ("10.0.0.0/20", "eu-west-1a"),
        "aws_subnet.private[1]": ("10.0.16.0/20", "eu-west-1b"),
        "aws_subnet.public[0]": ("10.0.255.240/28", "eu-west-1a"),
    }
    assert not any(subnet["map_public_ip_on_launch"] for subnet in subnets.values())
    gateway = state["aws_nat_gateway.main[0]"]["id"]
    routes = state.of_type("aws_route")
    assert {address: (route["nat_gateway_id"] or route["gateway_id"]) for address, route in routes.items()} == {
        "aws_route.private[0]": gateway,
        "aws_route.private[1]": gateway,
        "aws_route.public[0]": state["aws_internet_gateway.main[0]"]["id"],
    }
    assert state["aws_default_security_group.main[0]"]["ingress"] == []
    assert state["aws_default_security_group.main[0]"]["egress"] == []
    configuration = state.outputs["runner_configuration_part"]
    assert configuration["subnet_ids"] == [subnets["aws_subnet.private[0]"]["id"], subnets["aws_subnet.private[1]"]["id"]]
    assert configuration["security_group_ids"] == [state["aws_security_group.tasks[0]"]["id"]]


def test_every_network_resource_is_in_the_region_of_the_input(networks: dict[str, State]) -> None:
    regions = [each["region"] for state in networks.values() for each in state.resources.values() if "region" in each]
    assert len(regions) > 50
    assert set(regions) == {REGION}
    assert networks["endpoints"]["aws_vpc_endpoint.s3[0]"]["service_name"] == f"com.amazonaws.{REGION}.s3"


def test_a_nat_gateway_per_zone_replaces_nothing(changed: Plan) -> None:
    assert actions(changed, "new") == {
        "aws_eip.nat[1]": "create",
        "aws_nat_gateway.main[1]": "create",
        "aws_route_table_association.public[1]": "create",
        "aws_subnet.public[1]": "create",
        "aws_route.private[1]": "update",
    }
    assert changed[address("new", "aws_subnet.public[1]")]["cidr_block"] == "10.0.255.224/28"


def test_more_zones_only_create_subnets_and_add_them_to_the_endpoints(changed: Plan) -> None:
    assert actions(changed, "new-with-endpoints") == {
        "aws_subnet.private[2]": "create",
        "aws_route_table.private[2]": "create",
        "aws_route_table_association.private[2]": "create",
        "aws_route.private[2]": "create",
        'aws_vpc_endpoint.interface["sts"]': "update",
        "aws_vpc_endpoint.s3[0]": "update",
    }
    assert changed[address("new-with-endpoints", "aws_subnet.private[2]")]["cidr_block"] == "10.0.32.0/20"


def test_named_zones_are_not_looked_up(changed: Plan) -> None:
    looked_up = {each for each in changed.data if "availability_zones" in each}
    assert looked_up == {address(each, "data.aws_availability_zones.available[0]") for each in ("new", "new-with-endpoints")}
    subnets = {name: changed[address("named-zones", f"aws_subnet.{name}")] for name in ("private[0]", "private[1]", "public[0]")}
    assert subnets["private[0]"]["availability_zone"] == "eu-west-1c"
    assert subnets["private[1]"]["cidr_block"] == "10.8.1.0/24"
    assert subnets["public[0]"]["cidr_block"] == "10.8.3.240/28"


def test_the_task_security_group_allows_the_egress_ports_only(networks: dict[str, State]) -> None:
    state = networks["group"]
    group = state["aws_security_group.tasks[0]"]
    assert (group["vpc_id"], group["name"], group["ingress"]) == (VPC, "ecs-my-runner-tasks", [])
    rules = state.of_type("aws_vpc_security_group_egress_rule")
    allowed = {
        address.split(".")[1]: (rule["from_port"], rule["to_port"], rule["cidr_ipv4"] or rule["cidr_ipv6"])
        for address, rule in rules.items()
    }
    assert allowed == {
        'tasks["22"]': (22, 22, "0.0.0.0/0"),
        'tasks["443"]': (443, 443, "0.0.0.0/0"),
        'tasks_ipv6["22"]': (22, 22, "::/0"),
        'tasks_ipv6["443"]': (443, 443, "::/0"),
    }
    assert state.of_type("aws_vpc_security_group_ingress_rule") == {}
    assert state.outputs["runner_configuration_part"]["security_group_ids"] == [group["id"], GROUP]
    assert state.outputs["vpc_id"] == VPC
    assert state.of_type("aws_vpc") == {}


def test_endpoints_in_an_existing_vpc_accept_traffic_from_tasks_only(networks: dict[str, State]) -> None:
    state = networks["endpoints"]
    endpoints = state.of_type("aws_vpc_endpoint")
    assert {values["service_name"] for values in endpoints.values()} == {
        f"com.amazonaws.{REGION}.{name}" for name in ("ecr.api", "ecr.dkr", "s3", "logs")
    }
    interface = state['aws_vpc_endpoint.interface["ecr.api"]']
    assert (interface["private_dns_enabled"], interface["subnet_ids"]) == (True, SUBNETS[:1])
    group = state["aws_security_group.endpoints[0]"]
    assert interface["security_group_ids"] == [group["id"]]
    [rule] = group["ingress"]
    assert (rule["security_groups"], rule["from_port"], rule["to_port"], rule["cidr_blocks"]) == ([GROUP], 443, 443, [])
    gateway = state["aws_vpc_endpoint.s3[0]"]
    assert (gateway["vpc_endpoint_type"], gateway["route_table_ids"]) == ("Gateway", ["rtb-0123456789abcdef0"])
    assert f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*" in gateway["policy"]


def test_endpoints_in_a_new_vpc_are_in_its_private_subnets(networks: dict[str, State]) -> None:
    state = networks["new-with-endpoints"]
    assert set(state["aws_vpc_endpoint.s3[0]"]["route_table_ids"]) == {
        state[f"aws_route_table.private[{number}]"]["id"] for number in (0, 1)
    }
    endpoint = state['aws_vpc_endpoint.interface["sts"]']
    assert set(endpoint["subnet_ids"]) == set(state.outputs["private_subnet_ids"])
    assert state["aws_security_group.endpoints[0]"]["ingress"][0]["security_groups"] == [state.outputs["task_security_group_id"]]


def test_some_endpoints_have_other_names_in_china(terraform: Terraform) -> None:
    china = {"region": "cn-north-1", "vpc_endpoints": ["ecr.dkr", "sts", "logs", "s3"]}
    plan = terraform(NETWORK, region="cn-north-1").plan(**{**NAMED, **NEW_VPC, **china})
    names = {values["service_name"] for address in plan.actions if "vpc_endpoint" in address for values in [plan[address]]}
    assert names == {
        "cn.com.amazonaws.cn-north-1.ecr.dkr",
        "cn.com.amazonaws.cn-north-1.sts",
        "com.amazonaws.cn-north-1.logs",
        "com.amazonaws.cn-north-1.s3",
    }


# By the resource that refuses them: an error there hides what later resources would refuse.
CONFLICTS: dict[str, list[tuple[Inputs, str]]] = {
    "vpc": [
        ({**NEW_VPC, "subnet_ids": SUBNETS}, "create_vpc = true conflicts with subnet_ids."),
        ({**NEW_VPC, "vpc_id": VPC}, "create_vpc = true conflicts with vpc_id."),
        ({**NEW_VPC, "create_security_group": False}, "needs security_group_ids; got []. The default security group"),
        (
            {**NEW_VPC, "vpc_cidr": "10.0.0.0/24"},
            'vpc_cidr must have room for all subnets; got {"private":"2 of /20","public":"1 of /28","vpc_cidr":"10.0.0.0/24"}.',
        ),
        (
            {**NEW_VPC, "vpc_cidr": "10.0.0.0/27", "private_subnet_prefix_length": 28},
            'got {"private":"2 of /28","public":"1 of /28","vpc_cidr":"10.0.0.0/27"}. Choose a larger vpc_cidr, longer prefixes,',
        ),
        (
            {**NEW_VPC, "availability_zone_count": 5},
            "availability_zone_count must be at most 3, the number of available zones in eu-west-1; got 5.",
        ),
    ],
    "group": [
        ({"subnet_ids": SUBNETS, "create_security_group": True}, "create_security_group = true needs vpc_id; got null."),
        (
            {**EXISTING, "create_security_group": True, "security_group_ids": [GROUP] * 5},
            "security_group_ids must have at most 4 elements if create_security_group adds one",
        ),
    ],
    "endpoints": [
        (
            {"subnet_ids": SUBNETS, "security_group_ids": [GROUP], "vpc_endpoints": ["sts"]},
            "vpc_endpoints needs vpc_id; got null.",
        ),
        ({**EXISTING, "vpc_endpoints": ["sts"]}, "vpc_endpoints needs security_group_ids or create_security_group = true"),
        ({**EXISTING, "vpc_endpoints": ["s3"]}, "s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []."),
    ],
}

IN_ONE_ZONE: dict[str, Inputs] = {
    "subnet": {"subnet_ids": SUBNETS[:1]},
    "zone": {**NEW_VPC, "availability_zone_count": 1},
    "named-zone": {**NEW_VPC, "availability_zones": ["eu-west-1a"]},
}
SEVERAL: Inputs = {"require_multiple_zones": True}


def test_conflicting_inputs_are_refused_at_plan(terraform: Terraform) -> None:
    calls = {name: call({str(number): inputs for number, (inputs, _) in enumerate(of)}) for name, of in CONFLICTS.items()}
    said = terraform({"network": NETWORK, "main.tf.json": {"module": calls}}).plan_fails()
    messages = [message for of in CONFLICTS.values() for _, message in of]
    assert [message for message in messages if message not in said.text] == []
    assert len(said.errors) == len(messages), said.text


def test_tasks_in_one_zone_are_refused_where_several_are_required(terraform: Terraform) -> None:
    said = terraform(files({name: {**inputs, **SEVERAL} for name, inputs in IN_ONE_ZONE.items()})).plan_fails()
    assert said.text.count("needs subnets in at least two availability zones; got 1.") == len(said.errors) == len(IN_ONE_ZONE)


def test_tasks_in_one_zone_and_subnets_that_are_unknown_give_no_warning(terraform: Terraform) -> None:
    subnets = {name: {"input": subnet} for name, subnet in zip("ab", SUBNETS, strict=True)}
    accepted = {
        **IN_ONE_ZONE,
        "subnets": {"subnet_ids": SUBNETS, **SEVERAL},
        "zones": {**NEW_VPC, **SEVERAL},
        "unknown": {"subnet_ids": ["${terraform_data.a.output}", "${terraform_data.b.output}"]},
    }
    assert terraform(files(accepted, resource={"terraform_data": subnets})).plan().diagnostics == ()


# Values that are known only once a resource of the same apply stands.
LATER: dict[str, Inputs] = {
    "new": {
        "vpc_cidr": "10.1.0.0/16",
        "private_subnet_prefix_length": 22,
        "public_subnet_prefix_length": 27,
        "security_group_ids": [GROUP],
        "vpc_endpoint_subnet_ids": [],
        "vpc_endpoint_route_table_ids": [],
        "vpc_endpoint_s3_arns": ["arn:aws:s3:::shared-modules/*"],
    },
    "existing": {
        "subnet_ids": SUBNETS,
        "security_group_ids": [GROUP],
        "vpc_id": VPC,
        "vpc_endpoint_subnet_ids": SUBNETS,
        "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
    },
}
KNOWN: dict[str, Inputs] = {
    "new": {**NEW_VPC, "vpc_endpoints": ["s3", "sts"]},
    "existing": {"create_security_group": True, "vpc_endpoints": ["s3", "sts"]},
}


def unknown(later: dict[str, Inputs], known: dict[str, Inputs]) -> Files:
    """Call the network with inputs of which some are known only after the apply."""
    values = {"terraform_data": {name: {"input": inputs} for name, inputs in later.items()}}
    calls = {
        name: {**inputs, **{each: f"${{terraform_data.{name}.output.{each}}}" for each in later[name]}}
        for name, inputs in known.items()
    }
    return files(calls, resource=values)


@pytest.fixture(scope="module")
def later(shared_terraform: Terraform) -> dict[str, State]:
    """Networks with inputs that are unknown at plan."""
    root = shared_terraform(unknown(LATER, KNOWN))
    state = root.apply()
    assert state.diagnostics == ()
    assert root.plan().is_empty
    assert root.destroy("-refresh=false").resources == {}
    return networks_of(state)


def test_inputs_for_a_new_vpc_may_be_unknown_at_plan(later: dict[str, State]) -> None:
    assert later["new"]["aws_subnet.public[0]"]["cidr_block"] == "10.1.255.224/27"
    assert "arn:aws:s3:::shared-modules/*" in later["new"]["aws_vpc_endpoint.s3[0]"]["policy"]


def test_inputs_for_an_existing_vpc_may_be_unknown_at_plan(later: dict[str, State]) -> None:
    assert later["existing"]["aws_security_group.tasks[0]"]["vpc_id"] == VPC
    assert later["existing"].outputs["runner_configuration_part"]["subnet_ids"] == SUBNETS


def test_invalid_inputs_that_are_unknown_at_plan_are_refused_at_apply(terraform: Terraform) -> None:
    root = terraform(
        unknown(
            {"invalid": {"vpc_id": VPC, "vpc_endpoint_route_table_ids": []}},
            {"invalid": {"subnet_ids": SUBNETS, "vpc_endpoints": ["s3"]}},
        )
    )
    assert "needs vpc_endpoint_route_table_ids; got []" in root.apply_fails().text
