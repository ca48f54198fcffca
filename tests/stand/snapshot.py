"""What exists on moto, remembered and put back, which takes a tenth of the time of building it anew.

moto keeps everything in one object for each service, account and region. A copy of its attributes is what existed then. The
managed policies of AWS are shared by all copies: there are a thousand, and nobody changes them.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Content = dict[str, Any]


class Snapshot:
    """A copy of all that exists."""

    def __init__(self) -> None:
        self._content = [(backend, _copied(vars(backend))) for backend in _backends()]
        self._owners = dict(_owners())

    def restore(self) -> None:
        """Put back what existed; what came since then goes."""
        for backend, content in self._content:
            backend.__dict__ = _copied(content)
        remembered = {id(backend) for backend, _ in self._content}
        for backend in [each for each in _backends() if id(each) not in remembered]:
            backend.reset()
        _owners().clear()
        _owners().update(self._owners)


def _backends() -> Iterator[Any]:
    from moto.core.base_backend import BackendDict

    services: list[Any] = BackendDict._instances  # type: ignore[misc]
    for service in [*services]:
        for account in [*service.values()]:
            yield from [*account.values()]


def _owners() -> dict[str, tuple[str, str]]:
    """Who owns which bucket: names are unique in all accounts."""
    from moto.s3.models import s3_backends

    return s3_backends.bucket_accounts


def _copied(content: Content) -> Content:
    """Copy attributes; what they say of other services still leads to those themselves."""
    shared: dict[int, Any] = {id(backend): backend for backend in _backends()}
    shared |= {id(each): each for each in content.get("aws_managed_policies", [])}
    return {name: _copy(value, shared) for name, value in content.items()}


def _copy(value: Any, shared: dict[int, Any]) -> Any:
    """Copy deeply; the parameters of SSM are a dict that is made with an account and a region, which deepcopy can't know."""
    if type(value).__name__ != "ParameterDict":
        return deepcopy(value, shared)
    made = type(value)(value.account_id, value.region_name)
    vars(made).update(vars(value))
    made.update(deepcopy(dict(value), shared))
    return made
