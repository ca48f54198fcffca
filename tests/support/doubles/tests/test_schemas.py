"""Schemas of the doubles: those of the real providers, read once from the bindings."""

import subprocess
import sys
from pathlib import Path

from release.paths import PROJECT
from tests.support.doubles import bindings
from tests.support.doubles.bindings import Bindings
from tests.support.doubles.model import Block


def schema(name: str) -> Block:
    return bindings.aws().schemas([name])[name]


def test_schemas_match_those_of_the_real_provider() -> None:
    role = schema("aws_iam_role")
    assert role.attributes["assume_role_policy"].required
    assert (role.attributes["arn"].computed, role.attributes["arn"].optional) == (True, False)
    assert role.attributes["tags"].type == ["map", "string"]
    assert role.attributes["max_session_duration"].type == "number"
    assert role.attributes["managed_policy_arns"].type == ["set", "string"]

    execute = schema("aws_ecs_cluster").blocks["configuration"].block.blocks["execute_command_configuration"]
    assert (execute.nesting, execute.min_items, execute.max_items) == ("list", 0, 1)
    assert schema("aws_ecs_cluster").blocks["setting"].nesting == "set"
    assert schema("aws_s3_bucket").blocks["timeouts"].nesting == "single"
    rule = schema("aws_s3_bucket_server_side_encryption_configuration").blocks["rule"]
    assert (rule.nesting, rule.min_items, rule.max_items) == ("set", 1, 0)
    ingress = schema("aws_security_group").attributes["ingress"].type
    assert isinstance(ingress, list)
    assert (ingress[0], ingress[1][0], ingress[1][1]["cidr_blocks"]) == ("set", "object", ["list", "string"])
    filters = schema("data.aws_vpc").blocks["filter"].block
    assert (filters.attributes["name"].required, filters.attributes["values"].type) == (True, ["set", "string"])
    assert bindings.aws().config.blocks["default_tags"].block.attributes["tags"].type == ["map", "string"]
    assert "alias" not in bindings.aws().config.attributes
    assert bindings.aws().schemas(["aws_nonsense"]) == {}


def test_two_processes_create_the_schemas_only_once(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from tests.support.doubles import bindings as b\n"
        "made = b.Bindings._make\n"
        "def make(self, path): print('made'); time.sleep(1); made(self, path)\n"
        "b.Bindings._make = make\n"
        "print(sorted(b.Bindings('cdktf-cdktf-provider-random', Path(sys.argv[1])).schemas(['random_id'])))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    assert said == ["['random_id']\n", "made\n['random_id']\n"]
    assert len(list(tmp_path.glob("*.sqlite"))) == 1
    assert list(tmp_path.glob("*.making")) == []


def test_incomplete_schemas_are_created_again(tmp_path: Path) -> None:
    made = Bindings("cdktf-cdktf-provider-random", tmp_path)
    made._database.rename(made._database.with_suffix(".making"))
    (tmp_path / f"{made._database.stem}.making").write_text("half")
    assert list(Bindings("cdktf-cdktf-provider-random", tmp_path).schemas(["random_id"])) == ["random_id"]
