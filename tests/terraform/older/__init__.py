"""The older modules, each with what it creates, what replaces it, and the least that its users set.

Written from the modules' public sources: addresses, counts, names, arguments, inputs and outputs are theirs.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support.terraform import Files

HERE = Path(__file__).resolve().parent
VPC = "terraform-aws-modules/vpc/aws"

ORGANIZATION = {"humanitec": "humanitec_org_id", "stellwerk": "orchestrator_org_id"}


@dataclass(frozen=True)
class Line:
    """One version of an older module."""

    address: str  # as users know it
    folder: str
    edition: str
    needs_hostname: bool = False

    @property
    def is_reusable(self) -> bool:
        """Whether it is the one that registers nothing, and that the root replaces."""
        return not self.folder.startswith("serverless")

    @property
    def files(self) -> Files:
        """The module, in the folder `older`."""
        shared = {} if self.is_reusable else {"older": HERE / "serverless", "older/vpc": HERE / "vpc"}
        return {**shared, "older/./": HERE / self.folder}

    @property
    def successor(self) -> str:
        """What replaces it: a folder of the module's."""
        return "." if self.is_reusable else f"modules/registered-runner-{self.edition}"

    @property
    def inputs(self) -> dict[str, str]:
        """What users set who set no more than they must."""
        least = {"region": "eu-west-1", ORGANIZATION[self.edition]: "my-org"}
        return {**least, "oidc_hostname": "oidc.orchestrator.example.com"} if self.needs_hostname else least


REUSABLE = Line("humanitec/reusable-platform-orchestrator-ecs-runner 388af89", "reusable-388af89", "humanitec")
V1 = Line("humanitec-tf-modules/serverless-ecs-orchestrator-runner v1.1.1", "serverless-v1.1.1", "humanitec")
V2 = Line("stellwerk-tf-modules/serverless-ecs-orchestrator-runner v2.0.0", "serverless-v2.0.0", "stellwerk")
V4 = Line("stellwerk-tf-modules/serverless-ecs-orchestrator-runner v4.0.0", "serverless-v4.0.0", "stellwerk", needs_hostname=True)
LINES = (REUSABLE, V1, V2, V4)


def with_local_vpc(text: str) -> str:
    """Let a configuration take the stand-in for the VPC's module, which a registry would have: in the folder `vpc`."""
    return re.sub(rf'source( *)= "{VPC}"\n( *version .*\n)?', r'source\1= "./vpc"\n', text)
