"""Why a call to AWS failed. Checks use it without boto3, so that their documentation is generated without it."""

from enum import StrEnum


class Kind(StrEnum):
    """Why a call failed."""

    DENIED = "denied"
    THROTTLED = "throttled"
    NETWORK = "no connection"
    NOT_FOUND = "not found"
    CREDENTIALS = "credentials"
    OTHER = "failed"


class AwsError(Exception):
    """A call that failed."""

    def __init__(self, call: str, kind: Kind, code: str, message: str) -> None:
        super().__init__(f"{call}: {message}")
        self.call, self.kind, self.code, self.message = call, kind, code, message
