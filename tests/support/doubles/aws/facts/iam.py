"""IAM."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import ARN, Check, between, length, matches, name_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import IAM, NAMED
from tests.support.doubles.aws.place import Place
from tests.support.doubles.aws.texts import POLICY, URL
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_NAME = {"name", "name_prefix"}
# AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html. The provider's own pattern accepts more, except
# for two quotation marks, which this one doesn't have either.
_DESCRIPTION = r"[\t\n\r\x20-\x7E\xA1-\xFF]*"
_NOT_AN_ARN = Check(lambda text: not text.startswith("arn:"), "be the role's name, not its ARN")


def _tag_keys(account: "Account", place: Place, plan: Value) -> str | None:
    """Tag keys are unique without regard to case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
    """
    del account, place
    keys = Counter(key.lower() for key in plan["tags_all"] or {})
    if all(count == 1 for count in keys.values()):
        return None
    return "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive."


def _size(argument: str, limit: int, error: str) -> Callable[["Account", Place, Value], str | None]:
    """IAM counts a policy's characters without white space."""

    def refusal(account: "Account", place: Place, plan: Value) -> str | None:
        del account, place
        return error if len("".join(plan[argument].split())) > limit else None

    return refusal


def _inline_policies(account: "Account", place: Place, plan: Value) -> str | None:
    """All inline policies of a role count together."""
    del place
    others = [item for item in account.of_type("aws_iam_role_policy") if item["role"] == plan["role"]]
    texts = [plan["policy"], *(item["policy"] for item in others if item["name"] != plan["name"])]
    size = sum(len("".join(text.split())) for text in texts)
    return f"LimitExceeded: Maximum policy size of 10240 bytes exceeded for role {plan['role']}" if size > 10240 else None


def _attachments(account: "Account", place: Place, plan: Value) -> str | None:
    del place
    others = [item for item in account.of_type("aws_iam_role_policy_attachment") if item["role"] == plan["role"]]
    arns = {plan["policy_arn"], *(item["policy_arn"] for item in others)}
    return "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10" if len(arns) > 10 else None


# Limits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (those of an account without a raise)
FACTS = {
    "aws_iam_role": Facts(
        source="internal/service/iam/role.go resourceRole",
        replaced_by={*_NAME, "path"},
        defaults={"path": "/", "max_session_duration": 3600, "force_detach_policies": False},
        texts={"assume_role_policy": POLICY},
        checks={
            **name_of(64),
            "description": (length(0, 1000), matches(_DESCRIPTION)),
            "max_session_duration": (between(3600, 43200),),
            "path": (length(0, 512),),
            "permissions_boundary": (ARN,),
        },
        conflicts=(_NAME,),
        deprecated={"inline_policy", "managed_policy_arns"},
        values={**NAMED, "id": "{name}", "arn": f"{IAM}:role{{path}}{{name}}", "unique_id": "AROA{caps}"},
        refusals=(_tag_keys, _size("assume_role_policy", 2048, "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048")),
        unique=("name",),
        exists="EntityAlreadyExists: Role with this name already exists.",
        retried=("Invalid principal in policy", "ConcurrentModification"),  # retryCreateRole
        imported_by="name",
    ),
    # deleteRole detaches and deletes what the state says that the role has, and a refresh puts all of it there: so the policies
    # of a role go with it. Not modelled: without a refresh in between, AWS refuses with DeleteConflict.
    "aws_iam_role_policy": Facts(
        source="internal/service/iam/role_policy.go resourceRolePolicy",
        replaced_by={*_NAME, "role"},
        texts={"policy": POLICY},
        checks={**name_of(128), "role": (length(1, 128), _NOT_AN_ARN)},
        conflicts=(_NAME,),
        values={**NAMED, "id": "{role}:{name}"},
        refusals=(_inline_policies,),
        goes_with={"role": "aws_iam_role.name"},
    ),
    "aws_iam_role_policy_attachment": Facts(
        source="internal/service/iam/role_policy_attachment.go resourceRolePolicyAttachment",
        replaced_by={"role", "policy_arn"},
        checks={"policy_arn": (ARN,)},
        values={"id": "{role}/{policy_arn}"},
        refusals=(_attachments,),
        goes_with={"role": "aws_iam_role.name"},
        holds={"policy_arn": "aws_iam_policy.arn"},
    ),
    "aws_iam_policy": Facts(
        source="internal/service/iam/policy.go resourcePolicy",
        replaced_by={*_NAME, "path", "description"},
        defaults={"path": "/"},
        texts={"policy": POLICY},
        checks=name_of(128),
        conflicts=(_NAME,),
        values={**NAMED, "arn": f"{IAM}:policy{{path}}{{name}}", "id": "{arn}", "policy_id": "ANPA{caps}"},
        refusals=(_tag_keys, _size("policy", 6144, "LimitExceeded: Cannot exceed quota for PolicySize: 6144")),
        unique=("name",),
        exists="EntityAlreadyExists: A policy with this name already exists. Duplicate names are not allowed.",
        in_use="DeleteConflict: Cannot delete a policy attached to entities.",
    ),
    "aws_iam_openid_connect_provider": Facts(
        # Read in a version in which thumbprint_list was still required. That AWS fills it in, and that `[]` is never stable, is
        # from the documentation of 6.x and of CreateOpenIDConnectProvider.
        source="internal/service/iam/openid_connect_provider.go resourceOpenIDConnectProvider",
        replaced_by={"url"},
        texts={"url": URL},
        checks={"client_id_list": (length(1, 255),), "thumbprint_list": (length(40, 40),)},
        values={
            "arn": f"{IAM}:oidc-provider/{{host}}",
            "id": "{arn}",
            "thumbprint_list": ["06b25927c42a721631c1efd9431e648fa62e1e39"],
        },
        filled_if_empty={"thumbprint_list"},
        refusals=(_tag_keys,),
        unique=("arn",),
        exists="EntityAlreadyExists: Provider with this URL already exists.",
        imported_by="arn",
    ),
}
