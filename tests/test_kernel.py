"""Calls that aren't waited for: the same outcome as if they were, and errors that tell where they come from."""

import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import jsii
import pytest
from cdktf import App, Aspects, IAspect, ITerraformDependable, TerraformLocal, TerraformOutput, TerraformResource, TerraformStack
from constructs import Construct, IConstruct
from jsii import _runtime
from jsii._kernel.types import InvokeResponse
from jsii.errors import JSIIError

import bindings
from bindings.kernel import Process, Provider


@pytest.fixture
def stack(tmp_path: Path) -> TerraformStack:
    assert isinstance(_runtime.kernel.provider, Provider), "these tests are about nothing if jsii waits"
    return TerraformStack(App(outdir=str(tmp_path)), "made")


def synthesized(stack: TerraformStack) -> dict[str, Any]:
    """Ask for what all calls came to."""
    app = App.of(stack)
    app.synth()
    content: dict[str, Any] = json.loads((Path(app.outdir) / "stacks" / "made" / "cdk.tf.json").read_text())
    return content


def test_methods_in_python_are_called_back(stack: TerraformStack) -> None:
    @jsii.implements(IAspect)
    class Mark:
        def visit(self, node: IConstruct) -> None:
            if isinstance(node, TerraformOutput):
                node.add_override("description", f"the output {node.node.id}")

    class Own(TerraformResource):
        def _synthesize_attributes(self) -> Any:
            return {"word": "own"}

    Aspects.of(stack).add(Mark())
    TerraformOutput(stack, "one", value=1)
    Own(stack, "own", terraform_resource_type="own_thing").override_logical_id("own")
    content = synthesized(stack)
    assert content["output"]["one"]["description"] == "the output one"
    assert content["resource"]["own_thing"]["own"]["word"] == "own"


def test_what_is_no_json_is_refused_at_once_and_the_rest_goes_on(stack: TerraformStack) -> None:
    local = TerraformLocal(stack, "local", 1)
    with pytest.raises(TypeError, match="Naive datetimes"):
        local.add_override("when", datetime(2026, 1, 31))
    with pytest.raises(TypeError, match="Naive datetimes"):
        TerraformLocal(stack, "other", datetime(2026, 1, 31))
    TerraformLocal(stack, "right", 2).override_logical_id("right")
    assert synthesized(stack)["locals"]["right"] == 2


def test_an_interface_that_only_python_knows_of_is_waited_for(stack: TerraformStack) -> None:
    @jsii.implements(ITerraformDependable)
    class Own(Construct):
        fqn = "own.thing"

    TerraformOutput(stack, "output", value=1, depends_on=[Own(stack, "own")]).override_logical_id("output")
    assert synthesized(stack)["output"]["output"]["value"] == 1


def test_thousands_of_calls_end(stack: TerraformStack) -> None:
    """Neither side waits for the other to read what it has said."""
    local = TerraformLocal(stack, "local", 1)
    for number in range(3000):
        local.add_override(f"key{number}", "x" * 100)
    assert stack.node.id == "made"


class FakeNode:
    """A Node process that has said all it will say."""

    is_of_this_process = True

    def __init__(self, *lines: str) -> None:
        said = ['{"hello":"@jsii/runtime@0.0.0"}', *lines]
        self.stdin, self.stdout = io.BytesIO(), io.BytesIO("".join(f"{line}\n" for line in said).encode())

    def stop(self) -> int:  # noqa: D102
        return 3


def test_an_object_that_is_called_other_than_expected_is_an_error() -> None:
    process = Process(FakeNode('{"ok":{"$jsii.byref":"a.B@10001"}}'))  # type: ignore[arg-type]
    process.expect_object("a.B", {"api": "create"})
    with pytest.raises(JSIIError, match=r"instead of ObjRef\(ref='a\.B@10000'"):
        process.settle()


def test_a_result_where_none_was_expected_is_an_error() -> None:
    process = Process(FakeNode('{"ok":{"result":"surprise"}}'))  # type: ignore[arg-type]
    process.expect(InvokeResponse, {"api": "invoke"})
    with pytest.raises(JSIIError, match=r"jsii answered \{'result': 'surprise'\} instead of"):
        process.settle()


def test_objects_that_node_names_by_itself_take_their_numbers() -> None:
    process = Process(FakeNode('{"ok":{"result":{"$jsii.byref":"c.D@10000"}}}'))  # type: ignore[arg-type]
    process.settle()
    process._next_message()
    assert process.expect_object("a.B", {"api": "create"}).ref == "a.B@10001"


def test_a_node_that_has_ended_is_told() -> None:
    process = Process(FakeNode())  # type: ignore[arg-type]
    process.expect(InvokeResponse, {"api": "invoke"})
    for _ in range(2):
        with pytest.raises(JSIIError, match="Node has ended, with exit code 3"):
            process._next_message() if process._is_greeted else process.settle()


