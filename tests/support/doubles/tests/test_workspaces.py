"""Workspaces: which providers Terraform finds in them, which files and which settings."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from release.paths import PROJECT
from tests.support.doubles import bindings
from tests.support.doubles.providers import providers
from tests.support.terraform import Doubles, Terraform, Workspace, cli, program
from tests.support.terraform.initialized import Initialized, question
from tests.support.terraform.wordings import NO_SUCH_VERSION

HOST = "registry.example.test"
TOPIC = 'resource "aws_sns_topic" "it" { name = "it" }\n'


def required(constraint: str, source: str = "hashicorp/aws") -> str:
    return f'terraform {{\n  required_providers {{\n    aws = {{ source = "{source}", version = "{constraint}" }}\n  }}\n}}\n'


def test_the_mirror_offers_the_pinned_versions() -> None:
    lock = json.loads((PROJECT / "Pipfile.lock").read_text())["default"]
    for made in (bindings.aws(), bindings.random()):
        assert lock[made.distribution]["version"] == f"=={made.version}"
        offered = {provider.source: provider.versions[0] for provider in providers()}
        assert offered[made.provider[0]] == made.provider[1]


def test_init_fails_if_the_pinned_version_is_excluded(terraform: Terraform) -> None:
    version = bindings.aws().provider[1]
    assert terraform({"main.tf": TOPIC + required(f"= {version}")}).init() == ()
    said = terraform({"main.tf": TOPIC + required(f"< {version}")}).init_fails().text
    assert str(NO_SUCH_VERSION) in said
    assert f"no available releases match the given constraints < {version}" in said


def test_init_fails_for_an_unknown_provider_source(terraform: Terraform) -> None:
    said = terraform({"main.tf": TOPIC + required(">= 1.0", "elsewhere/aws")}).init_fails().text
    assert f"provider {program.provider_host()}/elsewhere/aws was not found" in said


def test_a_crash_of_terraform_is_no_refusal(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    root = terraform({"main.tf": TOPIC})
    root.init()
    monkeypatch.setattr(cli, "call", lambda *_: cli.Answer(11, "", "panic: value is marked, so must be unmarked first"))
    with pytest.raises(pytest.fail.Exception, match=r"ended with code 11 and without an error message\npanic: value"):
        root.plan_fails()


def test_a_test_can_choose_the_offered_versions(terraform: Terraform) -> None:
    offered = {"hashicorp/aws": ["5.100.0", "6.0.0"]}
    root = terraform({"main.tf": TOPIC + required("~> 5.0")}, versions=offered)
    root.init()
    assert '"5.100.0"' in (root.folder / ".terraform.lock.hcl").read_text()


def test_versions_of_an_unknown_source_are_refused(terraform: Terraform) -> None:
    with pytest.raises(KeyError, match=rf"no double has the source {HOST}/hashicorp/aws; there are hashicorp/aws, "):
        terraform({"main.tf": TOPIC}, versions={f"{HOST}/hashicorp/aws": ["6.0.0"]})


def test_a_folder_is_copied_without_terraforms_working_files(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "sub" / ".terraform").mkdir(parents=True)
    for name in ("main.tf", "terraform.tfstate", "terraform.tfstate.backup", ".terraform.lock.hcl", "sub/main.tf"):
        (tmp_path / name).write_text("")
    (tmp_path / "main.tf").write_text(TOPIC)
    roots = terraform(tmp_path), terraform({"copy": tmp_path, "main.tf": 'module "it" {\n  source = "./copy"\n}\n'})
    assert {str(file.relative_to(roots[0].folder)) for file in roots[0].folder.rglob("*") if file.is_file()} == {
        "main.tf",
        "sub/main.tf",
    }
    assert [list(root.apply().resources) for root in roots] == [["aws_sns_topic.it"], ["module.it.aws_sns_topic.it"]]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == [".terraform.lock.hcl"]


def test_the_users_own_settings_are_ignored(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TF_LOG",
        "TF_VAR_x",
        "TF_CLI_ARGS",
        "TF_PLUGIN_CACHE_DIR",
        "TF_DATA_DIR",
        "AWS_PROFILE",
        "AWS_SECRET_ACCESS_KEY",
    ):
        monkeypatch.setenv(name, "/nowhere")
    root = terraform({"main.tf": TOPIC})
    assert root.env.keys().isdisjoint({"TF_LOG", "TF_VAR_x", "TF_PLUGIN_CACHE_DIR", "AWS_PROFILE", "AWS_SECRET_ACCESS_KEY"})
    assert root.env["HOME"] != os.environ["HOME"]
    assert root.apply().resources.keys() == {"aws_sns_topic.it"}


def test_another_program_can_use_the_doubles(doubles_env: Doubles, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TOPIC)
    script = '"$TERRAFORM" init -no-color && "$TERRAFORM" apply -auto-approve -no-color'
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=doubles_env.env, capture_output=True, text=True, check=False)
    assert "Apply complete! Resources: 1 added, 0 changed, 0 destroyed." in done.stdout, done.stderr
    assert [call.type for call in doubles_env.run.calls if call.method == "ApplyResourceChange"] == ["aws_sns_topic"]


def test_providers_can_come_from_the_registry_instead(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be seen of it without a network: no mirror is named, and nothing goes near an account."""
    monkeypatch.setenv("PROVIDERS", "registry")
    monkeypatch.setattr(cli, "registry_is_used", cli.registry_is_used.__wrapped__)
    root = terraform({"main.tf": 'output "x" { value = 1 }'})
    assert "filesystem_mirror" not in Path(root.env["TF_CLI_CONFIG_FILE"]).read_text()
    assert root.validate() == ()
    for command in (root.plan, root.apply, root.destroy):
        with pytest.raises(pytest.skip.Exception, match="needs an account"):
            command()


