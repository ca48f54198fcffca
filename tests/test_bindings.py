"""The subset of the AWS bindings: what it holds, when it is created, and that anything wrong leads to the full ones.

Most tests cut a small package of the same shape, which takes milliseconds. The last ones use the real one.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws import iam_role

import bindings
from bindings import making
from release.paths import PROJECT

PACKAGE = bindings.PACKAGE
# Python's name of a submodule, jsii's, and its folder of JavaScript: the last two cannot be had from the first.
SUBMODULES = {
    "iam_role": ("iamRole", "iam-role"),
    "s3_bucket": ("s3Bucket", "s3-bucket"),
    "s3_control_bucket": ("s3ControlBucket", "s3control-bucket"),
}
JSII = "@cdktf/provider-aws"
Write = Callable[..., None]


def write_package(site: Path) -> None:
    """Install a package as jsii makes them, with three submodules."""
    package = site / PACKAGE
    (package / "_jsii").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported as a whole')\n")
    (package / "py.typed").touch()
    (package / "_jsii" / "__init__.py").touch()
    types: dict[str, object] = {}
    files: dict[str, bytes] = {"package.json": b"{}", "LICENSE": b"MPL", "lib/index.js": b"everything"}
    for name, (jsii_name, folder) in SUBMODULES.items():
        (package / name).mkdir()
        (package / name / "__init__.py").write_text(f'from .._jsii import *\njsii_type="{JSII}.{jsii_name}.Thing"\n')
        fqn = f"{JSII}.{jsii_name}.Thing"
        types[fqn] = {"assembly": JSII, "fqn": fqn, "properties": [{"type": {"fqn": "cdktf.IResolvable"}}]}
        files[f"lib/{folder}/index.js"] = b"code\n//# sourceMappingURL=data:long\n"
        files[f"lib/{folder}/index-structs/structs0.js"] = b"more code\n"
        files[f"lib/{folder}/index.d.ts"] = b"declarations"
    submodules = {f"{JSII}.{jsii}": {"symbolId": f"src/{folder}/index:"} for jsii, folder in SUBMODULES.values()}
    assembly = {"name": JSII, "types": types, "submodules": submodules, "version": "1.0.0"}
    write_tarball(package, {".jsii": json.dumps(assembly, indent=2).encode(), **files})


def write_tarball(package: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(package / "_jsii" / "provider-aws@1.0.0.jsii.tgz", "w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the small package; `project` and `cache` beside it are the folders in use."""
    write_package(tmp_path / "site")
    (tmp_path / "project").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(bindings, "LIBRARY", tmp_path / "project")
    monkeypatch.setattr(bindings, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(making, "USE", "")  # nothing in the small package knows CDKTF
    monkeypatch.delenv(bindings.SWITCH, raising=False)
    return tmp_path / "site"


@pytest.fixture
def write(site: Path) -> Write:
    """Write code into the project of the installed package."""

    def write(code: str, name: str = "project/app.py") -> None:
        file = site.parent / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{code}\n")

    return write


def held(folder: Path | None) -> list[str]:
    """Name the submodules that a folder holds."""
    assert folder is not None
    return sorted(path.parent.name for path in (folder / PACKAGE).glob("[!_]*/__init__.py"))


def reason(capsys: pytest.CaptureFixture[str]) -> str:
    """Return why the full bindings are used, from the one line on stderr."""
    line = capsys.readouterr().err
    prefix = "bindings: using the full AWS bindings, which takes much longer: "
    assert line.startswith(prefix)
    assert line.count("\n") == 1
    return line.removeprefix(prefix).strip()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (f"from {PACKAGE}.iam_role import IamRole", ["iam_role"]),
        (f"import {PACKAGE}.iam_role", ["iam_role"]),
        (f"import {PACKAGE}.iam_role as role, {PACKAGE}.s3_bucket as bucket", ["iam_role", "s3_bucket"]),
        (f"from {PACKAGE} import iam_role as role, s3_bucket", ["iam_role", "s3_bucket"]),
        (f"from {PACKAGE} import (\n    iam_role,  # why\n    s3_bucket,\n)", ["iam_role", "s3_bucket"]),
        (f"    import_module('{PACKAGE}.s3_control_bucket')", ["s3_control_bucket"]),
        (f"from {PACKAGE}._jsii import x\nfrom {PACKAGE}.iam_role import IamRole, nothing", ["iam_role"]),
    ],
)
def test_every_form_of_import_is_found(write: Write, code: str, names: list[str]) -> None:
    write(code)
    assert held(bindings.subset()) == names


