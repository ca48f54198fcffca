"""Calls AWS through boto3: each call is made once, counted, and retried by botocore, and its errors are classified."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own: no endpoint, or a timeout
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from .errors import AwsError, Kind

Json = dict[str, Any]

# The standard mode retries throttling, timeouts and 5xx errors with exponential backoff:
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=16,
    user_agent_extra="ecs-runner-doctor",
)


_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "Forbidden", "UnauthorizedOperation", "403"}
_THROTTLED = {
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "TooManyRequestsException",
}
_NOT_FOUND = {"404", "NotFound", "NotFoundException"}


def classify(call: str, error: Exception) -> AwsError:
    """Classify an error of botocore."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return AwsError(call, _kind(code, status), code, error.response.get("Error", {}).get("Message") or code)
    if isinstance(error, ResponseParserError):  # a proxy's page, for example; its text is in the error
        return AwsError(call, Kind.NETWORK, type(error).__name__, "the answer isn't one of AWS's API")
    kind = Kind.OTHER
    if isinstance(error, (ConnectionError, HTTPClientError)):
        kind = Kind.NETWORK
    elif isinstance(
        error, (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, SSOError, TokenRetrievalError)
    ):
        kind = Kind.CREDENTIALS
    return AwsError(call, kind, type(error).__name__, str(error))


def _kind(code: str, status: int | None) -> Kind:
    if code in _CREDENTIALS:
        return Kind.CREDENTIALS
    if code in _DENIED or code.endswith(("AccessDenied", "AccessDeniedException")):
        return Kind.DENIED
    if code in _THROTTLED or code.startswith("Throttl") or status == 429:
        return Kind.THROTTLED
    if code in _NOT_FOUND or "NotFound" in code or "NoSuch" in code:
        return Kind.NOT_FOUND
    return Kind.OTHER


class Aws:
    """Clients of one session; the same call is made once, for all checks and threads that need its answer."""

    def __init__(self, session: boto3.Session, region: str, on_call: Callable[[str], None] | None = None) -> None:
        self.region = region
        self.counts: Counter[str] = Counter()  # calls made, pages included
        self.retries = 0
        self._session = session
        self._on_call = on_call
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._answers: dict[str, Future[Json]] = {}

    def read(self, service: str, operation: str, region: str | None = None, **parameters: Any) -> Json:
        """Make a call, with all its pages, or return its cached answer; raises AwsError."""
        key = json.dumps([service, operation, region, parameters], sort_keys=True)
        with self._lock:
            first = key not in self._answers
            answer = self._answers.setdefault(key, Future())
        if first:
            try:
                answer.set_result(self._call(service, operation, region or self.region, parameters))
            except (ClientError, BotoCoreError, ResponseParserError) as error:
                answer.set_exception(classify(f"{service}:{operation}", error))
            except BaseException as error:
                answer.set_exception(error)
                raise
        return answer.result()

    def forget(self, services: Collection[str] | None = None) -> None:
        """Clear the cached answers, of all services or only of these, and the counts."""
        with self._lock:
            for key in [key for key in self._answers if services is None or json.loads(key)[0] in services]:
                del self._answers[key]
            self.counts.clear()
            self.retries = 0

    def _call(self, service: str, operation: str, region: str, parameters: Json) -> Json:
        client = self._client(service, region)
        method = xform_name(operation)
        if client.can_paginate(method):
            whole: Json = client.get_paginator(method).paginate(**parameters).build_full_result()
            return whole
        answer: Json = getattr(client, method)(**parameters)
        return answer

    def _client(self, service: str, region: str) -> Any:
        with self._lock:  # sessions are not thread-safe; clients are
            if (service, region) not in self._clients:
                client = self._session.client(service, region_name=region, config=CONFIG)
                client.meta.events.register("before-call", self._count)
                client.meta.events.register("before-send", self._count_attempt)
                self._clients[service, region] = client
            return self._clients[service, region]

    def _count(self, model: Any, context: Json, **_: Any) -> None:
        call = f"{model.service_model.service_name}:{model.name}"
        context["doctor-attempts"] = 0
        with self._lock:
            self.counts[call] += 1
        if self._on_call:
            self._on_call(call)

    def _count_attempt(self, request: Any, **_: Any) -> None:
        context = request.context
        context["doctor-attempts"] = context.get("doctor-attempts", 0) + 1
        if context["doctor-attempts"] > 1:
            with self._lock:
                self.retries += 1
