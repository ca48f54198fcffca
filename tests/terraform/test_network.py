"""The network under real Terraform: what each input creates, what is refused, and what stays in place when inputs change."""

from typing import Any

import pytest

from release.paths import MODULE
from tests.support.terraform import State, Terraform, Workspace
from tests.terraform.configurations import NAMED, REGION, ROOT, SUBNETS

WITHOUT_SUBNETS = {name: value for name, value in ROOT.items() if name != "subnet_ids"}
NEW_VPC = {**WITHOUT_SUBNETS, "create_vpc": True}
VPC = "vpc-0123456789abcdef0"
GROUP = "sg-0123456789abcdef0"
EXISTING: dict[str, Any] = {**ROOT, "vpc_id": VPC}
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


@pytest.fixture
def root(terraform: Terraform) -> Workspace:
    """The root module, as a root."""
    return terraform(MODULE)


@pytest.fixture(scope="module")
def unapplied(shared_terraform: Terraform) -> Workspace:
    """The root module, for tests that only plan."""
    return shared_terraform(MODULE)


@pytest.fixture(scope="module")
def new_vpc(shared_terraform: Terraform) -> Workspace:
    """A runner with a VPC, applied; tests only plan changes of it."""
    root = shared_terraform(MODULE)
    assert root.apply(**NEW_VPC).diagnostics == ()
    return root


def test_network_and_monitoring_create_nothing_by_default(root: Workspace) -> None:
    plan = root.plan(**ROOT)
    assert plan.diagnostics == ()
    assert [address for address in plan.actions if address.startswith(GROUPS_OFF)] == []
    assert [address for address in plan.data if "availability_zones" in address] == []
    assert "aws_cloudwatch_log_group.events[0]" not in plan.actions
    state = root.apply(plan)
    assert state.outputs["private_subnet_ids"] == SUBNETS
    assert state.outputs["task_security_group_ids"] == []
    empty = ("vpc_id", "task_security_group_id", "alarm_topic_arn", "event_log_group_name", "dashboard_name")
    assert {state.outputs[name] for name in empty} == {""}  # at null, the cdktf CLI would end a deploy with an error


def test_create_vpc_creates_private_subnets_behind_a_nat_gateway(new_vpc: Workspace) -> None:
    state = new_vpc.state
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
    configuration = state.outputs["runner_configuration"]
    assert configuration["subnet_ids"] == [subnets["aws_subnet.private[0]"]["id"], subnets["aws_subnet.private[1]"]["id"]]
    assert configuration["security_group_ids"] == [state["aws_security_group.tasks[0]"]["id"]]
    assert new_vpc.plan(**NEW_VPC).is_empty


@pytest.fixture(scope="module")
def with_endpoints(shared_terraform: Terraform) -> State:
    """A runner with a VPC and endpoints in it; the provider's own region is another one."""
    return shared_terraform(MODULE, region="us-east-1").apply(**NEW_VPC, vpc_endpoints=["s3", "sts"])


def test_every_network_resource_is_in_the_region_of_the_input(with_endpoints: State) -> None:
    state = with_endpoints
    regional = {address: values["region"] for address, values in state.resources.items() if "region" in values}
    assert len(regional) > 30
    assert set(regional.values()) == {REGION}
    assert state["aws_vpc_endpoint.s3[0]"]["service_name"] == f"com.amazonaws.{REGION}.s3"


def test_a_nat_gateway_per_zone_replaces_nothing(new_vpc: Workspace) -> None:
    plan = new_vpc.plan(**NEW_VPC, nat_gateway_per_zone=True)
    assert plan.having("create") == {
        "aws_eip.nat[1]",
        "aws_nat_gateway.main[1]",
        "aws_route_table_association.public[1]",
        "aws_subnet.public[1]",
    }
    assert plan.having("update") == {"aws_route.private[1]"}
    assert plan["aws_subnet.public[1]"]["cidr_block"] == "10.0.255.224/28"
    assert set(plan.actions.values()) == {"create", "update"}


def test_more_zones_only_create_subnets(new_vpc: Workspace) -> None:
    plan = new_vpc.plan(**NEW_VPC, availability_zone_count=3)
    assert set(plan.actions.values()) == {"create"}
    assert plan["aws_subnet.private[2]"]["cidr_block"] == "10.0.32.0/20"


