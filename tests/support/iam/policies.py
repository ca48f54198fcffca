"""The policies of an applied module, as Terraform sent them: found in the state, by resource type."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["trust", "identity", "managed", "resource", "endpoint"]

# Resource types that attach a policy to something else than a role: the attribute with the policy, and the one that says to what.
ATTACHED = {
    "aws_cloudwatch_log_resource_policy": ("policy_document", "policy_name"),
    "aws_s3_bucket_policy": ("policy", "bucket"),
    "aws_sns_topic_policy": ("policy", "arn"),
    "aws_sqs_queue_policy": ("policy", "queue_url"),
    "aws_vpc_endpoint": ("policy", "service_name"),
}
# Resources hold their policy a second time, computed: it is the one that the types above send.
_ECHOES = {("aws_s3_bucket", "policy"), ("aws_sns_topic", "policy")}


@dataclass(frozen=True)
class Document:
    """One policy, and where it stands; what is `on` is a role's key, or what the policy was attached to."""

    where: str
    kind: Kind
    on: str
    json: Json

    @property
    def statements(self) -> list[Json]:
        """The statements, whether or not there is a list around them."""
        found = self.json["Statement"]
        return found if isinstance(found, list) else [found]


@dataclass
class Role:
    """One role."""

    name: str
    arn: str
    path: str
    boundary: str | None
    trust: Json
    inline: dict[str, Json] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)


# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html, as of version 1, the same
# in every partition.
_MANAGED: dict[str, Json] = {
    "service-role/AmazonECSTaskExecutionRolePolicy": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ecr:GetAuthorizationToken",
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:GetDownloadUrlForLayer",
                    "ecr:BatchGetImage",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                "Resource": "*",
            }
        ],
    },
    "AdministratorAccess": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    },
}


def managed(arn: str) -> Json:
    """Return a policy that AWS manages; raises LookupError for one that isn't known here."""
    name = arn.partition(":policy/")[2]
    if f":iam::aws:policy/{name}" not in arn or name not in _MANAGED:
        raise LookupError(f"{arn} is no managed policy that is known here: add what it allows")
    return deepcopy(_MANAGED[name])


@dataclass
class Permissions:
    """All policies of one module."""

    roles: dict[str, Role]  # by the last part of the address
    others: list[Document]

    @property
    def documents(self) -> Iterator[Document]:
        """Every policy that was sent."""
        for key, role in self.roles.items():
            yield Document(f"trust of {key}", "trust", key, role.trust)
            for name, policy in role.inline.items():
                yield Document(f"{name} of {key}", "identity", key, policy)
            for arn in role.attached:
                yield Document(arn.rpartition("/")[2], "managed", key, managed(arn))
        yield from self.others

    def statement(self, sid: str) -> Json:
        """Find a statement by its sid."""
        found = [each for document in self.documents for each in document.statements if each.get("Sid") == sid]
        if len(found) != 1:
            raise LookupError(f"{len(found)} statements have the sid {sid}")
        return found[0]

    def on(self, target: str) -> Json | None:
        """Return the policy that is attached to something, if there is one."""
        return next((document.json for document in self.others if document.on == target), None)


def permissions(resources: Mapping[str, Json]) -> Permissions:
    """Collect the policies from the resources of one module, by address in it."""
    by_type: dict[str, dict[str, Json]] = {}
    for address, values in resources.items():
        type_, _, rest = address.partition(".")
        by_type.setdefault(type_, {})[rest] = values
    roles = {name: _role(values) for name, values in by_type.get("aws_iam_role", {}).items()}
    by_name = {role.name: role for role in roles.values()}
    for name, values in by_type.get("aws_iam_role_policy", {}).items():
        by_name[values["role"]].inline[f"aws_iam_role_policy.{_without_key(name)}"] = json.loads(values["policy"])
    for values in by_type.get("aws_iam_role_policy_attachment", {}).values():
        by_name[values["role"]].attached.append(values["policy_arn"])
    return Permissions(roles, [*_others(by_type)])


def unread(resources: Mapping[str, Json]) -> list[str]:
    """Name attributes that hold a policy and that `permissions` doesn't know of."""
    read = {(type_, attribute) for type_, (attribute, _) in ATTACHED.items()} | _ECHOES
    read |= {("aws_iam_role", "assume_role_policy"), ("aws_iam_role_policy", "policy")}
    return [
        f"{address}.{attribute}"
        for address, values in resources.items()
        for attribute, value in values.items()
        if isinstance(value, str) and '"Statement"' in value and (address.partition(".")[0], attribute) not in read
    ]


def _role(values: Json) -> Role:
    trust = json.loads(values["assume_role_policy"])
    return Role(values["name"], values["arn"], values["path"], values["permissions_boundary"] or None, trust)


def _others(by_type: Mapping[str, Mapping[str, Json]]) -> Iterator[Document]:
    for type_, (attribute, target) in ATTACHED.items():
        for name, values in by_type.get(type_, {}).items():
            if values[attribute]:
                kind: Kind = "endpoint" if type_ == "aws_vpc_endpoint" else "resource"
                yield Document(f"{type_}.{name}", kind, values[target], json.loads(values[attribute]))


def _without_key(name: str) -> str:
    return re.sub(r"\[.*", "", name)
