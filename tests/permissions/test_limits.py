"""What docs/security.md says can't be limited: these tests fail once AWS, or the module, can."""

import json
from collections.abc import Mapping

from release.evidence.cases import Case
from release.evidence.model import s3
from tests.permissions.applied import Applied
from tests.support.iam import catalog
from tests.support.iam.simulation import allowed

Everything = Mapping[tuple[str, str], Applied]


def test_run_task_has_no_condition_key_for_the_network() -> None:
    keys = catalog.keys("ecs:RunTask")
    assert {"ecs:cluster", "ecs:enable-execute-command"} <= keys
    assert [key for key in keys if "subnet" in key.lower() or "security-group" in key.lower() or "vpc" in key.lower()] == []


def test_deregistering_supports_neither_resources_nor_tags() -> None:
    found = catalog.action("ecs:DeregisterTaskDefinition")
    assert found is not None
    assert found.patterns == ()
    assert found.keys == {}


def test_the_task_role_can_access_the_whole_bucket(applied: Everything) -> None:
    module = applied["aws", "least"]
    paths = ("a.tfstate", "team/b.tfstate", "another-team/c.tfstate")
    cases = [Case("task role", "s3:GetObject", s3(f"{{bucket}}/{path}"), True, "") for path in paths]
    assert allowed([module.request(case) for case in cases]) == [True, True, True]


def test_the_maximum_number_of_addresses_fits_into_a_trust_policy(applied: Everything) -> None:
    """With the longest ID: the input allows no more than 20."""
    trust = applied["aws-us-gov", "everything"].permissions.roles["ecs_task_manager"].trust
    statement = trust["Statement"] if isinstance(trust["Statement"], dict) else trust["Statement"][0]
    longest = ["2001:0db8:85a3:0000:0000:8a2e:0370:7334/128"] * 20
    most = {**statement, "Condition": {**statement["Condition"], "IpAddress": {"aws:SourceIp": longest}}}
    assert len(json.dumps({**trust, "Statement": [most]}, separators=(",", ":"))) <= 2048
