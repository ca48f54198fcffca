"""Plugin processes: they start as Terraform expects, and none outlives its test."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import grpc  # type: ignore[import-untyped]
import pytest

from release.paths import PROJECT
from tests.support.doubles.host import RUN, Host, Run
from tests.support.terraform import Terraform, TerraformFailed, Workspace, cli, program

TOPIC = 'resource "aws_sns_topic" "it" { name = "it" }\n'


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


def start_plugin(host: Host, run: Run) -> tuple[subprocess.Popen[str], list[str]]:
    """Start a plugin process as Terraform does, and return the line by which it says where it can be reached."""
    script = next(file for file in host.mirror().rglob("terraform-provider-random*") if file.is_file())
    env = {"PATH": os.environ["PATH"], RUN: run.id}
    plugin = subprocess.Popen([script], env=env, cwd=run.folder, stdout=subprocess.PIPE, text=True)
    assert plugin.stdout is not None
    return plugin, plugin.stdout.readline().rstrip("\n").split("|")


def test_a_closed_host_leaves_no_process_and_no_file() -> None:
    before = set(threading.enumerate())
    host = Host(program.provider_host())
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


def test_a_plugin_process_ends_when_terraform_shuts_it_down(doubles_host: Host) -> None:
    run = doubles_host.run()
    plugin, (core, protocol, network, socket, kind, certificate) = start_plugin(doubles_host, run)
    assert (core, protocol, network, kind, certificate) == ("1", "6", "unix", "grpc", "")
    assert plugin.poll() is None
    with grpc.insecure_channel(f"unix:{socket}") as channel:
        assert channel.unary_unary("/plugin.GRPCController/Shutdown")(b"", timeout=5) == b""
    assert plugin.wait(timeout=5) is not None
    run.close()


def test_a_plugin_process_of_an_unknown_run_ends_at_once(doubles_host: Host) -> None:
    """Terraform then says that the plugin is broken, instead of waiting for it."""
    plugin, said = start_plugin(doubles_host, Run("0", "", doubles_host.root))
    assert said == [""]
    assert plugin.wait(timeout=5) is not None


def test_plugin_processes_end_with_the_test_process() -> None:
    code = (
        "import sys, time; from tests.support.doubles.host import Host\n"
        "from tests.support.doubles.tests.test_processes import start_plugin\n"
        "host = Host('registry.example.test'); plugin, line = start_plugin(host, host.run())\n"
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
    Host("registry.example.test").close()  # the next one cleans up
    assert not Path(folder).exists()


def test_a_failed_command_leaves_no_process(terraform: Terraform) -> None:
    root = terraform({"main.tf": TOPIC + 'resource "aws_sns_topic" "bad" {\n  name = "x"\n  policy = "x"\n}\n'})
    with pytest.raises(TerraformFailed, match="terraform apply failed\nerror: Invalid JSON policy") as failure:
        root.apply()
    assert len(failure.value.diagnostics.errors) == 1
    assert until(lambda: all(map(is_gone, root._run.processes)))
