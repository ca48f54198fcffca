"""The module as it was applied for one scenario in one place, and the requests that a case makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from modules.core.editions import HUMANITEC, STELLWERK
from modules.core.names import MAX_PREFIX
from release import deployer
from release.evidence import reasons
from release.evidence.cases import Case
from release.evidence.model import ELSEWHERE
from release.graph import Graph
from release.paths import MODULE
from release.writer import read_folder
from tests.permissions.places import ACCOUNT, Place, fill
from tests.support.iam import catalog
from tests.support.iam.lint import Expected
from tests.support.iam.policies import Json, Permissions, managed
from tests.support.iam.roles import Wanted
from tests.support.iam.simulation import Request

TYPES = Graph(read_folder(MODULE)).types

_OTHER_ACCOUNT = "210987654321"
_OTHER_ISSUER = "token.actions.example.com"
_EVERYTHING: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
_ECS_AND_IAM: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["ecs:*", "iam:*"], "Resource": "*"}}
_WELCOME: Json = {"Version": "2012-10-17", "Statement": {**_EVERYTHING["Statement"], "Principal": "*"}}  # a thief's bucket

_ROLES = {"task manager": "ecs_task_manager", "execution role": "execution", "task role": "task"}
_SERVICES = {
    "ECS": "ecs-tasks.amazonaws.com",
    "EC2": "ec2.amazonaws.com",
    "Lambda": "lambda.amazonaws.com",
    "CloudWatch": "cloudwatch.amazonaws.com",
    "EventBridge": "events.amazonaws.com",
}


@dataclass(frozen=True)
class Applied:
    """One module, applied."""

    scenario: str
    place: Place
    resources: Mapping[str, Json]  # by address in the module
    permissions: Permissions

    @cached_property
    def inputs(self) -> Mapping[str, Any]:
        """The inputs that it was applied with."""
        return self.place.inputs(self.scenario)

    @property
    def organization(self) -> str:
        """The organization whose runner it is."""
        name = "orchestrator_org_id" if "orchestrator_org_id" in self.inputs else "humanitec_org_id"
        return str(self.inputs[name])

    @cached_property
    def words(self) -> dict[str, str]:
        """What the words of cases stand for."""
        place, inputs = self.place, self.inputs
        edition = STELLWERK if "orchestrator_org_id" in inputs else HUMANITEC
        prefix = inputs.get("task_definition_family_prefix", edition.task_definition_family_prefix)
        cluster = self.resources.get("aws_ecs_cluster.main[0]", {}).get("name") or inputs["existing_ecs_cluster_name"]
        roles = {f"{name.replace(' ', '_')}": self.permissions.roles[key].arn for name, key in _ROLES.items()}
        return {
            **place.words,
            **roles,
            "other_region": f"{place.region[:-1]}9",
            "other_account": _OTHER_ACCOUNT,
            "org": self.organization,
            "runner": inputs["runner_id"],
            "runner_in_capitals": inputs["runner_id"].upper(),
            "prefix": prefix,
            "family": _family(prefix, self.organization),
            "issuer": inputs.get("oidc_hostname", "oidc.humanitec.dev"),
            "cluster": cluster,
            "cluster_arn": place.arn("ecs", f"cluster/{cluster}"),
            "bucket": self.resources["aws_s3_bucket.runner"]["bucket"],
            "log_group": self.resources["aws_cloudwatch_log_group.ecs_tasks"]["name"],
            "exec_log_group": self.resources["aws_cloudwatch_log_group.ecs_exec"]["name"],
            "namesake": f"{roles['task_role']}x",
            "provider": place.arn("iam", f"oidc-provider/{inputs.get('oidc_hostname', 'oidc.humanitec.dev')}"),
            "topic": place.arn("sns", f"{inputs['runner_id']}-alarms"),
            "rule": self.resources.get("aws_cloudwatch_event_rule.task_failures[0]", {}).get("arn", ""),
        }

    @property
    def expected(self) -> Expected:
        """What the lint holds the policies against."""
        return Expected(
            self.place.partition, self.place.region, ACCOUNT, reasons.WIDE, reasons.OPEN, reasons.UNTIED, reasons.MANAGED
        )

    @property
    def wanted(self) -> Wanted:
        """What the inputs ask of the roles."""
        inputs = self.inputs
        by_aws = f"arn:{self.place.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        return Wanted(
            boundary=inputs.get("iam_role_permissions_boundary"),
            path=inputs.get("iam_role_path", "/"),
            subject=f"{self.organization}+{inputs['runner_id']}",
            issuer=self.words["issuer"],
            account=ACCOUNT,
            shared=inputs.get("task_role_assumable_by_task_manager", True),
            attached={} if inputs.get("execution_role_ecr_repository_arns") is not None else {"execution": {by_aws}},
            region=self.place.region,
            partition=self.place.partition,
            addresses=inputs.get("allowed_source_cidrs") or [],
            direct_key_use=reasons.DIRECT_KEY_USE,
        )

    @cached_property
    def variables(self) -> dict[str, str]:
        """What the templates' variables are for this runner."""
        return {
            "partition": self.place.partition,
            "account_id": ACCOUNT,
            "region": self.place.region,
            "name_prefix": self.inputs["runner_id"][:MAX_PREFIX],
            "bucket_name": f"{self.inputs['runner_id'][:MAX_PREFIX]}*-artifacts",
            "iam_role_path": self.wanted.path,
            "oidc_hostname": self.wanted.issuer,
            "boundary_arn": self.words["boundary"],
            "cluster_name": self.inputs.get("existing_ecs_cluster_name", f"{self.inputs['runner_id']}-cluster-????????"),
            "family_prefix": self.words["prefix"],
            "repository_name": "runner",
            "secret_name": "db-AbCdEf",
            "parameter_name": "runner/api-token",
            "kms_key_arn": self.words["key"],
            "secrets_kms_key_arn": self.words["secrets_key"],
            "dns_suffix": self.place.dns_suffix,
        }

    @cached_property
    def deployer(self) -> dict[str, Json]:
        """The policies of whoever deploys this runner."""
        values = self.variables
        return {part: deployer.render(policy, values) for part, policy in deployer.policies(TYPES).items()}

    def request(self, case: Case, permissions: Permissions | None = None) -> Request:
        """Turn a case into a request, with the policies that were applied or with others in their place."""
        policies = permissions or self.permissions
        principal = self._principal(case)
        resource = case.on.format_map(self.words)
        account = case.owner.format_map(self.words) or (resource.split(":")[4] if resource.startswith("arn:") else "")
        context = {key.format_map(self.words): fill(value, self.words) for key, value in case.when.items()}
        return Request(
            principal=principal,
            action=case.action,
            resource=resource,
            account=account or ACCOUNT,
            context={**self._carried(case.action, principal, account or ACCOUNT), **context},
            identity=self._identity(case, policies),
            boundary=self._boundary(case, policies),
            on_resource=_WELCOME if case.owner == ELSEWHERE else self._on(resource, policies),
            endpoint=_policy_of(policies, "endpoint") if case.through_endpoint else None,
        )

    def _carried(self, action: str, principal: str, owner: str) -> dict[str, str]:
        """Say what AWS adds to a request by itself; a case can say otherwise."""
        carried = {"aws:PrincipalArn": principal} if ":role/" in principal else {}
        match action.partition(":")[0]:
            case "s3":
                known = catalog.action(action)
                version = {"s3:TlsVersion": "1.3"} if known and known.type_of("s3:TlsVersion") else {}
                return {**carried, **version, "aws:SecureTransport": "true", "aws:ResourceAccount": owner}
            case "ecs":
                return {**carried, "aws:RequestedRegion": self.place.region}
            case _:
                return {**carried, "aws:SourceIp": "203.0.113.7"} if action.endswith("WithWebIdentity") else carried

    def _principal(self, case: Case) -> str:
        arn, words = self.place.arn, self.words
        if case.who in _SERVICES:
            return _SERVICES[case.who]
        provider = arn("iam", f"oidc-provider/{words['issuer']}")
        principals = {
            "the orchestrator": provider,
            "another issuer": arn("iam", f"oidc-provider/{_OTHER_ISSUER}"),
            "the issuer in another account": provider.replace(ACCOUNT, _OTHER_ACCOUNT),
            "administrator": arn("iam", "role/administrator"),
            "outsider": arn("iam", "role/administrator").replace(ACCOUNT, _OTHER_ACCOUNT),
            "deployer": arn("iam", "role/deployer"),
            "bounded deployer": arn("iam", "role/deployer"),
        }
        return principals.get(case.who) or words[case.who.replace(" ", "_")]

    def _identity(self, case: Case, policies: Permissions) -> list[Json]:
        if case.who in _ROLES:
            role = policies.roles[_ROLES[case.who]]
            return [*role.inline.values(), *(managed(arn) for arn in role.attached)]
        if case.who in ("deployer", "bounded deployer"):
            return [self.deployer["core"], *([self.deployer["boundary"]] if case.who == "bounded deployer" else [])]
        return [_EVERYTHING] if case.who in ("administrator", "auditor", "namesake", "outsider") else []

    def _boundary(self, case: Case, policies: Permissions) -> Json | None:
        boundary = policies.roles[_ROLES[case.who]].boundary if case.who in _ROLES else None
        return {None: None, self.words["boundary"]: _ECS_AND_IAM, self.words["wide_boundary"]: _EVERYTHING}[boundary]

    def _on(self, resource: str, policies: Permissions) -> Json | None:
        """Find the policy of the resource itself: a role's trust, the bucket's policy, a key's that leaves it to the account."""
        if resource in (self.words["key"], self.words["secrets_key"]):
            root = {"AWS": self.place.arn("iam", "root")}
            return {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"},
            }
        trust = next((role.trust for role in policies.roles.values() if role.arn == resource), None)
        return trust or _policy_of(policies, "resource", resource)


def _policy_of(policies: Permissions, kind: str, resource: str | None = None) -> Json | None:
    """Find a policy of this kind that speaks of a resource."""
    for document in policies.others:
        if document.kind == kind and (resource is None or any(_speaks_of(each, resource) for each in document.statements)):
            return document.json
    return None


def _speaks_of(statement: Json, resource: str) -> bool:
    named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
    return any(fnmatchcase(resource, each) for each in named)


def _family(prefix: str, organization: str) -> str:
    """Spell the family of an environment as the orchestrator does, behind the prefix that the runner has."""
    of_organization = f"env_{organization}_"
    return f"{prefix.removesuffix(of_organization)}{of_organization}11111111-2222-3333-4444-555555555555"
