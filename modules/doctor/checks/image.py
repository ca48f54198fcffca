"""The image of the tasks: that it exists, and that the execution role may pull it."""

from collections.abc import Iterator

from ..arns import parse
from ..configuration import Configuration
from ..context import Context
from ..images import Repository
from ..images import parse as parse_image
from ..model import Finding, fault, ok, skipped, warning
from ..policies import Access, Decision, decide, load
from ..registry import check
from ..simulation import Request
from .permissions import SIMULATE

_LINK = "a-task-doesnt-start"
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@check(
    "start.image",
    "The image exists",
    link=_LINK,
    calls=("ecr:DescribeImages",),
    depends_on=("place.account",),
)
def image(context: Context) -> Iterator[Finding]:
    """Registries other than ECR aren't asked: what they answer here says nothing about the tasks' network."""
    known = context.configuration
    named = parse_image(known.image)
    repository = named.registry
    if repository is None:
        yield skipped(
            f"{named.name or 'the orchestrator has an image of its own, which'} is not in ECR: start.routes matters to it"
        )
        return
    found = context.find(
        "ecr",
        "DescribeImages",
        region=repository.region,
        registryId=repository.account,
        repositoryName=repository.name,
        imageIds=[repository.image_id],
    )
    if not found or not found["imageDetails"]:
        yield fault(f"{named.name} is not in ECR", "Push it, or set image at the registration to one that exists.")
    elif repository.region != known.region:
        yield warning(
            f"{named.name} is in {repository.region}, and the runner in {known.region}",
            "Replicate it to the runner's region: endpoints serve no other region, and each start takes longer.",
        )
    else:
        yield ok(f"{named.name}")


@check(
    "start.image-pull",
    "The execution role may pull the image",
    link=_LINK,
    calls=(*SIMULATE, "ecr:GetRepositoryPolicy"),
    depends_on=("start.image", "identity.execution-role-policies"),
)
def pull(context: Context) -> Iterator[Finding]:
    """Its own policies decide, and for a repository of another account that repository's policy too."""
    known = context.configuration
    repository = parse_image(known.image).registry
    if repository is None:
        yield skipped("the image is not in ECR, so that no permission is needed")
        return
    role, arn = known.execution_role_arn, repository.repository_arn(known.place.partition)
    requests = [Request(role, "ecr:GetAuthorizationToken"), *(Request(role, action, arn) for action in _PULL)]
    answers = context.simulate(requests)
    refused = [(request, answer) for request, answer in zip(requests, answers, strict=True) if not answer.allowed]
    for request, answer in refused:
        yield fault(
            f"{request} is denied by {answer.denied_by}",
            "Name the repository in execution_role_ecr_repository_arns, where that is set; or run terraform apply, which attaches"
            " the execution role's policies again.",
        )
    if repository.account != known.account:
        yield from _shared(context, known, repository, arn)
    if not refused:
        yield ok(f"{parse(role).name} may pull {repository.name}")


def _shared(context: Context, known: Configuration, repository: Repository, arn: str) -> Iterator[Finding]:
    answer = context.find(
        "ecr", "GetRepositoryPolicy", region=repository.region, registryId=repository.account, repositoryName=repository.name
    )
    policy = load(answer["policyText"]) if answer else {}
    refused = [
        action
        for action in _PULL
        if decide(policy, Access(known.execution_role_arn, action, arn)) not in (Decision.ALLOW, Decision.UNKNOWN)
    ]
    if refused:
        yield fault(
            f"the policy of the repository {repository.name} in account {repository.account} doesn't let {known.account} pull:"
            f" {', '.join(refused)}",
            "Ask that account to allow the execution role, or this account, these actions in the repository's policy.",
        )
