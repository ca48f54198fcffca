"""The ways to install the module, each with real Terraform: a path, an archive, a git address, a registry.

What is installed from a path is planned. Wherever else the same files come from, they plan the same.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.addresses import addressed
from release.artifact import artifact
from release.package import archive, write
from release.publish import git, publish
from tests.support.terraform.fixtures import Terraform
from tests.support.terraform.workspace import Files, Workspace
from tests.support.web import Web, serving
from tests.terraform.configurations import GROUPS

VALUES = {
    "region": "eu-west-1",
    "humanitec_org_id": "my-org",
    "runner_id": "my-runner",
    "subnet_ids": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
}
REGISTRY = "modules.example.test"


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server of the test's own."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def files(module_files: dict[str, str]) -> dict[str, str]:
    """What a release consists of."""
    return artifact(module_files)


@pytest.fixture
def _committer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Someone")
        monkeypatch.setenv(f"{name}_EMAIL", "someone@example.test")


def root(source: str, version: str | None = None) -> Files:
    """Write the configuration of somebody who uses the module."""
    call = {"source": source, **({"version": version} if version else {}), **VALUES}
    outputs = {"runner": {"value": "${module.runner.runner_configuration}"}}
    return {"main.tf.json": {"module": {"runner": call}, "output": outputs}}


def installed(workspace: Workspace) -> dict[str, str]:
    """Tell what Terraform installed as `runner`, with the version that it noted."""
    manifest = json.loads((workspace.folder / ".terraform" / "modules" / "modules.json").read_text())
    (found,) = [each for each in manifest["Modules"] if each["Key"] == "runner"]
    return dict(found)


def content(workspace: Workspace) -> dict[str, str]:
    """What Terraform installed as `runner`, by path."""
    folder = workspace.folder / installed(workspace)["Dir"]
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def installs(workspace: Workspace, files: dict[str, str]) -> Workspace:
    """Install the module, and find all of its files."""
    assert workspace.init() == ()
    assert content(workspace) == files
    return workspace


def test_the_module_installs_from_a_path(terraform: Terraform, files: dict[str, str]) -> None:
    workspace = terraform({**root("./vendor/runner"), **{f"vendor/runner/{path}": text for path, text in files.items()}})
    plan = workspace.plan()
    assert plan.diagnostics == ()
    assert plan["module.runner.aws_s3_bucket.runner"]["bucket"] == "my-runner-artifacts"
    assert plan["module.runner.aws_s3_bucket.runner"]["region"] == "eu-west-1"
    assert {"module.runner.aws_iam_role.task", "module.runner.aws_ecs_cluster.main[0]"} <= plan.having("create")


def test_the_module_installs_from_an_archive_on_a_web_server(
    terraform: Terraform, files: dict[str, str], web: Web, tmp_path: Path
) -> None:
    (made, _) = write(files, "1.0.0", tmp_path / "build")
    web.pages[f"/modules/{made.name}"] = {"Content-Type": "application/gzip"}, made.read_bytes()
    workspace = terraform(root(f"{web.address}/modules/{made.name}"))
    installs(workspace, files)


def test_the_module_installs_from_an_archive_without_a_file_extension(
    terraform: Terraform, files: dict[str, str], web: Web
) -> None:
    web.pages["/artifacts/42"] = {}, archive(files)
    installs(terraform(root(f"{web.address}/artifacts/42?archive=tar.gz")), files)


@pytest.mark.usefixtures("_committer")
def test_the_module_installs_from_a_folder_of_this_repository_at_a_tag(
    terraform: Terraform, module_files: dict[str, str], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    for path, text in module_files.items():
        target = project / "dist" / "terraform-aws-ecs-runner" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=All")
    git(project, "tag", "v1.0.0")
    shutil.rmtree(project / "dist")
    git(project, "commit", "--quiet", "--all", "--message=Later")
    git(tmp_path, "clone", "--quiet", "--bare", str(project), "hosted.git")
    address = f"git::file://{tmp_path}/hosted.git//dist/terraform-aws-ecs-runner?ref=v1.0.0"
    workspace = terraform(root(address))
    installs(workspace, module_files)


@pytest.mark.usefixtures("_committer")
def test_the_module_installs_from_the_repository_it_was_published_to(
    terraform: Terraform, files: dict[str, str], tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "module.git")
    publish(files, "1.0.0", str(tmp_path / "module.git"))
    publish({**files, "main.tf.json": "{}\n"}, "2.0.0", str(tmp_path / "module.git"))
    workspace = terraform(root(f"git::file://{tmp_path}/module.git?ref=v1.0.0"))
    installs(workspace, files)


@pytest.mark.usefixtures("_committer")
def test_what_a_published_readme_and_example_say_is_valid(terraform: Terraform, files: dict[str, str], tmp_path: Path) -> None:
    """Copied to an empty folder, with nothing else of the release beside it. With paths, both are planned elsewhere."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "module.git")
    repository = str(tmp_path / "module.git")
    published = addressed(files, "1.0.0", repository)
    publish(published, "1.0.0", repository)
    block = re.search(r"^```hcl\n(.*?)^```", published["README.md"], re.DOTALL | re.MULTILINE)
    assert block
    assert installs(terraform({"main.tf": block[1]}), published).validate() == ()
    example = {path.name: published[str(path)] for path in map(Path, published) if path.parts[:2] == ("examples", "basic")}
    assert installs(terraform(example), published).validate() == ()


