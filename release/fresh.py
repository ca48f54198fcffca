"""The module as the code makes it at this moment, whatever is in dist/."""

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
    """Make all files of the module, in no folder: text by path."""
    with TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stacks = registry.build(app, Backend())
        app.synth()
        return build(stacks, Path(folder))


def module_problems(module: Mapping[str, str], committed: Path = MODULE) -> list[str]:
    """Tell how the committed module differs from the one that the code makes."""
    there = read_folder(committed)
    different = sorted(name for name in {*there, *module} if there.get(name) != module.get(name))
    if not different:
        return []
    listed = ", ".join(different[:5]) + (f" and {len(different) - 5} more" if len(different) > 5 else "")
    return [f"the module in dist/ is not what the code makes: {listed}. Run make docs, read the diff, and commit it."]
