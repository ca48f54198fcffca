"""What moto, which plays AWS for the tests of tests/stand, lacks or doesn't check, and what does instead.

Each is tried: a test fails once moto can do it, so that the entry, and the way around it, go.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """One thing that the stand can't say about AWS."""

    name: str
    service: str
    what: str
    instead: str


_RULES = "IAM's rules"
_DOUBLES = "the doubles of the provider, for what its source and AWS's pages say"

LIMITS = (
    Limit("identity", "IAM", "Whoever calls may do everything: policies, boundaries and iam:PassRole aren't looked at.", _RULES),
    Limit(
        "trust", "STS", "Any token signs in to any role, even to one that doesn't exist.", f"{_RULES}, with the token's claims"
    ),
    Limit(
        "bucket policy",
        "S3",
        "A denial holds whatever its condition says: with the module's bucket policy nobody can read or write objects.",
        f"the walk removes the policy, and puts each call to {_RULES}",
    ),
    Limit("keys", "KMS", "S3 and Secrets Manager use a key that is disabled, whatever its policy says.", _RULES),
    Limit(
        "documents",
        "all",
        "Actions that don't exist, unknown elements of trust policies and inline policies of any size are accepted, and so is any"
        " text as a policy of a bucket, a VPC endpoint or log groups.",
        "the lint of the permission tests",
    ),
    Limit(
        "values",
        "all",
        "Values that AWS's description of its API doesn't limit are accepted: days of a lifecycle, retention and alarm periods,"
        " names of capacity providers, ports, targets of routes, services of endpoints.",
        _DOUBLES,
    ),
    Limit(
        "tasks",
        "ECS",
        "A task runs at once: image, secrets, security groups and the way out of its subnet aren't looked at.",
        "nothing: that is what a real deployment shows",
    ),
    Limit(
        "memory",
        "ECS",
        "RunTask fails for a container without `memory`, which AWS accepts on Fargate.",
        "the walk adds it to the orchestrator's request",
    ),
    Limit("revisions", "ECS", "After DeleteTaskDefinitions, revisions start at 1 again.", "nothing depends on it"),
    Limit(
        "simulator",
        "IAM",
        "SimulatePrincipalPolicy doesn't exist.",
        _RULES,
    ),
    Limit(
        "log keys",
        "CloudWatch Logs",
        "AssociateKmsKey and DisassociateKmsKey don't exist: status 500, which clients retry for minutes.",
        "log groups get their key when they are created",
    ),
    Limit(
        "key ARNs",
        "KMS",
        "EnableKey and DisableKey take a key's ID only; an ARN is answered with status 500.",
        "tests pass the ID",
    ),
    Limit("quotas", "Service Quotas", "The quotas of Fargate don't exist.", "tests put an answer in their place"),
    Limit(
        "service-linked role",
        "IAM",
        "CreateServiceLinkedRole calls the role of ECS AWSServiceRoleForecs.",
        "the stand creates AWSServiceRoleForECS as a role with that path",
    ),
    Limit(
        "managed policies",
        "IAM",
        "AWS's own policies exist only with a setting, `MOTO_IAM_LOAD_MANAGED_POLICIES`.",
        "the stand sets it, for one account",
    ),
)
