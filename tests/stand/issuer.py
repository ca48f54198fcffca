"""An OIDC issuer of the tests: its key, its discovery document, and tokens as the orchestrator's issuer signs them.

Formats: https://www.rfc-editor.org/rfc/rfc7519 and https://openid.net/specs/openid-connect-discovery-1_0.html
"""

import base64
import json
import time
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

Json = dict[str, Any]

_HOUR = 3600
_KEY_ID = "1"


class Issuer:
    """One issuer, by its host and path."""

    def __init__(self, hostname: str) -> None:
        self.url = f"https://{hostname}"

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def discovery(self) -> Json:
        """What stands at /.well-known/openid-configuration."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/.well-known/jwks.json",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    @property
    def keys(self) -> Json:
        """What stands at the `jwks_uri`."""
        numbers = self._key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID, "n": _number(numbers.n), "e": _number(numbers.e)}
        return {"keys": [key]}

    def token(self, **claims: Any) -> str:
        """Sign a token that is valid for an hour."""
        now = int(time.time())
        header = {"alg": "RS256", "kid": _KEY_ID, "typ": "JWT"}
        content = {"iss": self.url, "iat": now, "nbf": now, "exp": now + _HOUR, **claims}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (header, content))
        return f"{signed}.{_encoded(self._key.sign(signed.encode(), padding.PKCS1v15(), SHA256()))}"

    def claims(self, token: str) -> Json:
        """Check the signature of a token, and return what it says; the error is that of cryptography."""
        signed, _, signature = token.rpartition(".")
        self._key.public_key().verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), SHA256())
        claims: Json = json.loads(_decoded(signed.partition(".")[2]))
        return claims


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8))
