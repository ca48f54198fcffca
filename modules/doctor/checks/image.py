"""The image of the tasks: that it exists, and that the execution role can pull it."""

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
    """Only ECR is checked: whether another registry can be reached from here says nothing about the tasks' network."""
    known = context.configuration
    named = parse_image(known.image)
    repository = named.registry
    if repository is None:
        yield skipped(
            f"{named.name or 'the image of the orchestrator'} is not in ECR: see start.routes for access to its registry"
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
        yield fault(f"{named.name} is not in ECR", "Push it, or set image of the registration to an existing one.")
    elif repository.region != known.region:
        yield warning(
            f"{named.name} is in {repository.region}, but the runner is in {known.region}",
            "Replicate it to the runner's region: VPC endpoints don't reach other regions, and tasks start more slowly.",
        )
    else:
        yield ok(f"{named.name}")


@check(
    "start.image-pull",
    "The execution role can pull the image",
    link=_LINK,
    calls=(*SIMULATE, "ecr:GetRepositoryPolicy"),
    depends_on=("start.image", "identity.execution-role-policies"),
)
def pull(context: Context) -> Iterator[Finding]:
    """Its own policies decide, and for a repository in another account, also that repository's policy."""
    known = context.configuration
    repository = parse_image(known.image).registry
    if repository is None:
        yield skipped("the image is not in ECR, so no permission is required")
        return
    role, arn = known.execution_role_arn, repository.repository_arn(known.place.partition)
    requests = [Request(role, "ecr:GetAuthorizationToken"), *(Request(role, action, arn) for action in _PULL)]
    answers = context.simulate(requests)
    refused = [(request, answer) for request, answer in zip(requests, answers, strict=True) if not answer.allowed]
    for request, answer in refused:
        yield fault(
            f"{request} is denied by {answer.denied_by}",
            "If execution_role_ecr_repository_arns is set, add the repository to it. Otherwise, run terraform apply to attach the"
            " execution role's policies again.",
        )
    if repository.account != known.account:
        yield from _shared(context, known, repository, arn)
    if not refused:
        yield ok(f"{parse(role).name} can pull {repository.name}")


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
            "Ask the owner of that account to allow these actions to the execution role, or this account, in that policy.",
        )
