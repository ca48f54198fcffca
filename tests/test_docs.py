"""The texts: every input that they name exists, every link leads somewhere, and every block of code is run by some test."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from modules.core.declarations import variables
from release import ReleaseError, docs
from release.paths import MODULE, PROJECT
from stacks.registry import STACKS
from tests.conftest import Synthesized
from tests.support.fences import blocks, without_blocks

WRITTEN = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("examples/*/README.md")])
TEXTS = [*WRITTEN, *sorted(MODULE.rglob("*.md"))]
RUN = {"sh", "hcl"}  # tests/terraform/test_docs_run.py
SHOWN = {"text", ""}  # pictures, and what programs say
IDS = [path.relative_to(PROJECT).as_posix() for path in TEXTS]

# Words that are written like inputs, and what they are.
OTHER_WORDS = {
    "ecs_runner": "the import name of the library",
    "runner_configuration": "an output",
    "aws_iam_policy_document": "a data source of the AWS provider",
    "blocked_encryption_types": "an argument of the AWS provider's",
    "depends_on": "an argument of Terraform's",
    "for_each": "an argument of Terraform's",
    "project_id": "a key in rules",
    "env_type_id": "a key in rules",
    "encrypted_logs_recipient": "a parameter of a deployment in the Platform Orchestrator",
    "required_version": "an argument of Terraform's",
    "kms_key_id": "a setting of the S3 backend",
    "dynamodb_table": "a setting of the S3 backend",
    "key_prefix": "a setting of the S3 backend",
    "workspace_prefix": "a setting of the cloud backend",
    "from_port": "an argument of a security group's rule",
    "to_port": "the same",
    "nats_url": "an input of an older module",
    "nats_token_secret_arn": "the same",
    "nats_token_kms_key_arn": "the same",
    "api_url": "an argument of the orchestrator's provider",
    "org_id": "the same",
    "required_providers": "an argument of Terraform's",
    "enable_key_rotation": "an argument of a KMS key's",
    "provider_installation": "a block of Terraform's CLI configuration",
    "skip_region_validation": "an argument of the AWS provider's",
}


def test_generated_documents_are_up_to_date(synthesized: Synthesized, module_files: dict[str, str]) -> None:
    made = docs.documents(synthesized.stacks, module_files)
    generated = [PROJECT / path for path in made] + [*PROJECT.glob("docs/diagrams/*"), *PROJECT.glob("docs/deployer-*.json")]
    committed = {path.relative_to(PROJECT).as_posix(): path.read_text() for path in generated if path.exists()}
    stale = sorted(path for path in {*made, *committed} if made.get(path) != committed.get(path))
    assert stale == [], "run make docs, read the diff, and commit it"


def test_nothing_is_written_if_a_document_cannot_be_generated(
    synthesized: Synthesized, module_files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = {**module_files, "flow.tf.json": json.dumps({"resource": {"aws_flow_log": {"main": {}}}})}
    monkeypatch.setattr(docs, "build", lambda *_: unknown)
    monkeypatch.setattr(docs, "MODULE", tmp_path / "module")
    with pytest.raises(ReleaseError, match=r"release/deployer_table\.py has no entry for: aws_flow_log"):
        docs.write(synthesized.stacks, synthesized.folder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_every_code_block_is_run_or_has_a_reason_not_to_be(path: Path) -> None:
    for block in blocks(path):
        if block.reason is None:
            assert block.language in RUN | SHOWN, f"{block}: nothing runs {block.language}; say why in <!-- not run: ... -->"
        else:
            assert block.language in {*RUN, "yaml", "python", "json", "dockerfile"}, f"{block}: has no need of a reason"
            assert len(block.reason) > 20, f"{block}: {block.reason} is no reason"


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_a_page_of_the_usual_width_shows_all_columns_of_a_table(path: Path) -> None:
    """Browsers break cells at spaces and hyphens: the longest unbroken words decide how narrow a column can be."""
    for rows in tables(path.read_text()):
        width = sum(CELL + max(word_width(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0])))
        assert width <= PAGE, f"{path.name}: {rows[0]}"


# Pixels: of a page on GitHub, of a cell's padding and border, of a character in code and elsewhere, of the padding of code.
PAGE, CELL, MONO, SANS, PADDING = 840, 27, 8.2, 8.6, 11


def tables(text: str) -> Iterator[list[list[str]]]:
    """Yield the tables of a text, as rows of cells."""
    rows: list[list[str]] = []
    for line in [*without_blocks(text).splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            yield rows
            rows = []


def word_width(cell: str) -> float:
    """Return the width of the longest word of a cell that isn't broken."""
    shown = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|\[|\*\*", "", cell)
    widths = [0.0]
    for part in re.split(r"(`[^`]*`|<br>)", shown):
        size, padding = (MONO, PADDING) if part.startswith("`") else (SANS, 0)
        widths += [len(word) * size + padding for word in re.findall(r"[^\s-]+-?", part.strip("`"))]
    return max(widths)


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_every_code_block_is_closed(path: Path) -> None:
    fences = re.findall(r"^ *```", path.read_text(), re.MULTILINE)
    assert len(fences) == 2 * len(blocks(path))


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_blocks_without_a_language_contain_no_commands(path: Path) -> None:
    typed = re.compile(r"^(?:\$ )?(?:terraform|make|npx|git|cp|cd|sh|python|pip|aws) ", re.MULTILINE)
    for block in blocks(path):
        if block.language in SHOWN:
            assert not typed.search(block.text), f"{block}: mark it as sh"


# Options of the AWS CLI itself, and its own commands, which aren't in AWS's API.
CLI_OPTIONS = {"--region", "--profile", "--query", "--output", "--max-items"}
CLI_COMMANDS = {("s3", "sync"), ("ecr", "get-login-password")}


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_every_command_of_the_aws_cli_exists(path: Path) -> None:
    """With its options, also in blocks that nothing runs: no test has an AWS account."""
    session = botocore.session.Session()
    shell = "\n".join(block.text for block in blocks(path) if block.language == "sh").replace("\\\n", " ")
    whole = re.findall(r"(?:^|\| )(aws (?:[^'\n|#]|'[^']*')+)", shell, re.MULTILINE)
    mentioned = re.findall(r"`(aws [a-z][^`]+)`", path.read_text())  # in a sentence, perhaps without all that they require
    for command in [*whole, *mentioned]:
        service, operation, *rest = shlex.split(command)[1:]
        if (service, operation) in CLI_COMMANDS:
            continue
        client = session.get_service_model({"s3api": "s3"}.get(service, service))
        operations = {xform_name(name, "-"): name for name in client.operation_names}
        assert operation in operations, command
        shape = client.operation_model(operations[operation]).input_shape
        options = {f"--{xform_name(name, '-')}" for name in (shape.members if shape else ())}
        used = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert used - options - CLI_OPTIONS == set(), command
        if command in whole:
            required = {f"--{xform_name(name, '-')}" for name in (shape.required_members if shape else ())}
            assert required <= used, command


@pytest.mark.parametrize("path", TEXTS, ids=IDS)
def test_every_link_has_a_target(path: Path) -> None:
    text = without_blocks(path.read_text())
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{path.name} links to {link}"
        if anchor:
            assert anchor in anchors(target.read_text()), f"{path.name} links to {link}"


def anchors(text: str) -> set[str]:
    """Name the headings as GitHub does in links."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", WRITTEN, ids=IDS[: len(WRITTEN)])
def test_every_input_in_a_document_exists(path: Path, module_files: dict[str, str]) -> None:
    inputs = {each.name for stack in STACKS.values() for each in variables(stack.inputs)}
    outputs = {
        name for file, text in module_files.items() if file.endswith("outputs.tf.json") for name in json.loads(text)["output"]
    }
    text = without_blocks(path.read_text())
    named = set(re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?: = [^`]*)?`", text))
    tests = {name for name in named if name.startswith("test_")}  # tests/permissions/test_documents.py
    assert sorted(named - inputs - outputs - tests - set(OTHER_WORDS)) == []


def test_the_architecture_lists_every_input(root_module: dict[str, Any]) -> None:
    """What only fine-tunes another one need not be told of there; it stands in the tables."""
    fine = {
        "additional_tags", "runner_id_prefix", "force_delete_s3", "create_oidc_provider", "create_ecs_cluster",
        "enable_s3_access_logs", "vpc_cidr", "vpc_id", "availability_zone_count", "private_subnet_prefix_length",
        "public_subnet_prefix_length", "egress_ports", "vpc_endpoint_subnet_ids", "vpc_endpoint_route_table_ids",
        "vpc_endpoint_s3_arns", "region", "excluded_availability_zone_ids",
    }  # fmt: skip
    text = (PROJECT / "docs" / "architecture.md").read_text()
    assert sorted(name for name in set(root_module["variable"]) - fine if f"`{name}`" not in text) == []
    assert fine <= set(root_module["variable"])


def test_every_exception_for_a_name_is_used() -> None:
    everything = "".join(path.read_text() for path in WRITTEN)
    assert [word for word in OTHER_WORDS if word not in everything] == []


def test_quoted_errors_are_those_of_the_module(module_files: dict[str, str]) -> None:
    said = "".join(text for file, text in module_files.items() if file.endswith(".tf.json"))
    inputs = {each.name for stack in STACKS.values() for each in variables(stack.inputs)}
    quoted = [block.text.strip() for block in blocks(PROJECT / "docs" / "troubleshooting.md") if block.language == "text"]
    ours = [text for text in quoted if text.split(" ")[0] in inputs]
    assert ours
    assert [text for text in ours if text not in said] == []


@pytest.mark.parametrize(
    "topic",
    [
        "sts:AssumeRoleWithWebIdentity", "iam:PassRole", "CannotPullContainerError", "ResourceInitializationError",
        "s3:PutObject", "Invalid count argument", "BucketAlreadyExists", "EntityAlreadyExists",
        "Error acquiring the state lock", "(1 - 64)", "subnet_ids must contain at least one subnet ID",
        "Unexpected Identity Change", "BucketNotEmpty", "NotAvailableInZone", "create-service-linked-role",
        "ten resource policies", "runner with id my-runner already exists", "runner rule conflicts with existing rule '",
        "runner my-runner is in use by the environments: shop/live", "environment type 'no-such-type' not found",
        "runner 'my-runner' not found", "terraform untaint", "terraform state mv",
        "assumed role is missing permissions for listing ECS tasks", "for registering ECS task definitions",
        "to pass the execution role to ECS", "stuck in status PENDING", "stopped unexpectedly", "internal failure",
        "deployment timeout", "found no capacity", "doesn't match configured thumbprint", "ClusterContainsTasksException",
        "invalid AWS Region", "InvalidTargetBucketForLogging", "TF_INPUT=0", "--skip-provider-lock", "CHECKPOINT_DISABLE=1",
        "could not determine executable to run",
    ],
)  # fmt: skip
def test_common_problems_are_documented(topic: str) -> None:
    assert topic in (PROJECT / "docs" / "troubleshooting.md").read_text()