def test_named_zones_are_not_looked_up(unapplied: Workspace) -> None:
    plan = unapplied.plan(
        **NEW_VPC, availability_zones=["eu-west-1c", "eu-west-1a"], vpc_cidr="10.8.0.0/22", private_subnet_prefix_length=24
    )
    assert [address for address in plan.data if "availability_zones" in address] == []
    assert plan["aws_subnet.private[0]"]["availability_zone"] == "eu-west-1c"
    assert plan["aws_subnet.private[1]"]["cidr_block"] == "10.8.1.0/24"
    assert plan["aws_subnet.public[0]"]["cidr_block"] == "10.8.3.240/28"


def test_the_task_security_group_allows_the_egress_ports_only(root: Workspace) -> None:
    state = root.apply(**EXISTING, create_security_group=True, security_group_ids=[GROUP], egress_ports=[443, 22])
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
    assert state.outputs["runner_configuration"]["security_group_ids"] == [group["id"], GROUP]
    assert state.outputs["vpc_id"] == VPC
    assert state.of_type("aws_vpc") == {}


def test_endpoints_in_an_existing_vpc_accept_traffic_from_tasks_only(root: Workspace) -> None:
    state = root.apply(
        **EXISTING,
        security_group_ids=[GROUP],
        vpc_endpoints=["ecr.api", "ecr.dkr", "s3", "logs"],
        vpc_endpoint_subnet_ids=SUBNETS[:1],
        vpc_endpoint_route_table_ids=["rtb-0123456789abcdef0"],
    )
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


def test_endpoints_in_a_new_vpc_are_in_its_private_subnets(with_endpoints: State) -> None:
    state = with_endpoints
    assert set(state["aws_vpc_endpoint.s3[0]"]["route_table_ids"]) == {
        state[f"aws_route_table.private[{number}]"]["id"] for number in (0, 1)
    }
    endpoint = state['aws_vpc_endpoint.interface["sts"]']
    assert set(endpoint["subnet_ids"]) == set(state.outputs["private_subnet_ids"])
    assert state["aws_security_group.endpoints[0]"]["ingress"][0]["security_groups"] == [state.outputs["task_security_group_id"]]


def test_some_endpoints_have_other_names_in_china(terraform: Terraform) -> None:
    root = terraform(MODULE, region="cn-north-1")
    plan = root.plan(**{**NEW_VPC, "region": "cn-north-1"}, vpc_endpoints=["ecr.dkr", "sts", "logs", "s3"])
    names = {values["service_name"] for address in plan.actions if "vpc_endpoint" in address for values in [plan[address]]}
    assert names == {
        "cn.com.amazonaws.cn-north-1.ecr.dkr",
        "cn.com.amazonaws.cn-north-1.sts",
        "com.amazonaws.cn-north-1.logs",
        "com.amazonaws.cn-north-1.s3",
    }


CONFLICTS: list[tuple[dict[str, Any], str]] = [
    ({**ROOT, "create_vpc": True}, "create_vpc = true conflicts with subnet_ids."),
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
    ({**ROOT, "create_security_group": True}, "create_security_group = true needs vpc_id; got null."),
    (
        {**EXISTING, "create_security_group": True, "security_group_ids": [GROUP] * 5},
        "security_group_ids must have at most 4 elements if create_security_group adds one",
    ),
    ({**ROOT, "security_group_ids": [GROUP], "vpc_endpoints": ["sts"]}, "vpc_endpoints needs vpc_id; got null."),
    ({**EXISTING, "vpc_endpoints": ["sts"]}, "vpc_endpoints needs security_group_ids or create_security_group = true"),
    ({**EXISTING, "vpc_endpoints": ["s3"]}, "s3 in vpc_endpoints needs vpc_endpoint_route_table_ids; got []."),
]

IN_ONE_ZONE: list[dict[str, Any]] = [
    {**ROOT, "subnet_ids": SUBNETS[:1]},
    {**NEW_VPC, "availability_zone_count": 1},
    {**NEW_VPC, "availability_zones": ["eu-west-1a"]},
]


def side_by_side(terraform: Terraform, cases: list[dict[str, Any]]) -> Workspace:
    """Call the network for each case."""
    own = [
        {name: value for name, value in inputs.items() if name not in ROOT or name in ("region", "subnet_ids")}
        for inputs in cases
    ]
    network = {"source": "./module/modules/network", **NAMED}
    calls = {f"case{number}": {**network, **inputs} for number, inputs in enumerate(own)}
    return terraform({"module": MODULE, "main.tf.json": {"module": calls}})


