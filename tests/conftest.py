"""What every test may use: the stacks, synthesized once, and the committed module."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bindings

bindings.use_subset()

from cdktf import App  # noqa: E402 - imports look for the bindings where use_subset() put them

from release.build import build  # noqa: E402
from release.module import locals_of  # noqa: E402
from stacks import registry  # noqa: E402
from stacks.backend import Backend  # noqa: E402
from stacks.base import BaseStack  # noqa: E402


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let some folders count as one file where `--dist loadfile` is set."""
    from tests.support.scheduling import Scheduling  # needs xdist, which needn't be in use

    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """Every stack, and what became of it; `folder` is what `cdktf synth` leaves."""

    folder: Path
    stacks: Mapping[str, BaseStack]

    def json(self, name: str) -> dict[str, Any]:
        """The Terraform JSON of a stack."""
        content: dict[str, Any] = json.loads((self.folder / "stacks" / name / "cdk.tf.json").read_text())
        return {**content, "locals": locals_of(content)} if "locals" in content else content

    def text(self, name: str) -> str:
        """The same as text."""
        return (self.folder / "stacks" / name / "cdk.tf.json").read_text()


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """All stacks, synthesized once for all tests of a process."""
    folder = tmp_path_factory.mktemp("cdktf.out")
    app = App(outdir=str(folder))
    stacks = registry.build(app, Backend())
    app.synth()
    return Synthesized(folder=folder, stacks=stacks)


@pytest.fixture(scope="session")
def module_files(synthesized: Synthesized) -> dict[str, str]:
    """The files of the module as the code makes them: text by path."""
    return build(synthesized.stacks, synthesized.folder)


@pytest.fixture(scope="session")
def root_module(module_files: dict[str, str]) -> dict[str, Any]:
    """The root module's JSON, all files together."""
    return together(module_files, "")


def together(files: Mapping[str, str], folder: str) -> dict[str, Any]:
    """Merge the JSON files of one folder of the module, as Terraform does; of locals, without their comments."""
    merged: dict[str, Any] = {}
    for path, text in files.items():
        if path.endswith(".tf.json") and path.rpartition("/")[0] == folder:
            content = {key: value for key, value in json.loads(text).items() if key != "//"}
            _merge(merged, {**content, "locals": locals_of(content)} if "locals" in content else content)
    return merged


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            assert key not in into, f"{key} stands in two files"
            into[key] = value
