"""Publishing to a repository of the module's own: what arrives there, what a second run does, and what is refused."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release.addresses import addressed, git_source
from release.artifact import artifact
from release.paths import PROJECT
from release.publish import GitError, git, publish, tree_problems
from release.versions import RefusedError

FILES = {"versions.tf.json": "{}\n", "README.md": "# Module\n", "modules/a/main.tf.json": "{}\n"}


@pytest.fixture(autouse=True)
def _someone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let git know who commits, and nothing of the machine's own settings."""
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Someone")
        monkeypatch.setenv(f"{name}_EMAIL", "someone@example.test")
    (tmp_path / "gitconfig").write_text("[core]\n\texcludesFile = ~/ignored\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty repository, as a host makes them."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "module.git")
    return tmp_path / "module.git"


def tree(repository: Path, revision: str) -> dict[str, str]:
    names = git(repository, "ls-tree", "-r", "--name-only", revision).splitlines()
    return {name: git(repository, "show", f"{revision}:{name}") + "\n" for name in names}


def refs(repository: Path) -> list[str]:
    return git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()


def commit_something(repository: Path, folder: Path, files: dict[str, str]) -> None:
    git(folder.parent, "clone", "--quiet", str(repository), folder.name)
    for name, text in files.items():
        (folder / name).write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Something")
    git(folder, "push", "--quiet", "origin", "HEAD:main")


def test_the_module_is_the_root_of_the_repository(bare: Path) -> None:
    assert publish(FILES, "1.0.0", str(bare)) == f"pushed v1.0.0 to {bare}, on main"
    assert tree(bare, "v1.0.0") == tree(bare, "main") == FILES
    assert git(bare, "log", "-1", "--format=%an %s", "main") == "Someone Release 1.0.0"
    assert git(bare, "cat-file", "-t", "v1.0.0") == "tag"


def test_the_next_version_is_a_commit_on_top_of_the_last(bare: Path) -> None:
    publish(FILES, "1.0.0", str(bare))
    changed = {"versions.tf.json": "{}\n", "README.md": "# New\n"}
    publish(changed, "1.1.0", str(bare))
    assert tree(bare, "v1.1.0") == changed, "what the module has no longer is gone"
    assert git(bare, "log", "--format=%s", "main").splitlines() == ["Release 1.1.0", "Release 1.0.0"]
    assert tree(bare, "v1.0.0") == FILES


def test_a_second_run_changes_nothing(bare: Path) -> None:
    publish(FILES, "1.0.0", str(bare))
    publish({**FILES, "README.md": "# New\n"}, "1.1.0", str(bare))
    before = refs(bare)
    assert publish(FILES, "1.0.0", str(bare)) == f"{bare} already has v1.0.0, with the same content"
    assert refs(bare) == before


def test_a_tag_never_changes(bare: Path) -> None:
    publish(FILES, "1.0.0", str(bare))
    before = refs(bare)
    with pytest.raises(
        RefusedError, match=r"already has v1\.0\.0, with different content\. A version never changes: use the next"
    ):
        publish({**FILES, "README.md": "# New\n"}, "1.0.0", str(bare))
    assert refs(bare) == before


def test_a_version_without_changes_still_gets_a_tag(bare: Path) -> None:
    publish(FILES, "1.0.0-rc.1", str(bare))
    publish(FILES, "1.0.0", str(bare))
    assert git(bare, "rev-parse", "v1.0.0^{commit}") == git(bare, "rev-parse", "v1.0.0-rc.1^{commit}")


def test_a_new_repository_may_contain_a_readme_and_a_gitignore(bare: Path, tmp_path: Path) -> None:
    commit_something(bare, tmp_path / "clone", {"README.md": "# Empty\n", ".gitignore": "*.json\n"})
    publish(FILES, "1.0.0", str(bare))
    assert tree(bare, "main") == FILES


