"""Write a folder of generated files: completely or not at all, without deleting files that were not generated."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from release import ReleaseError


class ForeignFilesError(ReleaseError):
    """The folder contains files that were not generated, and that would have to be deleted."""

    def __init__(self, folder: Path, files: list[str]) -> None:
        listed = "\n".join(f"  - {file}" for file in files)
        super().__init__(
            f"{folder} contains files that were not generated, so nothing was written:\n{listed}\nMove or delete them."
        )


@dataclass(frozen=True, kw_only=True)
class Written:
    """The result of a write, as counts of files."""

    files: int
    changed: int
    removed: int = 0


def write_folder(folder: Path, files: Mapping[str, str]) -> Written:
    """Make a folder contain exactly `files` (text by relative path). Raises ForeignFilesError before anything is changed.

    The list of generated files is stored next to the folder, to distinguish files that are no longer generated from files that
    someone added. The new folder is written next to the old one, and replaces it by renaming.
    """
    _restore(folder)
    manifest = folder.with_name(f"{folder.name}.manifest")
    there = read_folder(folder)
    generated = set(manifest.read_text().splitlines()) if manifest.exists() else set()
    if foreign := sorted(set(there) - generated - set(files)):
        raise ForeignFilesError(folder, foreign)
    changed = [name for name, text in files.items() if there.get(name) != text]
    removed = set(there) - set(files)
    if changed or removed:
        _replace(folder, files)
    listing = "".join(f"{name}\n" for name in sorted(files))
    if not manifest.exists() or manifest.read_text() != listing:
        manifest.write_text(listing)
    return Written(files=len(files), changed=len(changed), removed=len(removed))


def write_changed(folder: Path, files: Mapping[str, str]) -> Written:
    """Write those of `files` (text by relative path) that differ in the folder; other files in it are not changed."""
    there = {name: (folder / name).read_text() for name in files if (folder / name).is_file()}
    changed = [name for name, text in files.items() if there.get(name) != text]
    for name in changed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(files[name])
    return Written(files=len(files), changed=len(changed))


def read_folder(folder: Path) -> dict[str, str]:
    """Read every file of a folder: text by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(errors="replace")
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _restore(folder: Path) -> None:
    """Undo a swap that was interrupted between its two renames."""
    if _old(folder).exists():
        if folder.exists():
            shutil.rmtree(_old(folder))
        else:
            _old(folder).rename(folder)


def _replace(folder: Path, files: Mapping[str, str]) -> None:
    new, old = folder.with_name(f".{folder.name}.new"), _old(folder)
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, text in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        with suppress(FileNotFoundError):
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        _restore(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