def test_installed_packages_are_not_searched(write: Write) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    for folder in (".venv/lib", "node_modules/x", "env/lib", "sub/__pycache__", "layer/site-packages"):
        write(f"from {PACKAGE}.s3_bucket import S3Bucket", f"project/{folder}/x.py")
    write("", "project/env/pyvenv.cfg")
    assert held(bindings.subset()) == ["iam_role"]


def test_an_app_elsewhere_adds_its_own_imports(write: Write, tmp_path: Path) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    write(f"from {PACKAGE}.s3_bucket import S3Bucket", "app/main.py")
    assert held(bindings.subset(tmp_path / "app")) == ["iam_role", "s3_bucket"]


@pytest.fixture
def as_installed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the library out as pip does: it is searched, and nothing of what is installed beside it."""
    monkeypatch.setattr(bindings, "IS_INSTALLED", True)
    write(f"from {PACKAGE}.iam_role import IamRole")


@pytest.mark.usefixtures("as_installed")
@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("app/main.py", ["iam_role", "s3_bucket"]),
        (None, ["iam_role", "s3_control_bucket"]),  # a console
        (f"{Path(sys.executable).parent}/pytest", ["iam_role", "s3_control_bucket"]),  # a tool
    ],
)
def test_the_app_is_in_the_folder_of_the_script_or_in_the_current_one(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, names: list[str]
) -> None:
    write(f"from {PACKAGE}.s3_bucket import S3Bucket", "app/sub/x.py")
    write(f"from {PACKAGE}.s3_control_bucket import S3ControlBucket", "elsewhere/x.py")
    monkeypatch.chdir(tmp_path / "elsewhere")
    main = type(sys)("__main__")
    if script:
        main.__file__ = str(tmp_path / script)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert held(bindings.subset()) == names
    assert held(bindings.subset(tmp_path / "app")) == ["iam_role", "s3_bucket"]
    main.__spec__ = PathFinder.find_spec("json")  # as python -m sets it
    assert held(bindings.subset()) == ["iam_role", "s3_control_bucket"]


def test_the_subset_is_created_once_and_again_for_a_new_import_or_version(
    site: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    first = bindings.subset()
    with monkeypatch.context() as patch:
        patch.setattr(making, "make", lambda *_: pytest.fail("made again"))
        assert bindings.subset() == first

    write(f"from {PACKAGE}.s3_bucket import S3Bucket", "project/sub/new.py")
    second = bindings.subset()
    assert held(second) == ["iam_role", "s3_bucket"]

    os.utime(next(site.glob("*/_jsii/*.tgz")), (1, 1))
    assert bindings.subset() not in (first, second)


def test_an_environment_with_two_paths_needs_one_subset(site: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    first = bindings.subset()
    (site.parent / "link").symlink_to(site)
    monkeypatch.setattr(sys, "path", [str(site.parent / "link"), *(entry for entry in sys.path if entry != str(site))])
    assert bindings.subset() == first


def test_the_tarball_contains_only_used_submodules(write: Write) -> None:
    write(f"from {PACKAGE}.s3_control_bucket import S3ControlBucket")
    folder = bindings.subset()
    assert folder is not None
    with tarfile.open(next(folder.glob("*/_jsii/*.tgz"))) as tar:
        files = {entry.name.removeprefix("package/"): tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    assembly = json.loads(files.pop(".jsii"))
    fqn = f"{JSII}.s3ControlBucket.Thing"
    assert assembly == {
        "name": JSII,
        "types": {fqn: {"assembly": JSII, "fqn": fqn, "properties": [{"type": {"fqn": "cdktf.IResolvable"}}]}},
        "submodules": {f"{JSII}.s3ControlBucket": {"symbolId": "src/s3control-bucket/index:"}},
        "version": "1.0.0",
    }
    assert files == {
        "package.json": b"{}",
        "LICENSE": b"MPL",
        "lib/index.js": b'Object.defineProperty(exports, "s3ControlBucket", '
        b'{ enumerable: true, get: () => require("./s3control-bucket/") });\n',
        "lib/s3control-bucket/index.js": b"code\n\n",
        "lib/s3control-bucket/index-structs/structs0.js": b"more code\n",
    }


def test_the_same_content_gives_the_same_bytes(site: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For jsii keeps unpacked tarballs by their digest: equal ones are unpacked once, and none is taken for another."""
    write(f"from {PACKAGE}.iam_role import IamRole")
    tarballs = []
    for cache in ("one", "two"):
        monkeypatch.setattr(bindings, "CACHE", tmp_path / cache)
        tarballs += [file.read_bytes() for file in (bindings.subset() or site).glob("*/_jsii/*.tgz")]
    assert tarballs[0] == tarballs[1]
    assert len(tarballs) == 2