APP = """
import bindings
bindings.use_subset()
from cdktf import App, TerraformLocal, TerraformStack
stack = TerraformStack(App(outdir="out"), "made")
TerraformLocal(stack, "same", 1)
"""
KILL = "import jsii._runtime as r; r.kernel.provider._process._node.process.kill()\n"
FAILING = f"""{APP}
TerraformLocal(stack, "same", 2).override_logical_id("lost")  # line 8
for _ in range(500):
    TerraformLocal(stack, "same", 3)
"""
ASKED = f"""{FAILING}
try:
    stack.node
except RuntimeError as error:
    print(error.__notes__)
    stack.node
"""


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "app.py").write_text(code)
    settings = {**os.environ, "PYTHONPATH": str(bindings.PROJECT), **environment}
    return subprocess.run(
        [sys.executable, "app.py"], cwd=folder, env=settings, capture_output=True, text=True, timeout=60, check=False
    )


def test_an_error_names_the_first_call_that_failed_and_nothing_is_asked_after_it(tmp_path: Path) -> None:
    """Objects made after one that couldn't be have other numbers in Node: what was asked of one might reach another."""
    failed = run(ASKED, tmp_path)
    assert failed.returncode == 1
    note = f"That was an earlier call, which was not waited for: {tmp_path}/app.py:8. With {bindings.SWITCH}=1 each one is."
    assert failed.stdout == f"{[note]!r}\n"
    assert "There is already a Construct with name 'same' in TerraformStack [made]" in failed.stderr
    assert f"JSIIError: jsii can't go on after an error; with {bindings.SWITCH}=1 it can." in failed.stderr


def test_the_setting_that_an_error_names_has_it_raised_where_it_is(tmp_path: Path) -> None:
    failed = run(FAILING, tmp_path, **{bindings.SWITCH: "1"})
    assert 'app.py", line 8, in <module>' in failed.stderr
    assert "RuntimeError: There is already a Construct with name 'same'" in failed.stderr


def test_an_error_that_nobody_asked_for_is_no_noise(tmp_path: Path) -> None:
    quiet = run(FAILING, tmp_path)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_a_program_that_fails_says_its_own_error_and_no_more(tmp_path: Path) -> None:
    failed = run(APP + "raise SystemExit('my own error')", tmp_path)
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", "my own error\n")


def test_a_program_that_ends_before_it_uses_cdktf_leaves_no_word(tmp_path: Path) -> None:
    ended = run("import bindings\nbindings.use_subset()\n", tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_missing_node_is_told(tmp_path: Path) -> None:
    failed = run(APP + "print(stack.node)", tmp_path, JSII_NODE="/nowhere/node")
    assert failed.returncode == 1
    assert "JSIIError: Node has ended, with exit code 127: is it installed, and new enough?" in failed.stderr


def test_a_node_that_is_gone_is_told_whatever_is_asked(tmp_path: Path) -> None:
    many = "for n in range(2000): TerraformLocal(stack, f'l{n}', 1)\n"
    for environment, code in (({"JSII_NODE": "/nowhere/node"}, f"{APP}{many}"), ({}, f"{APP}stack.node\n{KILL}{many}")):
        failed = run(f"{code}print(stack.node)", tmp_path, **environment)
        assert failed.returncode == 1
        assert "JSIIError: Node has ended, with exit code" in failed.stderr, failed.stderr


def test_all_that_a_program_prints_arrives(tmp_path: Path) -> None:
    """Node makes the files that it writes to non-blocking: Python's own must not be among them."""
    code = f"{APP}stack.node\nfor _ in range(20000): print('a line of the program')\n"
    (tmp_path / "app.py").write_text(code)
    command = f"{sys.executable} app.py 2>&1 | (sleep 1; wc -l)"
    settings = {**os.environ, "PYTHONPATH": str(bindings.PROJECT)}
    printed = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60, check=True
    )
    assert printed.stdout.strip() == "20000"


def test_what_node_prints_is_printed(tmp_path: Path) -> None:
    (tmp_path / "node.sh").write_text('#!/bin/sh\necho said\necho warned >&2\nexec node "$@"\n')
    (tmp_path / "node.sh").chmod(0o755)
    ended = run(f"{APP}stack.node\n", tmp_path, JSII_NODE=str(tmp_path / "node.sh"))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "said\n", "warned\n")


def test_a_forked_process_ends_and_leaves_node_to_the_first(tmp_path: Path) -> None:
    fork = "import os, sys\nchild = os.fork()\nif not child: sys.exit(0)\nprint(os.waitpid(child, 0)[1], stack.node.id)\n"
    assert run(f"{APP}{fork}", tmp_path).stdout == "0 made\n"


def test_a_default_timeout_of_sockets_is_not_node_s(tmp_path: Path) -> None:
    code = f"import socket, time\nsocket.setdefaulttimeout(0.2)\n{APP}stack.node\ntime.sleep(0.5)\nprint(stack.node.id)\n"
    assert run(code, tmp_path).stdout == "made\n"


@pytest.mark.parametrize("setting", [bindings.SWITCH, "JSII_RUNTIME"])
def test_a_setting_leaves_it_all_to_jsii(tmp_path: Path, setting: str) -> None:
    code = "import bindings; bindings.use_subset(); import jsii._runtime as r; print(type(r.kernel.provider).__name__)"
    assert run(code, tmp_path).stdout == "Provider\n"
    assert run(code, tmp_path, **{setting: "1"}).stdout == "ProcessProvider\n"
