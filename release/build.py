"""All files of the module, from the synthesized stacks and the hand-written texts."""

import json
from collections.abc import Mapping
from pathlib import Path

from modules.core.editions import HUMANITEC, STELLWERK
from release.module import module_files
from release.paths import NAME, PROJECT
from release.shared import shared_texts
from release.tables import fill, module_tables
from stacks.base import BaseStack
from stacks.registered_runner import RegisteredRunnerStack
from stacks.registry import MODULES, ROOT

_TEXTS = Path(__file__).resolve().parent / "texts"

_DOCTOR = "`ecs-runner doctor` is a command of the Python package of the project that generates this module."

# The organization in examples, by edition.
_ORGANIZATION = {
    HUMANITEC.name: '  humanitec_org_id = "my-org"',
    STELLWERK.name: '  orchestrator_org_id = "my-org"\n  oidc_hostname       = "oidc.orchestrator.example.com"',
}


def build(stacks: Mapping[str, BaseStack], synthesized: Path) -> dict[str, str]:
    """Return all files of the module: text by path. `synthesized` is the output folder of the app."""
    files = {"LICENSE": (PROJECT / "LICENSE").read_text()}
    files |= {f"tests/unit/{path.name}": path.read_text() for path in sorted((_TEXTS / "tests").iterdir())}
    for name in MODULES:
        stack = stacks[name]
        content = json.loads((synthesized / "stacks" / name / "cdk.tf.json").read_text())
        place = "" if name == ROOT else f"modules/{name}/"
        made = module_files(stack, content)
        parts = module_tables(made, stack.inputs, stack.declared_outputs)
        if name == ROOT:
            parts |= shared_texts(source=f"../{NAME}", docs="../../docs", doctor=_DOCTOR)
        made["README.md"] = fill(_text(name, stack), parts)
        files |= {f"{place}{file}": text for file, text in made.items()}
    return files


def _text(name: str, stack: BaseStack) -> str:
    if name == ROOT:
        return (_TEXTS / "module.md").read_text()
    title, about = name.replace("-", " ").capitalize(), (type(stack).__doc__ or "").splitlines()[0]
    organization = _ORGANIZATION[stack.edition.name] if isinstance(stack, RegisteredRunnerStack) else ""
    return (_TEXTS / f"{stack.text}.md").read_text().format(name=name, title=title, about=about, organization=organization)
