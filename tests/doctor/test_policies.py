"""How the doctor judges a resource's policy is how IAM does, by the permission tests' simulator."""

import json
from typing import Any

import pytest

from modules.doctor.policies import Access, Decision, decide
from tests.support.iam.simulation import Request, allowed

ACCOUNT = "123456789012"
ROLE, OTHER = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("task", "administrator"))
OUTSIDER = "arn:aws:iam::210987654321:role/outsider"
OBJECT = "arn:aws:s3:::my-bucket/a/terraform.tfstate"
EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
NOT_THE_ROLE = {"ArnNotEquals": {"aws:PrincipalArn": [ROLE]}}

# Statements of a bucket's policy, and condition keys of a request, in all combinations with the principals.
STATEMENTS: list[list[dict[str, Any]]] = [
    [{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Condition": NOT_THE_ROLE}],
    [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}],
    [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}],
    [{"Effect": "Deny", "Principal": {"AWS": ROLE}, "NotAction": "s3:PutObject"}],
    [{"Effect": "Deny", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "s3:Get*"}],
    [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["s3:GetObject"]}],
    [{"Effect": "Allow", "Principal": {"AWS": OUTSIDER}, "Action": "s3:GetO?ject"}],
    [{"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "S3:getobject"}],
    [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        }
    ],
    [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Condition": {"StringNotEquals": {"s3:signatureversion": "x"}},
        }
    ],
    [{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Condition": {"StringEqualsIfExists": {"s3:authType": "x"}}}],
    [{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Condition": {"Null": {"aws:SecureTransport": "true"}}}],
    [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Condition": {"StringLike": {"aws:PrincipalArn": "*:role/adm*"}},
        }
    ],
    [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:*"},
        {"Effect": "Deny", "Principal": {"AWS": [ROLE, OUTSIDER]}, "Action": "s3:GetObject"},
    ],
]
CONTEXTS = [{"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}, {"aws:SecureTransport": "false", "s3:TlsVersion": "1.1"}]


def cases() -> list[tuple[dict[str, Any], Access]]:
    return [
        (
            {"Version": "2012-10-17", "Statement": [{"Resource": "arn:aws:s3:::my-bucket/*", **each} for each in statements]},
            Access(who, "s3:GetObject", OBJECT, {**context, "aws:PrincipalArn": who, "aws:PrincipalAccount": who.split(":")[4]}),
        )
        for statements in STATEMENTS
        for who in (ROLE, OTHER, OUTSIDER)
        for context in CONTEXTS
    ]


def test_the_policies_of_buckets_are_judged_as_iam_does() -> None:
    """Once with principals whose own policies allow everything, once with such that have none."""
    judged = cases()
    requests = [
        Request(
            access.principal,
            access.action,
            access.resource,
            ACCOUNT,
            access.context,
            identity,
            None,
            policy,
        )
        for policy, access in judged
        for identity in ([EVERYTHING], [])
    ]
    answers = iter(allowed(requests))
    for policy, access in judged:
        mine, (with_rights, without) = decide(policy, access), (next(answers), next(answers))
        about = json.dumps(policy["Statement"]), access
        own_account = access.principal.split(":")[4] == ACCOUNT
        # In the account, either side can allow; from another one, both have to.
        assert with_rights == (mine is not Decision.DENY and (own_account or mine is Decision.ALLOW)), about
        directly = decide(policy, access, delegate=False)
        assert without == (own_account and directly is Decision.ALLOW), about


HOST = "oidc.example.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"


def trust(conditions: dict[str, Any]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}
    return {"Version": "2012-10-17", "Statement": [{**statement, "Condition": conditions}]}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"StringEquals": {f"{HOST}:sub": "org+runner"}}, Decision.ALLOW),
        ({"StringEquals": {f"{HOST}:sub": "org+another"}}, Decision.NEITHER),
        ({"StringLike": {f"{HOST}:sub": "org+*"}}, Decision.ALLOW),
        ({"StringEquals": {f"{HOST}:sub": "org+runner"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, Decision.UNKNOWN),
        ({"StringEquals": {f"{HOST}:sub": "org+another"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, Decision.NEITHER),
        ({"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}, Decision.UNKNOWN),
        ({"StringEquals": {f"{HOST}:sub": "org+${aws:username}"}}, Decision.UNKNOWN),
    ],
)
def test_what_nobody_knows_before_the_request_is_unknown(conditions: dict[str, Any], expected: Decision) -> None:
    context = {f"{HOST}:sub": "org+runner", f"{HOST}:aud": "sts.amazonaws.com"}
    access = Access(PROVIDER, "sts:AssumeRoleWithWebIdentity", context=context, unknown=frozenset({"aws:SourceIp"}))
    assert decide(trust(conditions), access) is expected


def test_a_key_that_leaves_it_to_the_account_lets_no_role_in_by_itself() -> None:
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    access = Access(ROLE, "kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1")
    assert decide({"Statement": root}, access) is Decision.ALLOW
    assert decide({"Statement": root}, access, delegate=False) is Decision.NEITHER
    named = {**root, "Principal": {"AWS": ROLE}}
    assert decide({"Statement": named}, access, delegate=False) is Decision.ALLOW
