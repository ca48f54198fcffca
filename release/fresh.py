"""The module as the code currently generates it, regardless of dist/."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import bindings

bindings.use_subset()

from cdktf import App  # noqa: E402 - imports look for the bindings where use_subset() put them

from release.build import build  # noqa: E402
from release.paths import MODULE  # noqa: E402
from release.writer import read_folder  # noqa: E402
from stacks import registry  # noqa: E402
from stacks.backend import Backend  # noqa: E402


def made() -> dict[str, str]:
    """Return all files of the module, without writing them: text by path."""
    with TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stacks = registry.build(app, Backend())
        app.synth()
        return build(stacks, Path(folder))


def module_problems(module: Mapping[str, str], committed: Path = MODULE) -> list[str]:
    """Return how the committed module differs from the generated one."""
    there = read_folder(committed)
    different = sorted(name for name in {*there, *module} if there.get(name) != module.get(name))
    if not different:
        return []
    listed = ", ".join(different[:5]) + (f" and {len(different) - 5} more" if len(different) > 5 else "")
    return [f"the module in dist/ differs from the generated one: {listed}. Run make docs, read the diff, and commit it."]
