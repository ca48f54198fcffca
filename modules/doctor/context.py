"""What a check works with: the configuration, AWS, IAM's simulator and HTTPS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .configuration import Configuration
from .errors import AwsError, Kind
from .model import Check
from .simulation import Answer, Request, simulate
from .web import fetch

if TYPE_CHECKING:  # boto3 is for those who run the checks, not for those who only list them
    from .aws import Aws

Json = dict[str, Any]
Simulate = Callable[["Context", Sequence[Request]], list[Answer]]


class UndeclaredCallError(Exception):
    """A check made a call that it doesn't declare, so that the list of calls and the policy lack it."""


@dataclass(frozen=True, kw_only=True)
class Doctor:
    """What all checks share."""

    configuration: Configuration
    aws: "Aws"
    offline: bool = False
    simulate: Simulate = simulate
    fetch: Callable[[str], Json] = fetch


@dataclass(frozen=True)
class Context:
    """The same for one check, which can make only the calls that it declares."""

    doctor: Doctor
    check: Check

    @property
    def configuration(self) -> Configuration:
        """The runner."""
        return self.doctor.configuration

    def read(self, service: str, operation: str, *, region: str | None = None, **parameters: Any) -> Json:
        """Make a read-only call; raises AwsError."""
        self._declared(f"{service}:{operation}")
        return self.doctor.aws.read(service, operation, region, **parameters)

    def find(self, service: str, operation: str, *, region: str | None = None, **parameters: Any) -> Json | None:
        """Make a call, and return None if the resource is not found; raises AwsError for all other errors."""
        try:
            return self.read(service, operation, region=region, **parameters)
        except AwsError as error:
            if error.kind is Kind.NOT_FOUND:
                return None
            raise

    def simulate(self, requests: Sequence[Request]) -> list[Answer]:
        """Ask IAM whether a role's own policies allow requests; raises AwsError."""
        self._declared("iam:SimulatePrincipalPolicy")
        return self.doctor.simulate(self, requests)

    def fetch(self, url: str) -> Json:
        """Get JSON over HTTPS; raises WebError."""
        return self.doctor.fetch(url)

    def _declared(self, call: str) -> None:
        if call not in self.check.calls:
            raise UndeclaredCallError(f"{self.check.id} declares {self.check.calls}, and calls {call}")
