"""The contents of a release: the module, its documentation, examples and changelog."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from release.links import relinked
from release.paths import MODULE, PROJECT
from release.versions import RefusedError, version_problems

# The module's path in examples here, and in a release, where the module is the root.
_MODULE = MODULE.relative_to(PROJECT).as_posix()
_HERE = f"../../{_MODULE}"
_THERE = "../.."
_OURS = ("glossary.md", "testing.md")  # for those who change the project


def release_files(version: str, problems: Sequence[str] = ()) -> dict[str, str]:
    """Return all files of a release: text by path. Raises RefusedError with all reasons against it.

    `problems` are reasons that the caller has already found.
    """
    found = [*version_problems(version, (PROJECT / "CHANGELOG.md").read_text()), *problems]
    if found:
        raise RefusedError(found)
    from release import fresh  # it starts Node, which takes a while: only for a valid release

    module = fresh.made()
    if found := fresh.module_problems(module):
        raise RefusedError(found)
    return artifact(module)


def artifact(module: Mapping[str, str]) -> dict[str, str]:
    """Add to the module what is published with it; the module is at the root, as registries require."""
    places = {path: f"{_MODULE}/{path}" for path in module}
    files = {**module, **{path: (PROJECT / path).read_text() for path in _beside_the_module()}}
    places |= {path: path for path in files if path not in module}
    files = {path: text.replace(_HERE, _THERE) if path.startswith("examples/") else text for path, text in files.items()}
    # In texts, the module's README replaces the project's: both have the quick start and the tables.
    return relinked(files, places, also={"README.md": "README.md"})


def _beside_the_module() -> list[str]:
    """List the changelog, the documentation, and the examples that use the module."""
    docs = [file for file in (PROJECT / "docs").rglob("*") if file.suffix in (".md", ".json", ".svg") and file.name not in _OURS]
    folders = [folder for folder in (PROJECT / "examples").iterdir() if _uses_the_module(folder)]
    examples = [file for folder in folders for file in folder.rglob("*") if file.suffix in (".tf", ".md", ".example")]
    paths = sorted(file.relative_to(PROJECT).as_posix() for file in [*docs, *examples])
    return ["CHANGELOG.md", *(path for path in paths if "/." not in path)]  # nothing of .terraform


def _uses_the_module(folder: Path) -> bool:
    """Return whether an example uses the module, not the code here."""
    main = folder / "main.tf"
    return main.exists() and f'"{_HERE}' in main.read_text()
