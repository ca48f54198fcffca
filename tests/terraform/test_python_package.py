"""The installable package: what its wheel holds, and that apps, type checkers and machines without CDKTF can use it."""

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import modules
from release.paths import PROJECT
from tests.support.checkout import checkout, environment
from tests.support.fences import blocks
from tests.support.terraform import program
from tests.support.terraform.fixtures import Doubles, Terraform
from tests.terraform.test_examples import goes_silently, stays_silent

EXAMPLE = PROJECT / "examples" / "python"
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
PIPFILE = tomllib.loads((PROJECT / "Pipfile").read_text())
LIBRARY = {
    f"{name}/{file.relative_to(PROJECT / folder).as_posix()}"
    for folder, name in (("modules", "ecs_runner"), ("bindings", "ecs_runner/bindings"))
    for file in [*(PROJECT / folder).rglob("*.py"), *(PROJECT / folder).glob("py.typed")]
}


@dataclass(frozen=True)
class Installed:
    """The wheel, and a virtual environment with it and with all that is locked."""

    project: Path
    wheel: Path
    packages: Path
    python: Path

    @property
    def env(self) -> dict[str, str]:
        """What a shell has after `. .venv/bin/activate`."""
        inherited = environment()
        return {**inherited, "PATH": f"{self.python.parent}:{inherited['PATH']}"}


