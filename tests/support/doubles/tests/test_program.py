"""The program that tests run: Terraform, or OpenTofu where TERRAFORM names it; a shell script says what either would.

What OpenTofu prints is in its source: internal/command/views/version.go, internal/command/providers.go.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacks import base
from tests.support.doubles.host import Host
from tests.support.doubles.providers import providers
from tests.support.terraform import cli, messages, program, wordings
from tests.support.terraform.wordings import Wording

HOST = "registry.example.test"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, which is all that there is on the path; TERRAFORM isn't set."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TERRAFORM", raising=False)
    return tmp_path


def fake(file: Path, product: str, version: str, host: str = HOST) -> Path:
    """Write a program that says what Terraform or OpenTofu says of its version and of the providers in its folder."""
    said = f"{product} v{version}\non linux_amd64\n"
    as_json = json.dumps({"terraform_version": version, "platform": "linux_amd64", "provider_selections": {}})
    tree = f"\nProviders required by configuration:\n.\n└── provider[{host}/hashicorp/random]\n\n"
    file.write_text(
        "#!/bin/sh\n"
        f'case "$*" in\n'
        f"'version') printf '%s' '{said}' ;;\n"
        f"'version -json') printf '%s' '{as_json}' ;;\n"
        f"'providers') [ -s main.tf.json ] && printf '%s' '{tree}' ;;\n"
        "*) exit 9 ;;\n"
        "esac\n",
        encoding="utf-8",
    )
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("product", "version", "reason"),
    [
        ("", "", "the program terraform is not on the PATH; install Terraform 1.6 or OpenTofu 1.8 or newer"),
        ("Terraform", "1.5.7", "Terraform 1.5.7 is too old; install 1.6 or newer"),
        ("Terraform", "1.6.0-alpha1", None),
        ("Terraform", "2.0.0", None),
        ("OpenTofu", "1.7.10", "OpenTofu 1.7.10 is too old; install 1.8 or newer"),
        ("OpenTofu", "1.8.0", None),
        ("OpenTofu", "1.12.6", None),
        ("OpenTofu", "1.13.0-dev", None),
    ],
)
@pytest.mark.parametrize("ci", [False, True])
def test_a_missing_or_old_program_skips_tests_and_fails_them_in_ci(
    path: Path, monkeypatch: pytest.MonkeyPatch, product: str, version: str, reason: str | None, *, ci: bool
) -> None:
    monkeypatch.setenv("CI", "true" if ci else "")
    if product:
        fake(path / "terraform", product, version)
    if reason is None:
        program.need_terraform()
        return
    outcome: Any = pytest.fail.Exception if ci else pytest.skip.Exception
    with pytest.raises(outcome, match=re.escape(reason)):
        program.need_terraform()


@pytest.mark.parametrize(
    ("product", "version", "skips"),
    [("Terraform", "1.6.6", True), ("Terraform", "1.7.0", False), ("Terraform", "1.11.4", False), ("OpenTofu", "1.8.0", False)],
)
def test_tests_that_mock_providers_are_skipped_where_the_program_cannot(
    path: Path, product: str, version: str, *, skips: bool
) -> None:
    fake(path / "terraform", product, version)
    if skips:
        with pytest.raises(pytest.skip.Exception, match=r"Terraform 1\.6\.6 has no mock_provider; install 1\.7 or newer"):
            program.need_mocks()
    else:
        program.need_mocks()


@pytest.mark.parametrize("by_path", [False, True])
def test_the_variable_terraform_names_the_program(path: Path, monkeypatch: pytest.MonkeyPatch, *, by_path: bool) -> None:
    fake(path / "terraform", "Terraform", "1.11.4")
    monkeypatch.setenv("TERRAFORM", "tofu")
    assert "the program tofu is not on the PATH" in str(program.missing())
    (path / "else").mkdir()
    tofu = fake(path / "else" / "tofu" if by_path else path / "tofu", "OpenTofu", "1.10.7")
    if by_path:
        monkeypatch.chdir(path)
        monkeypatch.setenv("TERRAFORM", "else/tofu")
    assert program.missing() is None
    assert (program.path(), str(program.version())) == (str(tofu), "OpenTofu 1.10.7")
    answer = cli.call(path / "else", {}, "version", "-json")
    assert json.loads(answer.output)["terraform_version"] == "1.10.7"


def test_commands_of_a_text_are_run_with_the_program(path: Path) -> None:
    text = "make synth\nterraform init\ncat > backend.tf <<END\nterraform {\n}\nEND\nterraform -chdir=x plan\n"
    fake(path / "terraform", "Terraform", "1.11.4")
    own = f"{path}/terraform"
    assert program.in_commands(text) == text.replace("terraform init", f"{own} init").replace("terraform -", f"{own} -")


def test_another_program_is_no_terraform(path: Path) -> None:
    fake(path / "terraform", "Terragrunt", "0.99.1")
    with pytest.raises(RuntimeError, match=r"terraform version` names neither Terraform nor OpenTofu.*\nTerragrunt v0"):
        program.missing()


def test_doubles_are_served_under_the_programs_own_host(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(path / "terraform", "Terraform", "1.11.4", "one.example.test")
    fake(path / "tofu", "OpenTofu", "1.12.6", "another.example.test")
    assert program.provider_host() == "one.example.test"
    monkeypatch.setenv("TERRAFORM", "tofu")
    assert program.provider_host() == "another.example.test"
    host = Host(program.provider_host())
    run = host.run()
    env = cli.environment(host, run)
    mirror = host.mirror()
    assert f'"{mirror}"' in Path(env["TF_CLI_CONFIG_FILE"]).read_text()
    assert {folder.name for folder in mirror.iterdir()} == {"another.example.test"}
    served = {file.parents[2].relative_to(mirror / "another.example.test").as_posix() for file in mirror.rglob("*_v*")}
    assert served == {provider.source for provider in providers()}
    assert env["TERRAFORM"] == env["TERRAFORM_BINARY_NAME"] == str(path / "tofu")
    host.close()


def test_a_program_that_names_no_host_is_reported_with_what_it_says(path: Path) -> None:
    (path / "terraform").write_text("#!/bin/sh\necho 'no such command' >&2\n")
    (path / "terraform").chmod(0o755)
    with pytest.raises(RuntimeError, match=r"doesn't name the host of hashicorp/random.*\nno such command"):
        program.provider_host()


def test_the_tests_need_what_the_module_requires() -> None:
    needed = {product: f">= {major}.{minor}" for product, (major, minor) in program.OLDEST.items()}
    assert needed == {"Terraform": base.TERRAFORM, "OpenTofu": base.OPENTOFU}


WORDINGS = [each for each in vars(wordings).values() if isinstance(each, Wording)]


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda each: each.terraform)
def test_each_program_has_its_own_wording(path: Path, monkeypatch: pytest.MonkeyPatch, wording: Wording) -> None:
    fake(path / "terraform", "Terraform", "1.11.4")
    fake(path / "tofu", "OpenTofu", "1.8.0")
    assert str(wording) == wording.terraform
    wording.need()
    monkeypatch.setenv("TERRAFORM", "tofu")
    assert str(wording) == wording.opentofu != wording.terraform
    wording.need()


def test_a_message_that_opentofu_no_longer_has_is_not_looked_for(path: Path) -> None:
    fake(path / "terraform", "OpenTofu", "1.12.0")
    with pytest.raises(pytest.skip.Exception, match=r"OpenTofu 1\.12\.0 ignores required_version"):
        wordings.WRONG_VERSION.need()


@pytest.mark.parametrize("product", ["Terraform", "OpenTofu"])
def test_success_is_no_part_of_a_warning_before_it(product: str) -> None:
    warnings = f"\nWarning: {wordings.FROM_A_MIRROR}\n\nOf a mirror.\n\nWarning: Mine\n\nDetail.\n\n"
    said = f"{warnings}{product} has been successfully initialized!\n"
    assert [(each.summary, each.detail) for each in messages.from_text(said)] == [("Mine", "Detail.")]
