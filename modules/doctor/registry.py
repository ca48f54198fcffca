"""The registry of checks."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .model import Check, Finding

if TYPE_CHECKING:
    from .context import Context

CHECKS: dict[str, Check] = {}

_Function = Callable[["Context"], Iterable[Finding]]


def check(
    id_: str,
    title: str,
    *,
    link: str,
    calls: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    depends_on: tuple[str, ...] = (),
    online: bool = False,
) -> Callable[[_Function], _Function]:
    """Declare a function as a check. Its dependencies must be declared before it, so cycles are impossible."""

    def add(run: _Function) -> _Function:
        if id_ in CHECKS or (unknown := [each for each in depends_on if each not in CHECKS]):
            raise ValueError(f"{id_} is declared twice, or depends on checks that are not declared before it: {unknown}")
        CHECKS[id_] = Check(
            id=id_, title=title, run=run, link=link, calls=calls, needs=needs, depends_on=depends_on, online=online
        )
        return run

    return add