def test_the_environment_variable_disables_the_subset(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    monkeypatch.setenv(bindings.SWITCH, "1")
    assert bindings.subset() is None
    monkeypatch.setenv(bindings.SWITCH, "0")
    assert held(bindings.subset()) == ["iam_role"]
    assert capsys.readouterr().err == ""


def test_a_project_without_aws_needs_no_subset(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("import json")
    assert bindings.subset() is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("code", [f"import {PACKAGE}", f"import {PACKAGE} as aws", f"from {PACKAGE} import *"])
def test_importing_the_whole_package_uses_the_full_bindings(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    write(code)
    assert bindings.subset() is None
    assert reason(capsys) == f"{tmp_path}/project/app.py imports {PACKAGE} as a whole; import from its submodules"


def test_a_cache_that_is_not_writable_uses_the_full_bindings(
    write: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    (tmp_path / "file").touch()
    monkeypatch.setattr(bindings, "CACHE", tmp_path / "file" / "cache")  # refused to root as well
    assert bindings.subset() is None
    assert reason(capsys) == (
        f"the subset can't be written to {tmp_path}/file/cache (Not a directory)."
        " Run it once as a user who can, or use your own virtual environment."
    )


def test_missing_bindings_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert bindings.subset() is None
    assert reason(capsys) == f"{PACKAGE} is not installed"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise ValueError('no node')", "ValueError: no node"),
        ("class X:\n    def __del__(self):\n        oops\nx = X()\nraise OSError('the cause')", "OSError: the cause"),
        ("import os\nos._exit(3)", "exit code 3"),
    ],
)
def test_a_subset_that_does_not_load_uses_the_full_bindings(
    write: Write, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, why: str
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    with (site / PACKAGE / "iam_role" / "__init__.py").open("a") as module:
        module.write(f"{code}\n")
    assert bindings.subset() is None
    assert reason(capsys) == f"the subset does not load: {why}"
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_unknown_format_of_the_tarball_uses_the_full_bindings(
    site: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    tarball = next(site.glob("*/_jsii/*.tgz"))

    whole = tarball.read_bytes()
    tarball.write_bytes(whole[: len(whole) // 2])
    assert bindings.subset() is None
    assert reason(capsys).startswith("ReadError: ")

    write_tarball(site / PACKAGE, {".jsii": b"{"})
    assert bindings.subset() is None
    assert reason(capsys).startswith("JSONDecodeError: ")

    write_tarball(site / PACKAGE, {".jsii": b'{"types": {}}'})
    assert bindings.subset() is None
    assert reason(capsys) == "KeyError: 'submodules'"

    write_tarball(site / PACKAGE, {".jsii": b'{"types": {}, "submodules": {}}'})
    assert bindings.subset() is None
    assert reason(capsys) == f"provider-aws@1.0.0.jsii.tgz has no JavaScript for {JSII}.iamRole"

    tarball.unlink()
    assert bindings.subset() is None
    assert reason(capsys) == f"{site / PACKAGE / '_jsii'} contains 0 jsii tarballs instead of one"
    assert list((tmp_path / "cache").iterdir()) == []


def test_subsets_in_use_are_kept(write: Write) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    folder = bindings.subset()
    assert folder is not None
    os.utime(folder, (0, 0))
    assert bindings.subset() == folder
    assert time.time() - folder.stat().st_mtime < 60


def test_folders_of_dead_processes_are_removed(write: Write, tmp_path: Path) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    now, hour = time.time(), 3600
    ages = {".making-dead": 2 * hour, ".making-alive": hour / 2, "unused": 8 * 24 * hour, "recent": 6 * 24 * hour}
    for name, age in ages.items():
        (tmp_path / "cache" / name).mkdir(parents=True)
        os.utime(tmp_path / "cache" / name, (now - age, now - age))
    (tmp_path / "cache" / ".stray-file").touch()
    os.utime(tmp_path / "cache" / ".stray-file", (0, 0))
    folder = bindings.subset()
    assert folder is not None
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {".making-alive", ".stray-file", "recent", folder.name}


@pytest.mark.parametrize("damage", ["missing", "short", "empty"])
def test_a_damaged_folder_is_created_again(write: Write, tmp_path: Path, damage: str) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    folder = bindings.subset()
    assert folder is not None
    module = folder / PACKAGE / "iam_role" / "__init__.py"
    code = module.read_text()
    match damage:
        case "missing":
            module.unlink()
        case "short":
            module.write_text(code[:-1])
        case "empty":
            (folder / bindings.MANIFEST).write_text("")
    assert bindings.subset() == folder
    assert module.read_text() == code
    assert list((tmp_path / "cache").iterdir()) == [folder]


def test_two_processes_can_create_the_subset_at_the_same_time(site: Path, write: Write, tmp_path: Path) -> None:
    """Both are still making theirs when the other starts: the trial import of the first takes longer than that."""
    write(f"from {PACKAGE}.iam_role import IamRole")
    with (site / PACKAGE / "iam_role" / "__init__.py").open("a") as module:
        module.write("import time\ntime.sleep(0.6)\n")
    code = "import bindings.making, pathlib, sys; bindings.CACHE, bindings.LIBRARY = map(pathlib.Path, sys.argv[1:])"
    code += "; bindings.making.USE = ''"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", f"{code}; print(bindings.subset())", tmp_path / "cache", tmp_path / "project"],
            env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{PROJECT}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60) for process in processes]
    (folder,) = (tmp_path / "cache").iterdir()
    assert answers == [(f"{folder}\n", "")] * 2
    assert held(folder) == ["iam_role"]


def test_use_subset_puts_the_subset_first_on_the_path(
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    write(f"from {PACKAGE}.iam_role import IamRole")
    before = list(sys.path)
    bindings.use_subset()
    bindings.use_subset()
    assert sys.path == [str(bindings.subset()), *before]
    assert capsys.readouterr().err == ""


def test_a_submodule_that_is_installed_but_not_in_the_subset_is_explained(site: Path, write: Write) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    code = "import bindings, importlib, pathlib, sys; bindings.CACHE, bindings.LIBRARY = map(pathlib.Path, sys.argv[1:3])\n"
    code += "import bindings.making; bindings.making.USE = ''\n"
    code += "bindings.use_subset(); importlib.import_module(sys.argv[3])"

    def error(module: str) -> str:
        run = subprocess.run(
            [sys.executable, "-c", code, site.parent / "cache", site.parent / "project", f"{PACKAGE}.{module}"],
            env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{PROJECT}"},
            capture_output=True,
            text=True,
            check=False,
        )
        return run.stderr.splitlines()[-1]

    assert error("s3_bucket") == (
        f"ModuleNotFoundError: {PACKAGE}.s3_bucket is installed, but not in the subset of the bindings, since no code in the"
        f" app's folder names it. Pass the folder of the code that imports it to use_subset(), or set {bindings.SWITCH}=1."
    )
    assert error("nonsense") == f"ModuleNotFoundError: No module named '{PACKAGE}.nonsense'"


def test_use_subset_after_the_import_is_reported(
    site: Path,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    module = type(sys)(PACKAGE)
    module.__file__ = str(site / PACKAGE / "__init__.py")
    monkeypatch.setitem(sys.modules, PACKAGE, module)
    before = list(sys.path)
    bindings.use_subset()
    assert sys.path == before
    assert capsys.readouterr().err == f"bindings: {PACKAGE} is already imported: call use_subset() before that import\n"


@pytest.mark.parametrize("jsii_has_shared_checks", [True, False])
def test_a_module_keeps_its_own_type_checks_if_jsii_has_no_shared_ones(
    site: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, jsii_has_shared_checks: bool
) -> None:
    write(f"from {PACKAGE}.iam_role import IamRole")
    with (site / PACKAGE / "iam_role" / "__init__.py").open("a") as module:
        module.write("import typeguard\ndef check_type(x):\n    pass\n")
    if not jsii_has_shared_checks:
        monkeypatch.setattr(making, "installed", lambda _: tmp_path)
    folder = bindings.subset()
    assert folder is not None
    code = (folder / PACKAGE / "iam_role" / "__init__.py").read_text()
    assert ("import typeguard" not in code) is ("._checks import" in code) is jsii_has_shared_checks


@pytest.mark.parametrize("wrong", [3, None, ["{}"]])
def test_the_real_subset_checks_types_of_arguments(wrong: Any) -> None:
    code = Path(iam_role.__file__).read_text()
    assert "cached_type_hints(" in code, "the subset checks types in the slow way"
    assert "typeguard" not in code
    assert iam_role.IamRoleConfig(assume_role_policy="{}", max_session_duration=3600).description is None
    with pytest.raises(TypeError, match="type of argument assume_role_policy must be str"):
        iam_role.IamRoleConfig(assume_role_policy=wrong)
    with pytest.raises(TypeError, match="type of argument max_session_duration must be"):
        iam_role.IamRoleConfig(assume_role_policy="{}", max_session_duration="an hour")  # type: ignore[arg-type]


def test_a_subset_whose_javascript_does_not_load_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noticed before a synth: Python's side of it is imported without a word."""
    monkeypatch.setattr(making, "_SOURCE_MAP", re.compile(rb"^exports\.SqsQueue = SqsQueue;$", re.MULTILINE))
    with pytest.raises(bindings.UnusableError, match=r"the subset does not load: .*SqsQueue"):
        making.make(bindings.installed(PACKAGE), ["sqs_queue"], tmp_path / "cache" / "key")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_process_can_continue_after_an_error_in_a_construct(tmp_path: Path) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path), skip_validation=True), "made")
    iam_role.IamRole(stack, "role", assume_role_policy="{}")
    with pytest.raises(RuntimeError, match="already a Construct with name 'role'"):
        iam_role.IamRole(stack, "role", assume_role_policy="{}")
    iam_role.IamRole(stack, "other", assume_role_policy="{}")
    App.of(stack).synth()
    content = json.loads((tmp_path / "stacks" / "made" / "cdk.tf.json").read_text())
    assert content["resource"]["aws_iam_role"].keys() == {"role", "other"}


def test_an_error_in_a_construct_names_the_file_and_line_of_the_app(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import bindings\nbindings.use_subset()\nimport roles\n")
    (tmp_path / "roles.py").write_text(
        "from cdktf import App, TerraformStack\n"
        f"from {PACKAGE}.iam_role import IamRole\n"
        "stack = TerraformStack(App(), 'roles')\n"
        "IamRole(stack, 'role', assume_role_policy='{}')\n"
        "IamRole(stack, 'role', assume_role_policy='{}')  # the same ID again\n"
    )
    run = subprocess.run(
        [sys.executable, "app.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "already a Construct with name 'role'" in run.stderr
    own = [line.strip() for line in run.stderr.splitlines() if line.strip().startswith(f'File "{tmp_path}')]
    assert own == [f'File "{tmp_path}/app.py", line 3, in <module>', f'File "{tmp_path}/roles.py", line 5, in <module>']
    assert "importlib" not in run.stderr


EXTRA_APP = f"""
import bindings
bindings.use_subset()
from cdktf import App, TerraformStack
from {PACKAGE}.provider import AwsProvider
from {PACKAGE} import sqs_queue
print(sqs_queue.__file__)
app = App(outdir="extra.out")
stack = TerraformStack(app, "extra")
AwsProvider(stack, "aws", region="eu-central-1")
sqs_queue.SqsQueue(stack, "queue", name="q")
app.synth()
"""


def synth(folder: Path, **environment: str) -> tuple[str, dict[str, bytes]]:
    """Synthesize a copy of the project, and an app in it that imports more: where from, and all files then there."""
    project = folder / "project"  # the same path each time, should any of it get into the output
    original = PROJECT
    skipped = {"node_modules", "cdktf.out", "dist", "tests", "tools", "examples"}

    def skip(where: str, names: list[str]) -> list[str]:
        is_top = Path(where) == original
        return [name for name in names if name == "__pycache__" or (is_top and (name in skipped or name[0] == "."))]

    shutil.copytree(original, project, ignore=skip)
    (project / "extra_app.py").write_text(EXTRA_APP)
    settings = {name: value for name, value in os.environ.items() if name not in ("CDKTF_OUTDIR", bindings.SWITCH)}
    # One process for both: with the full bindings it takes 15 to 30 s, and another 3 s for garbage collections that find none.
    code = "import gc, runpy; gc.disable(); [runpy.run_path(app, run_name='__main__') for app in ('extra_app.py', 'main.py')]"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env={**settings, **environment, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "bindings:" not in run.stderr
    made = (file for file in project.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    files = {str(file.relative_to(project)): file.read_bytes() for file in made}
    shutil.rmtree(project)
    return run.stdout.splitlines()[0], files


def test_the_subset_and_the_full_bindings_give_the_same_output(tmp_path: Path) -> None:
    """Every stack and the module; and an import that the project does not have just works."""
    module, cut = synth(tmp_path)
    assert Path(module).is_relative_to(bindings.CACHE)
    module, full = synth(tmp_path, **{bindings.SWITCH: "1"})
    assert Path(module).parents[2].name == "site-packages"
    assert {"cdktf.out/stacks/runner/cdk.tf.json", "extra.out/stacks/extra/cdk.tf.json"} <= cut.keys()
    assert any(name.startswith("dist/") for name in cut)
    assert cut == full


def test_the_benchmark_prints_both_tables() -> None:
    command = [sys.executable, "-m", "tools.bench", "--rounds", "1", "--only", "floor", "--stacks", "1"]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=True).stdout
    seconds = r"\d+\.\d\d"
    assert re.search(
        rf"^\| no provider: .* \| {seconds} s \| {seconds} to {seconds} s \| 1\.0 \| \d+ MB \|$", printed, re.MULTILINE
    )
    assert re.search(rf"^\| 1 \| {seconds} s \|  \| \d+ MB \|$", printed, re.MULTILINE)
