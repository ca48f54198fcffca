"""KMS keys: whether they work, and whether a role can use them, by the key's policy and the role's."""

from collections.abc import Iterator

from .arns import is_arn, parse
from .context import Context, Json
from .model import Finding, fault
from .policies import Access, Decision, decide, load
from .simulation import Request

DESCRIBE, POLICY = "kms:DescribeKey", "kms:GetKeyPolicy"


def describe(context: Context, key: str, region: str) -> Json | None:
    """Read a key, by its ARN, ID or alias; None if it doesn't exist."""
    answer = context.find("kms", "DescribeKey", region=region, KeyId=key)
    return None if answer is None else answer["KeyMetadata"]


def problem(key: str, found: Json | None, region: str) -> Finding | None:
    """Return why a key can't be used for encryption, or None."""
    if is_arn(key) and parse(key).region != region:
        return fault(f"{key} is not in {region}", f"Use a key in {region}.")
    if found is None:
        return fault(f"the key {key} doesn't exist", "Use an existing key. Data that a deleted key encrypted is lost.")
    if found["KeyState"] == "PendingDeletion":
        return fault(
            f"{found['Arn']} is pending deletion, scheduled for {found.get('DeletionDate', 'an unknown date')}",
            f"aws kms cancel-key-deletion --key-id {found['Arn']}; then aws kms enable-key, with the same key ID.",
        )
    if found["KeyState"] != "Enabled":
        return fault(f"{found['Arn']} is {found['KeyState']}", f"aws kms enable-key --key-id {found['Arn']}")
    if found.get("KeySpec", "SYMMETRIC_DEFAULT") != "SYMMETRIC_DEFAULT":
        return fault(f"{found['Arn']} has the key spec {found['KeySpec']}", "Use a symmetric encryption key.")
    return None


def policy_of(context: Context, key: str, region: str) -> Json:
    """Read a key's policy; every key has one."""
    return load(context.read("kms", "GetKeyPolicy", region=region, KeyId=key, PolicyName="default")["Policy"])


def usable(
    context: Context, key: str, region: str, role: str, service: str, actions: tuple[str, ...], fix: str
) -> Iterator[Finding]:
    """Report what a role can't do with a key through a service: the key's policy allows it, or delegates to IAM policies."""
    policy = policy_of(context, key, region)
    account = parse(role).account
    via = {"kms:ViaService": service, "kms:CallerAccount": account}
    left: list[Request] = []
    for action in actions:
        access = Access(role, action, key, {**via, "aws:PrincipalArn": role, "aws:PrincipalAccount": account})
        decision = decide(policy, access)
        if decision in (Decision.DENY, Decision.NEITHER):
            yield fault(
                f"the policy of {key} doesn't let {parse(role).name} use {action} through {service}",
                "In the key's policy, enable IAM policies of the account, as examples/complete does, or allow the role.",
            )
        elif decide(policy, access, delegate=False) is not Decision.ALLOW:
            left.append(Request(role, action, key, {"kms:ViaService": service}))
    for request, answer in zip(left, context.simulate(left) if left else [], strict=True):
        if not answer.allowed:
            yield fault(f"{request} is denied by {answer.denied_by}", fix)