ASKED: dict[str, Any] = {
    "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "> 1.0"}}},
    "provider": {"aws": {"region": "eu-west-1"}},
    "module": {"it": {"source": "./module", "size": 1}},
    "resource": {"aws_sns_topic": {"it": {"name": "it"}}},
    "output": {"it": {"value": 1}},
}


def asked(root: Workspace, **changed: Any) -> str:
    root.write({"main.tf.json": {**ASKED, **changed}, "module/main.tf": TOPIC})
    return question(root.folder, root.folder, root.env)


@pytest.mark.parametrize(
    "changed",
    [
        {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "> 2.0"}}}},
        {"terraform": {"backend": {"local": {}}}},
        {"provider": {"aws": {}, "random": {}}},
        {"module": {"it": {"source": "./other"}}},
        {"module": {"it": {"source": "./module"}, "other": {"source": "./module"}}},
        {"resource": {"random_id": {"it": {"byte_length": 1}}}},
        {"resource": {"aws_sns_topic": {"it": {"provider": "other.it"}}}},
        {"import": {"id": "it", "to": "random_id.it"}},
    ],
    ids=json.dumps,
)
def test_a_configuration_that_needs_more_is_initialized_anew(terraform: Terraform, changed: dict[str, Any]) -> None:
    root = terraform({})
    assert asked(root, **changed) != asked(root)


def test_what_init_left_is_used_for_other_values_in_another_folder(terraform: Terraform) -> None:
    changed = {"provider": {"aws": {"region": "us-east-1"}}, "module": {"it": {"source": "./module", "size": 2}}, "output": {}}
    changed["resource"] = {"aws_sns_topic": {"other": {"name": "other"}}}
    first, second = terraform({}), terraform({})
    assert asked(first) == asked(second, **changed)
    assert asked(first) != asked(terraform({}, versions={"hashicorp/aws": ["6.0.0"]}))
    second.write({"module/main.tf": 'resource "random_id" "it" { byte_length = 1 }'})
    assert asked(first) != question(second.folder, second.folder, second.env)


def test_nothing_is_kept_of_an_init_with_a_backend(terraform: Terraform, tmp_path: Path) -> None:
    kept = Initialized(tmp_path)
    for name, files in {"with": {"main.tf": 'terraform {\n  backend "local" {}\n}\n'}, "without": {"main.tf": TOPIC}}.items():
        root = terraform(files)
        root.init()
        kept.keep(name, root.folder)
    assert not kept.copy("with", root.folder)
    assert kept.copy("without", terraform({}).folder)