def test_conflicting_inputs_are_refused_at_plan(terraform: Terraform) -> None:
    said = side_by_side(terraform, [inputs for inputs, _ in CONFLICTS]).plan_fails()
    assert [message for _, message in CONFLICTS if message not in said.text] == []
    assert len(said.errors) == len(CONFLICTS), said.text


def test_tasks_in_one_zone_are_refused_only_where_several_are_required(terraform: Terraform) -> None:
    required = {"require_multiple_zones": True}
    accepted = [*IN_ONE_ZONE, {**ROOT, **required}, {**NEW_VPC, **required}]
    assert side_by_side(terraform, accepted).plan().diagnostics == ()
    said = side_by_side(terraform, [{**inputs, **required} for inputs in IN_ONE_ZONE]).plan_fails()
    assert said.text.count("needs subnets in at least two availability zones; got 1.") == len(said.errors) == len(IN_ONE_ZONE)


def unknown(known: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """A configuration in which the values of `later` are known only once resources of the same apply stand."""
    return {
        "module": MODULE,
        "main.tf.json": {
            "resource": {"terraform_data": {name: {"input": value} for name, value in later.items()}},
            "module": {
                "runner": {
                    "source": "./module",
                    **known,
                    **{name: f"${{terraform_data.{name}.output}}" for name in later},
                }
            },
            "output": {"runner": {"value": "${module.runner.runner_configuration}"}},
        },
    }


def test_inputs_for_a_new_vpc_may_be_unknown_at_plan(terraform: Terraform) -> None:
    later = {
        "vpc_cidr": "10.1.0.0/16",
        "private_subnet_prefix_length": 22,
        "public_subnet_prefix_length": 27,
        "security_group_ids": [GROUP],
        "vpc_endpoint_subnet_ids": [],
        "vpc_endpoint_route_table_ids": [],
        "vpc_endpoint_s3_arns": ["arn:aws:s3:::shared-modules/*"],
    }
    root = terraform(unknown({**NEW_VPC, "vpc_endpoints": ["s3", "sts"]}, later))
    state = root.apply()
    assert state.diagnostics == ()
    assert state["module.runner.aws_subnet.public[0]"]["cidr_block"] == "10.1.255.224/27"
    assert "arn:aws:s3:::shared-modules/*" in state["module.runner.aws_vpc_endpoint.s3[0]"]["policy"]
    assert root.plan().is_empty
    assert root.destroy("-refresh=false").resources == {}


def test_inputs_for_an_existing_vpc_may_be_unknown_at_plan(terraform: Terraform) -> None:
    later = {
        "subnet_ids": SUBNETS,
        "security_group_ids": [GROUP],
        "vpc_id": VPC,
        "vpc_endpoint_subnet_ids": SUBNETS,
        "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
    }
    known = {**WITHOUT_SUBNETS, "create_security_group": True, "vpc_endpoints": ["s3", "sts"]}
    root = terraform(unknown(known, later))
    state = root.apply()
    assert state["module.runner.aws_security_group.tasks[0]"]["vpc_id"] == VPC
    assert state.outputs["runner"]["subnet_ids"] == SUBNETS
    assert root.plan().is_empty
    assert root.destroy("-refresh=false").resources == {}


def test_unknown_subnets_in_a_list_of_known_length_give_no_warning(terraform: Terraform) -> None:
    subnets = {name: {"input": id_} for name, id_ in zip("ab", SUBNETS, strict=True)}
    files = unknown(WITHOUT_SUBNETS, {})
    files["main.tf.json"]["resource"] = {"terraform_data": subnets}
    files["main.tf.json"]["module"]["runner"]["subnet_ids"] = ["${terraform_data.a.output}", "${terraform_data.b.output}"]
    assert terraform(files).plan().diagnostics == ()


def test_invalid_inputs_that_are_unknown_at_plan_are_refused_at_apply(terraform: Terraform) -> None:
    known = {**WITHOUT_SUBNETS, "subnet_ids": SUBNETS, "vpc_endpoints": ["s3"]}
    root = terraform(unknown(known, {"vpc_id": VPC, "vpc_endpoint_route_table_ids": []}))
    assert "needs vpc_endpoint_route_table_ids; got []" in root.apply_fails().text
