"""A subset of the AWS bindings with only what the code uses: a synth takes one second instead of ten to thirty.

`cdktf_cdktf_provider_aws` imports its 2,200 submodules at once, and its jsii tarball describes 25,000 types. Call
`use_subset()` before anything imports that package. It finds the submodules that the code names, creates a package of the
same name that contains only those, and puts its folder at the front of `sys.path`, where plain imports find it.

The folder is created once for each set of submodules, in the Python environment. The installed package is not changed.
If anything goes wrong, the installed package is used, and a line on stderr gives the reason.
`ECS_RUNNER_FULL_BINDINGS=1` turns the subset off. `python -m bindings` prints the folder, for MYPYPATH.

The same code is `bindings` in the repository and `ecs_runner.bindings` in the installed package: its imports are relative.
"""

import hashlib
import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path

PACKAGE = "cdktf_cdktf_provider_aws"
SWITCH = "ECS_RUNNER_FULL_BINDINGS"
IS_INSTALLED = __name__ != "bindings"
LIBRARY = Path(__file__).resolve().parents[1]  # the repository, or the installed package `ecs_runner`
CACHE = Path(sys.prefix) / ".ecs-runner-bindings"
MANIFEST = "files.txt"  # of a subset: each file and its size
_PACKAGES_OF_OTHERS = ("node_modules", "site-packages", "dist-packages")

# Code is read as text: parsing it takes 100 times as long, and this also finds names in strings (import_module).
_DOTTED = re.compile(rf"\b{PACKAGE}\.(\w+)")
_LISTED = re.compile(rf"\bfrom\s+{PACKAGE}\s+import\s+(\([^)]*\)|.+)")
_WHOLE = re.compile(rf"^\s*(?:import\s+{PACKAGE}\s*(?:$|[,;#]|as\b)|from\s+{PACKAGE}\s+import\s+\*)", re.MULTILINE)


class UnusableError(Exception):
    """The subset can't be used; the message has the reason."""


def use_subset(*roots: Path) -> None:
    """Make later imports of the AWS bindings find only the submodules that this library and the app name.

    `roots` are the folders with the app's Python code. Default: the folder of the running script, or the current folder if
    there is no script, as in a console or with `python -m`, or if it is a tool of the Python environment, such as pytest. In
    this project's repository, the repository and `roots` are searched.
    """
    folder = subset(*roots)
    if folder and PACKAGE in sys.modules and Path(sys.modules[PACKAGE].__file__ or "").parents[1] != folder:
        _warn(f"{PACKAGE} is already imported: call use_subset() before that import")
    elif folder and str(folder) not in sys.path[:1]:
        sys.path.insert(0, str(folder))
        sys.meta_path.append(_Explain())


def subset(*roots: Path) -> Path | None:
    """Return the folder with the subset, creating it if necessary; None stands for the full bindings."""
    if os.environ.get(SWITCH, "") not in ("", "0"):
        return None
    try:
        source = installed(PACKAGE)
        app = roots or ((_app_folder(),) if IS_INSTALLED else ())
        named = {name for name in _named({LIBRARY, *app}) if not name.startswith("_")}
        names = sorted(name for name in named if (source / name / "__init__.py").is_file())
        if not names:
            return None
        folder = CACHE / _key(source, names)
        if not is_complete(folder):
            from . import making  # imports that only this needs, and that take a while

            making.make(source, names, folder)
        with suppress(OSError):  # if it is read-only, it is never swept either
            os.utime(folder)
    except (UnusableError, OSError) as problem:
        reason = problem if isinstance(problem, UnusableError) else f"{type(problem).__name__}: {problem}"
        _warn(f"using the full AWS bindings, which takes much longer: {reason}")
        return None
    return folder


def installed(package: str) -> Path:
    """Find the folder of an installed package without importing it; raises UnusableError."""
    spec = PathFinder.find_spec(package, [entry for entry in sys.path if Path(entry).parent != CACHE])
    if spec is None or spec.origin is None:
        raise UnusableError(f"{package} is not installed")
    return Path(spec.origin).parent


def tarball(package: Path) -> Path:
    """Find the JavaScript of a package; raises UnusableError."""
    found = list((package / "_jsii").glob("*.jsii.tgz"))
    if len(found) != 1:
        raise UnusableError(f"{package / '_jsii'} contains {len(found)} jsii tarballs instead of one")
    return found[0]


def is_complete(folder: Path) -> bool:
    """Return whether every file exists with its full size: a damaged folder is created again."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
        files = [line.split(" ", 1) for line in lines]
        return bool(files) and all((folder / path).stat().st_size == int(size) for size, path in files)
    except (OSError, ValueError):
        return False


class _Explain:
    """The last finder of modules: explains why an installed submodule is not in the subset."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        package, _dot, submodule = name.partition(".")
        if package == PACKAGE and (installed(PACKAGE) / submodule / "__init__.py").is_file():
            raise ModuleNotFoundError(
                f"{name} is installed, but not in the subset of the bindings, since no code in the app's folder names it."
                f" Pass the folder of the code that imports it to use_subset(), or set {SWITCH}=1.",
                name=name,
            )


def _app_folder() -> Path:
    main = sys.modules["__main__"]
    script = getattr(main, "__file__", None)
    if script is None or main.__spec__ is not None:
        return Path.cwd()
    folder = Path(script).resolve().parent
    return Path.cwd() if folder == Path(sysconfig.get_path("scripts")).resolve() else folder


def _warn(message: str) -> None:
    sys.stderr.write(f"{__name__}: {message}\n")


def _named(roots: set[Path]) -> set[str]:
    """Collect all words in the position of a submodule's name, in all Python files under the roots."""
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
        subfolders[:] = [name for name in subfolders if not name.startswith((".", "__")) and name not in _PACKAGES_OF_OTHERS]
        yield from (Path(folder, name) for name in files if name.endswith(".py"))


def _key(source: Path, names: list[str]) -> str:
    """Identify the content by the submodules, the versions of its dependencies, the code here, and the bytecode format."""
    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for code in [*sorted(Path(__file__).parent.glob("*.py")), installed("jsii") / "_metadata.json"]:
        digest.update(code.read_bytes())
    for file in [tarball(installed("cdktf")), tarball(source), *(source / name / "__init__.py" for name in names)]:
        stat = file.stat()  # no path: one environment may have several paths
        digest.update(f"{file.parent.name}/{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]
