"""Who can assume which role."""

from collections.abc import Sequence

from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, ecs, role

_WEB = "sts:AssumeRoleWithWebIdentity"
_ASSUME = "sts:AssumeRole"
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
    sent = {"aud": _AUDIENCE, "sub": _SUBJECT, **claims}
    when = {f"{{issuer}}:{claim}": value for claim, value in sent.items() if value}
    return Case(who, _WEB, on, allowed, why, {**when, **({"aws:SourceIp": address} if address else {})}, scenarios)


SIGN_IN = Section(
    "Signing in",
    [
        _token("From an address in allowed_source_cidrs.", allowed=True, scenarios=("narrow",), address="203.0.113.255"),
        _token("From an IPv6 address there.", allowed=True, scenarios=("narrow",), address="2001:db8::1"),
        _token("From another address.", scenarios=("narrow",), address="198.51.100.7"),
        _token("From another IPv6 address.", scenarios=("narrow",), address="2001:db9::1"),
        _token("Without allowed_source_cidrs, from anywhere.", allowed=True, scenarios=("least",), address="198.51.100.7"),
        _token("A token with another audience.", aud="vault.example.com"),
        _token("A token without an audience.", aud=""),
        _token("Another organization.", sub="another-org+{runner}"),
        _token("Another runner of the same organization.", sub="{org}+another-runner"),
        _token("Another organization whose name ends in this one's.", sub="x{org}+{runner}"),
        _token("Another runner whose ID starts with this one's.", sub="{org}+{runner}-2"),
        _token("The subject is case-sensitive.", sub="{org}+{runner_in_capitals}"),
        _token("A wildcard in a token is an ordinary character.", sub="{org}+*"),
        _token("A token without a subject.", sub=""),
        _token("A token of another issuer, with the same claims.", who="another issuer"),
        _token("The OIDC provider of another account, for the same issuer.", who="the issuer in another account"),
        _token("The orchestrator can sign in to the task manager role only.", on="{task_role}"),
        _token("The orchestrator can sign in to the task manager role only.", on="{execution_role}"),
        deny(
            "administrator",
            _ASSUME,
            "{task_manager}",
            "Nobody can assume the role without a token, regardless of their policies.",
        ),
        deny("outsider", _ASSUME, "{task_manager}", "No other account is trusted."),
        deny("ECS", _ASSUME, "{task_manager}", "Tasks can't run with this role.", aws__SourceAccount="{account}"),
    ],
)


def _by_ecs(why: str, source: str, *, allowed: bool = False, account: str = "{account}") -> Case:
    """Let ECS assume the task role for a resource, on behalf of an account."""
    return Case("ECS", _ASSUME, "{task_role}", allowed, why, {"aws:SourceAccount": account, "aws:SourceArn": source}, _EVERY)


ROLES = Section(
    "Assuming the roles of tasks",
    [
        _by_ecs("Tasks run with this role.", ecs("task/{cluster}/1"), allowed=True),
        _by_ecs("Tasks of another account can't.", ecs("task/{cluster}/1", account=ELSEWHERE), account=ELSEWHERE),
        _by_ecs("Tasks of another region can't.", ecs("task/{cluster}/1", region="{other_region}")),
        _by_ecs("Other services on behalf of this account can't.", "arn:{partition}:lambda:{region}:{account}:function:x"),
        deny("ECS", _ASSUME, "{task_role}", "ECS can't without naming an account and a resource."),
        deny("ECS", _ASSUME, "{task_role}", "ECS can't without naming a resource.", aws__SourceAccount="{account}"),
        allow("ECS", _ASSUME, "{execution_role}", "ECS pulls images and reads secrets with it.", *_EVERY),
        deny("EC2", _ASSUME, "{task_role}", "Only ECS can.", aws__SourceAccount="{account}"),
        deny("Lambda", _ASSUME, "{execution_role}", "Only ECS can.", aws__SourceAccount="{account}"),
        allow("task manager", _ASSUME, "{task_role}", "By default. The published orchestrator never does."),
        deny("task manager", _ASSUME, "{task_role}", "Not with task_role_assumable_by_task_manager = false.", "existing"),
        deny("task manager", _ASSUME, "{execution_role}", "Only ECS can.", *_EVERY),
        deny("administrator", _ASSUME, "{task_role}", "The trust policy doesn't include other roles.", *_EVERY),
        deny("outsider", _ASSUME, "{task_role}", "No other account is trusted."),
        deny("task role", _ASSUME, role("admin"), "Jobs can't assume other roles."),
    ],
)
