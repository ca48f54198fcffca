"""One row of the deployer's table: the API calls that the AWS provider makes for a type of resource, and where it makes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release.deployer_scopes import Scope

_DRIFT = ", drift"


@dataclass(frozen=True)
class Call:
    """An IAM action, the function that calls it, and whether only a change made outside of Terraform leads there."""

    action: str
    function: str
    drift: bool


@dataclass(frozen=True)
class Row:
    """The calls for a type; `file` is below internal/service of github.com/hashicorp/terraform-provider-aws, at 6.x.

    For each scope there are lines `function: actions`. With `function, drift`, only a change made outside of Terraform leads
    there, since the module never changes that argument. In the place of a function, there may be the address of AWS's page.
    """

    file: str
    lines: Mapping[Scope, str]

    def calls(self, scope: Scope) -> Iterator[Call]:
        """List the calls on what a scope names."""
        for line in self.lines[scope].strip().splitlines():
            function, _, actions = line.strip().partition(": ")
            for action in actions.split():
                yield Call(action, function.removesuffix(_DRIFT), function.endswith(_DRIFT))


Table = Mapping[str, Row]