def run(command: Sequence[str | Path], folder: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=env or environment(), capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the package as pip does, but with setuptools and CDKTF from here instead of an index."""
    folder = tmp_path_factory.mktemp("package")
    project = checkout(folder / "project")
    pip = [sys.executable, "-m", "pip", "--quiet"]
    built = run([*pip, "wheel", "--no-build-isolation", "--no-deps", project], folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python3*/site-packages")
    (packages / "locked.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    python = folder / "venv" / "bin" / "python"
    done = run([python, *pip[1:], "install", "--no-deps", wheel], folder)
    assert done.returncode == 0, done.stderr
    return Installed(project, wheel, packages, python)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Copy the example into a folder that has a package `modules` of its own, and uses it."""
    folder = tmp_path / "app"
    copytree(EXAMPLE, folder)
    (folder / "modules").mkdir()
    (folder / "modules" / "__init__.py").write_text('REGION = "eu-west-1"\n')
    code = (folder / "app.py").read_text()
    assert code.count('REGION = "eu-west-1"\n') == 1
    (folder / "app.py").write_text(code.replace('REGION = "eu-west-1"\n', "from modules import REGION\n"))
    return folder


def test_the_wheel_holds_the_library_and_nothing_else(installed: Installed) -> None:
    info = f"{METADATA['name'].replace('-', '_')}-{METADATA['version']}.dist-info"
    about = {
        f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt")
    }
    with zipfile.ZipFile(installed.wheel) as wheel:
        assert set(wheel.namelist()) == LIBRARY | about
    assert {"ecs_runner/py.typed", "ecs_runner/runner.py", "ecs_runner/bindings/making.py"} <= LIBRARY


def test_the_source_archive_holds_the_library_and_nothing_else(installed: Installed, tmp_path: Path) -> None:
    code = "import sys; from setuptools.build_meta import build_sdist; build_sdist(sys.argv[1])"
    built = run([sys.executable, "-c", code, tmp_path], installed.project)
    assert built.returncode == 0, built.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        files = {entry.name.partition("/")[2] for entry in archive if entry.isfile()}
    sources = {name.replace("ecs_runner/bindings/", "bindings/").replace("ecs_runner/", "modules/") for name in LIBRARY}
    about = {"LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"}
    assert {name for name in files if ".egg-info/" not in name} == sources | about


def test_every_public_name_is_there() -> None:
    assert all(getattr(modules, name) for name in modules.__all__)
    assert {*modules.__all__} <= {*dir(modules)}
    with pytest.raises(AttributeError, match="module 'modules' has no attribute 'nonsense'"):
        modules.nonsense  # noqa: B018


BARE = """
import sys
sys.path.append(sys.argv[1])
from ecs_runner import InvalidInputs, RunnerInputs
print(RunnerInputs(region="eu-west-1", humanitec_org_id="my-org", subnet_ids=["subnet-0123456789abcdef0"]).runner_id_prefix)
try:
    RunnerInputs(region="Ireland", humanitec_org_id="my org")
except InvalidInputs as error:
    print(*(problem.split()[0] for problem in error.problems))
try:
    from ecs_runner import Runner
except ImportError as error:
    print(error)
"""


def test_inputs_are_checked_without_cdktf_and_without_node(installed: Installed, tmp_path: Path) -> None:
    bare = run([installed.python, "-I", "-S", "-c", BARE, installed.packages], tmp_path, {"PATH": ""})
    assert (bare.returncode, bare.stderr) == (0, "")
    prefix, problems, cure = bare.stdout.splitlines()
    assert prefix == "runner"
    assert problems == "region humanitec_org_id subnet_ids"
    assert re.fullmatch(r'constructs need CDKTF, and \w+ is not installed: pip install "terraform-aws-ecs-runner\[cdktf\]"', cure)


def test_the_doctor_needs_its_extra_and_says_so_in_one_line(installed: Installed, tmp_path: Path) -> None:
    code = "import sys; sys.path.append(sys.argv.pop(1)); from ecs_runner.doctor.main import main; main()"
    bare = run([installed.python, "-I", "-S", "-c", code, installed.packages, "doctor"], tmp_path, {"PATH": ""})
    assert (bare.returncode, bare.stdout) == (2, "")
    assert re.fullmatch(r"ecs-runner needs \w+, which is not installed: pip install boto3 click rich\n", bare.stderr)


def test_the_doctor_is_a_command_that_needs_neither_cdktf_nor_node(installed: Installed, tmp_path: Path) -> None:
    listed = run([installed.python.parent / "ecs-runner", "doctor", "--list-calls"], tmp_path, {"PATH": ""})
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "iam:SimulatePrincipalPolicy" in listed.stdout
    code = "import sys, ecs_runner.doctor.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    imported = run([installed.python, "-c", code], tmp_path, {"PATH": ""})
    assert {"boto3", "click", "rich"} <= {*imported.stdout.split()}
    assert not {"cdktf", "constructs", "jsii"} & {*imported.stdout.split()}
    unusable = run([installed.python.parent / "ecs-runner", "doctor", "nonsense.json"], tmp_path, {"PATH": ""})
    assert unusable.returncode == 2
    assert "nonsense.json" in unusable.stderr
    assert "Traceback" not in unusable.stderr


def test_the_extra_of_the_doctor_takes_the_locked_versions() -> None:
    for each in map(Requirement, METADATA["optional-dependencies"]["doctor"]):
        pin = PIPFILE["dev-packages"][each.name]
        assert Version(pin.removeprefix("==")) in each.specifier
        assert f"{Version(pin.removeprefix('==')).major + 1}.0.0" not in each.specifier


def test_the_example_applies_stays_and_goes(installed: Installed, app: Path, terraform: Terraform, doubles_env: Doubles) -> None:
    """By the commands of its README, in an app that has a package `modules` too; the bindings are the subset."""
    commands = program.in_commands(blocks(app / "README.md")[1].text)
    planned = run(["sh", "-euc", commands], app, {**installed.env, **doubles_env.env, "PATH": installed.env["PATH"]})
    assert (planned.returncode, planned.stderr) == (0, ""), planned.stdout + planned.stderr
    assert json.loads((app / "cdktf.json").read_text())["app"] == commands.splitlines()[0]
    assert len([*(installed.packages.parents[2] / ".ecs-runner-bindings").iterdir()]) == 1
    synthesized = app / "cdktf.out" / "stacks" / "runners"
    assert str(app) not in (synthesized / "cdk.tf.json").read_text()
    workspace = terraform({})
    workspace.folder = synthesized
    applied = workspace.apply()
    assert applied.diagnostics == ()
    resources = stays_silent(workspace).state.resources
    goes_silently(workspace)
    names = sorted(each["name"] for address, each in resources.items() if address.startswith("aws_iam_role."))
    assert [name.rpartition("-")[0] for name in names] == [
        f"my-{stage}-{role}" for stage in ("production", "staging") for role in ("ecs-task-manager", "execution", "task")
    ]
    assert sum(address.startswith("aws_iam_openid_connect_provider.") for address in resources) == 1
    attached = [each["policy_arn"] for address, each in resources.items() if '["jobs"]' in address]
    assert attached == ["arn:aws:iam::123456789012:policy/runner-jobs"] * 2


COMPLETE = 'from ecs_runner import RunnerInputs\n\nRunnerInputs(region="eu-west-1", humanitec_org_id="my-org")\n'
INCOMPLETE = 'from ecs_runner import RunnerInputs\n\nRunnerInputs(humanitec_org_id="my-org")\n'


@pytest.fixture
def typed(installed: Installed, app: Path) -> Path:
    """Two calls beside the example; the type checkers read the subset instead of all AWS resources."""
    (app / "complete.py").write_text(COMPLETE)
    (app / "incomplete.py").write_text(INCOMPLETE)
    subset = run([installed.python, "-m", "ecs_runner.bindings"], app, installed.env)
    assert subset.stderr == ""
    (app / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [subset.stdout.strip()]}))
    return app


