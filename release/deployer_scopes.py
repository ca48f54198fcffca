"""The resources that a deployer's permissions are limited to, by names and paths if AWS supports that."""

from dataclasses import dataclass

from modules.core.names import MAX_PREFIX, patterns

# The variables of the templates.
VARIABLES = {
    "partition": "`aws`, `aws-cn` or `aws-us-gov`",
    "account_id": "the account ID",
    "region": "the region of the runner",
    "name_prefix": f"the prefix of the runners' IDs, at most {MAX_PREFIX} characters; for a single runner, its ID",
    "bucket_name": "the bucket's name, with `*` as a wildcard: the name prefix and `*-artifacts`, such as"
    " `my-runner*-artifacts`; `*-state` in the `registered-runner` modules; or `s3_bucket_name`",
    "iam_role_path": "the input of that name; `/` if it is not set",
    "oidc_hostname": "the input of that name; for Humanitec, `oidc.humanitec.dev` if it is not set",
    "boundary_arn": "`iam_role_permissions_boundary`; in `deployer-boundary.json` only",
}


@dataclass(frozen=True)
class Scope:
    """The resources of several actions, in one statement of a policy; `wide` is why they can't be limited further."""

    sid: str
    resources: tuple[str, ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()  # operator, key, values
    wide: str = ""


def _in(service: str, resource: str, *, region: str = "${region}") -> str:
    return f"arn:${{partition}}:{service}:{region}:${{account_id}}:{resource}"


def _role(name: str) -> str:
    return _in("iam", f"role${{iam_role_path}}{name}", region="")


_NAMES = patterns("${name_prefix}")
_ANY = _NAMES.runner_id  # prefix of the names of alarms, rules and the topic
_ROLE_ARNS = (_role(_NAMES.task_manager_role), _role(_NAMES.execution_role), _role(_NAMES.task_role))
_MANAGED = "arn:${partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_POLICIES = (_MANAGED, _in("iam", "policy/*", region=""))
_BUCKET = "arn:${partition}:s3:::${bucket_name}"
_NETWORK = (
    "elastic-ip",
    "internet-gateway",
    "natgateway",
    "route-table",
    "security-group",
    "security-group-rule",
    "subnet",
    "vpc",
    "vpc-endpoint",
)

ROLES = Scope("Roles", _ROLE_ARNS)
ATTACHMENTS = Scope("Attachments", _ROLE_ARNS, (("ArnLike", "iam:PolicyARN", _POLICIES),))
OIDC = Scope("OidcProvider", (_in("iam", "oidc-provider/${oidc_hostname}", region=""),))
OIDC_DELETION = Scope("DeleteOidcProvider", OIDC.resources)
FIRST_CLUSTER = Scope(
    "FirstCluster",
    (_in("iam", "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", region=""),),
    (("StringEquals", "iam:AWSServiceName", ("ecs.amazonaws.com",)),),
)
CLUSTER = Scope("Cluster", (_in("ecs", f"cluster/{_NAMES.cluster}"),))
BUCKET = Scope("Bucket", (_BUCKET,))
VERSIONS = Scope("ListVersions", (_BUCKET,))
OBJECTS = Scope("DeleteObjects", (f"{_BUCKET}/*",))
LOGS = Scope("LogGroups", (_in("logs", f"log-group:{_NAMES.tasks_log_group}"),))
ANY_LOGS = Scope("FindLogGroups", ("*",), wide="AWS supports no resource-level permissions for listing log groups.")
NETWORK = Scope(
    "Network",
    tuple(_in("ec2", f"{kind}/*") for kind in _NETWORK),
    wide="AWS generates the IDs of network resources, so permissions can't be limited by name.",
)
INTERFACES = Scope(
    "AddressesOfInterfaces",
    (_in("ec2", "network-interface/*"),),
    wide="AWS generates the IDs of NAT gateways' interfaces, and checks them when an address is disassociated.",
)
ANY_NETWORK = Scope("LookAtNetwork", ("*",), wide="AWS supports no resource-level permissions for describing networks.")
ENDPOINT_NAMES = Scope(
    "EndpointNames",
    ("arn:${partition}:route53:::hostedzone/*",),
    wide="The hosted zone of an endpoint's names belongs to AWS, which generates its ID.",
)
ALARMS = Scope("Alarms", (_in("cloudwatch", f"alarm:{_ANY}"),))
ANY_ALARMS = Scope(
    "LookAtAlarms", (_in("cloudwatch", "alarm:*"),), wide="AWS checks the permission for all alarms, not for the requested names."
)
DASHBOARDS = Scope("Dashboards", (_in("cloudwatch", f"dashboard/{_NAMES.dashboard}", region=""),))
RULES = Scope("EventRules", (_in("events", f"rule/{_ANY}"),))
TOPIC = Scope("Topic", (_in("sns", _ANY),))
EVENT_LOGS = Scope("EventLogGroups", (_in("logs", f"log-group:{_NAMES.events_log_group}"),))
LOG_POLICIES = Scope(
    "LogPolicies", ("*",), wide="AWS supports no resource-level permissions for resource policies of CloudWatch Logs."
)

# A deployer that can write a role's policies can do all that the role can. A boundary on every role limits that.
_BOUNDARY = (("ArnNotEquals", "iam:PermissionsBoundary", ("${boundary_arn}",)),)
UNBOUNDED = Scope("NoRoleWithoutBoundary", _ROLE_ARNS, _BOUNDARY)
BOUNDARY = Scope("BoundariesStay", _ROLE_ARNS)
