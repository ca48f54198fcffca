"""Who takes which role."""

from release.evidence.model import ELSEWHERE, Case, Section, Who, allow, deny, role

_WEB = "sts:AssumeRoleWithWebIdentity"
_TAKE = "sts:AssumeRole"
_AUDIENCE, _SUBJECT = "sts.amazonaws.com", "{org}+{runner}"
_EVERY = ("least", "existing", "everything")


def _token(why: str, *, allowed: bool = False, who: Who = "the orchestrator", on: str = "{task_manager}", **claims: str) -> Case:
    """Present a token; a claim that is empty is missing."""
    given = {"aud": _AUDIENCE, "sub": _SUBJECT, **claims}
    when = {f"{{issuer}}:{claim}": value for claim, value in given.items() if value}
    return Case(who, _WEB, on, allowed, why, when, _EVERY)


SIGN_IN = Section(
    "Signing in",
    [
        _token("This organization's token for this runner.", allowed=True),
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

ROLES = Section(
    "Taking the roles of tasks",
    [
        allow("ECS", _TAKE, "{task_role}", "Tasks run with it.", *_EVERY, aws__SourceAccount="{account}"),
        deny("ECS", _TAKE, "{task_role}", "Tasks of another account don't.", aws__SourceAccount=ELSEWHERE),
        deny("ECS", _TAKE, "{task_role}", "Nor does ECS on its own account."),
        allow("ECS", _TAKE, "{execution_role}", "ECS pulls images and reads secrets with it.", *_EVERY),
        deny("EC2", _TAKE, "{task_role}", "Only ECS.", aws__SourceAccount="{account}"),
        deny("Lambda", _TAKE, "{execution_role}", "Only ECS.", aws__SourceAccount="{account}"),
        allow("task manager", _TAKE, "{task_role}", "The orchestrator looks after objects between jobs."),
        deny("task manager", _TAKE, "{task_role}", "Not with task_role_assumable_by_task_manager = false.", "existing"),
        deny("task manager", _TAKE, "{execution_role}", "It is for ECS alone.", *_EVERY),
        deny("administrator", _TAKE, "{task_role}", "The trust names who takes it.", *_EVERY),
        deny("outsider", _TAKE, "{task_role}", "No other account is trusted."),
        deny("task role", _TAKE, role("admin"), "A job gets no further than its own role."),
    ],
)
