"""How each type of resource is created through the API, in the order in which one needs the other."""

from tests.stand.builders import ec2, ecs, iam, monitoring, s3
from tests.stand.model import Builder

BUILDERS: list[tuple[str, Builder]] = [
    *iam.BUILDERS,
    *monitoring.LOG_GROUPS,
    *s3.BUILDERS,
    *ec2.BUILDERS,
    *ecs.BUILDERS,
    *monitoring.BUILDERS,
]
