"""Who can do what: the table that the policies are held against, and that docs/security.md prints."""

from tests.permissions.cases.bucket import MANAGE, OBJECTS, TRANSPORT
from tests.permissions.cases.deployer import BOUNDED, DEPLOY
from tests.permissions.cases.model import Case, Section
from tests.permissions.cases.options import ENDPOINT, MONITORING
from tests.permissions.cases.orchestrator import CALLS, ELSEWHERE_DENIED, NOTHING_ELSE, PASSING
from tests.permissions.cases.sign_in import ROLES, SIGN_IN
from tests.permissions.cases.tasks import BOUNDARY, EXEC, KEY, START, STATE

SECTIONS: tuple[Section, ...] = (
    SIGN_IN,
    ROLES,
    CALLS,
    ELSEWHERE_DENIED,
    PASSING,
    NOTHING_ELSE,
    STATE,
    OBJECTS,
    MANAGE,
    TRANSPORT,
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