def test_a_repository_with_other_content_is_refused(bare: Path, tmp_path: Path) -> None:
    commit_something(bare, tmp_path / "clone", {"app.py": "print()\n"})
    before = refs(bare)
    with pytest.raises(RefusedError, match=r"main of .* has other files, such as app\.py, which would be deleted"):
        publish(FILES, "1.0.0", str(bare))
    assert refs(bare) == before
    publish(FILES, "1.0.0", str(bare), branch="module")
    assert tree(bare, "module") == FILES


def test_globally_ignored_files_are_published(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ignored").write_text("*.json\n")
    publish(FILES, "1.0.0", str(bare))
    assert tree(bare, "v1.0.0") == FILES


def test_a_refused_push_leaves_neither_commit_nor_tag(bare: Path) -> None:
    hook = bare / "hooks" / "update"
    hook.write_text('#!/bin/sh\ncase "$1" in refs/tags/*) echo no tags today >&2; exit 1 ;; esac\n')
    hook.chmod(0o755)
    with pytest.raises(GitError, match=r"git push: .*no tags today"):
        publish(FILES, "1.0.0", str(bare))
    assert refs(bare) == []


def test_a_missing_repository_gives_gits_own_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"git ls-remote: .*nowhere\.git"):
        publish(FILES, "1.0.0", str(tmp_path / "nowhere.git"))


def test_git_variables_of_the_environment_are_ignored(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "--quiet", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    publish(FILES, "1.0.0", str(bare))
    assert tree(bare, "v1.0.0") == FILES
    assert refs(tmp_path / "other") == []


def test_who_commits_is_read_from_the_projects_own_settings(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "--quiet", "project")
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.delenv(f"{name}_NAME")
        monkeypatch.delenv(f"{name}_EMAIL")
    monkeypatch.setattr("release.publish.PROJECT", tmp_path / "project")
    git(tmp_path / "project", "config", "user.useConfigOnly", "true")
    with pytest.raises(RefusedError, match=r"git doesn't know who publishes: run git config user\.name NAME"):
        publish(FILES, "1.0.0", str(bare))
    git(tmp_path / "project", "config", "user.name", "Somebody Else")
    git(tmp_path / "project", "config", "user.email", "else@example.test")
    publish(FILES, "1.0.0", str(bare))
    assert git(bare, "log", "-1", "--format=%an %ae, %cn", "main") == "Somebody Else else@example.test, Somebody Else"


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://example.com/acme/module.git", "git::https://example.com/acme/module.git"),
        ("https://user:a-token@example.com:8443/acme/module.git", "git::https://example.com:8443/acme/module.git"),
        ("git@example.com:acme/module.git", "git::ssh://git@example.com/acme/module.git"),
        ("ssh://git@example.com:2222/acme/module.git", "git::ssh://git@example.com:2222/acme/module.git"),
        ("/srv/git/module.git", "git::file:///srv/git/module.git"),
    ],
)
def test_what_git_can_clone_is_a_source_without_credentials(address: str, source: str) -> None:
    assert git_source(address) == source


TEXT = """module "a" {
  source = "./PATHterraform-aws-ecs-runner" # the path of this folder
}
module "b" {
  source = "./PATHterraform-aws-ecs-runner/modules/identity"

  region = "eu-west-1"
}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
"""


@pytest.mark.parametrize("path", ["", "dist/"])
def test_texts_have_the_address_of_the_release(path: str) -> None:
    files = {"docs/how-to.md": TEXT.replace("PATH", path), "main.tf.json": '{"source": ".."}\n'}
    by_git = addressed(files, "1.2.3", "git@example.com:acme/module.git")
    sources = [line.strip() for line in by_git["docs/how-to.md"].splitlines() if "source" in line]
    assert sources == [
        'source = "git::ssh://git@example.com/acme/module.git?ref=v1.2.3"',
        'source = "git::ssh://git@example.com/acme/module.git//modules/identity?ref=v1.2.3"',
        'source = "terraform-aws-modules/vpc/aws"',
    ]
    assert by_git["main.tf.json"] == files["main.tf.json"]
    by_registry = addressed(files, "1.2.3", "app.terraform.io/acme/ecs-runner/aws")["docs/how-to.md"]
    assert by_registry.startswith(
        'module "a" {\n  source  = "app.terraform.io/acme/ecs-runner/aws"\n  version = "1.2.3"\n}\n'
        'module "b" {\n  source  = "app.terraform.io/acme/ecs-runner/aws//modules/identity"\n  version = "1.2.3"\n\n'
    )


