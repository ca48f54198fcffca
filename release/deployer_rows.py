"""Rows of the deployer's table: the API calls that the AWS provider makes for a resource type, with their place in its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release.deployer_scopes import Scope

_DRIFT = ", drift"


@dataclass(frozen=True)
class Call:
    """An IAM action, the function that calls it, and whether that happens only after changes made outside of Terraform."""

    action: str
    function: str
    drift: bool


@dataclass(frozen=True)
class Row:
    """The calls for a type; `file` is below internal/service of github.com/hashicorp/terraform-provider-aws, at 6.x.

    Each scope has lines `function: actions`. `function, drift` marks calls that happen only after changes made outside of
    Terraform, since the module never changes that argument. Instead of a function, a line may have the address of AWS's page.
    """

    file: str
    lines: Mapping[Scope, str]

    def calls(self, scope: Scope) -> Iterator[Call]:
        """List the calls on the resources of a scope."""
        for line in self.lines[scope].strip().splitlines():
            function, _, actions = line.strip().partition(": ")
            for action in actions.split():
                yield Call(action, function.removesuffix(_DRIFT), function.endswith(_DRIFT))


Table = Mapping[str, Row]