def register(web: Web, versions: dict[str, dict[str, str]]) -> str:
    """Serve versions of the module by the module registry protocol; give the address that Terraform knows it by."""
    path = "/v1/modules/platform/ecs-runner/aws"
    listing = {"modules": [{"versions": [{"version": version} for version in versions]}]}
    web.pages[f"{path}/versions"] = {"Content-Type": "application/json"}, json.dumps(listing).encode()
    for version, files in versions.items():
        web.pages[f"/store/{version}.tar.gz"] = {}, archive(files)
        web.pages[f"{path}/{version}/download"] = {"X-Terraform-Get": f"{web.address}/store/{version}.tar.gz"}, b""
    return f"{REGISTRY}/platform/ecs-runner/aws"


def with_registry(workspace: Workspace, web: Web) -> Workspace:
    """Let Terraform find the registry on loopback, without TLS, beside whatever its settings say already."""
    config = Path(workspace.env["TF_CLI_CONFIG_FILE"])
    host = f'host "{REGISTRY}" {{\n  services = {{ "modules.v1" = "{web.address}/v1/modules/" }}\n}}\n'
    config.write_text(config.read_text() + host)
    return workspace


def test_the_newest_matching_version_installs_from_a_registry(terraform: Terraform, files: dict[str, str], web: Web) -> None:
    other = {"main.tf.json": '{"locals": {}}\n'}
    address = register(web, {"1.1.0": other, "1.2.3": files, "1.3.0-rc.1": other, "2.0.0": other})
    workspace = with_registry(terraform(root(address, "~> 1.1")), web)
    installs(workspace, files)
    assert installed(workspace)["Version"] == "1.2.3"


def test_a_nested_module_installs_from_a_registry(terraform: Terraform, files: dict[str, str], web: Web) -> None:
    address = register(web, {"1.2.3": files})
    call = {"source": f"{address}//modules/identity", "version": "1.2.3", "region": "eu-west-1", "humanitec_org_id": "my-org"}
    workspace = with_registry(terraform({"main.tf.json": {"module": {"identity": call}}}), web)
    assert "module.identity.aws_iam_role.task" in workspace.plan().having("create")


def test_an_upgrade_from_a_registry_changes_no_resource(terraform: Terraform, files: dict[str, str], web: Web) -> None:
    newer = {**files, "README.md": "# Newer\n"}
    address = register(web, {"1.0.0": files, "1.1.0": newer})
    storage = {"source": f"{address}//modules/storage", **GROUPS["storage"]}
    workspace = with_registry(terraform({"main.tf.json": {"module": {"runner": {**storage, "version": "1.0.0"}}}}), web)
    workspace.apply()
    workspace.write({"main.tf.json": {"module": {"runner": {**storage, "version": "~> 1.0"}}}}).init("-upgrade")
    assert installed(workspace)["Version"] == "1.1.0"
    assert workspace.plan().is_empty


def test_init_fails_if_no_version_in_the_registry_matches(terraform: Terraform, files: dict[str, str], web: Web) -> None:
    address = register(web, {"1.0.0": files})
    workspace = with_registry(terraform(root(address, "~> 9.0")), web)
    assert [error.summary for error in workspace.init_fails().errors] == ["Unresolvable module version constraint"]


def test_a_new_user_can_plan_with_the_package_alone(terraform: Terraform, files: dict[str, str], tmp_path: Path) -> None:
    """In an empty folder, with the package alone: unpack, take the README's first block, plan; then load an example."""
    (made, _) = write(files, "1.0.0", tmp_path)
    workspace = terraform({})
    unpacked = workspace.folder / "terraform-aws-ecs-runner"
    unpacked.mkdir()
    subprocess.run(["tar", "-xzf", made, "-C", unpacked], check=True)
    readme = (unpacked / "README.md").read_text()
    sources = re.findall(r'^ *source = "(\.\./[^"]+)"', readme, re.MULTILINE)  # of the quick start, from a folder beside it
    assert sources
    assert [each for each in sources if not (unpacked / each).is_dir()] == []
    block = re.search(r"^```hcl\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert block
    workspace.write({"main.tf": block[1]})
    plan = workspace.plan()
    assert plan.diagnostics == ()
    assert "module.runner.aws_s3_bucket.runner" in plan.having("create")

    workspace.folder = unpacked / "examples" / "basic"
    assert workspace.write({}).validate() == ()
    assert (workspace.folder / "terraform.tfvars.example").is_file()
