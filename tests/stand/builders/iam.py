"""Roles, their policies, and the OIDC provider."""

from tests.stand.model import Builder, Json, Place, given, tags


def oidc_provider(stand: Place, values: Json) -> None:
    """Create the provider; AWS determines thumbprints that aren't set."""
    stand.client("iam").create_open_id_connect_provider(
        Url=values["url"],
        ClientIDList=values["client_id_list"],
        **given(ThumbprintList=values["thumbprint_list"], Tags=tags(values)),
    )


def role(stand: Place, values: Json) -> None:
    """Create a role."""
    made = stand.client("iam").create_role(
        RoleName=values["name"],
        Path=values["path"],
        AssumeRolePolicyDocument=values["assume_role_policy"],
        MaxSessionDuration=values["max_session_duration"],
        **given(Description=values["description"], PermissionsBoundary=values["permissions_boundary"], Tags=tags(values)),
    )["Role"]
    stand.translated.learn(values["unique_id"], made["RoleId"])


def role_policy(stand: Place, values: Json) -> None:
    """Write a policy into a role."""
    stand.client("iam").put_role_policy(RoleName=values["role"], PolicyName=values["name"], PolicyDocument=values["policy"])


def attachment(stand: Place, values: Json) -> None:
    """Attach a policy to a role; it has to exist."""
    stand.client("iam").attach_role_policy(RoleName=values["role"], PolicyArn=values["policy_arn"])


BUILDERS: list[tuple[str, Builder]] = [
    ("aws_iam_openid_connect_provider", oidc_provider),
    ("aws_iam_role", role),
    ("aws_iam_role_policy", role_policy),
    ("aws_iam_role_policy_attachment", attachment),
]
