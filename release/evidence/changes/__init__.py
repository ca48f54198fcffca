"""What changing an input does, as data: the tests plan each change, and docs/changes.md shows them."""

from release.evidence.changes.bases import BASES
from release.evidence.changes.compute import COMPUTE, LOGGING
from release.evidence.changes.general import GENERAL, JOBS
from release.evidence.changes.identity import IDENTITY
from release.evidence.changes.model import PRECIOUS, Base, Change, Section
from release.evidence.changes.monitoring import WATCHED
from release.evidence.changes.network import NETWORK
from release.evidence.changes.storage import ENCRYPTED, STORAGE

SECTIONS: list[Section] = [GENERAL, JOBS, IDENTITY, ENCRYPTED, STORAGE, LOGGING, COMPUTE, NETWORK, WATCHED]
CHANGES: list[Change] = [change for section in SECTIONS for change in section.changes]

__all__ = ["BASES", "CHANGES", "PRECIOUS", "SECTIONS", "Base", "Change", "Section"]
