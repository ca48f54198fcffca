"""The AWS bindings, cut down to what the code uses: a synth takes well under a second instead of 15 to 30.

`cdktf_cdktf_provider_aws` imports its 2,200 submodules at once, and its jsii tarball describes 25,000 types. Call
`use_subset()` before anything imports that package: it looks up which submodules the code names, makes a package of
the same name that holds only those, and puts its folder at the front of `sys.path`. Plain imports then find it.

The folder is made once for each set of submodules and lies in the Python environment. The installed package stays as
it is. Whatever goes wrong, the installed package is used, and a line on stderr says so and why.
`ECS_RUNNER_FULL_BINDINGS=1` turns the subset off. `python -m bindings` prints the folder, for MYPYPATH.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import PathFinder
from io import BytesIO
from pathlib import Path
from typing import Any

PACKAGE = "cdktf_cdktf_provider_aws"
SWITCH = "ECS_RUNNER_FULL_BINDINGS"
PROJECT = Path(__file__).resolve().parent
CACHE = Path(sys.prefix) / ".ecs-runner-bindings"

_HOUR, _WEEK = 3600, 7 * 24 * 3600
_MANIFEST = "files.txt"
_INIT = f'"""The submodules of {PACKAGE} that the code names; made by bindings.py."""\n'
_TRIAL = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n"

# Code is read as text: parsing it takes 100 times as long, and a name in a string (import_module) counts this way.
_DOTTED = re.compile(rf"\b{PACKAGE}\.(\w+)")
_LISTED = re.compile(rf"\bfrom\s+{PACKAGE}\s+import\s+(\([^)]*\)|.+)")
_WHOLE = re.compile(rf"^\s*(?:import\s+{PACKAGE}\s*(?:$|[,;#]|as\b)|from\s+{PACKAGE}\s+import\s+\*)", re.MULTILINE)
_JSII_TYPE = re.compile(r'\bjsii_type="([^"]+)\.\w+"')
_ERROR = re.compile(r"^[\w.]+: \S.*$", re.MULTILINE)
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)


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


def subset(*roots: Path) -> Path | None:
    """Return the folder that holds the cut-down package, making it if need be; None stands for the full bindings."""
    if os.environ.get(SWITCH, "") not in ("", "0"):
        return None
    try:
        source = _installed()
        named = {name for name in _named({PROJECT, *roots}) if not name.startswith("_")}
        names = sorted(name for name in named if (source / name / "__init__.py").is_file())
        if not names:
            return None
        folder = CACHE / _key(source, names)
        if not _is_complete(folder):
            _make(source, names, folder)
    except (UnusableError, OSError, LookupError, ValueError, tarfile.TarError, subprocess.SubprocessError) as problem:
        reason = problem if isinstance(problem, UnusableError) else f"{type(problem).__name__}: {problem}"
        sys.stderr.write(f"bindings: the full AWS bindings are used, which takes much longer: {reason}\n")
        return None
    return folder


def _installed() -> Path:
    spec = PathFinder.find_spec(PACKAGE, [entry for entry in sys.path if Path(entry).parent != CACHE])
    if spec is None or spec.origin is None:
        raise UnusableError(f"{PACKAGE} is not installed")
    return Path(spec.origin).parent


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
    """Name the content: the bindings' version, the submodules, this file, and Python's bytecode format."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(str(sys.implementation.cache_tag).encode())
    for file in [_tarball(source), *(source / name / "__init__.py" for name in names)]:
        stat = file.stat()
        digest.update(f"{file.relative_to(source)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def _tarball(source: Path) -> Path:
    found = list((source / "_jsii").glob("*.jsii.tgz"))
    if len(found) != 1:
        raise UnusableError(f"{source / '_jsii'} holds {len(found)} jsii tarballs instead of one")
    return found[0]


def _is_complete(folder: Path) -> bool:
    """Tell whether every file is there in its full size: a folder that someone damaged is made anew."""
    try:
        lines = (folder / _MANIFEST).read_text(encoding="utf-8").splitlines()
        files = [line.split(" ", 1) for line in lines]
        return bool(files) and all((folder / path).stat().st_size == int(size) for size, path in files)
    except (OSError, ValueError):
        return False


def _make(source: Path, names: list[str], folder: Path) -> None:
    """Make the package in a folder of its own, try it, then rename: nobody ever sees a half-made one."""
    CACHE.mkdir(exist_ok=True)
    _sweep()
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=CACHE))
    try:
        work.chmod(0o755)  # other users of the environment read it too
        package = work / PACKAGE
        for name in ["_jsii", *names]:
            shutil.copytree(source / name, package / name, ignore=shutil.ignore_patterns("*.tgz"))
        shutil.copy2(source / "py.typed", package)
        (package / "__init__.py").write_text(_INIT, encoding="utf-8")
        _cut_tarball(_tarball(source), package / "_jsii" / _tarball(source).name, _submodules(source, names))
        files = sorted(file for file in work.rglob("*") if file.is_file() and file.suffix != ".pyc")
        lines = [f"{file.stat().st_size} {file.relative_to(work).as_posix()}\n" for file in files]
        (work / _MANIFEST).write_text("".join(lines), encoding="utf-8")
        _try(work, names)
        _put(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep() -> None:
    """Remove what a dead process left half-made, and subsets of long ago."""
    for folder in CACHE.iterdir():
        with suppress(FileNotFoundError):  # another process renamed or removed it meanwhile
            age = time.time() - folder.stat().st_mtime
            if age > (_HOUR if folder.name.startswith(".") else _WEEK):
                shutil.rmtree(folder)


def _submodules(source: Path, names: list[str]) -> set[str]:
    """Find jsii's names of the submodules, such as `@cdktf/provider-aws.iamRole`."""
    texts = ((source / name / "__init__.py").read_text(encoding="utf-8") for name in names)
    return {match[1] for match in map(_JSII_TYPE.search, texts) if match}


def _cut_tarball(source: Path, target: Path, submodules: set[str]) -> None:
    """Write the jsii tarball anew with only these submodules; the same input gives the same bytes."""
    files: dict[str, bytes] = {}
    folders: dict[str, str] = {}  # submodule -> its folder of JavaScript
    with tarfile.open(source, "r|gz") as old:
        for member in old:
            content = old.extractfile(member)
            if content and member.name == "package/.jsii":
                assembly = _cut_assembly(content.read(), submodules)
                files[member.name] = json.dumps(assembly).encode()
                folders = {name: _folder(info) for name, info in assembly["submodules"].items()}
            elif content and member.name in ("package/package.json", "package/LICENSE"):
                files[member.name] = content.read()
            elif content and member.name.endswith(".js") and member.name.startswith(tuple(folders.values())):
                files[member.name] = _SOURCE_MAP.sub(b"", content.read())
    if missing := [name for name in submodules if f"{folders.get(name)}index.js" not in files]:
        raise UnusableError(f"{source.name} has no JavaScript for {', '.join(missing)}")
    files["package/lib/index.js"] = "".join(
        f"Object.defineProperty(exports, {json.dumps(name.rpartition('.')[2])}, "
        f"{{ enumerable: true, get: () => require({json.dumps(folder.replace('package/lib/', './', 1))}) }});\n"
        for name, folder in sorted(folders.items())
    ).encode()
    with tarfile.open(target, "w") as new:
        for path, data in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            new.addfile(entry, BytesIO(data))


def _folder(submodule: dict[str, str]) -> str:
    """Where a submodule's JavaScript lies: its symbol id is `src/<folder>/index:`."""
    return "package/lib/" + submodule["symbolId"].removeprefix("src/").partition("/")[0] + "/"


def _cut_assembly(text: bytes, submodules: set[str]) -> dict[str, Any]:
    """Parse jsii's description of all types, dropping each other one as soon as it is read: 130 MB don't pile up."""

    def keep(item: dict[str, Any]) -> dict[str, Any] | None:
        is_other_type = "assembly" in item and item["fqn"].rpartition(".")[0] not in submodules
        return None if is_other_type else item

    assembly: dict[str, Any] = json.loads(text, object_hook=keep)
    assembly["types"] = {name: item for name, item in assembly["types"].items() if item}
    assembly["submodules"] = {name: item for name, item in assembly["submodules"].items() if name in submodules}
    return assembly


def _try(work: Path, names: list[str]) -> None:
    """Import it all in a fresh interpreter: it has jsii load the tarball, and leaves the bytecode for later runs."""
    path = os.pathsep.join([str(work), *sys.path])
    trial = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _TRIAL, *(f"{PACKAGE}.{name}" for name in names)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if trial.returncode != 0:
        causes = _ERROR.findall(trial.stderr)  # the first one led to the others
        raise UnusableError(f"the subset does not load: {causes[0] if causes else f'exit code {trial.returncode}'}")


def _put(work: Path, folder: Path) -> None:
    """Give the folder its name; where another process was faster, its folder is as good."""
    try:
        work.rename(folder)
    except OSError:
        if _is_complete(folder):
            return
        aside = work.with_name(f"{work.name}-damaged")
        folder.rename(aside)
        work.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)


if __name__ == "__main__":
    sys.stdout.write(f"{subset() or ''}\n")
