"""Create the subset: a package with only some submodules, in Python and in JavaScript."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from . import MANIFEST, PACKAGE, UnusableError, installed, is_complete, tarball

_HOUR, _WEEK = 3600, 7 * 24 * 3600
_INIT = f'"""The submodules of {PACKAGE} that the code names; written by the package bindings."""\n'
# The trial, in a fresh interpreter: it imports the whole subset, and loads each submodule in Node.
IMPORT = """
import importlib, sys
modules = [importlib.import_module(name) for name in sys.argv[1:]]
"""
USE = """
from cdktf import TerraformStack
from constructs import RootConstruct  # an App would create cdktf.out
if (id_ := TerraformStack(RootConstruct(), "trial").node.id) != "trial":
    raise ValueError(f"an object with the id trial returns the id {id_}")
for each in (each for module in modules for each in vars(module).values()):
    getattr(each, "TF_RESOURCE_TYPE", None)  # a JavaScript property of resource classes
"""

_JSII_TYPE = re.compile(r'\bjsii_type="([^"]+)\.\w+"')
_ERROR = re.compile(r"^[\w.]+: \S.*$", re.MULTILINE)
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
# As newer generators of bindings do: type hints are resolved only when they are checked, and only once. This uses two private
# names of jsii; if a version of jsii lacks them, the trial fails, and the full bindings are used.
_OWN_CHECKS = re.compile(r"^import typeguard\n(?:.*\n)*?def check_type\(.*\n(?:[ \t].*\n)+", re.MULTILINE)
_SHARED_CHECKS = f"from {PACKAGE}._checks import cached_type_hints, check_type\n"
_FIRST_IMPORT = "from pkgutil import extend_path\n"
_CHECKS = '''"""Check the types of arguments as jsii does, in less time; written by the package bindings."""

import types
import typing

from jsii._type_checking import cached_type_hints
from jsii._type_checking import check_type as _check_type

__all__ = ["cached_type_hints", "check_type"]


def check_type(argname: str, value: object, expected_type: typing.Any) -> typing.Any:
    """Check an argument. Most are optional and not set."""
    if value is not None or types.NoneType not in typing.get_args(expected_type):
        return _check_type(argname, value, expected_type)
    return None
'''


def make(source: Path, names: list[str], folder: Path) -> None:
    """Create the package in a temporary folder, test it, then rename the folder, so that it is never visible incomplete.

    Raises UnusableError if that fails, OSError if the folder can no longer be read or written.
    """
    cache = folder.parent
    try:
        cache.mkdir(exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=cache))
    except OSError as problem:
        fix = "Run it once as a user who can, or use your own virtual environment."
        raise UnusableError(f"the subset can't be written to {cache} ({problem.strerror}). {fix}") from problem
    _sweep(cache)
    try:
        work.chmod(0o755)  # for other users of the environment
        _fill(source, names, work)
        _try(work, names)
        _put(work, folder)
    except (LookupError, ValueError, tarfile.TarError, subprocess.SubprocessError) as problem:
        raise UnusableError(f"{type(problem).__name__}: {problem}") from problem
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _fill(source: Path, names: list[str], work: Path) -> None:
    package = work / PACKAGE
    has_shared_checks = (installed("jsii") / "_type_checking.py").is_file()  # older versions lack it
    for name in ["_jsii", *names]:
        shutil.copytree(source / name, package / name, ignore=shutil.ignore_patterns("*.tgz", "__pycache__"))
        if has_shared_checks:
            _share_checks(package / name / "__init__.py")
    shutil.copy2(source / "py.typed", package)
    (package / "__init__.py").write_text(_INIT, encoding="utf-8")
    (package / "_checks.py").write_text(_CHECKS, encoding="utf-8")
    _cut_tarball(tarball(source), package / "_jsii" / tarball(source).name, _submodules(source, names))
    files = sorted(file for file in work.rglob("*") if file.is_file())
    lines = [f"{file.stat().st_size} {file.relative_to(work).as_posix()}\n" for file in files]
    (work / MANIFEST).write_text("".join(lines), encoding="utf-8")


def _sweep(cache: Path) -> None:
    """Remove incomplete folders of dead processes, and subsets that have not been used for a week."""
    for folder in cache.iterdir():
        with suppress(FileNotFoundError):  # another process has renamed or removed it
            age = time.time() - folder.stat().st_mtime
            if folder.is_dir() and age > (_HOUR if folder.name.startswith(".") else _WEEK):
                shutil.rmtree(folder)


def _share_checks(module: Path) -> None:
    code = module.read_text(encoding="utf-8")
    shared, found = _OWN_CHECKS.subn(_SHARED_CHECKS, code)
    if found:
        shared = shared.replace("typing.get_type_hints(", "cached_type_hints(")
        module.write_text(
            shared.replace(_FIRST_IMPORT, f"from __future__ import annotations\n{_FIRST_IMPORT}", 1), encoding="utf-8"
        )


def _submodules(source: Path, names: list[str]) -> set[str]:
    """Find jsii's names of the submodules, such as `@cdktf/provider-aws.iamRole`."""
    texts = ((source / name / "__init__.py").read_text(encoding="utf-8") for name in names)
    return {match[1] for match in map(_JSII_TYPE.search, texts) if match}


def _cut_tarball(source: Path, target: Path, submodules: set[str]) -> None:
    """Write a jsii tarball with only these submodules; the same input gives the same bytes."""
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
    """Return the folder of a submodule's JavaScript, by its symbol id `src/<folder>/index:`."""
    return "package/lib/" + submodule["symbolId"].removeprefix("src/").partition("/")[0] + "/"


def _cut_assembly(text: bytes, submodules: set[str]) -> dict[str, Any]:
    """Parse jsii's description of all types, dropping those of other submodules at once, to save memory: it has 130 MB."""

    def keep(item: dict[str, Any]) -> dict[str, Any] | None:
        is_other_type = "assembly" in item and item["fqn"].rpartition(".")[0] not in submodules
        return None if is_other_type else item

    assembly: dict[str, Any] = json.loads(text, object_hook=keep)
    assembly["types"] = {name: item for name, item in assembly["types"].items() if item}
    assembly["submodules"] = {name: item for name, item in assembly["submodules"].items() if name in submodules}
    return assembly


def _try(work: Path, names: list[str]) -> None:
    """Test it in a fresh interpreter, which also writes the bytecode for later runs; raises UnusableError."""
    path = os.pathsep.join([str(work), *sys.path])
    trial = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", IMPORT + USE, *(f"{PACKAGE}.{name}" for name in names)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if trial.returncode != 0:
        causes = _ERROR.findall(trial.stderr)  # the first one caused the others
        raise UnusableError(f"the subset does not load: {causes[0] if causes else f'exit code {trial.returncode}'}")


def _put(work: Path, folder: Path) -> None:
    """Rename the folder to its final name, unless another process was faster."""
    try:
        work.rename(folder)
    except OSError:
        if is_complete(folder):
            return
        aside = work.with_name(f"{work.name}-damaged")
        folder.rename(aside)
        work.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
