"""docs/security.md: the tests that it names exist, and its examples work."""

import ast
import json
import re
from functools import cache

import pytest

from release import deployer
from release.evidence.cases import SECTIONS
from release.paths import MODULE, PROJECT
from release.runner_boundary import boundary
from tests.permissions.applied import TYPES
from tests.permissions.places import ACCOUNT
from tests.support.fences import blocks
from tests.support.iam.lint import Expected, lint
from tests.support.iam.policies import Document, Json
from tests.support.iam.simulation import Request, allowed
from tests.support.terraform.fixtures import Terraform
from tests.test_docs import anchors

DOCUMENT = PROJECT / "docs" / "security.md"
TEXT = DOCUMENT.read_text()
# A link to a section of requests: test_access_is_as_documented evaluates each of them.
REQUESTS = [f"](#{next(iter(anchors('# ' + section.title)))})" for section in SECTIONS]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", TEXT)))
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1111aaaa-11aa-11aa-11aa-111111111111"
LOGS, ALARMS = "logs.eu-west-1.amazonaws.com", "cloudwatch.amazonaws.com"


def is_proven(text: str) -> bool:
    """Return whether a text names a test, or links to requests that `test_access_is_as_documented` evaluates."""
    return "`tests/" in text or "`test_" in text or any(link in text for link in REQUESTS)


def test_the_page_names_the_test_behind_its_links() -> None:
    assert "`tests/permissions/test_access.py::test_access_is_as_documented`" in TEXT.split("\n## ")[0]


def test_a_test_that_is_named_without_a_file_exists() -> None:
    files = [path.relative_to(PROJECT).as_posix() for path in (PROJECT / "tests" / "permissions").glob("test_*.py")]
    assert set(re.findall(r"`(test_\w+)`", TEXT)) <= {name for path in files for name in _functions(path)}


@pytest.mark.parametrize("name", NAMED)
def test_every_test_named_in_the_document_exists(name: str) -> None:
    path, _, function = name.partition("::")
    assert function in _functions(path)


def test_every_threat_names_a_test_and_every_section_is_used() -> None:
    table = TEXT.split("## Threats")[1].split("## ")[0]
    threats = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| ---"))]
    assert len(threats) >= 20
    assert [line for line in threats if not is_proven(line.split(" Proof: ")[-1])] == []
    linked = set(re.findall(r"\[([^\]]+)\]\(#", table))
    assert {section.title for section in SECTIONS} - linked == {
        "The orchestrator's calls, in order",  # what is allowed stops no threat
        "Alarms and events",
        "Deploying with docs/deployer-boundary.json as well",
    }


def test_the_example_for_deployers_works(terraform: Terraform) -> None:
    (example,) = [block for block in blocks(DOCUMENT) if "templatefile" in block.text]
    written = deployer.files(TYPES).items()
    state = terraform({"main.tf": example.text, **{path.removeprefix("docs/"): text for path, text in written}}).apply()
    made = {address: json.loads(values["policy"]) for address, values in state.of_type("aws_iam_policy").items()}
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    values = {
        "partition": "aws",
        "dns_suffix": "amazonaws.com",
        "account_id": ACCOUNT,
        "region": "eu-west-1",
        "name_prefix": "my-runner",
        "bucket_name": "my-runner*-artifacts",
        "iam_role_path": "/",
        "oidc_hostname": "oidc.humanitec.dev",
        "cluster_name": "my-runner*-cluster-????????",
        "family_prefix": "humanitec_",
        "repository_name": "my-runner/*",
        "secret_name": "my-runner/*",
        "parameter_name": "my-runner/*",
        "kms_key_arn": key,
        "secrets_kms_key_arn": key,
        "boundary_arn": f"arn:aws:iam::{ACCOUNT}:policy/runner-boundary",
    }
    policies = deployer.policies(TYPES)
    assert made.pop("aws_iam_policy.boundary") == deployer.render(boundary(), values)
    assert made == {
        f'aws_iam_policy.deployer["{part}"]': deployer.render(policies[part], values)
        for part in ("core", "monitoring", "boundary")
    }


def test_the_service_control_policy_keeps_the_bucket_closed() -> None:
    (example,) = [block for block in blocks(DOCUMENT) if "BucketStaysClosed" in block.text]
    policy = json.loads(example.text)
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}

    def asked(role: str, action: str, bucket: str) -> Request:
        who = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        context = {"aws:PrincipalArn": who, "aws:SecureTransport": "true"}
        # A service control policy is another limit on what a role's own policies allow.
        limit = {"Version": "2012-10-17", "Statement": [everything["Statement"], *policy["Statement"]]}
        return Request(who, action, f"arn:aws:s3:::{bucket}", ACCOUNT, context, identity=[everything], boundary=limit)

    requests = [
        asked("administrator", "s3:DeleteBucketPolicy", "my-runner-artifacts"),
        asked("administrator", "s3:PutBucketPolicy", "my-runner-artifacts"),
        asked("deployer", "s3:PutBucketPolicy", "my-runner-artifacts"),
        asked("administrator", "s3:GetBucketPolicy", "my-runner-artifacts"),
        asked("administrator", "s3:PutBucketPolicy", "another-bucket"),
    ]
    assert allowed(requests) == [False, False, True, True, True]


