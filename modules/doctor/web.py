"""Fetches JSON over HTTPS, as STS fetches an issuer's documents."""

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

_TIMEOUT = 10
_MAX_SIZE = 1_000_000


class WebError(Exception):
    """The request failed, or didn't return JSON."""


def fetch(url: str) -> dict[str, Any]:
    """Fetch a JSON object; raises WebError with the reason."""
    if not url.startswith("https://"):
        raise WebError(f"{url} is not an https:// address")
    request = urllib.request.Request(url, headers={"User-Agent": "ecs-runner-doctor", "Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT, context=ssl.create_default_context()) as answer:  # noqa: S310
            content = json.loads(answer.read(_MAX_SIZE))
    except urllib.error.HTTPError as error:
        raise WebError(f"{url} returns {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise WebError(f"{url} can't be reached from here: {reason}") from error
    except (OSError, ValueError) as error:
        raise WebError(f"{url} doesn't return JSON: {error}") from error
    if not isinstance(content, dict):
        raise WebError(f"{url} doesn't return a JSON object")
    return content
