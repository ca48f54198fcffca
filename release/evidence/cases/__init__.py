"""Who can do what: the cases that the policies are tested with, and that docs/security.md shows."""

from release.evidence.cases.bucket import ENCRYPTION, MANAGE, OBJECTS, TRANSPORT
from release.evidence.cases.deployer import BOUNDED, DEPLOY
from release.evidence.cases.options import ENDPOINT, MONITORING
from release.evidence.cases.orchestrator import CALLS, ELSEWHERE_DENIED, HOSTS, NOTHING_ELSE, PASSING, SIBLINGS
from release.evidence.cases.sign_in import ROLES, SIGN_IN
from release.evidence.cases.tasks import BOUNDARY, EXEC, KEY, START, STATE
from release.evidence.model import Case, Section

SECTIONS: tuple[Section, ...] = (
    SIGN_IN,
    ROLES,
    CALLS,
    ELSEWHERE_DENIED,
    SIBLINGS,
    HOSTS,
    PASSING,
    NOTHING_ELSE,
    STATE,
    OBJECTS,
    MANAGE,
    TRANSPORT,
    ENCRYPTION,
    KEY,
    EXEC,
    START,
    BOUNDARY,
    ENDPOINT,
    MONITORING,
    DEPLOY,
    BOUNDED,
)

__all__ = ["SECTIONS", "Case", "Section"]
