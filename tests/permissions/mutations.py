"""Ways to get the policies wrong, and the check that notices each."""

from dataclasses import dataclass
from typing import Literal

from tests.permissions import mutate


@dataclass(frozen=True)
class Mutation:
    """One mistake; `by` and `check` say who notices: a check of lint or roles, or a section of the cases."""

    mistake: str
    change: mutate.Change
    by: Literal["lint", "roles", "access"]
    check: str
    scenario: str = "everything"
    place: str = "aws"


_CLAIMS = "oidc.humanitec.dev:sub"
_CLUSTER = "ecs:cluster"
_ELSEWHERE = "The same calls elsewhere"
_ADMIN_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"
_ROOT = {"AWS": "arn:aws:iam::123456789012:root"}

MUTATIONS: tuple[Mutation, ...] = (
    # Actions
    Mutation(
        "an action that doesn't exist",
        mutate.edit("KeepTaskDefinitions", "Action", "Definitions", "Definition"),
        "lint",
        "action",
    ),
    Mutation(
        "an action in another spelling",
        mutate.edit("ReadSecrets", "Action", "GetSecretValue", "getsecretvalue"),
        "lint",
        "action",
    ),
    Mutation("an action that AWS may add to", mutate.put("DescribeTasks", Action="ecs:Describe*"), "lint", "action"),
    Mutation("everything but", mutate.put("ListBucket", Action=None, NotAction="s3:DeleteBucket"), "lint", "form"),
    Mutation(
        "an action too few",
        mutate.put("KeepTaskDefinitions", Action="ecs:DeleteTaskDefinitions"),
        "access",
        "The orchestrator's calls, in their order",
    ),
    Mutation(
        "an action too many",
        mutate.put("DescribeTasks", Action=["ecs:DescribeTasks", "ecs:StopTask"]),
        "access",
        "What the orchestrator doesn't call",
    ),
    Mutation(
        "deleting among reading and writing",
        mutate.put("ReadWriteObjects", Action=["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]),
        "access",
        "A job and its bucket",
    ),
    Mutation("Exec for everyone", mutate.give_exec, "access", "Exec sessions", scenario="least"),
    # Resources
    Mutation("all resources", mutate.put("RunTasks", Resource="*"), "lint", "wide"),
    Mutation("all resources of a type", mutate.edit("KeepTaskDefinitions", "Resource", "humanitec_*", "*"), "lint", "wide"),
    Mutation(
        "a resource that AWS doesn't look at",
        mutate.put("FindTaskDefinitions", Resource="arn:aws:ecs:eu-west-1:123456789012:task-definition/humanitec_*"),
        "lint",
        "resource",
    ),
    Mutation(
        "a resource of another type", mutate.edit("ListTasks", "Resource", "container-instance/", "task/"), "lint", "resource"
    ),
    Mutation("the bucket in place of its objects", mutate.edit("ReadWriteObjects", "Resource", "/*", ""), "lint", "resource"),
    Mutation(
        "the objects in place of the bucket",
        mutate.edit("ListBucket", "Resource", "-artifacts", "-artifacts/*"),
        "lint",
        "resource",
    ),
    Mutation("more than locks", mutate.edit("DeleteLocks", "Resource", "*.tflock", "*"), "access", "A job and its bucket"),
    Mutation(
        "a secret by its name alone",
        mutate.edit("ReadSecrets", "Resource", "db-AbCdEf", "db-*"),
        "access",
        "Starting a task",
        scenario="guarded",
    ),
    Mutation(
        "all parameters below a path",
        mutate.edit("ReadParameters", "Resource", "runner/api-token", "runner/*"),
        "access",
        "Starting a task",
    ),
    Mutation(
        "all clusters",
        mutate.condition("RunTasks", "ArnEquals", _CLUSTER, "arn:aws:ecs:eu-west-1:123456789012:cluster/*"),
        "access",
        _ELSEWHERE,
    ),
    Mutation(
        "the partition typed in",
        mutate.edit("DescribeTasks", "Resource", "arn:aws-cn:", "arn:aws:"),
        "lint",
        "place",
        place="aws-cn",
    ),
    Mutation(
        "the region typed in",
        mutate.edit("LogExecSessions", "Resource", "us-gov-west-1", "us-east-1"),
        "lint",
        "place",
        place="aws-us-gov",
    ),
    Mutation("any account", mutate.edit("DescribeTasks", "Resource", "123456789012", "*"), "lint", "place"),
    # Conditions
    Mutation("a condition dropped", mutate.put("RunTasks", Condition=None), "access", _ELSEWHERE),
    Mutation("tags at any time", mutate.put("TagOnCreation", Condition=None), "access", _ELSEWHERE),
    Mutation(
        "a condition only where the key is there",
        mutate.operator("RunTasks", "ArnEquals", "ArnEqualsIfExists"),
        "lint",
        "operator",
    ),
    Mutation(
        "a condition that an empty request meets",
        mutate.operator("TagOnCreation", "StringEquals", "ForAllValues:StringEquals"),
        "lint",
        "operator",
    ),
    Mutation("a condition the wrong way round", mutate.operator("RunTasks", "ArnEquals", "ArnNotEquals"), "lint", "operator"),
    Mutation(
        "a wildcard that is none",
        mutate.condition("PassRoles", "StringEquals", "iam:PassedToService", "ecs*.amazonaws.com"),
        "lint",
        "operator",
    ),
    Mutation("an operator of another type", mutate.operator("DenyOldTls", "NumericLessThan", "StringEquals"), "lint", "operator"),
    Mutation(
        "a key that doesn't exist",
        mutate.condition(
            "RunTasks", "ArnEquals", "ecs:clusterArn", "arn:aws:ecs:eu-west-1:123456789012:cluster/x", instead_of="ArnEquals"
        ),
        "lint",
        "condition key",
    ),
    Mutation(
        "a key that the action doesn't carry",
        mutate.condition("KeepTaskDefinitions", "ArnEquals", _CLUSTER, "arn:aws:ecs:eu-west-1:123456789012:cluster/x"),
        "lint",
        "condition key",
    ),
    # Handing roles on
    Mutation("any role to hand on", mutate.put("PassRoles", Resource="*"), "lint", "wide"),
    Mutation("roles of a like name", mutate.longer, "access", "Handing roles on"),
    Mutation("roles for whatever service", mutate.put("PassRoles", Condition=None), "roles", "pass role"),
    Mutation(
        "roles for functions too",
        mutate.condition("PassRoles", "StringEquals", "iam:PassedToService", ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]),
        "access",
        "Handing roles on",
    ),
    # Trust
    Mutation(
        "any runner of the organization",
        mutate.condition("RunnerSignsIn", "StringLike", _CLAIMS, "my-org+*", instead_of="StringEquals"),
        "roles",
        "web identity",
    ),
    Mutation(
        "a wildcard in the subject", mutate.condition("RunnerSignsIn", "StringEquals", _CLAIMS, "my-org+*"), "lint", "operator"
    ),
    Mutation(
        "tokens for whoever",
        lambda permissions: permissions.statement("RunnerSignsIn")["Condition"]["StringEquals"].pop("oidc.humanitec.dev:aud"),
        "access",
        "Signing in",
    ),
    Mutation(
        "claims of another issuer",
        mutate.condition("RunnerSignsIn", "StringEquals", "oidc.example.com:sub", "my-org+least"),
        "lint",
        "condition key",
    ),
    Mutation(
        "another issuer trusted",
        mutate.put("RunnerSignsIn", Principal={"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.example.com"}),
        "roles",
        "web identity",
    ),
    Mutation(
        "ECS of any account", mutate.put("TasksRun", Condition=None), "access", "Taking the roles of tasks", scenario="least"
    ),
    Mutation(
        "every role of the account", mutate.put("TaskManagerAssumes", Principal=_ROOT), "access", "Taking the roles of tasks"
    ),
    Mutation("everyone", mutate.put("TaskManagerAssumes", Principal={"AWS": "*"}), "lint", "principal"),
    Mutation(
        "every service",
        mutate.put("EcsStartsTasks", Principal={"Service": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]}),
        "roles",
        "services",
    ),
    # Roles
    Mutation(
        "a boundary forgotten",
        mutate.role("execution", lambda role: setattr(role, "boundary", None)),
        "roles",
        "boundary",
        scenario="bounded",
    ),
    Mutation("a path forgotten", mutate.role("task", lambda role: setattr(role, "path", "/")), "roles", "boundary"),
    Mutation("an administrator", mutate.role("task", lambda role: role.attached.append(_ADMIN_POLICY)), "roles", "attached"),
    Mutation("more than AWS takes", mutate.role("task", mutate.blow_up), "roles", "quota"),
    # Keys
    Mutation("a key without a service in between", mutate.put("UseKeyForObjects", Condition=None), "roles", "keys"),
    Mutation(
        "a service by its name elsewhere",
        mutate.condition("UseKeyForObjects", "StringEquals", "kms:ViaService", "s3.cn-north-1.amazonaws.com"),
        "access",
        "The KMS key",
        place="aws-cn",
    ),
    # The bucket's policy
    Mutation("plain HTTP", mutate.drop("DenyWithoutTls"), "access", "Connections to the bucket", scenario="least"),
    Mutation(
        "TLS the wrong way round",
        mutate.condition("DenyWithoutTls", "Bool", "aws:SecureTransport", "true"),
        "access",
        "A job and its bucket",
    ),
    Mutation(
        "old TLS",
        mutate.condition("DenyOldTls", "NumericLessThan", "s3:TlsVersion", "1.1"),
        "access",
        "Connections to the bucket",
        scenario="least",
    ),
    Mutation(
        "writing forgotten",
        mutate.put("DenyObjectsToOthers", Action=["s3:GetObject", "s3:GetObjectVersion"]),
        "access",
        "Other principals of the account and the bucket's objects",
        scenario="least",
    ),
    Mutation(
        "Terraform locked out",
        mutate.put("DenyObjectsToOthers", Action="s3:*"),
        "access",
        "Terraform, or an administrator, and the bucket itself",
    ),
    Mutation("everyone locked out", mutate.put("DenyObjectsToOthers", Condition=None), "lint", "principal"),
    Mutation("everyone but", mutate.put("DenyObjectsToOthers", Principal=None, NotPrincipal={"AWS": "*"}), "lint", "form"),
    Mutation(
        "an encryption header demanded",
        mutate.condition("DenyWithoutTls", "StringNotEquals", "s3:x-amz-server-side-encryption", "aws:kms", instead_of="Bool"),
        "access",
        "A job and its bucket",
    ),
    # The groups that are off by default
    Mutation(
        "a way out for state",
        mutate.put("ReachOwnBuckets", Condition=None),
        "access",
        "Through the VPC endpoint of S3",
        scenario="options",
    ),
    Mutation("a way in unasked", mutate.put("ReachNamedBuckets", Sid="ReachBuckets"), "lint", "principal", scenario="options"),
    Mutation(
        "alarms of any account", mutate.put("AlarmsPublish", Condition=None), "access", "Alarms and events", scenario="options"
    ),
    Mutation("rules of any account", mutate.put("EventRulesPublish", Condition=None), "lint", "principal", scenario="options"),
    # Form
    Mutation("a sid forgotten", mutate.put("ListBucket", Sid=None), "lint", "sid"),
    Mutation("a sid twice", mutate.put("ListBucket", Sid="ReadWriteObjects"), "lint", "sid"),
    Mutation("a version forgotten", mutate.role("execution", lambda role: role.trust.pop("Version")), "lint", "version"),
)
