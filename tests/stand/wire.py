"""What comes over the wire: each call by service and action, and errors in place of answers.

Formats: https://smithy.io/2.0/aws/protocols/index.html
"""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
_OPERATION = re.compile(r"/operation/(\w+)$")  # of the protocol that CloudWatch speaks

# S3 has no name for an action in its requests: IAM's name for it, by method, for a bucket and for an object.
_S3 = {
    ("GET", False): "ListBucket",
    ("HEAD", False): "ListBucket",
    ("GET", True): "GetObject",
    ("HEAD", True): "GetObject",
    ("PUT", True): "PutObject",
    ("DELETE", True): "DeleteObject",
}

Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True)
class Call:
    """One call."""

    service: str  # as it is signed: ecs, monitoring
    action: str  # its name in the API; of an object or its bucket, IAM's; of other calls of S3, the method and what it is about
    region: str
    access_key: str
    resource: str = ""  # of S3: the ARN of the bucket or object
    parameters: dict[str, str] = field(default_factory=dict, compare=False)  # of S3: what comes after the question mark
    headers: dict[str, str] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.service}:{self.action}"


@dataclass(frozen=True)
class Fault:
    """An error of AWS's: its code and what it says."""

    code: str
    message: str = ""
    status: int = 400


DENIED = Fault("AccessDenied", "not authorized to perform this", 403)
DENIED_BY_EC2 = Fault("UnauthorizedOperation", "not authorized to perform this", 403)
THROTTLED = Fault("ThrottlingException", "Rate exceeded")


class Wire:
    """Stands before moto: notes each call, and answers with a fault where one is set."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.calls: list[Call] = []
        self.fault: Callable[[Call], Fault | None] | None = None

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request, as WSGI has it."""
        call = _call(environ)
        self.calls.append(call)
        fault = self.fault(call) if self.fault else None
        return _refuse(call, fault, environ, start) if fault else self._app(environ, start)


def _call(environ: dict[str, Any]) -> Call:
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    access_key, region, service = found.groups() if found else ("", "", "sts")  # only signing in is not signed
    parameters = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    if service == "s3":
        action, resource = _of_s3(environ, parameters)
        return Call(service, action, region, access_key, resource, parameters, _headers(environ))
    return Call(service, _action(environ), region, access_key)


def _action(environ: dict[str, Any]) -> str:
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    path: str = environ["PATH_INFO"]
    if operation := _OPERATION.search(path):
        return operation[1]
    return dict(parse_qsl(_body(environ).decode())).get("Action", path)


def _body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _of_s3(environ: dict[str, Any], parameters: dict[str, str]) -> tuple[str, str]:
    """Return action and resource; a parameter without a value, such as ?versioning, names another thing than an object."""
    bucket, _, key = unquote(environ["PATH_INFO"]).lstrip("/").partition("/")
    resource = f"arn:aws:s3:::{bucket}{f'/{key}' if key else ''}"
    method = environ["REQUEST_METHOD"]
    about = next((name for name, value in parameters.items() if not value and name not in ("prefix", "delimiter")), "")
    named = _S3.get((method, bool(key))) if bucket and not about else None
    return named or " ".join(filter(None, [method, about or ("bucket" if bucket else "buckets")])), resource


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    return {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}


def _refuse(call: Call, fault: Fault, environ: dict[str, Any], start: Start) -> list[bytes]:
    """Write an error as the call's protocol does."""
    _body(environ)
    if "HTTP_X_AMZ_TARGET" in environ:
        type_, text = "application/x-amz-json-1.1", json.dumps({"__type": fault.code, "message": fault.message})
    else:
        error = f"<Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
        within = {
            "ec2": f"<Response><Errors><Error>{error}</Error></Errors><RequestID>1</RequestID></Response>",
            "s3": f"<Error>{error}<RequestId>1</RequestId></Error>",
        }
        text = within.get(call.service, f"<ErrorResponse><Error>{error}</Error><RequestId>1</RequestId></ErrorResponse>")
        type_ = "text/xml"
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else text.encode()
    start(f"{fault.status} Error", [("Content-Type", type_), ("Content-Length", str(len(body)))])
    return [body]
