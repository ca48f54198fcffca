"""What a release consists of: the module, its examples, and its changelog."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from release.paths import MODULE, PROJECT
from release.versions import RefusedError, version_problems

# How an example here finds the module, and how it does where the module is the root of everything.
_HERE = f"../../{MODULE.relative_to(PROJECT).as_posix()}"
_THERE = "../.."


def release_files(version: str, problems: Sequence[str] = ()) -> dict[str, str]:
    """Make all files of a release: text by path. Raises RefusedError with every reason why it must not be made.

    `problems` are reasons that the caller has found.
    """
    found = [*version_problems(version, (PROJECT / "CHANGELOG.md").read_text()), *problems]
    if found:
        raise RefusedError(found)
    from release import fresh  # it starts Node, which takes a while: not for a release that can't be

    module = fresh.made()
    if found := fresh.module_problems(module):
        raise RefusedError(found)
    return artifact(module)


def artifact(module: Mapping[str, str]) -> dict[str, str]:
    """Add to the module what is published with it; the module is at the root, as registries want it."""
    files = dict(module)
    files["CHANGELOG.md"] = (PROJECT / "CHANGELOG.md").read_text()
    for folder in sorted((PROJECT / "examples").iterdir()):
        if _uses_the_module(folder):
            for file in sorted(folder.rglob("*")):
                path = file.relative_to(PROJECT).as_posix()
                if file.suffix in (".tf", ".md", ".example") and "/." not in path:  # nothing of .terraform
                    files[path] = file.read_text().replace(_HERE, _THERE)
    return files


def _uses_the_module(folder: Path) -> bool:
    """Tell an example of the module from one of the code here."""
    main = folder / "main.tf"
    return main.exists() and f'"{_HERE}' in main.read_text()
