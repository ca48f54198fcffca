"""The AWS bindings, cut down to what the code uses: a synth takes half a second instead of 15 to 30.

`cdktf_cdktf_provider_aws` imports its 2,200 submodules at once, and its jsii tarball describes 25,000 types. Call
`use_subset()` before anything imports that package: it looks up which submodules the code names, makes a package of
the same name that holds only those, and puts its folder at the front of `sys.path`. Plain imports then find it. It also
lets Node work while Python goes on, instead of one waiting for the other at each call (see kernel.py).

The folder is made once for each set of submodules and lies in the Python environment. The installed package stays as
it is. Whatever goes wrong, the installed package is used, and a line on stderr says so and why.
`ECS_RUNNER_FULL_BINDINGS=1` turns all of this off. `python -m bindings` prints the folder, for MYPYPATH.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

PACKAGE = "cdktf_cdktf_provider_aws"
SWITCH = "ECS_RUNNER_FULL_BINDINGS"
PROJECT = Path(__file__).resolve().parents[1]
CACHE = Path(sys.prefix) / ".ecs-runner-bindings"
MANIFEST = "files.txt"  # of a made folder: each file and its size

# Code is read as text: parsing it takes 100 times as long, and a name in a string (import_module) counts this way.
_DOTTED = re.compile(rf"\b{PACKAGE}\.(\w+)")
_LISTED = re.compile(rf"\bfrom\s+{PACKAGE}\s+import\s+(\([^)]*\)|.+)")
_WHOLE = re.compile(rf"^\s*(?:import\s+{PACKAGE}\s*(?:$|[,;#]|as\b)|from\s+{PACKAGE}\s+import\s+\*)", re.MULTILINE)


class UnusableError(Exception):
    """The subset cannot serve this run; the text says why."""


def use_subset(*roots: Path) -> None:
    """Let later imports of the AWS bindings find only the submodules that this project and `roots` name.

    `roots` are further folders of Python code: an app elsewhere that imports this project's constructs passes its own
    folder. An app that does not call this gets the full bindings, and works as well.
    """
    folder = subset(*roots)
    if folder and PACKAGE in sys.modules and Path(sys.modules[PACKAGE].__file__ or "").parents[1] != folder:
        sys.stderr.write(f"bindings: {PACKAGE} is imported already, so use_subset() comes too late\n")
    elif folder and str(folder) not in sys.path[:1]:
        sys.path.insert(0, str(folder))
        _talk_without_waiting(folder)


def _talk_without_waiting(folder: Path) -> None:
    """Take over from jsii, where it hasn't begun. What isn't possible on Windows is not needed: jsii can wait."""
    if os.name != "posix" or "jsii" in sys.modules or "JSII_RUNTIME" in os.environ:
        return
    from bindings import node

    started = node.Node(folder)  # first, so that Node gets ready while Python imports jsii
    from bindings import kernel

    kernel.use(lambda: started)


def subset(*roots: Path) -> Path | None:
    """Return the folder that holds the cut-down package, making it if need be; None stands for the full bindings."""
    if os.environ.get(SWITCH, "") not in ("", "0"):
        return None
    try:
        source = installed(PACKAGE)
        named = {name for name in _named({PROJECT, *roots}) if not name.startswith("_")}
        names = sorted(name for name in named if (source / name / "__init__.py").is_file())
        if not names:
            return None
        folder = CACHE / _key(source, names)
        if not is_complete(folder):
            from bindings import making  # what only this needs takes a while to import

            making.make(source, names, folder)
    except (UnusableError, OSError) as problem:
        reason = problem if isinstance(problem, UnusableError) else f"{type(problem).__name__}: {problem}"
        sys.stderr.write(f"bindings: the full AWS bindings are used, which takes much longer: {reason}\n")
        return None
    return folder


def installed(package: str) -> Path:
    """Find the folder of an installed package without importing it; raises UnusableError."""
    spec = PathFinder.find_spec(package, [entry for entry in sys.path if Path(entry).parent != CACHE])
    if spec is None or spec.origin is None:
        raise UnusableError(f"{package} is not installed")
    return Path(spec.origin).parent


def tarball(source: Path) -> Path:
    """Find the JavaScript of a package; raises UnusableError."""
    found = list((source / "_jsii").glob("*.jsii.tgz"))
    if len(found) != 1:
        raise UnusableError(f"{source / '_jsii'} holds {len(found)} jsii tarballs instead of one")
    return found[0]


def is_complete(folder: Path) -> bool:
    """Tell whether every file is there in its full size: a folder that someone damaged is made anew."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
        files = [line.split(" ", 1) for line in lines]
        return bool(files) and all((folder / path).stat().st_size == int(size) for size, path in files)
    except (OSError, ValueError):
        return False


def _named(roots: set[Path]) -> set[str]:
    """Every word that stands where a submodule's name stands, in any Python file under the roots."""
    names: set[str] = set()
    for file in (file for root in roots for file in _python_files(root)):
        text = file.read_text(encoding="utf-8", errors="replace")
        if PACKAGE not in text:
            continue
        if _WHOLE.search(text):
            raise UnusableError(f"{file} imports {PACKAGE} as a whole; import from its submodules")
        names.update(_DOTTED.findall(text))
        names.update(word for listed in _LISTED.findall(text) for word in re.findall(r"\w+", listed))
    return names


def _python_files(root: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(root):
        if "pyvenv.cfg" in files:  # a virtual environment under any name
            subfolders.clear()
            continue
        subfolders[:] = [name for name in subfolders if not name.startswith((".", "__")) and name != "node_modules"]
        yield from (Path(folder, name) for name in files if name.endswith(".py"))


def _key(source: Path, names: list[str]) -> str:
    """Name the content: the versions of bindings and jsii, the submodules, the code here, and Python's bytecode format."""
    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for code in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(code.read_bytes())
    for file in [installed("jsii") / "__meta__.py", tarball(source), *(source / name / "__init__.py" for name in names)]:
        stat = file.stat()  # no path: the same environment may be reached by several
        digest.update(f"{file.parent.name}/{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]
