"""What is wrong with the machine or with cdktf.json is one line, not a traceback of CDKTF's."""

from pathlib import Path

import pytest

from release import ReleaseError, machine

CACHE = "JSII_RUNTIME_PACKAGE_CACHE"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A path that is no folder, so that nothing can be written below it, by root neither."""
    (tmp_path / "file").touch()
    return tmp_path / "file"


def test_a_home_folder_that_cannot_be_written_turns_the_cache_off(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for home, expected in ((tmp_path, None), (file, "disabled"), (file / "nobody", "disabled")):
        environment = {"HOME": str(home)}
        machine.prepare(environment)
        assert environment.get(CACHE) == expected, home
    assert capsys.readouterr().err.count("is not writable") == 2


def test_a_cache_that_the_user_has_set_is_left_alone(file: Path) -> None:
    environment = {"HOME": str(file), f"{CACHE}_ROOT": "/elsewhere"}
    machine.prepare(environment)
    assert CACHE not in environment


def test_a_temporary_folder_that_cannot_be_written_is_named(file: Path) -> None:
    with pytest.raises(ReleaseError, match=f"TMPDIR must be a writable folder; got '{file}'. Set it to one, or unset it."):
        machine.prepare({"TMPDIR": str(file)})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cdktf.json does not exist. Restore it"),
        ("{", "cdktf.json must be JSON; got Expecting property name"),
        ("[]", "cdktf.json must be an object"),
        ('{"context": "s3"}', "whose `context` is an object"),
    ],
)
def test_a_missing_or_broken_cdktf_json_is_reported_with_its_fix(tmp_path: Path, content: str | None, problem: str) -> None:
    if content is not None:
        (tmp_path / "cdktf.json").write_text(content)
    with pytest.raises(ReleaseError, match=problem):
        machine.context(tmp_path / "cdktf.json")
