"""Texts: what counts as equal is no change, and everything else is one."""

import json
from typing import Any

import pytest

from tests.support.doubles.aws.texts import JSON, POLICY, URL, Text

ALLOW: dict[str, Any] = {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["a", "b"]}
DENY: dict[str, Any] = {"Sid": "B", "Effect": "Deny", "Action": ["s3:*"], "Resource": "*"}
ROOT = "arn:aws:iam::123456789012:root"


def policy(*statements: dict[str, Any], version: str = "2012-10-17", **more: Any) -> str:
    return json.dumps({"Version": version, "Statement": list(statements), **more})


def with_(statement: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**statement, **more}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (policy(ALLOW), json.dumps(json.loads(policy(ALLOW)), indent=2)),
        (policy(ALLOW, DENY), policy(DENY, ALLOW)),
        (policy(ALLOW), json.dumps({"Version": "2012-10-17", "Statement": ALLOW})),
        (policy(ALLOW), policy(with_(ALLOW, Action=["s3:GetObject"], Resource=["b", "a"], Effect="allow"))),
        (policy(with_(ALLOW, Principal={"AWS": ROOT})), policy(with_(ALLOW, Principal={"AWS": ["123456789012"]}))),
        (
            policy(with_(ALLOW, Condition={"Bool": {"aws:SecureTransport": True}, "StringLike": {"x": ["1", "2"]}})),
            policy(with_(ALLOW, Condition={"StringLike": {"x": ["2", "1"]}, "Bool": {"aws:SecureTransport": "true"}})),
        ),
    ],
)
def test_policies_that_mean_the_same_are_equal(one: str, other: str) -> None:
    assert one != other
    assert POLICY.is_same(one, other)
    assert POLICY.is_same(other, one)


@pytest.mark.parametrize(
    "other",
    [
        policy(with_(ALLOW, Sid="C")),
        policy(ALLOW, version="2008-10-17"),
        policy(ALLOW, Id="x"),
        policy(ALLOW, DENY),
        policy(with_(ALLOW, Action="s3:getobject")),
        policy(with_(ALLOW, Resource=["a"])),
        policy(with_(ALLOW, Principal="*")),
        policy(with_(ALLOW, Condition={})),
        "{}",
        "not JSON",
    ],
)
def test_policies_that_differ_are_not_equal(other: str) -> None:
    assert not POLICY.is_same(policy(ALLOW), other)
    assert not POLICY.is_same(other, policy(ALLOW))


@pytest.mark.parametrize(
    ("text", "one", "other", "equal"),
    [
        (JSON, '{"a":1,"b":[1,2]}', '{ "b": [1, 2], "a": 1 }', True),
        (JSON, '{"b":[1,2]}', '{"b":[2,1]}', False),
        (JSON, "", "{}", False),
        (URL, "https://oidc.example.com/x", "oidc.example.com/x", True),
        (URL, "https://oidc.example.com/x", "https://oidc.example.com/y", False),
    ],
)
def test_other_texts_are_compared_by_their_kind(text: Text, one: str, other: str, *, equal: bool) -> None:
    assert text.is_same(one, other) is equal


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        (POLICY, policy(ALLOW), None),
        (POLICY, "[]", "not an object"),
        (POLICY, '{"Version": "2012-10-17"}', "without Statement"),
        (POLICY, '{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Sid": "B"}]}', "duplicate JSON keys: Sid"),
        (JSON, "{}", None),
        (JSON, "{", "not JSON"),
        (URL, "https://oidc.example.com/x", None),
        (URL, "http://oidc.example.com", "not an https address"),
        (URL, "https://oidc.example.com?x=y", "without a query"),
    ],
)
def test_faults_of_texts_are_named(text: Text, value: str, fault: str | None) -> None:
    found = text.fault(value)
    assert found is None if fault is None else fault in str(found)
