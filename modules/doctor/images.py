"""Names of images: an image in an ECR repository, or in another registry."""

import re
from dataclasses import dataclass

_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|amazonaws\.eu)"
    r"/(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?(?:@(?P<digest>.+))?"
)


@dataclass(frozen=True)
class Repository:
    """An ECR repository, and the image in it."""

    account: str
    region: str
    name: str
    tag: str | None
    digest: str | None

    def repository_arn(self, partition: str) -> str:
        """Build the ARN of the repository."""
        return f"arn:{partition}:ecr:{self.region}:{self.account}:repository/{self.name}"

    @property
    def image_id(self) -> dict[str, str]:
        """The image for ECR's API: a digest takes precedence over a tag, and the default tag is latest."""
        return {"imageDigest": self.digest} if self.digest else {"imageTag": self.tag or "latest"}


@dataclass(frozen=True)
class Image:
    """An image; without a name it is the orchestrator's own, which is public."""

    name: str | None
    registry: Repository | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is in ECR, so that no route to the internet is needed to pull it."""
        return self.registry is not None


def parse(name: str | None) -> Image:
    """Parse the name of an image."""
    found = _ECR.fullmatch(name or "")
    if not found:
        return Image(name or None)
    return Image(name, Repository(found["account"], found["region"], found["repository"], found["tag"], found["digest"]))
