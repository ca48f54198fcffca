"""The machinery around the doubles: versions, schemas, processes, files, and where it may not run."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest

from release.paths import PROJECT
from tests.support.doubles import bindings
from tests.support.doubles.bindings import Bindings
from tests.support.doubles.host import RUN, Host, Run
from tests.support.doubles.model import Block
from tests.support.doubles.providers import providers
from tests.support.terraform import Doubles, Terraform, TerraformFailed, Workspace, cli

HOST = bindings.aws().provider[0].partition("/")[0]
TOPIC = 'resource "aws_sns_topic" "it" { name = "it" }\n'


def required(constraint: str, source: str = "hashicorp/aws") -> str:
    return f'terraform {{\n  required_providers {{\n    aws = {{ source = "{source}", version = "{constraint}" }}\n  }}\n}}\n'


def until(condition: Callable[[], bool]) -> bool:
    """Wait a moment for something to become true."""
    for _ in range(250):
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_gone(process: int) -> bool:
    """Tell whether a process has ended; one that only waits to be collected has."""
    status = Path(f"/proc/{process}/stat")
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_the_mirror_offers_the_versions_that_the_bindings_are_pinned_to() -> None:
    lock = json.loads((PROJECT / "Pipfile.lock").read_text())["default"]
    for made in (bindings.aws(), bindings.random()):
        assert lock[made.distribution]["version"] == f"=={made.version}"
        offered = {provider.source: provider.version for provider in providers()}
        assert offered[made.provider[0]] == made.provider[1]


def test_required_providers_that_exclude_the_bindings_version_fail(terraform: Terraform) -> None:
    version = bindings.aws().provider[1]
    assert terraform({"main.tf": TOPIC + required(f"= {version}")}).init() == ()
    said = terraform({"main.tf": TOPIC + required(f"< {version}")}).init_fails().text
    assert "Failed to query available provider packages" in said
    assert f"no available releases match the given constraints < {version}" in said


def test_another_source_is_another_provider(terraform: Terraform) -> None:
    said = terraform({"main.tf": TOPIC + required(">= 1.0", "elsewhere/aws")}).init_fails().text
    assert f"provider {HOST}/elsewhere/aws was not found" in said


def test_versions_can_be_chosen(terraform: Terraform) -> None:
    offered = {f"{HOST}/hashicorp/aws": ["5.100.0", "6.0.0"]}
    root = terraform({"main.tf": TOPIC + required("~> 5.0")}, versions=offered)
    root.init()
    assert '"5.100.0"' in (root.folder / ".terraform.lock.hcl").read_text()


def schema(name: str) -> Block:
    return bindings.aws().schemas([name])[name]


def test_schemas_have_the_shape_of_the_true_ones() -> None:
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


def test_two_processes_make_the_schemas_once(tmp_path: Path) -> None:
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


def test_half_made_schemas_are_made_anew(tmp_path: Path) -> None:
    made = Bindings("cdktf-cdktf-provider-random", tmp_path)
    made._database.rename(made._database.with_suffix(".making"))
    (tmp_path / f"{made._database.stem}.making").write_text("half")
    assert list(Bindings("cdktf-cdktf-provider-random", tmp_path).schemas(["random_id"])) == ["random_id"]


def test_no_process_and_no_file_is_left() -> None:
    before = set(threading.enumerate())
    host = Host()
    run = host.run()
    (run.folder / "workspace").mkdir()
    root = Workspace(run.folder / "workspace", cli.environment(host, run), run).write({"main.tf": TOPIC})
    root.apply()
    assert len(run.processes) > 1
    assert until(lambda: all(map(is_gone, run.processes)))
    assert list(host.root.glob("*.sock")) + list(host.root.glob("*.pipe")) + list(host.root.glob("*.request")) == []
    assert {path.name for path in Path(root.env["HOME"]).iterdir()} == {"terraform.rc"}
    host.close()
    assert not host.root.exists()
    assert until(lambda: not [thread for thread in set(threading.enumerate()) - before if thread.is_alive()])


def start_plugin(host: Host, run: Run) -> tuple[subprocess.Popen[str], list[str]]:
    """Start a plugin process as Terraform does, and return the line by which it says where it can be reached."""
    script = next(file for file in host.mirror().rglob("terraform-provider-random*") if file.is_file())
    env = {"PATH": os.environ["PATH"], RUN: run.id}
    plugin = subprocess.Popen([script], env=env, cwd=run.folder, stdout=subprocess.PIPE, text=True)
    assert plugin.stdout is not None
    return plugin, plugin.stdout.readline().rstrip("\n").split("|")


def test_a_plugin_process_ends_at_terraforms_goodbye(doubles_host: Host) -> None:
    run = doubles_host.run()
    plugin, (core, protocol, network, socket, kind, certificate) = start_plugin(doubles_host, run)
    assert (core, protocol, network, kind, certificate) == ("1", "6", "unix", "grpc", "")
    assert plugin.poll() is None
    with grpc.insecure_channel(f"unix:{socket}") as channel:
        assert channel.unary_unary("/plugin.GRPCController/Shutdown")(b"", timeout=5) == b""
    assert plugin.wait(timeout=5) is not None
    run.close()


def test_a_plugin_process_ends_where_it_belongs_to_no_run(doubles_host: Host) -> None:
    """Terraform then says that the plugin is broken, instead of waiting for it."""
    plugin, said = start_plugin(doubles_host, Run("0", "", doubles_host.root))
    assert said == [""]
    assert plugin.wait(timeout=5) is not None


def test_plugin_processes_end_with_the_test_process() -> None:
    code = (
        "import sys, time; from tests.support.doubles.host import Host\n"
        "from tests.terraform.test_doubles_machinery import start_plugin\n"
        "host = Host(); plugin, line = start_plugin(host, host.run())\n"
        "print(line[1], plugin.pid, host.root, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        protocol, process, folder = tests.stdout.readline().split()
        assert protocol == "6"
        assert not is_gone(int(process))
        tests.send_signal(signal.SIGKILL)
    assert until(lambda: is_gone(int(process)))
    assert Path(folder).exists()
    Host().close()  # the next one cleans up
    assert not Path(folder).exists()


def test_a_failing_command_leaves_nothing_running(terraform: Terraform) -> None:
    root = terraform({"main.tf": TOPIC + 'resource "aws_sns_topic" "bad" {\n  name = "x"\n  policy = "x"\n}\n'})
    with pytest.raises(TerraformFailed, match="terraform apply failed\nerror: Invalid JSON policy") as failure:
        root.apply()
    assert len(failure.value.diagnostics.errors) == 1
    assert until(lambda: all(map(is_gone, root._run.processes)))


def test_a_folder_is_copied_without_what_terraform_left_there(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "sub" / ".terraform").mkdir(parents=True)
    for name in ("main.tf", "terraform.tfstate", "terraform.tfstate.backup", ".terraform.lock.hcl", "sub/main.tf"):
        (tmp_path / name).write_text("")
    (tmp_path / "main.tf").write_text(TOPIC)
    roots = terraform(tmp_path), terraform({"copy": tmp_path, "main.tf": 'module "it" {\n  source = "./copy"\n}\n'})
    assert {str(file.relative_to(roots[0].folder)) for file in roots[0].folder.rglob("*") if file.is_file()} == {
        "main.tf",
        "sub/main.tf",
    }
    assert [list(root.apply().resources) for root in roots] == [["aws_sns_topic.it"], ["module.it.aws_sns_topic.it"]]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == [".terraform.lock.hcl"]


def test_the_users_own_settings_are_out_of_reach(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TF_LOG",
        "TF_VAR_x",
        "TF_CLI_ARGS",
        "TF_PLUGIN_CACHE_DIR",
        "TF_DATA_DIR",
        "AWS_PROFILE",
        "AWS_SECRET_ACCESS_KEY",
    ):
        monkeypatch.setenv(name, "/nowhere")
    root = terraform({"main.tf": TOPIC})
    assert root.env.keys().isdisjoint({"TF_LOG", "TF_VAR_x", "TF_PLUGIN_CACHE_DIR", "AWS_PROFILE", "AWS_SECRET_ACCESS_KEY"})
    assert root.env["HOME"] != os.environ["HOME"]
    assert root.apply().resources.keys() == {"aws_sns_topic.it"}


def test_another_program_can_run_with_the_doubles(doubles_env: Doubles, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TOPIC)
    script = "terraform init -no-color && terraform apply -auto-approve -no-color"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=doubles_env.env, capture_output=True, text=True, check=False)
    assert "Apply complete! Resources: 1 added, 0 changed, 0 destroyed." in done.stdout, done.stderr
    assert [call.type for call in doubles_env.run.calls if call.method == "ApplyResourceChange"] == ["aws_sns_topic"]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an empty folder on the path instead of everything else."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(cli, "missing_terraform", cli.missing_terraform.__wrapped__)
    return tmp_path / "terraform"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (None, "the program terraform is not on the PATH"),
        ("1.5.7", "Terraform 1.5.7 is too old; install 1.6 or newer"),
        ("1.6.0-alpha1", None),
        ("2.0.0", None),
    ],
)
@pytest.mark.parametrize("ci", [False, True])
def test_without_a_fit_terraform(
    program: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, reason: str | None, *, ci: bool
) -> None:
    monkeypatch.setenv("CI", "true" if ci else "")
    if version:
        program.write_text(f"#!/bin/sh\necho '{json.dumps({'terraform_version': version})}'\n")
        program.chmod(0o755)
    if reason is None:
        cli.need_terraform()
        return
    outcome: Any = pytest.fail.Exception if ci else pytest.skip.Exception
    with pytest.raises(outcome, match=reason):
        cli.need_terraform()


def test_the_switch_drops_the_doubles(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be seen of it without a network: no mirror is named, and nothing goes near an account."""
    monkeypatch.setenv("PROVIDERS", "registry")
    monkeypatch.setattr(cli, "registry_is_used", cli.registry_is_used.__wrapped__)
    root = terraform({"main.tf": 'output "x" { value = 1 }'})
    assert "filesystem_mirror" not in Path(root.env["TF_CLI_CONFIG_FILE"]).read_text()
    assert root.validate() == ()
    for command in (root.plan, root.apply, root.destroy):
        with pytest.raises(pytest.skip.Exception, match="needs an account"):
            command()
