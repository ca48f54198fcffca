"""Signing in: the OIDC provider, the trust policy, and the issuer."""

from collections.abc import Iterator

from ..context import Context
from ..model import Finding, fault, ok, warning
from ..policies import Access, Decision, decide
from ..registry import check
from ..web import WebError
from .identity import role

_LINK = "the-orchestrator-cant-sign-in"
AUDIENCE = "sts.amazonaws.com"
_ACTION = "sts:AssumeRoleWithWebIdentity"
# The address that the orchestrator calls from is unknown here; `allowed_source_cidrs` may restrict it.
_UNKNOWN = frozenset({"aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce"})


@check(
    "sign-in.provider",
    "The OIDC provider matches the issuer, with STS as audience",
    link=_LINK,
    calls=("iam:GetOpenIDConnectProvider",),
    needs=("oidc_provider_arn", "oidc_hostname"),
    depends_on=("place.account",),
)
def provider(context: Context) -> Iterator[Finding]:
    """Compare it with the issuer; an account can have one for each host."""
    arn, host = context.configuration.oidc_provider_arn, context.configuration.oidc_hostname
    found = context.find("iam", "GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
    if found is None:
        yield fault(
            f"the OIDC provider {arn} doesn't exist", "Run terraform apply, or set existing_oidc_provider_arn to an existing one."
        )
        return
    url = found["Url"].removeprefix("https://")
    if url != host:
        yield fault(
            f"the OIDC provider is for {url}, but the issuer is {host}", "Use an OIDC provider for the host in oidc_hostname."
        )
    if AUDIENCE not in found.get("ClientIDList", []):
        yield fault(
            f"the OIDC provider has the client IDs {', '.join(found.get('ClientIDList', [])) or 'none'}, without {AUDIENCE}",
            f"aws iam add-client-id-to-open-id-connect-provider --client-id {AUDIENCE} --open-id-connect-provider-arn {arn}",
        )
    yield ok(f"{url}, for {AUDIENCE}")


@check(
    "sign-in.trust-policy",
    "The task manager role trusts this runner of this organization, and no other",
    link=_LINK,
    calls=("iam:GetRole",),
    needs=("oidc_provider_arn", "oidc_hostname", "organization_id"),
    depends_on=("identity.task-manager-role", "sign-in.provider"),
)
def trust_policy(context: Context) -> Iterator[Finding]:
    """Evaluate the trust policy for the token that the orchestrator sends, and for other tokens."""
    known = context.configuration
    found = role(context, known.task_manager_role_arn)
    trust = found["AssumeRolePolicyDocument"] if found else {}
    host, subject = known.oidc_hostname, f"{known.organization_id}+{known.runner_id}"

    def decision(sub: str, aud: str = AUDIENCE, issuer: str = known.oidc_provider_arn or "") -> Decision:
        context_keys = {f"{host}:sub": sub, f"{host}:aud": aud}
        return decide(trust, Access(issuer, _ACTION, context=context_keys, unknown=_UNKNOWN))

    fix = "Run terraform apply to restore the trust policy. Check that the runner is registered with this ID and organization."
    mine = decision(subject)
    if mine in (Decision.DENY, Decision.NEITHER):
        yield fault(f"the trust policy doesn't let {subject} sign in through {host}", fix)
        return
    others = {
        f"another runner, {subject}x": decision(f"{subject}x"),
        f"another organization, x{subject}": decision(f"x{subject}"),
        "another audience": decision(subject, "example.com"),
    }
    if open_to := [name for name, each in others.items() if each in (Decision.ALLOW, Decision.UNKNOWN)]:
        yield fault(f"the trust policy also accepts {' and '.join(open_to)}", fix)
    elif mine is Decision.UNKNOWN:
        yield warning(
            f"{subject} is trusted, with a condition on the orchestrator's address, which can't be checked",
            "Compare allowed_source_cidrs with the addresses of the orchestrator.",
        )
    else:
        yield ok(f"{subject}, signed by {host}")


@check(
    "sign-in.issuer",
    "The issuer's discovery document and keys can be read over HTTPS",
    link=_LINK,
    needs=("oidc_hostname",),
    depends_on=("place.account",),  # without a network, this one isn't the cause
    online=True,
)
def issuer(context: Context) -> Iterator[Finding]:
    """STS uses both to verify a token: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig."""
    url = f"https://{context.configuration.oidc_hostname}"
    fix = "STS must reach the issuer over the internet. Set oidc_hostname to the issuer of this installation of the orchestrator."
    try:
        document = context.fetch(f"{url}/.well-known/openid-configuration")
        if document.get("issuer") != url:
            yield fault(f"the discovery document at {url} has the issuer {document.get('issuer')!r}", fix)
        keys = context.fetch(str(document.get("jwks_uri"))).get("keys")
    except WebError as error:
        yield fault(str(error), fix)
        return
    usable = [key for key in keys or [] if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"]
    if usable:
        yield ok(f"{url}, with {len(usable)} {'key' if len(usable) == 1 else 'keys'} for signatures")
    else:
        yield fault(f"{document.get('jwks_uri')} has no RSA or EC key for signatures", fix)
