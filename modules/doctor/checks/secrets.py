"""Secrets and parameters of the jobs: that they exist, and that the execution role can read them."""

from collections.abc import Iterator, Mapping

from ...core.partitions import dns_suffix
from ...inputs.job_variables import RESERVED
from ..arns import Arn, is_arn, parse
from ..configuration import Configuration
from ..context import Context, Json
from ..keys import DESCRIBE, POLICY, describe, problem, usable
from ..model import Finding, fault, ok, skipped, warning
from ..registry import check
from ..simulation import Request
from .permissions import SIMULATE, judged

_LINK = "a-task-doesnt-start"
_READ = ("secretsmanager:DescribeSecret", "ssm:DescribeParameters")
_NONE = "the runner has no secrets"
_ACTIONS = {"secretsmanager": "secretsmanager:GetSecretValue", "ssm": "ssm:GetParameters"}


def _arns(configuration: Configuration) -> Mapping[str, Arn]:
    """List the secrets by environment variable, without the JSON key and version that an ARN may end with."""
    found = {name: parse(text) for name, text in sorted(configuration.secrets.items()) if is_arn(text)}
    return {
        name: Arn(arn.partition, arn.service, arn.region, arn.account, ":".join(arn.resource.split(":")[:2]))
        for name, arn in found.items()
    }


def _describe(context: Context, arn: Arn) -> Json | None:
    """Read the metadata of a secret or parameter, never its value."""
    if arn.service == "secretsmanager":
        return context.find("secretsmanager", "DescribeSecret", region=arn.region, SecretId=str(arn))
    name = arn.resource.removeprefix("parameter/")
    names = [f"/{name}"] if "/" in name else [name, f"/{name}"]  # whether a name begins with a slash is not visible in the ARN
    filters = [{"Key": "Name", "Option": "Equals", "Values": names}]
    parameters = context.read("ssm", "DescribeParameters", region=arn.region, ParameterFilters=filters)["Parameters"]
    return parameters[0] if parameters else None


def _stages(secret: Json) -> set[str]:
    return {stage for stages in secret.get("VersionIdsToStages", {}).values() for stage in stages}


@check("secrets.names", "No name is set twice, or by the orchestrator", link="a-variable-is-set-twice")
def names(context: Context) -> Iterator[Finding]:
    """ECS rejects a task definition with a name in both lists."""
    plain, secret = set(context.configuration.environment), set(context.configuration.secrets)
    if twice := sorted(plain & secret):
        yield fault(
            f"in both environment and secrets: {', '.join(twice)}", "Remove it from one of them, apply, and register again."
        )
    if reserved := sorted((plain | secret) & set(RESERVED)):
        yield fault(f"the Platform Orchestrator sets {', '.join(reserved)} itself", "Use other names, apply, and register again.")
    yield ok(f"{len(plain)} in environment, {len(secret)} in secrets")


@check("secrets.exist", "Secrets and parameters exist", link=_LINK, calls=_READ, depends_on=("place.account",))
def exist(context: Context) -> Iterator[Finding]:
    """ECS reads all of them before a task starts."""
    known = context.configuration
    if not known.secrets:
        yield skipped(_NONE)
        return
    for name, text in known.secrets.items():
        if not is_arn(text) or parse(text).service not in _ACTIONS:
            yield fault(
                f"{name} is {text!r}, which is not the ARN of a secret or parameter", "Set the ARN, apply, and register again."
            )
    for name, arn in _arns(known).items():
        found = _describe(context, arn)
        if found is None:
            yield fault(f"{name}: {arn} doesn't exist", "Create it, or remove it from secrets, apply, and register again.")
        elif found.get("DeletedDate"):
            yield fault(f"{name}: {arn} is pending deletion", f"aws secretsmanager restore-secret --secret-id {arn}")
        elif arn.service == "secretsmanager" and "AWSCURRENT" not in _stages(found):
            fix = f"aws secretsmanager put-secret-value --secret-id {arn} --secret-string ..."
            yield fault(f"{name}: {arn} has no value", fix)
        elif arn.region != known.region:
            yield warning(
                f"{name} is in {arn.region}, but the runner is in {known.region}",
                "Replicate it to the runner's region: otherwise, tasks can start only if both regions work.",
            )
    yield ok(f"{len(known.secrets)} exist")


@check(
    "secrets.permissions",
    "The execution role can read secrets and parameters",
    link=_LINK,
    calls=SIMULATE,
    depends_on=("secrets.exist", "identity.execution-role-policies"),
)
def permissions(context: Context) -> Iterator[Finding]:
    """ECS reads them with this role."""
    known = context.configuration
    arns = _arns(known)
    if not arns:
        yield skipped(_NONE)
        return
    requests = [Request(known.execution_role_arn, _ACTIONS[arn.service], str(arn), about=name) for name, arn in arns.items()]
    yield from judged(
        context,
        requests,
        [],
        "Make sure that secrets of the module contains it, and run terraform apply to grant the role access.",
    )


@check(
    "secrets.keys",
    "The KMS keys of secrets and parameters are enabled, and the execution role can use them",
    link=_LINK,
    calls=(*_READ, DESCRIBE, POLICY, *SIMULATE),
    depends_on=("secrets.exist", "identity.execution-role-policies"),
)
def keys(context: Context) -> Iterator[Finding]:
    """AWS managed keys need no permission."""
    known = context.configuration
    used = []
    problems: list[Finding] = []
    for arn in _arns(known).values():
        found = _describe(context, arn) or {}
        key_id = found.get("KmsKeyId") or found.get("KeyId")
        if not key_id or key_id.rpartition("alias/")[2].startswith("aws/"):
            continue
        key = describe(context, key_id, arn.region)
        if key and key.get("KeyManager") == "AWS":
            continue
        mine = key is not None and key["Arn"] == known.kms_key_arn  # state.key checks whether that one works
        if not mine and (trouble := problem(key_id, key, arn.region)):
            problems.append(trouble)
            continue
        key_arn = key["Arn"] if key else key_id
        used.append(key_arn)
        service = f"{arn.service}.{arn.region}.{dns_suffix(known.place.partition)}"
        fix = "Add the key to secrets_kms_key_arns, and apply."
        problems += usable(context, key_arn, arn.region, known.execution_role_arn, service, ("kms:Decrypt",), fix)
    if problems:
        yield from dict.fromkeys(problems)
    elif used:
        yield ok(", ".join(sorted(set(used))))
    else:
        yield skipped("only AWS managed keys are used")
