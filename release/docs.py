"""All generated files that are committed: the module in dist/, and parts of the documentation."""

from collections.abc import Mapping
from pathlib import Path

from release import changes, deployer, doctor, security
from release.build import build
from release.diagram import pictures
from release.evidence.limits import LIMITS
from release.graph import Graph
from release.paths import MODULE, NAME, PROJECT
from release.shared import shared_texts
from release.tables import fill, inputs_tables, outputs_table, table
from release.writer import write_changed, write_folder
from stacks.base import BaseStack
from stacks.registry import ROOT

_DOCTOR = "`ecs-runner doctor` is a command of this repository's Python package, and needs neither CDKTF nor Node.js."


def documents(stacks: Mapping[str, BaseStack], module: Mapping[str, str]) -> dict[str, str]:
    """Return all generated files except the module's: text by path in the project. `module` has the module's files."""
    root, graph = stacks[ROOT], Graph(module)
    tables = {"inputs": inputs_tables(root.inputs), "outputs": outputs_table(root.declared_outputs)}
    tables |= shared_texts(source=f"../dist/{NAME}", docs="docs", doctor=_DOCTOR)
    return {
        "README.md": fill((PROJECT / "README.md").read_text(), tables),
        "docs/changes.md": fill((PROJECT / "docs" / "changes.md").read_text(), changes.parts()),
        "docs/doctor.md": fill((PROJECT / "docs" / "doctor.md").read_text(), doctor.parts()),
        "docs/security.md": fill((PROJECT / "docs" / "security.md").read_text(), security.parts()),
        "docs/testing.md": fill((PROJECT / "docs" / "testing.md").read_text(), {"limits": _limits()}),
        **{f"docs/diagrams/{name}": picture for name, picture in pictures(graph).items()},
        **deployer.files(graph.types),
        **doctor.files(),
    }


def _limits() -> str:
    """List what the tests with moto can't check."""
    return table(["Service", "What moto does", "Instead"], [[each.service, each.what, each.instead] for each in LIMITS])


def write(stacks: Mapping[str, BaseStack], synthesized: Path) -> str:
    """Write the changed files, and return a summary. Raises ReleaseError before anything is written.

    `synthesized` is the output folder of the app.
    """
    files = build(stacks, synthesized)
    texts = documents(stacks, files)
    module, others = write_folder(MODULE, files), write_changed(PROJECT, texts)
    return (
        f"module  {MODULE.relative_to(PROJECT)}: {module.files} files, {module.changed} changed, {module.removed} removed\n"
        f"docs    README.md, docs: {others.files} files, {others.changed} changed"
    )
