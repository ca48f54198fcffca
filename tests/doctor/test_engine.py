"""Checks are made once what they depend on is done; what fails is reported, and never a traceback."""

import io
import json
import threading
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from rich.console import Console

from modules.doctor.aws import Aws, classify
from modules.doctor.configuration import read
from modules.doctor.context import Context, Doctor, UndeclaredCallError
from modules.doctor.engine import examine, in_order
from modules.doctor.errors import AwsError, Kind
from modules.doctor.model import Check, Finding, Result, Status, exit_code, fault, not_checked, ok, skipped, warning
from modules.doctor.registry import CHECKS, check
from modules.doctor.report import table
from tests.doctor.test_configuration import OLD


class Refusing:
    """An AWS that refuses everything in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, service: str, operation: str, region: str | None, parameters: Any = None, **_: Any) -> Any:  # noqa: ARG002, D102
        raise classify(f"{service}:{operation}", self.error)


def doctor(error: Exception | None = None, **options: Any) -> Doctor:
    return Doctor(configuration=read(json.dumps(OLD)), aws=Refusing(error or NoCredentialsError()), **options)  # type: ignore[arg-type]


def made(id_: str, *findings: Finding, **options: Any) -> Check:
    return Check(id=id_, title=id_, run=lambda _: findings, link="x", **options)


def examined(*checks: Check, **options: Any) -> dict[str, Result]:
    return {result.check.id: result for result in examine(doctor(**options), {each.id: each for each in checks})}


def refused(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Op")


def test_what_is_behind_a_failed_check_is_not_checked_because_of_it() -> None:
    found = examined(
        made("a", fault("broken", "fix it")),
        made("b", ok("fine")),
        made("c", ok("fine"), depends_on=("a", "b")),
        made("d", ok("fine"), depends_on=("c",)),
        made("e", ok("fine"), depends_on=("b",)),
    )
    assert {id_: (result.status, result.causes) for id_, result in found.items()} == {
        "a": (Status.FAULT, ()),
        "b": (Status.OK, ()),
        "c": (Status.NOT_CHECKED, ("a",)),
        "d": (Status.NOT_CHECKED, ("a",)),
        "e": (Status.OK, ()),
    }
    assert found["d"].findings == (not_checked("because of a"),)


@pytest.mark.parametrize("finding", [ok("x"), warning("x", "y"), skipped("x")])
def test_a_warning_and_a_skipped_check_stand_in_nobodys_way(finding: Finding) -> None:
    assert examined(made("a", finding), made("b", ok("fine"), depends_on=("a",)))["b"].status is Status.OK


def test_a_field_that_an_older_module_did_not_write_is_the_reason() -> None:
    result = examined(made("a", ok("x"), needs=("s3_bucket", "kms_key_arn")))["a"]
    assert result.status is Status.NOT_CHECKED
    assert "has no kms_key_arn: an older version of the module wrote it" in result.findings[0].seen


def test_offline_skips_what_asks_others_than_aws() -> None:
    check = made("a", ok("x"), online=True)
    assert examined(check)["a"].status is Status.OK
    assert examined(check, offline=True)["a"].status is Status.SKIPPED


def test_checks_run_side_by_side() -> None:
    together = threading.Barrier(4, timeout=10)

    def run(_: Context) -> Iterator[Finding]:
        together.wait()
        yield ok("met")

    checks = [Check(id=str(number), title="", run=run, link="x") for number in range(4)]
    assert {result.status for result in examined(*checks).values()} == {Status.OK}


def test_a_page_of_a_proxy_is_an_error_of_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no place in botocore's hierarchy of errors."""
    aws = Aws(boto3.Session(), "eu-west-1")
    monkeypatch.setattr(aws, "_call", Mock(side_effect=ResponseParserError("Unable to parse <html>")))
    with pytest.raises(AwsError, match="iam:GetRole: the answer isn't one of AWS's API"):
        aws.read("iam", "GetRole")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused("AccessDenied", 403), Kind.DENIED),
        (refused("AccessDeniedException"), Kind.DENIED),
        (refused("UnauthorizedOperation", 403), Kind.DENIED),
        (refused("ThrottlingException"), Kind.THROTTLED),
        (refused("RequestLimitExceeded", 503), Kind.THROTTLED),
        (refused("Throttling"), Kind.THROTTLED),
        (refused("NoSuchEntity", 404), Kind.NOT_FOUND),
        (refused("InvalidSubnetID.NotFound"), Kind.NOT_FOUND),
        (refused("ResourceNotFoundException"), Kind.NOT_FOUND),
        (refused("ExpiredToken", 403), Kind.CREDENTIALS),
        (refused("UnrecognizedClientException"), Kind.CREDENTIALS),
        (refused("InternalFailure", 500), Kind.OTHER),
        (NoCredentialsError(), Kind.CREDENTIALS),
        (EndpointConnectionError(endpoint_url="https://sts.example.com"), Kind.NETWORK),
        (ConnectTimeoutError(endpoint_url="https://sts.example.com"), Kind.NETWORK),
        (ReadTimeoutError(endpoint_url="https://sts.example.com"), Kind.NETWORK),
        (ResponseParserError("<html>"), Kind.NETWORK),
    ],
    ids=str,
)
def test_an_error_of_aws_is_a_reason_and_no_traceback(error: Exception, kind: Kind) -> None:
    def run(context: Context) -> Iterator[Finding]:
        context.read("iam", "GetRole")
        yield ok("x")

    result = Check(id="a", title="", run=run, link="x", calls=("iam:GetRole",))
    (found,) = examine(doctor(error), {"a": result})
    assert found.status is Status.NOT_CHECKED
    assert found.findings[0].seen.startswith(f"{kind}: iam:GetRole: ")
    assert found.findings[0].fix


