"""A folder of Terraform files, and the commands that run in it."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.doubles.aws.account import Account
from tests.support.doubles.host import Run
from tests.support.doubles.orchestrator.api import Api
from tests.support.doubles.servicer import Call
from tests.support.terraform import cli, program
from tests.support.terraform.initialized import Initialized, question
from tests.support.terraform.messages import diagnostic, from_stream, from_text, planned, read_state
from tests.support.terraform.results import Diagnostics, Json, Plan, State, TerraformFailed, TestRun

# Relative path -> Terraform JSON as a dict, Terraform as text, or a folder to copy there.
Files = Mapping[str, dict[str, Any] | str | Path]

_NOT_COPIED = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate", "*.tfstate.*", "__pycache__")


@dataclass
class Workspace:
    """A copy of a test's own; it is made ready when that is due, so that a test may begin with `plan`."""

    folder: Path
    env: dict[str, str]
    _run: Run
    _is_ready: bool = field(default=False, init=False)
    _files: int = field(default=0, init=False)

    def write(self, files: Files | Path) -> "Workspace":
        """Add or replace files; a Path is a folder whose files are copied here."""
        for path, content in ({".": files} if isinstance(files, Path) else files).items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copytree(content, target, ignore=_NOT_COPIED, dirs_exist_ok=True)
            else:
                text = content if isinstance(content, str) else json.dumps(content, indent=2)
                target.write_text(text, encoding="utf-8")
        self._is_ready = False
        return self

    def remove(self, *paths: str) -> "Workspace":
        """Remove files."""
        for path in paths:
            (self.folder / path).unlink()
        self._is_ready = False
        return self

    def init(self, *options: str) -> Diagnostics:
        """Install modules and providers."""
        answer = self._terraform("init", "-input=false", "-no-color", *options)
        self._is_ready = answer.code == 0
        return _success("init", answer, from_text(answer.output + answer.errors))

    def validate(self) -> Diagnostics:
        """Check the files as far as that goes without values."""
        self._make_ready()
        answer = self._terraform("validate", "-json")
        return _success("validate", answer, Diagnostics(map(diagnostic, json.loads(answer.output)["diagnostics"])))

    def plan(self, *options: str, **variables: object) -> Plan:
        """Plan with these variables; options are passed on, such as "-destroy"."""
        self._make_ready()
        self._needs_doubles("plan")
        file = self._next_file("plan")
        arguments = [*options, *self._variables(variables), f"-out={file}"]
        answer = self._terraform("plan", "-json", "-input=false", "-detailed-exitcode", *arguments)
        diagnostics = _success("plan", answer, _diagnostics(answer), codes=(0, 2))
        actions, moved = planned(answer.output)
        return Plan(answer.code == 0, diagnostics, file, actions, moved, lambda: self._show(file))

    def apply(self, *options: str | Plan, **variables: object) -> State:
        """Apply a plan that was made, or plan with these variables and apply; return what Terraform remembers then."""
        return self._change("apply", [str(each.file) if isinstance(each, Plan) else each for each in options], variables)

    def output_json(self) -> str:
        """What `terraform output -json` prints."""
        answer = self._terraform("output", "-json")
        _success("output", answer, from_text(answer.errors))
        return answer.output

    def destroy(self, *options: str, **variables: object) -> State:
        """Destroy all that the state holds."""
        return self._change("destroy", [*options], variables)

    def test(self, *options: str) -> list[TestRun]:
        """Run the module's own tests, and return every run block, the failed ones too."""
        program.need_mocks()
        options = options or ("-test-directory=tests/unit",)
        self.init(*options)
        answer = self._terraform("test", "-json", *options)
        messages = from_stream(answer.output)
        runs = [message["test_run"] for message in messages if message["type"] == "test_run" and "status" in message["test_run"]]
        if not runs:
            _success("test", answer, _diagnostics(answer))
        return [TestRun(run["path"], run["run"], run["status"], _of_run(messages, run)) for run in runs if _is_final(run)]

    @property
    def state(self) -> State:
        """What Terraform remembers."""
        return read_state(self._pull())

    @property
    def outputs(self) -> dict[str, Any]:
        """The outputs of the last apply."""
        return self.state.outputs

    @property
    def account(self) -> Account:
        """The AWS account: what exists, and ways to change it behind Terraform's back."""
        return self._run.account

    @property
    def orchestrator(self) -> Api:
        """The orchestrator's API: what its organizations have, and ways to change it in the console."""
        return self._run.orchestrator

    @property
    def calls(self) -> list[Call]:
        """All that the providers were asked."""
        return self._run.calls

    def calls_of(self, method: str, type_: str = "") -> list[Call]:
        """The calls of one method, such as "ApplyResourceChange", for one type or for every one."""
        return [call for call in self.calls if call.method == method and type_ in ("", call.type)]

    def close(self) -> None:
        """End what still runs and remove the folder."""
        self._run.close()

    def init_fails(self, *options: str) -> Diagnostics:
        """Expect that init refuses, and return what it says."""
        return _failure(lambda: self.init(*options))

    def validate_fails(self) -> Diagnostics:
        """Expect that validate refuses, and return what it says."""
        return _failure(self.validate)

    def plan_fails(self, *options: str, **variables: object) -> Diagnostics:
        """Expect that plan refuses, and return what it says."""
        return _failure(lambda: self.plan(*options, **variables))

    def apply_fails(self, *options: str | Plan, **variables: object) -> Diagnostics:
        """Expect that apply refuses, and return what it says."""
        return _failure(lambda: self.apply(*options, **variables))

    def _change(self, command: str, options: list[str], variables: Mapping[str, object]) -> State:
        self._make_ready()
        self._needs_doubles(command)
        # A plan is the last argument, and has its variables in it.
        answer = self._terraform(command, "-json", "-input=false", "-auto-approve", *self._variables(variables), *options)
        diagnostics = _success(command, answer, _diagnostics(answer))
        return read_state(self._pull(), diagnostics)

    def _pull(self) -> Json:
        if (local := self.folder / "terraform.tfstate").exists():  # where it lies unless the files name a backend
            return json.loads(local.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
        answer = self._terraform("state", "pull")
        _success("state pull", answer, from_text(answer.errors))
        return json.loads(answer.output or "{}")  # type: ignore[no-any-return]

    def _show(self, plan: Path) -> Json:
        answer = self._terraform("show", "-json", str(plan))
        _success("show", answer, from_text(answer.errors))
        return json.loads(answer.output)  # type: ignore[no-any-return]

    def _make_ready(self) -> None:
        """Have what init leaves: of an earlier init that was asked for the same, or of one here."""
        if self._is_ready:
            return
        known, whole = Initialized(self._run.folder.parent / "initialized"), self._run.folder / "workspace"
        asked = question(whole, self.folder, self.env) if self.folder.is_relative_to(whole) else None
        if asked and known.copy(asked, self.folder):
            self._is_ready = True
            return
        self.init()
        if asked:
            known.keep(asked, self.folder)

    def _needs_doubles(self, command: str) -> None:
        if cli.registry_is_used():
            self.validate()  # which a plan does first
            pytest.skip(f"{command} with the true AWS provider needs an account; PROVIDERS=registry stops at validate")

    def _terraform(self, *arguments: str) -> cli.Answer:
        try:
            return cli.call(self.folder, self.env, *arguments)
        finally:
            self._run.end()

    def _variables(self, variables: Mapping[str, object]) -> list[str]:
        if not variables:
            return []
        file = self._next_file("tfvars.json")
        file.write_text(json.dumps(variables), encoding="utf-8")
        return [f"-var-file={file}"]

    def _next_file(self, suffix: str) -> Path:
        self._files += 1
        return Path(self.env["HOME"]) / f"{self._files}.{suffix}"


def _success(command: str, answer: cli.Answer, diagnostics: Diagnostics, codes: tuple[int, ...] = (0,)) -> Diagnostics:
    if answer.code not in codes:
        said = answer.output + answer.errors
        if not diagnostics.errors:  # it refuses nothing: it ended in a panic, or didn't get so far
            pytest.fail(f"terraform {command} ended with code {answer.code} and without an error message\n{said}")
        raise TerraformFailed(command, diagnostics, said)
    return diagnostics


def _failure(command: Callable[[], object]) -> Diagnostics:
    try:
        command()
    except TerraformFailed as failure:
        return failure.diagnostics
    pytest.fail("Terraform accepts this")


def _diagnostics(answer: cli.Answer) -> Diagnostics:
    messages = from_stream(answer.output)
    found = [diagnostic(message["diagnostic"]) for message in messages if message["type"] == "diagnostic"]
    return Diagnostics([*found, *from_text(answer.errors)])


def _of_run(messages: list[dict[str, Any]], run: dict[str, Any]) -> Diagnostics:
    return Diagnostics(
        diagnostic(message["diagnostic"])
        for message in messages
        if message["type"] == "diagnostic" and (message.get("@testfile"), message.get("@testrun")) == (run["path"], run["run"])
    )


def _is_final(run: dict[str, Any]) -> bool:
    return bool(run.get("progress", "complete") == "complete")
