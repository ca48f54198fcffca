"""What IAM would decide, with the documents that stand on the stand: moto enforces none of it as IAM would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.stand.stand import Stand
from tests.support.iam.policies import Json
from tests.support.iam.simulation import Request

Context = dict[str, str | list[str]]


@dataclass(frozen=True)
class Judge:
    """Puts the question of a call with all policies that have a say in it, read through the API."""

    stand: Stand

    def sign_in(self, role: str, issuer: str, claims: Mapping[str, Any]) -> Request:
        """Ask whether a token of this issuer signs in to a role."""
        provider = f"arn:aws:iam::{self.stand.account}:oidc-provider/{issuer.removeprefix('https://')}"
        keys = {f"{issuer.removeprefix('https://')}:{claim}": claims[claim] for claim in ("aud", "sub")}
        return Request(
            principal=provider,
            action="sts:AssumeRoleWithWebIdentity",
            resource=role,
            account=self.stand.account,
            context=keys,
            on_resource=self.trust(role),
        )

    def request(self, role: str, action: str, resource: str, context: Context | None = None, **others: Any) -> Request:
        """Ask whether a role may do something."""
        boundary = self._iam.get_role(RoleName=_name(role))["Role"].get("PermissionsBoundary")
        return Request(
            principal=role,
            action=action,
            resource=resource,
            account=self.stand.account,
            context={**self._carried(role), **(context or {})},
            identity=self.policies(role),
            boundary=self._managed(boundary["PermissionsBoundaryArn"]) if boundary else None,
            **others,
        )

    def _carried(self, role: str) -> Context:
        """Say what AWS adds to every request by itself."""
        return {
            "aws:PrincipalArn": role,
            "aws:RequestedRegion": self.stand.region,
            "aws:ResourceAccount": self.stand.account,
            "aws:SecureTransport": "true",
        }

    def trust(self, role: str) -> Json:
        """Return the trust policy of a role."""
        return _document(self._iam.get_role(RoleName=_name(role))["Role"]["AssumeRolePolicyDocument"])

    def policies(self, role: str) -> list[Json]:
        """Return the policies of a role: those in it, and those that are attached."""
        name = _name(role)
        inside = self._iam.list_role_policies(RoleName=name)["PolicyNames"]
        attached = self._iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        return [
            *(_document(self._iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"]) for each in inside),
            *(self._managed(each["PolicyArn"]) for each in attached),
        ]

    def bucket_policy(self, bucket: str) -> Json:
        """Return the policy of a bucket."""
        return _document(self.stand.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])

    def key_policy(self, key: str) -> Json:
        """Return the policy of a KMS key."""
        return _document(self.stand.client("kms").get_key_policy(KeyId=key, PolicyName="default")["Policy"])

    @property
    def _iam(self) -> Any:
        return self.stand.client("iam")

    def _managed(self, arn: str) -> Json:
        version = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return _document(self._iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _document(document: Json | str) -> Json:
    """Return a document that boto3 has decoded or not."""
    if not isinstance(document, str):
        return document
    decoded: Json = json.loads(document if document.startswith("{") else unquote(document))
    return decoded
