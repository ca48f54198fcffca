"""Runners that are broken in one thing, and what the doctor says of each.

Each function breaks something, and after the `yield` does what the doctor's fix says, as far as that is a call to AWS. Where it
is `terraform apply`, everything is as it was built again. Where it is an input of the module, the configuration gets its value.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.doctor.ward import Ward

Break = Callable[[Ward], Iterator[None]]


@dataclass(frozen=True)
class Broken:
    """What is broken, which check says so, in which words, and with what."""

    name: str
    check: str
    seen: str
    fix: str
    run: Break


BROKEN: list[Broken] = []


def broken(check: str, seen: str, fix: str) -> Callable[[Break], Break]:
    """Add a broken runner: the check that names it, a part of what it sees, and a part of the fix."""

    def add(run: Break) -> Break:
        BROKEN.append(Broken(run.__name__.strip("_"), check, seen, fix, run))
        return run

    return add


def configured(ward: Ward, **changes: Any) -> Iterator[None]:
    """Change the configuration, and later change it back: the fix is an input."""
    before = ward.configuration
    ward.configuration = replace(before, **changes)
    yield
    ward.configuration = before


def name_of(arn: str) -> str:
    """Name a role."""
    return arn.rpartition("/")[2]


def inline(ward: Ward, arn: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Change the statements of all inline policies of a role."""
    iam, role = ward.stand.client("iam"), name_of(arn)
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        statements = change(document["Statement"])
        if statements:
            policy = json.dumps({**document, "Statement": statements})
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=policy)
        else:
            iam.delete_role_policy(RoleName=role, PolicyName=name)


def without(*sids: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Remove statements."""
    return lambda statements: [each for each in statements if each["Sid"] not in sids]


def trust(ward: Ward, arn: str, change: Callable[[dict[str, Any]], Any]) -> Iterator[None]:
    """Change the first statement of a role's trust policy, and later set it again."""
    iam, role = ward.stand.client("iam"), name_of(arn)
    before = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    document = json.loads(json.dumps(before))
    change(document["Statement"][0])
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))
    yield
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(before))


def bucket_policy(ward: Ward, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Iterator[None]:
    """Change the statements of the bucket's policy, and later set them again."""
    s3, name = ward.stand.client("s3"), ward.configuration.s3_bucket
    before = s3.get_bucket_policy(Bucket=name)["Policy"]
    document = json.loads(before)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({**document, "Statement": change(document["Statement"])}))
    yield
    s3.put_bucket_policy(Bucket=name, Policy=before)
