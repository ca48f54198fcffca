"""The folder of generated files: whole or not at all, and never over what others put there."""

from pathlib import Path

import pytest

from release import writer
from release.writer import ForeignFilesError, Written, write_changed, write_folder

FILES = {"main.tf.json": "{}\n", "modules/a/main.tf.json": "{}\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dist" / "module"
    made.parent.mkdir()
    write_folder(made, FILES)
    return made


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_exactly_the_files(folder: Path) -> None:
    assert contents(folder) == FILES


def test_a_second_run_changes_nothing(folder: Path) -> None:
    before = (folder / "main.tf.json").stat().st_mtime_ns
    assert write_folder(folder, FILES) == Written(files=2, changed=0, removed=0)
    assert (folder / "main.tf.json").stat().st_mtime_ns == before


def test_stale_files_are_removed(folder: Path) -> None:
    assert write_folder(folder, {"main.tf.json": "{}\n"}) == Written(files=1, changed=0, removed=1)
    assert contents(folder) == {"main.tf.json": "{}\n"}
    assert not (folder / "modules").exists()


def test_foreign_files_are_refused_and_named(folder: Path) -> None:
    (folder / "mine.tf").write_text("# mine")
    with pytest.raises(ForeignFilesError, match=r"not generated, so nothing was written:\n  - mine\.tf\nMove or delete them"):
        write_folder(folder, {"main.tf.json": "new"})
    assert contents(folder) == {**FILES, "mine.tf": "# mine"}


def test_a_failed_write_leaves_the_old_folder_unchanged(folder: Path) -> None:
    broken = {"main.tf.json": "new", "main.tf.json/nested": "a file can't be a folder"}
    with pytest.raises(OSError, match=r"main\.tf\.json"):
        write_folder(folder, broken)
    assert contents(folder) == FILES
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_an_interrupted_swap_is_undone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.name == ".module.new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, {"main.tf.json": "new"})
    assert contents(folder) == FILES


def test_a_process_killed_during_the_swap_loses_nothing(folder: Path) -> None:
    folder.rename(writer._old(folder))
    write_folder(folder, {"main.tf.json": "new"})
    assert contents(folder) == {"main.tf.json": "new"}
    assert not writer._old(folder).exists()


def test_of_files_among_others_only_those_are_written_that_changed(tmp_path: Path) -> None:
    (tmp_path / "same").write_text("same")
    (tmp_path / "mine").write_text("mine")
    before = (tmp_path / "same").stat().st_mtime_ns
    assert write_changed(tmp_path, {"same": "same", "docs/new": "new"}) == Written(files=2, changed=1)
    assert contents(tmp_path) == {"same": "same", "mine": "mine", "docs/new": "new"}
    assert (tmp_path / "same").stat().st_mtime_ns == before
