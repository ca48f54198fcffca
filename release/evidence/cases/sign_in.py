"""Who takes which role."""

from collections.abc import Sequence

from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, ecs, role

_WEB = "sts:AssumeRoleWithWebIdentity"
_TAKE = "sts:AssumeRole"
_AUDIENCE, _SUBJECT = "sts.amazonaws.com", "{org}+{runner}"
_EVERY = ("least", "existing", "narrow", "everything")


def _token(
    why: str,
    *,
    allowed: bool = False,
    who: Who = "the orchestrator",
    on: str = "{task_manager}",
    scenarios: Sequence[str] = _EVERY,
    address: str = "",
    **claims: str,
) -> Case:
    """Present a token; a claim that is empty is missing."""
    given = {"aud": _AUDIENCE, "sub": _SUBJECT, **claims}
    when = {f"{{issuer}}:{claim}": value for claim, value in given.items() if value}
    return Case(who, _WEB, on, allowed, why, {**when, **({"aws:SourceIp": address} if address else {})}, scenarios)


SIGN_IN = Section(
    "Signing in",
    [
        _token("From an address in allowed_source_cidrs.", allowed=True, scenarios=("narrow",), address="203.0.113.255"),
        _token("From an IPv6 address there.", allowed=True, scenarios=("narrow",), address="2001:db8::1"),
        _token("From another address.", scenarios=("narrow",), address="198.51.100.7"),
        _token("From another IPv6 address.", scenarios=("narrow",), address="2001:db9::1"),
        _token("Without allowed_source_cidrs, from anywhere.", allowed=True, scenarios=("least",), address="198.51.100.7"),
        _token("A token made for someone else.", aud="vault.example.com"),
        _token("A token that says not who it is for.", aud=""),
        _token("Another organization.", sub="another-org+{runner}"),
        _token("Another runner of the same organization.", sub="{org}+another-runner"),
        _token("Another organization whose name ends in this one's.", sub="x{org}+{runner}"),
        _token("Another runner whose id starts with this one's.", sub="{org}+{runner}-2"),
        _token("Case counts.", sub="{org}+{runner_in_capitals}"),
        _token("A wildcard in a token is a character.", sub="{org}+*"),
        _token("A token without a subject.", sub=""),
        _token("A token of another issuer, whatever it claims.", who="another issuer"),
        _token("The same issuer, as another account knows it.", who="the issuer in another account"),
        _token("The orchestrator signs in to nothing but the task manager role.", on="{task_role}"),
        _token("The orchestrator signs in to nothing but the task manager role.", on="{execution_role}"),
        deny("administrator", _TAKE, "{task_manager}", "Without a token nobody takes the role, whatever is allowed to them."),
        deny("outsider", _TAKE, "{task_manager}", "No other account is trusted."),
        deny("ECS", _TAKE, "{task_manager}", "Tasks never run as the orchestrator.", aws__SourceAccount="{account}"),
    ],
)


def _by_ecs(why: str, source: str, *, allowed: bool = False, account: str = "{account}") -> Case:
    """Let ECS take the task role for something, in the name of an account."""
    return Case("ECS", _TAKE, "{task_role}", allowed, why, {"aws:SourceAccount": account, "aws:SourceArn": source}, _EVERY)


ROLES = Section(
    "Assuming the roles of tasks",
    [
        _by_ecs("Tasks run with it.", ecs("task/{cluster}/1"), allowed=True),
        _by_ecs("Tasks of another account don't.", ecs("task/{cluster}/1", account=ELSEWHERE), account=ELSEWHERE),
        _by_ecs("Nor do those of another region.", ecs("task/{cluster}/1", region="{other_region}")),
        _by_ecs("Nor does another service in the name of this account.", "arn:{partition}:lambda:{region}:{account}:function:x"),
        deny("ECS", _TAKE, "{task_role}", "Nor does ECS without saying for whom."),
        deny("ECS", _TAKE, "{task_role}", "Nor for the account alone.", aws__SourceAccount="{account}"),
        allow("ECS", _TAKE, "{execution_role}", "ECS pulls images and reads secrets with it.", *_EVERY),
        deny("EC2", _TAKE, "{task_role}", "Only ECS.", aws__SourceAccount="{account}"),
        deny("Lambda", _TAKE, "{execution_role}", "Only ECS.", aws__SourceAccount="{account}"),
        allow("task manager", _TAKE, "{task_role}", "By default. The published orchestrator never does."),
        deny("task manager", _TAKE, "{task_role}", "Not with task_role_assumable_by_task_manager = false.", "existing"),
        deny("task manager", _TAKE, "{execution_role}", "It is for ECS alone.", *_EVERY),
        deny("administrator", _TAKE, "{task_role}", "The trust names who takes it.", *_EVERY),
        deny("outsider", _TAKE, "{task_role}", "No other account is trusted."),
        deny("task role", _TAKE, role("admin"), "A job gets no further than its own role."),
    ],
)
