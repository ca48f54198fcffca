"""Inputs that select the edition of the Platform Orchestrator, and the organization there."""

from collections.abc import Mapping

from ..core.declarations import Inputs, Requirement, variable
from ..core.editions import EDITIONS, HUMANITEC, STELLWERK
from ..core.expressions import (
    and_,
    apply,
    conditional,
    empty_if_null,
    equal,
    first_set,
    hcl,
    implies,
    jsonencode,
    not_null,
    or_,
    shown,
)
from ..core.rules import one_of
from .formats import orchestrator_id


class EditionInputs(Inputs):
    """The edition of the Platform Orchestrator, which determines defaults. A subclass may fix it with a class variable."""

    heading = "Platform Orchestrator"

    orchestrator: str | None = variable(one_of([each.name for each in EDITIONS], "Use the edition that you have."), default=None)
    """Edition of the Platform Orchestrator: `humanitec` (hosted) or `stellwerk` (self-hosted). It determines the defaults of
    `task_definition_family_prefix`, `oidc_hostname` and `oidc_thumbprints`, in the modules that have them. null: `stellwerk` if
    `orchestrator_org_id` is set, otherwise `humanitec`."""

    @property
    def edition(self) -> str:
        """The edition's name."""
        return first_set(self.orchestrator, self._edition_by_default)  # type: ignore[no-any-return]

    def of_edition(self, values: Mapping[str, str]) -> str:
        """Return the edition's value; empty if it has none."""
        return apply(  # type: ignore[no-any-return]
            lambda name: values.get(name, ""), lambda name: f'lookup({hcl(values)}, {name}, "")', self.edition
        )

    @property
    def _edition_by_default(self) -> str:
        return HUMANITEC.name


class OrganizationInputs(EditionInputs):
    """The organization that the runner belongs to."""

    heading = "Platform Orchestrator"

    orchestrator_org_id: str | None = variable(
        orchestrator_id(50, "Copy the organization's ID from the Platform Orchestrator."), default=None, origin="C"
    )
    """ID of your organization in the Platform Orchestrator. null: `humanitec_org_id`; one of the two must be set. Must be known
    at plan unless `orchestrator` is set: an unknown edition would replace the OIDC provider."""
    humanitec_org_id: str | None = variable(
        orchestrator_id(50, "Copy the organization's ID from the Platform Orchestrator."), default=None, origin="A B C"
    )
    """ID of your organization in Humanitec's edition. null: `orchestrator_org_id`. If both are set, they must be equal."""

    @property
    def organization(self) -> str:
        """The organization's ID, from either input; empty if neither is set, which a requirement refuses."""
        one, other = self.orchestrator_org_id, self.humanitec_org_id
        return conditional(not_null(one), one, empty_if_null(other))  # type: ignore[no-any-return]

    @property
    def _edition_by_default(self) -> str:
        return conditional(not_null(self.orchestrator_org_id), STELLWERK.name, HUMANITEC.name)  # type: ignore[no-any-return]

    def _requirements(self) -> list[Requirement]:
        one, other = self.orchestrator_org_id, self.humanitec_org_id
        at = ("aws_iam_role.ecs_task_manager",)
        return [
            Requirement(
                holds=or_(not_null(one), not_null(other)),
                message="orchestrator_org_id or humanitec_org_id must be set; got null. Set the ID of your organization:"
                " orchestrator_org_id for Stellwerk, humanitec_org_id for Humanitec.",
                at=at,
            ),
            Requirement(
                # As JSON, which is unknown until all of it is known: if only the end of a string is unknown, Terraform may
                # already know that the two differ, and still be unable to show the message.
                holds=implies(and_(not_null(one), not_null(other)), equal(jsonencode(one), jsonencode(other))),
                message=f"humanitec_org_id must be equal to orchestrator_org_id; got {shown(other)} and {shown(one)}. Omit one"
                " of them.",
                at=at,
            ),
        ]
