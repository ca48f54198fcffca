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
_ELSEWHERE = "The same calls on other resources"
_SIBLINGS = "Runners that share a family prefix"
_HOSTS = "Task definitions that could take over hosts"
_OBJECTS = "Other principals of the account and the bucket's objects"
_ENCRYPTION = "Keys that encrypt state"
_TAG = "PlatformOrchestratorRunnerId"
_EXECUTION_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_ADMIN_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"
_ROOT = {"AWS": "arn:aws:iam::123456789012:root"}

MUTATIONS: tuple[Mutation, ...] = (
    # Actions
    Mutation(
        "an action that doesn't exist",
        mutate.edit("DeleteTaskDefinitions", "Action", "Definitions", "Definition"),
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
        mutate.put("RegisterTaskDefinitions", Action="ecs:DeleteTaskDefinitions"),
        "access",
        "The orchestrator's calls, in order",
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
    Mutation("all resources of a type", mutate.edit("DeleteTaskDefinitions", "Resource", "humanitec_*", "*"), "lint", "wide"),
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
        mutate.condition("DeleteTaskDefinitions", "ArnEquals", _CLUSTER, "arn:aws:ecs:eu-west-1:123456789012:cluster/x"),
        "lint",
        "condition key",
    ),
    Mutation("any region", mutate.put("FindTaskDefinitions", Condition=None), "access", _ELSEWHERE),
    Mutation(
        "tags of tasks taken off",
        mutate.role("ecs_task_manager", mutate.untag_tasks),
        "access",
        _ELSEWHERE,
    ),
    # Runners that share a prefix
    Mutation(
        "registering in any runner's name",
        mutate.without("RegisterTaskDefinitions", "StringEquals"),
        "access",
        _SIBLINGS,
        scenario="narrow",
    ),
    Mutation(
        "running in any runner's name",
        mutate.without("RunTasks", "StringEquals", f"aws:RequestTag/{_TAG}"),
        "access",
        _SIBLINGS,
        scenario="narrow",
    ),
    Mutation(
        "running what any runner registered",
        mutate.without("RunTasks", "StringEquals", f"aws:ResourceTag/{_TAG}"),
        "access",
        _SIBLINGS,
        scenario="narrow",
    ),
    Mutation(
        "tags in any runner's name",
        mutate.without("TagOnCreation", "StringEquals", f"aws:RequestTag/{_TAG}"),
        "access",
        _SIBLINGS,
        scenario="narrow",
    ),
    Mutation("any runner's tags taken off", mutate.put("RemoveTags", Condition=None), "access", _SIBLINGS, scenario="narrow"),
    Mutation(
        "a tag asked for where another runner's definitions are deleted",
        mutate.condition("DeleteTaskDefinitions", "StringEquals", f"aws:ResourceTag/{_TAG}", "narrow"),
        "access",
        _SIBLINGS,
        scenario="narrow",
    ),
    # Hosts of a cluster
    Mutation(
        "a request that says nothing of hosts",
        mutate.without("RegisterTaskDefinitions", "Null"),
        "access",
        _HOSTS,
        scenario="narrow",
    ),
    Mutation(
        "nothing asked of hosts",
        mutate.without("RegisterTaskDefinitions", "ForAllValues:StringEquals"),
        "access",
        _HOSTS,
        scenario="narrow",
    ),
    Mutation(
        "Fargate among others",
        mutate.operator("RegisterTaskDefinitions", "ForAllValues:StringEquals", "ForAnyValue:StringEquals"),
        "access",
        _HOSTS,
        scenario="narrow",
    ),
    Mutation(
        "Fargate among others, unread",
        mutate.operator("RegisterTaskDefinitions", "ForAllValues:StringEquals", "ForAnyValue:StringEquals"),
        "lint",
        "operator",
        scenario="narrow",
    ),
    # Passing roles
    Mutation("any role to hand on", mutate.put("PassRoles", Resource="*"), "lint", "wide"),
    Mutation("roles of a like name", mutate.longer, "access", "Passing roles"),
    Mutation("roles for whatever service", mutate.put("PassRoles", Condition=None), "roles", "pass role"),
    Mutation(
        "roles for functions too",
        mutate.condition("PassRoles", "StringEquals", "iam:PassedToService", ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]),
        "access",
        "Passing roles",
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
        "ECS of any account", mutate.put("TasksRun", Condition=None), "access", "Assuming the roles of tasks", scenario="least"
    ),
    Mutation(
        "ECS of any region", mutate.without("TasksRun", "ArnLike"), "access", "Assuming the roles of tasks", scenario="least"
    ),
    Mutation("sign-ins from anywhere", mutate.without("RunnerSignsIn", "IpAddress"), "access", "Signing in", scenario="narrow"),
    Mutation(
        "addresses that nobody asked for",
        mutate.condition("RunnerSignsIn", "IpAddress", "aws:SourceIp", "203.0.113.0/24"),
        "roles",
        "web identity",
    ),
    Mutation(
        "every role of the account", mutate.put("TaskManagerAssumes", Principal=_ROOT), "access", "Assuming the roles of tasks"
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
    Mutation(
        "a managed policy for everything, unread",
        mutate.role("task", lambda role: role.attached.append(_ADMIN_POLICY)),
        "lint",
        "wide",
    ),
    Mutation(
        "AWS's policy beside the scoped one",
        mutate.role("execution", lambda role: role.attached.append(_EXECUTION_POLICY)),
        "access",
        "Starting a task",
        scenario="narrow",
    ),
    Mutation(
        "every repository",
        mutate.edit("PullImages", "Resource", "repository/runner", "repository/*"),
        "lint",
        "wide",
        scenario="narrow",
    ),
    Mutation(
        "repositories of a like name",
        mutate.edit("PullImages", "Resource", "repository/runner", "repository/runner*"),
        "access",
        "Starting a task",
        scenario="narrow",
    ),
    Mutation(
        "every log group of AWS's",
        mutate.edit("WriteTaskLogs", "Resource", "/aws/ecs/narrow", "/aws/*"),
        "access",
        "Starting a task",
        scenario="narrow",
    ),
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
    *(
        Mutation(f"a bucket of any account, in {sid}", mutate.put(sid, Condition=None), "access", "A job and its bucket")
        for sid in ("ListBucket", "ReadWriteObjects", "DeleteLocks")
    ),
    *(
        Mutation(
            f"{what} forgotten",
            mutate.edit("DenyObjectsToOthers", "Action", action, "s3:RestoreObject"),
            "access",
            _OBJECTS,
            scenario="least",
        )
        for what, action in {
            "reading, for whatever reason,": "s3:GetObject*",
            "replicas": "s3:Replicate*",
            "replication of what is there": "s3:InitiateReplication",
            "keys of what is there": "s3:UpdateObject*",
        }.items()
    ),
    Mutation("customers' keys", mutate.drop("DenyCustomerKeys"), "access", _ENCRYPTION, scenario="least"),
    Mutation(
        "customers' keys in replicas",
        mutate.put("DenyCustomerKeys", Action="s3:PutObject"),
        "access",
        _ENCRYPTION,
        scenario="existing",
    ),
    Mutation("other KMS keys", mutate.drop("DenyOtherKmsKeys"), "access", _ENCRYPTION),
    Mutation("a key demanded", mutate.without("DenyOtherKmsKeys", "Null"), "access", _ENCRYPTION),
    Mutation("a key demanded, unread", mutate.without("DenyOtherKmsKeys", "Null"), "lint", "operator"),
    Mutation("the bucket's own key denied", mutate.without("DenyOtherKmsKeys", "ArnNotEquals"), "access", _ENCRYPTION),
    Mutation(
        "other keys for what is there",
        mutate.put("DenyOtherKmsKeys", Action=["s3:PutObject", "s3:ReplicateObject"]),
        "access",
        _ENCRYPTION,
        scenario="guarded",
    ),
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
        _OBJECTS,
        scenario="least",
    ),
    Mutation(
        "Terraform locked out",
        mutate.put("DenyObjectsToOthers", Action="s3:*"),
        "access",
        "Managing the bucket",
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
