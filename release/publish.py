"""Publish the module: as the root of another git repository, with a tag, which is what module registries read.

    python -m release.publish 1.2.3 REPOSITORY [--branch main] [--address ADDRESS]

REPOSITORY is anything that git can push to. Texts and examples get ADDRESS as `source`: a registry's, or what git can clone.
Nothing but one push changes REPOSITORY: the commit and the tag arrive together, or not at all. A second run of the same release
finds it there, and does nothing.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from release import ReleaseError
from release.addresses import addressed
from release.artifact import release_files
from release.paths import PROJECT
from release.versions import RefusedError

_FIRST_FILES = {"README.md", "LICENSE", ".gitignore"}  # what hosts put into a new repository
_OURS = "versions.tf.json"


class GitError(ReleaseError):
    """Git refused; the text is its own."""


def publish(files: Mapping[str, str], version: str, repository: str, branch: str = "main") -> str:
    """Make a repository's branch hold exactly `files` (text by path), tag it, and tell what was done.

    Raises RefusedError before anything is pushed, and GitError where git itself refuses.
    """
    tag = f"v{version}"
    with TemporaryDirectory() as folder:
        work = Path(folder)
        git(work, "init", "--quiet", f"--initial-branch={branch}")
        git(work, "config", "core.autocrlf", "false")
        for key, value in zip(("user.name", "user.email"), _committer(), strict=True):
            git(work, "config", key, value)
        git(work, "remote", "add", "origin", repository)
        there = git(work, "ls-remote", "origin").split()[1::2]
        if f"refs/tags/{tag}" in there:
            git(work, "fetch", "--quiet", "origin", f"refs/tags/{tag}")
            if _tree(work, files) != git(work, "rev-parse", "FETCH_HEAD^{tree}"):
                raise RefusedError(
                    [f"{repository} has {tag} already, with other content. A version never changes: take the next one."]
                )
            return f"{tag} is in {repository} already, and is the same"
        if f"refs/heads/{branch}" in there:
            git(work, "fetch", "--quiet", "origin", f"refs/heads/{branch}")
            _refuse_foreign(git(work, "ls-tree", "-r", "--name-only", "FETCH_HEAD").splitlines(), repository, branch)
            git(work, "update-ref", f"refs/heads/{branch}", "FETCH_HEAD")
        _tree(work, files)
        if git(work, "status", "--porcelain"):
            git(work, "commit", "--quiet", f"--message=Release {version}")
        git(work, "tag", "--annotate", f"--message={version}", tag)
        git(work, "push", "--quiet", "--atomic", "origin", f"HEAD:refs/heads/{branch}", f"refs/tags/{tag}")
    return f"{tag} is in {repository} now, on {branch}"


def tree_problems(project: Path) -> list[str]:
    """Tell what is not committed here: a release can be traced to a commit."""
    changed = [line[3:] for line in git(project, "status", "--porcelain").splitlines()]
    if not changed:
        return []
    listed = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
    return [f"{len(changed)} files here are not committed: {listed}. Commit them, or put them away."]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and give what it prints. Raises GitError with what it says."""
    # Inside a hook, these would point git at the repository of the hook.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    }
    run = subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise GitError(f"git {arguments[0]}: {run.stderr.strip()}")
    return run.stdout.rstrip("\n")


def _tree(work: Path, files: Mapping[str, str]) -> str:
    """Stage exactly these files, and give the name of what was staged."""
    for name, text in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    git(work, "add", "--all", "--force")
    return git(work, "write-tree")


def _committer() -> tuple[str, str]:
    """Return who commits here: name and address, of the environment or of git's settings for this project."""
    try:
        identity = git(PROJECT, "var", "GIT_COMMITTER_IDENT")
    except GitError as error:
        problem = "git doesn't know who publishes: run git config user.name NAME, and git config user.email ADDRESS."
        raise RefusedError([problem]) from error
    name, address = re.fullmatch(r"(.*) <(.*)> \d+ [+-]\d+", identity).groups()  # type: ignore[union-attr]
    return name, address


def _refuse_foreign(there: list[str], repository: str, branch: str) -> None:
    if _OURS not in there and not set(there) <= _FIRST_FILES:
        problem = (
            f"the branch {branch} of {repository} holds something else, such as {there[0]}, which would be deleted. Give a"
            " repository of the module's own, or a branch that is not there yet."
        )
        raise RefusedError([problem])


def main(arguments: list[str]) -> None:
    """Publish what is committed, once it is found to be what the code makes."""
    parser = argparse.ArgumentParser(prog="release.publish", description="Publish the module to a repository of its own.")
    parser.add_argument("version")
    parser.add_argument("repository")
    parser.add_argument("--branch", default="main")
    parser.add_argument("--address", help="what users write as source, if it isn't REPOSITORY")
    given = parser.parse_args(arguments)
    files = release_files(given.version, tree_problems(PROJECT))
    files = addressed(files, given.version, given.address or given.repository)
    print(f"publish {publish(files, given.version, given.repository, given.branch)}")  # noqa: T201


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ReleaseError as error:
        sys.exit(f"error: {error}")