def test_a_call_that_is_not_declared_is_never_made() -> None:
    def run(context: Context) -> Iterator[Finding]:
        context.read("s3", "DeleteBucket")
        yield ok("x")

    with pytest.raises(UndeclaredCallError, match=r"a declares \(\), and calls s3:DeleteBucket"):
        examine(doctor(), {"a": Check(id="a", title="", run=run, link="x")})


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([ok("x")], 0),
        ([ok("x"), warning("x", "y"), skipped("x")], 0),
        ([ok("x"), not_checked("x")], 2),
        ([not_checked("x"), fault("x", "y")], 1),
    ],
)
def test_the_exit_code_is_that_of_the_worst(findings: list[Finding], code: int) -> None:
    assert exit_code([Result(made(str(number)), (each,)) for number, each in enumerate(findings)]) == code
    assert exit_code([Result(made("a"), tuple(findings))]) == code


def test_a_check_can_only_depend_on_what_is_declared_before_it() -> None:
    with pytest.raises(ValueError, match=r"depends on checks that are not declared before it: \['nonsense'\]"):
        check("x.y", "", link="x", depends_on=("nonsense",))(lambda _: [])
    assert "x.y" not in CHECKS


def test_checks_are_chosen_with_all_that_they_depend_on() -> None:
    checks = {each.id: each for each in (made("a"), made("b", depends_on=("a",)), made("c"), made("d", depends_on=("b",)))}
    assert [id_ for id_, _ in in_order(checks, {"d"})] == ["a", "b", "d"]


def test_checks_behind_the_same_failed_one_are_one_row_where_they_are_many() -> None:
    all_checks = list(CHECKS.values())
    few = [Result(each, (not_checked("because of start.dns"),), ("start.dns",)) for each in all_checks[:3]]
    many = [Result(each, (not_checked("because of place.account"),), ("place.account",)) for each in all_checks[3:]]
    found = Result(all_checks[3], (ok("an account"),))
    target = Console(width=200, record=True, file=io.StringIO())
    target.print(table([found, *few, *many]))
    rows = [line.split() for line in target.export_text().splitlines()][1:]
    assert [row[-3:] for row in rows if "because" in row] == [
        *[["because", "of", "start.dns"]] * 3,
        ["because", "of", "place.account"],
    ]
    assert [str(len(many)), "checks"] == rows[-1][2:4]
    assert len(rows) == 1 + len(few) + 1
