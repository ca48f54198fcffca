"""The contents of a release: the module, its examples, and its changelog."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from release.paths import MODULE, PROJECT
from release.versions import RefusedError, version_problems

# The module's path in examples here, and in a release, where the module is the root.
_HERE = f"../../{MODULE.relative_to(PROJECT).as_posix()}"
_THERE = "../.."


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
    files = dict(module)
    files["CHANGELOG.md"] = (PROJECT / "CHANGELOG.md").read_text()
    for folder in sorted((PROJECT / "examples").iterdir()):
        if _uses_the_module(folder):
            for file in sorted(folder.iterdir()):
                if file.is_file() and file.suffix in (".tf", ".md", ".example"):
                    files[f"examples/{folder.name}/{file.name}"] = file.read_text().replace(_HERE, _THERE)
    return files


def _uses_the_module(folder: Path) -> bool:
    """Return whether an example uses the module, not the code here."""
    main = folder / "main.tf"
    return main.exists() and f'"{_HERE}' in main.read_text()