@pytest.mark.parametrize("address", ["https://example.com/acme/module.git", "acme/ecs-runner/aws"])
def test_no_text_or_example_of_a_release_has_a_path_as_source(address: str, module_files: dict[str, str]) -> None:
    files = artifact(module_files)
    changed = addressed(files, "1.2.3", address)
    for path, text in changed.items():
        if path.endswith((".md", ".tf")):
            assert re.findall(r'^ *source *= *"\.[^"]*"', text, re.MULTILINE) == [], path
    assert {path.partition("/")[0] for path in files if files[path] != changed[path]} == {
        "README.md",
        "docs",
        "examples",
        "modules",
    }


@pytest.mark.parametrize(
    ("project", "installed"),
    [
        (
            "https://token@example.com/acme/project.git",
            '"terraform-aws-ecs-runner[doctor] @ git+https://example.com/acme/project.git@v1.2.3"',
        ),
        (
            "git@example.com:acme/project.git",
            '"terraform-aws-ecs-runner[doctor] @ git+ssh://git@example.com/acme/project.git@v1.2.3"',
        ),
        ("", '".[doctor]"'),
    ],
)
def test_a_release_installs_the_doctor_from_the_project(project: str, installed: str, module_files: dict[str, str]) -> None:
    changed = addressed(artifact(module_files), "1.2.3", "acme/ecs-runner/aws", project)
    for path in ("README.md", "docs/doctor.md", "docs/operations.md"):
        assert f"pip install {installed}" in changed[path], path


def test_uncommitted_files_are_listed(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "project")
    project = tmp_path / "project"
    assert tree_problems(project) == []
    (project / "new.py").write_text("")
    assert tree_problems(project) == ["there are uncommitted files: new.py. Commit or stash them."]


def test_the_command_publishes_what_is_committed(bare: Path, tmp_path: Path, module_files: dict[str, str]) -> None:
    """In a copy of the project, since this one may be being worked on."""
    copy = tmp_path / "project"
    tracked = git(PROJECT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in (name for name in tracked if (PROJECT / name).is_file()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, copy / name)
    git(copy, "init", "--quiet", "--initial-branch=main")
    git(copy, "add", "--all")
    refused = run(copy, "0.1.0", str(bare))
    assert refused.returncode == 1
    assert "there are uncommitted files" in refused.stderr
    assert "Traceback" not in refused.stderr
    git(copy, "commit", "--quiet", "--message=All")
    done = run(copy, "0.1.0", str(bare))
    assert (done.returncode, done.stdout) == (0, f"publish pushed v0.1.0 to {bare}, on main\n"), done.stderr
    assert sorted(tree(bare, "v0.1.0")) == sorted(artifact(module_files))
    assert f'source = "git::file://{bare}?ref=v0.1.0"' in tree(bare, "v0.1.0")["README.md"]

    with (copy / "dist" / "terraform-aws-ecs-runner" / "main.tf.json").open("a") as changed:
        changed.write("\n")
    git(copy, "commit", "--quiet", "--all", "--message=By hand")
    before = refs(bare)
    refused = run(copy, "0.1.0", str(bare))
    assert "the module in dist/ differs from the generated one: main.tf.json. Run make docs" in refused.stderr
    assert refs(bare) == before


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "release.publish", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
