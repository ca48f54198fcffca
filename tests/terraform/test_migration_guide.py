"""docs/migration.md, step by step: its own blocks after the older modules, and its tables beside what the plans show."""

import re
import subprocess

import pytest

from release.paths import MODULE, PROJECT
from tests.support.fences import Block, blocks
from tests.support.terraform import Plan, Terraform, Workspace
from tests.terraform.older import HERE, LINES, REUSABLE, V1, V4, Line, with_local_vpc

GUIDE = PROJECT / "docs" / "migration.md"
ENV = {f"{prefix}_{name}": "given" for prefix in ("HUMANITEC", "PO") for name in ("ORG_ID", "AUTH_TOKEN")}
HUMANITEC, STELLWERK = (f"From serverless-ecs-orchestrator-runner of {edition}" for edition in ("Humanitec", "Stellwerk"))
RUNNER = "platform-orchestrator_serverless_ecs_runner.runner"


def section(heading: str) -> str:
    """The text under a heading."""
    return GUIDE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]


def block(heading: str, language: str = "hcl") -> Block:
    """The one block of a section."""
    (found,) = (each for each in blocks(GUIDE) if each.language == language and each.text in section(heading))
    return found


def told(heading: str) -> dict[str, set[str]]:
    """What the table of a section says, as action -> addresses; of what is moved, where from."""
    rows = re.findall(r"^\| (update|create|replace|moved) \| (.*?) \|", section(heading), re.MULTILINE)
    found: dict[str, set[str]] = {}
    for action, addresses in rows:
        named = re.findall(r"`([^`]+)`", addresses)
        found.setdefault(action, set()).update(named[:1] if action == "moved" else named)
    return found


def shown(plan: Plan) -> dict[str, set[str]]:
    """What a plan shows, in the same form."""
    found: dict[str, set[str]] = {"moved": set(plan.moved)}
    for address, action in plan.actions.items():
        found.setdefault(action, set()).add(address)
    return {action: {own(address) for address in addresses} for action, addresses in found.items() if addresses}


def own(address: str) -> str:
    """An address as the guide has it: in the module."""
    return address.removeprefix("module.runner.")


def before(terraform: Terraform, line: Line, now: str, without: tuple[str, ...] = ()) -> Workspace:
    """Apply an older module with the block that a guide's reader has: the new one, but for the source, and what is new."""
    call = now[now.index('module "runner"') :].replace(source(now), "./older")
    call = re.sub(rf"^ *({'|'.join(['^$', *without])}) *=.*\n", "", call, flags=re.MULTILINE)
    root = terraform({**line.files, "main.tf": call}, env=ENV, region="eu-west-1")
    root.apply()
    return root


def source(text: str) -> str:
    """What the runner's block has as source."""
    return re.findall(r'source *= "(./dist/[^"]*)"', text)[-1]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("line", "heading", "table"),
    [
        (REUSABLE, "From reusable-platform-orchestrator-ecs-runner", "From reusable-platform-orchestrator-ecs-runner"),
        (V1, HUMANITEC, HUMANITEC),
        (V4, STELLWERK, HUMANITEC),
    ],
    ids=lambda value: value.address if isinstance(value, Line) else "",
)
def test_the_plan_shows_what_the_guide_lists(terraform: Terraform, line: Line, heading: str, table: str) -> None:
    now = block(heading).text
    root = before(terraform, line, now)
    root.write({"main.tf": now, "dist/terraform-aws-ecs-runner": MODULE})
    plan = root.plan()
    assert plan.diagnostics == ()
    assert shown(plan) == told(table)


def test_a_vpc_that_the_older_module_created_is_moved_and_stays_as_it_is(terraform: Terraform) -> None:
    text = with_local_vpc(block("If the older module created your VPC").text)
    root = before(terraform, V1, text, ("subnet_ids", "security_group_ids"))
    there = root.state
    suffix = there["module.runner.random_id.suffix"]["hex"]
    vpc = {address for address in there.resources if address.startswith("module.runner.module.vpc[0].")}
    assert len(vpc) == 17

    text = text.replace("0a1b2c3d", suffix)
    files = {"dist/terraform-aws-ecs-runner": MODULE, "vpc": HERE / "vpc"}
    root.write({**files, "main.tf": text.replace("module.vpc[0]", "module.vpc")})
    assert root.plan().having("delete") == set(map(own, vpc)), "without the index"

    root.write({"main.tf": text})
    plan = root.plan()
    expected = told(HUMANITEC)
    assert plan.diagnostics == ()
    assert shown(plan) == {**expected, "moved": {*expected["moved"], *map(own, vpc)}}
    after = root.apply(plan)  # test_migration.py plans again after the same changes without a VPC
    assert after[f"module.runner.{RUNNER}"] == there[f"module.runner.{RUNNER}"]


def test_stellwerk_takes_over_a_runner_of_humanitecs(terraform: Terraform) -> None:
    heading = "From Humanitec to Stellwerk"
    rules = 'rules = { all = { match = "all" } }\n'
    was, now = (block(each).text.replace("  region ", f"  {rules}  region ") for each in (HUMANITEC, heading))
    root = terraform({"main.tf": was, "dist/terraform-aws-ecs-runner": MODULE}, env=ENV, region="eu-west-1")
    there = root.apply()

    root.write({"main.tf": now})
    commands = block(heading, "sh").text
    ran = subprocess.run(
        ["sh", "-eu", "-c", commands], cwd=root.folder, env=root.env, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 to destroy" in ran.stdout

    plan = root.plan()
    assert [each.text for each in plan.diagnostics if each.summary not in section(heading)] == []
    expected = told(heading)
    assert shown(plan) == {**expected, "create": {*expected["create"], 'platform-orchestrator_runner_rule.rules["*/*"]'}}
    after = root.apply(plan)
    assert "my-runner" in root.orchestrator.organization("given", "https://humanitec.example").runners
    for type_ in ("aws_s3_bucket", "aws_iam_role", "aws_ecs_cluster"):
        kept, left = there.of_type(type_), after.of_type(type_)
        assert {address: each["id"] for address, each in kept.items()} == {address: each["id"] for address, each in left.items()}
    assert root.plan().is_empty


def test_the_guide_names_the_addresses_that_users_have() -> None:
    for line in LINES:
        address, version = line.address.split(" ")
        assert address in GUIDE.read_text()
        assert version in GUIDE.read_text()
