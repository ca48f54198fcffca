"""What follows from the edition of the orchestrator, for literals; tests/terraform/test_root.py has the same in Terraform."""

from typing import Any

import pytest

from modules.core.editions import HUMANITEC
from modules.inputs import RunnerInputs
from modules.inputs.registered_runner import HumanitecRunnerInputs, RegisteredRunnerInputs, StellwerkRunnerInputs

LEAST: dict[str, Any] = {"region": "eu-west-1", "subnet_ids": ["subnet-0123456789abcdef0"]}
ISSUER = "oidc.example.com"


@pytest.mark.parametrize(
    ("inputs", "edition"),
    [
        ({"humanitec_org_id": "my-org"}, "humanitec"),
        ({"orchestrator_org_id": "my-org", "oidc_hostname": ISSUER}, "stellwerk"),
        ({"orchestrator_org_id": "my-org", "humanitec_org_id": "my-org", "oidc_hostname": ISSUER}, "stellwerk"),
        ({"humanitec_org_id": "my-org", "orchestrator": "stellwerk", "oidc_hostname": ISSUER}, "stellwerk"),
        ({"orchestrator_org_id": "my-org", "orchestrator": "humanitec"}, "humanitec"),
    ],
)
def test_the_edition_is_the_one_that_is_set_or_that_of_the_organization_id(inputs: dict[str, Any], edition: str) -> None:
    made = RunnerInputs(**LEAST, **inputs)
    assert made.edition == edition
    assert made.organization == "my-org"


def test_the_edition_determines_defaults_that_can_still_be_set() -> None:
    humanitec = RunnerInputs(**LEAST, humanitec_org_id="my-org")
    stellwerk = RunnerInputs(**LEAST, orchestrator_org_id="my-org", oidc_hostname=ISSUER)
    assert (humanitec.host, humanitec.family_prefix) == ("oidc.humanitec.dev", "humanitec_")
    assert (stellwerk.host, stellwerk.family_prefix) == (ISSUER, "platform_orchestrator_")
    assert (humanitec.thumbprints, stellwerk.thumbprints) == ([*HUMANITEC.oidc_thumbprints], None)
    own = RunnerInputs(
        **LEAST,
        humanitec_org_id="my-org",
        oidc_hostname=ISSUER,
        task_definition_family_prefix="platform_orchestrator_env_my-org_",
        oidc_thumbprints=["0" * 40],
    )
    assert (own.host, own.family_prefix, own.thumbprints) == (ISSUER, "platform_orchestrator_env_my-org_", ["0" * 40])


@pytest.mark.parametrize("inputs", [HumanitecRunnerInputs, StellwerkRunnerInputs])
@pytest.mark.parametrize("organization", ["humanitec_org_id", "orchestrator_org_id"])
def test_a_module_in_place_of_an_older_one_has_one_edition_whichever_id_is_set(
    inputs: type[RegisteredRunnerInputs], organization: str
) -> None:
    values: dict[str, Any] = {**LEAST, organization: "my-org", "oidc_hostname": ISSUER}
    made = inputs(**values)
    assert made.edition == inputs.orchestrator
    assert made.thumbprints is None  # as in the older modules
    with pytest.raises(TypeError, match="orchestrator"):
        inputs(**{**values, "orchestrator": "humanitec"})
