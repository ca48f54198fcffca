"""The package: the same bytes wherever it is made, what is in it, and which versions are refused."""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from release import versions
from release.artifact import artifact
from release.package import archive, write
from release.paths import PROJECT
from release.versions import notes, version_problems

CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- New.\n\n## [1.2.3-rc.1] - 2026-01-01\n\n- First.\n"
FILES = {"main.tf.json": "{}\n", "modules/a/README.md": "ünïcödé\n", "LICENSE": "x" * 200_000}


@pytest.fixture(scope="module")
def files(module_files: dict[str, str]) -> dict[str, str]:
    """What a release consists of."""
    return artifact(module_files)


def entries(content: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return tar.getmembers()


def test_the_archive_has_the_same_bytes_on_every_machine() -> None:
    """Written down once: what depends on a machine, on zlib or on the version of Python would show as another hash."""
    assert hashlib.sha256(archive(FILES)).hexdigest() == "6063eec526f0896fe8952d073c36b02ea73dce57b6efb88dc66b6ceb3f23882b"


def test_the_archive_does_not_depend_on_the_order_of_files() -> None:
    assert archive(dict(reversed(FILES.items()))) == archive(FILES)


def test_common_tools_can_unpack_the_archive(tmp_path: Path) -> None:
    content = archive(FILES)
    assert len(gzip.decompress(content)) % 512 == 0
    (tmp_path / "made.tar.gz").write_bytes(content)
    subprocess.run(["tar", "-xzf", "made.tar.gz"], cwd=tmp_path, check=True)
    (tmp_path / "made.tar.gz").unlink()
    assert {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == FILES


def test_empty_content_can_be_gzipped() -> None:
    assert len(entries(archive({}))) == 0


def test_entries_have_a_fixed_owner_time_and_mode() -> None:
    found = {
        (each.mtime, each.uid, each.gid, each.uname, each.gname, each.mode, each.isfile()) for each in entries(archive(FILES))
    }
    assert found == {(0, 0, 0, "", "", 0o644, True)}


def test_the_module_is_at_the_root_of_the_archive(files: dict[str, str]) -> None:
    names = [each.name for each in entries(archive(files))]
    assert names == sorted(names)
    assert {"main.tf.json", "variables.tf.json", "README.md", "LICENSE", "CHANGELOG.md", "modules/identity/main.tf.json"} <= {
        *names
    }


def test_the_archive_contains_the_examples_of_the_module(files: dict[str, str]) -> None:
    folders = {path.split("/")[1] for path in files if path.startswith("examples/")}
    assert {"basic", "existing-infrastructure", "multi-region"} <= folders
    assert folders & {"python", "pipeline"} == set(), "these need the code, which isn't in the package"
    sources = re.findall(r'source\s*=\s*"(\.[^"]*)"', "".join(text for path, text in files.items() if path.endswith(".tf")))
    assert sources
    assert {source.split("/modules/")[0] for source in sources} == {"../..", "../../.."}
    assert "examples/composed/identity/main.tf" in files


def test_sha256sum_can_check_the_archive(tmp_path: Path) -> None:
    made, checksum = write(FILES, "1.2.3", tmp_path / "build")
    assert made.name == "terraform-aws-ecs-runner-1.2.3.tar.gz"
    subprocess.run(["sha256sum", "--check", "--strict", checksum.name], cwd=checksum.parent, check=True)


@pytest.mark.parametrize("version", ["1.2.3", "1.2.3-rc.1"])
def test_a_version_in_the_changelog_is_accepted(version: str) -> None:
    assert version_problems(version, CHANGELOG) == []


@pytest.mark.parametrize(
    "version",
    [
        "1",
        "1.2",
        "v1.2.3",
        "1.2.3.4",
        "01.2.3",
        "1.2.3-",
        "1.2.3-rc..1",
        "1.2.3-01",
        "1.2.3+build",
        "1.2.3\n",
        "latest",
        "\u0661.2.3",
    ],
)
def test_an_invalid_version_is_refused(version: str) -> None:
    (problem,) = version_problems(version, CHANGELOG)
    assert "the version must be three numbers, with an optional pre-release, such as 1.2.3 or 1.2.3-rc.1; got" in problem


def test_a_missing_version_is_named_as_it_is_passed() -> None:
    assert version_problems("", CHANGELOG) == ["VERSION is not set: add it to the command, such as VERSION=1.2.3."]


@pytest.mark.parametrize("version", ["1.2.4", "1.2.3-rc.2", "0.0.0"])
def test_a_version_that_the_changelog_does_not_name_is_refused(version: str) -> None:
    (problem,) = version_problems(version, CHANGELOG)
    insert = f"Insert one below ## [Unreleased]: ## [{version}] - and the date, such as 2026-01-31."
    assert problem == f"CHANGELOG.md has no section for {version}. {insert}"


def test_a_version_without_a_date_is_refused() -> None:
    assert notes("## [1.0.0]\n\n- New.\n", "1.0.0") is None


def test_the_notes_of_a_version_are_its_section() -> None:
    assert (notes(CHANGELOG, "1.2.3"), notes(CHANGELOG, "1.2.3-rc.1")) == ("- New.", "- First.")


def test_the_notes_of_a_release_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    versions.main("0.1.0")
    assert capsys.readouterr().out.startswith("### Added\n\n- The module `terraform-aws-ecs-runner`")
    with pytest.raises(versions.RefusedError, match="the version must be three numbers"):
        versions.main("v0.1.0")


def test_the_changelog_has_the_format_of_keep_a_changelog() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[[0-9]+\.[0-9]+\.[0-9]+\] - [0-9]{4}-[0-9]{2}-[0-9]{2}", heading) for heading in headings[1:])
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    }


def test_the_command_packages_the_same_archive_as_another_process(tmp_path: Path, files: dict[str, str]) -> None:
    """Byte for byte; this process is the other one."""
    run = subprocess.run(
        [sys.executable, "-m", "release.package", "0.1.0", "--to", str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    packaged = (tmp_path / "terraform-aws-ecs-runner-0.1.0.tar.gz").read_bytes()
    assert packaged == archive(files)
    checksum = (tmp_path / "terraform-aws-ecs-runner-0.1.0.tar.gz.sha256").read_text()
    assert checksum == f"{hashlib.sha256(packaged).hexdigest()}  terraform-aws-ecs-runner-0.1.0.tar.gz\n"


def test_a_refused_release_writes_nothing_and_shows_no_traceback(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "release.package", "v9", "--to", str(tmp_path / "build")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("error: nothing was released:\n  - the version must be three numbers")
    assert list(tmp_path.iterdir()) == []


def test_a_module_that_was_changed_by_hand_is_refused(tmp_path: Path, module_files: dict[str, str]) -> None:
    from release.fresh import module_problems

    for path, text in module_files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert module_problems(module_files, tmp_path) == []
    (tmp_path / "main.tf.json").write_text(json.dumps({"locals": {}}))
    (tmp_path / "mine.tf").write_text("# mine")
    (tmp_path / "LICENSE").unlink()
    (problem,) = module_problems(module_files, tmp_path)
    assert problem.startswith("the module in dist/ differs from the generated one: LICENSE, main.tf.json, mine.tf. Run make docs")
