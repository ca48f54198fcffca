"""What moto, which replaces AWS in the tests of tests/stand, lacks or doesn't check, and what is used instead.

A test tries each limit, and fails once moto supports it, so that the entry and its workaround can be removed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """One behavior of AWS that the tests with moto can't check."""

    name: str
    service: str
    what: str
    instead: str


_RULES = "IAM's rules"
_DOUBLES = "the doubles of the provider, for limits in its source and on AWS's pages"

LIMITS = (
    Limit("identity", "IAM", "Every caller can do everything: policies, boundaries and iam:PassRole aren't evaluated.", _RULES),
    Limit(
        "trust", "STS", "Any token signs in to any role, even to one that doesn't exist.", f"{_RULES}, with the token's claims"
    ),
    Limit(
        "bucket policy",
        "S3",
        "A denial applies regardless of its conditions: with the module's bucket policy, nobody can read or write objects.",
        f"the walk removes the policy, and evaluates each call with {_RULES}",
    ),
    Limit("keys", "KMS", "S3 and Secrets Manager use a disabled key, regardless of its policy.", _RULES),
    Limit(
        "documents",
        "all",
        "It accepts actions that don't exist, unknown elements of trust policies, inline policies of any size, and any text as a"
        " policy of a bucket, a VPC endpoint or log groups.",
        "the lint of the permission tests",
    ),
    Limit(
        "values",
        "all",
        "It accepts values that AWS's API description doesn't limit: days of a lifecycle, retention and alarm periods, names of"
        " capacity providers, ports, targets of routes, services of endpoints.",
        _DOUBLES,
    ),
    Limit(
        "tasks",
        "ECS",
        "A task runs immediately: its image, secrets, security groups and outbound access aren't checked.",
        "nothing: only a real deployment shows that",
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
        "AssociateKmsKey and DisassociateKmsKey don't exist: it returns status 500, which clients retry for minutes.",
        "log groups get their key when they are created",
    ),
    Limit(
        "key ARNs",
        "KMS",
        "EnableKey and DisableKey accept only a key's ID; for an ARN, they return status 500.",
        "tests pass the ID",
    ),
    Limit("quotas", "Service Quotas", "The quotas of Fargate don't exist.", "tests replace the answer"),
    Limit(
        "service-linked role",
        "IAM",
        "CreateServiceLinkedRole names the role of ECS AWSServiceRoleForecs.",
        "the tests create AWSServiceRoleForECS as a role with that path",
    ),
    Limit(
        "managed policies",
        "IAM",
        "AWS managed policies exist only with the setting `MOTO_IAM_LOAD_MANAGED_POLICIES`.",
        "the tests set it, for one account",
    ),
)
