"""Which changes can be planned together without losing sight of which of them does what."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from release.evidence.changes import Change

# Tests look at plans of the first two alone. In another region, keys and secrets of this one are refused; named zones and
# excluded ones exclude each other.
ALONE = {"additional_tags", "iam_role_path", "region", "excluded_availability_zone_ids"}


class Groups:
    """Changes in groups, of which each is planned once.

    In a group, no two changes set the same input or touch the same resource, so that each action in its plan is expected of one
    change. With CHANGES=twice, each change is in a second group as well, which has no other change in common with the first: what
    the table says of one change, but another one of the group does, stands out there. Changes that touch nothing are among
    themselves, and once: then nothing else is in the plan.
    """

    def __init__(self, changes: Iterable[Change], *, twice: bool = False) -> None:
        self._met: set[frozenset[int]] = set()
        self._groups = self._grouped(sorted(changes, key=lambda change: -len(resources(change))))
        if twice:
            again = [change for group in self._groups if len(group) > 1 for change in group if resources(change)]
            self._groups += self._grouped(again)

    def __iter__(self) -> Iterator[list[Change]]:
        """All groups."""
        return iter(self._groups)

    def of(self, change: Change) -> list[list[Change]]:
        """The groups that a change is in."""
        return [group for group in self._groups if any(each is change for each in group)]

    def _grouped(self, changes: list[Change]) -> list[list[Change]]:
        groups: list[list[Change]] = []
        for change in changes:
            group = next((group for group in groups if all(self._fit(change, each) for each in group)), None)
            if group is None:
                groups.append(group := [])
            group.append(change)
        self._met |= {frozenset(map(id, pair)) for group in groups for pair in combinations(group, 2)}
        return groups

    def _fit(self, one: Change, other: Change) -> bool:
        if one.base != other.base or bool(resources(one)) != bool(resources(other)):
            return False
        if ALONE & {*one.inputs, *other.inputs} or frozenset((id(one), id(other))) in self._met:
            return False
        return not (one.inputs.keys() & other.inputs.keys() or resources(one) & resources(other))


def resources(change: Change) -> set[str]:
    """What a change touches; an instance counts as its resource."""
    return {address.partition("[")[0] for addresses in change.actions.values() for address in addresses}