def test_every_limit_names_its_test() -> None:
    """A paragraph, a row or an item that says what can't be done names a test, or links to its requests."""
    claims = re.compile(
        r"\b(?:can't|cannot|denies|denied|deny|only|never|refuses|keeps?|no role|nobody|limits?)\b", re.IGNORECASE
    )
    prose = TEXT.split("## What is left to you")[0]
    prose = re.sub(r"```.*?```|<!-- BEGIN (\S+) -->.*?<!-- END \1 -->|<!--.*?-->", "", prose, flags=re.DOTALL)
    passages = [each for each in re.split(r"\n(?=- |\| |#)|\n\n", prose) if claims.search(each) and not each.startswith("#")]
    unproven = [each.strip()[:90] for each in passages if not is_proven(each)]
    assert unproven == []


def test_the_policies_that_cut_off_a_runner_do_so() -> None:
    """The first one denies everything, the second one what older sessions do."""
    text = "".join(block.text for block in blocks(PROJECT / "docs" / "operations.md") if "cut-off" in block.text)
    everything, older = re.findall(r"--policy-document '(\{.*?\})'$", text, re.DOTALL | re.MULTILINE)
    older = older.replace("'\"$now\"'", "2026-11-25T12:00:00Z")
    role = f"arn:aws:sts::{ACCOUNT}:assumed-role/my-runner-ecs-task-manager-0a1b2c3d/my-org-my-runner"
    may: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}

    def asked(policy: str, issued: str) -> Request:
        context = {"aws:TokenIssueTime": issued, "ecs:cluster": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/my-runner"}
        task = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/platform_orchestrator_env_my-org_1:1"
        return Request(role, "ecs:RunTask", task, ACCOUNT, context, identity=[may, json.loads(policy)])

    before, after = "2026-11-25T11:59:59Z", "2026-11-25T12:00:01Z"
    requests = [asked(everything, before), asked(everything, after), asked(older, before), asked(older, after)]
    assert allowed(requests) == [False, False, False, True]


@pytest.fixture(scope="module")
def key_policy(shared_terraform: Terraform) -> Json:
    """The policy of the key in the example, as Terraform sends it."""
    (example,) = [block for block in blocks(DOCUMENT) if "aws_kms_key" in block.text]
    state = shared_terraform({"main.tf": example.text, "dist/terraform-aws-ecs-runner": MODULE}).apply()
    policy: Json = json.loads(state["aws_kms_key.runner"]["policy"])
    groups = [values["arn"] for values in state.of_type("aws_cloudwatch_log_group").values()]
    named = next(each for each in policy["Statement"] if each["Sid"] == "LogGroups")["Condition"]["StringEquals"].values()
    assert sorted(groups) == sorted(next(iter(named))), "the log groups of the module are others"
    return policy


def test_the_example_key_policy_works(key_policy: Json) -> None:
    def group(name: str) -> dict[str, str]:
        return {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{name}"}

    asked = [
        (LOGS, "kms:GenerateDataKey", group("/aws/ecs/my-runner"), True),
        (LOGS, "kms:Decrypt", group("/aws/ecs/my-runner/exec"), True),
        (LOGS, "kms:Decrypt", group("/aws/events/my-runner"), True),
        (LOGS, "kms:Decrypt", group("/aws/ecs/another"), False),
        (LOGS, "kms:Decrypt", {}, False),
        (ALARMS, "kms:GenerateDataKey", {"aws:SourceAccount": ACCOUNT}, True),
        (ALARMS, "kms:GenerateDataKey", {"aws:SourceAccount": "210987654321"}, False),
        ("lambda.amazonaws.com", "kms:Decrypt", {"aws:SourceAccount": ACCOUNT}, False),
    ]
    requests = [Request(who, action, KEY, ACCOUNT, context, on_resource=key_policy) for who, action, context, _ in asked]
    # A role of the account has what its own policies allow.
    role = f"arn:aws:iam::{ACCOUNT}:role/my-runner-task-0a1b2c3d"
    may: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY}}
    requests += [Request(role, "kms:Decrypt", KEY, ACCOUNT, identity=own, on_resource=key_policy) for own in ([may], [])]
    assert allowed(requests) == [*(answer for *_, answer in asked), True, False]


def test_the_example_key_policy_is_least_privilege(key_policy: Json) -> None:
    key = "In the policy of a key, * is the key."
    wide = dict.fromkeys(("AccountDecides", "LogGroups", "AlarmTopic"), key)
    untied = {"LogGroups": "The encryption context names the log groups, and the account in them."}
    expected = Expected("aws", "eu-west-1", ACCOUNT, wide=wide, open={}, untied=untied)
    found = [str(finding) for finding in lint(Document("the key", "resource", KEY, key_policy), expected)]
    assert found == ["action: the key, AccountDecides: kms:* allows whatever AWS will add"], "the account has its own key"


@cache
def _functions(path: str) -> set[str]:
    tree = ast.parse((PROJECT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