def test_mypy_reports_a_required_input_that_is_missing(installed: Installed, typed: Path) -> None:
    options: list[str | Path] = ["--python-executable", installed.python, "--config-file", PROJECT / "pyproject.toml"]
    (subset,) = json.loads((typed / "pyrightconfig.json").read_text())["extraPaths"]
    checked = run([sys.executable, "-m", "mypy", *options, *typed.glob("*.py")], typed, {**environment(), "MYPYPATH": subset})
    assert checked.stdout.splitlines() == [
        'incomplete.py:3: error: Missing named argument "region" for "RunnerInputs"  [call-arg]',
        "Found 1 error in 1 file (checked 3 source files)",
    ]


def test_pyright_reports_a_required_input_that_is_missing(installed: Installed, typed: Path) -> None:
    pyright = PROJECT / "node_modules" / ".bin" / "pyright"
    checked = run([pyright, "--outputjson", "--pythonpath", installed.python, *typed.glob("*.py")], typed)
    found = json.loads(checked.stdout)["generalDiagnostics"]
    assert [(Path(each["file"]).name, each["rule"], each["message"]) for each in found] == [
        ("incomplete.py", "reportCallIssue", 'Argument missing for parameter "region"')
    ]


def test_the_extra_takes_the_locked_versions_and_one_major_version_of_the_bindings() -> None:
    accepted = {each.name: each.specifier for each in map(Requirement, METADATA["optional-dependencies"]["cdktf"])}
    ours = {name: pin for name, pin in PIPFILE["packages"].items() if name != "python-dateutil"}  # which others of them need
    locked = {name: Version(pin.removeprefix("==")) for name, pin in ours.items()}
    assert accepted.keys() == locked.keys()
    assert [name for name, version in locked.items() if version not in accepted[name]] == []
    assert [name for name, version in locked.items() if f"{version.major + 1}.0.0" in accepted[name]] == []
    assert "dependencies" not in METADATA


def test_the_version_is_that_of_the_changelog() -> None:
    """The newest one there, or the .dev0 of a later one while something is under Unreleased."""
    _, unreleased, newest = re.split(r"^## \[(?:Unreleased|(?=\d))", (PROJECT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[
        :3
    ]
    released, current = Version(newest.partition("]")[0]), Version(METADATA["version"])
    if unreleased.removeprefix("]").strip():
        assert current > released, "something is under Unreleased: set the version in pyproject.toml to the next one's .dev0"
        assert current.is_devrelease
    else:
        assert current == released, "set the version in pyproject.toml to the newest one in CHANGELOG.md"
