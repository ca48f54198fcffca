"""The full runner on the stand, with what exists outside of the module in a healthy account."""

import copyreg
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import RLock
from typing import Any

import pytest

from tests.doctor.ward import Ward, admit, issuer
from tests.stand.fixtures import Stands, aws_server, doubles_host, stands
from tests.stand.server import Server
from tests.stand.stand import Stand

__all__ = ["aws_server", "doubles_host", "stands"]

# Images of moto have a lock, which a copy of the stand gets anew.
copyreg.pickle(type(RLock()), lambda _: (RLock, ()))

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/runner:v1"

# As Service Quotas answers: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
QUOTA = {
    "ServiceCode": "fargate",
    "QuotaCode": "L-3032A538",
    "QuotaName": "Fargate On-Demand vCPU resource count",
    "Value": 6.0,
    "UsageMetric": {
        "MetricNamespace": "AWS/Usage",
        "MetricName": "ResourceCount",
        "MetricDimensions": {"Class": "Standard/OnDemand", "Resource": "vCPU", "Service": "Fargate", "Type": "Resource"},
        "MetricStatisticRecommendation": "Maximum",
    },
}


@pytest.fixture
def quotas() -> Iterator[dict[str, Any]]:
    """Let moto, which knows the quotas of VPC only, answer for Fargate: by the quota's code, for a test to change."""
    # Imported here: collecting tests needn't wait for moto.
    from moto.servicequotas.exceptions import NoSuchResource
    from moto.servicequotas.models import ServiceQuotasBackend

    known: dict[str, Any] = {}
    before = ServiceQuotasBackend.get_service_quota

    def get(_: ServiceQuotasBackend, service_code: str, quota_code: str) -> Any:  # noqa: ARG001 - moto's names
        if quota_code not in known:
            raise NoSuchResource
        return known[quota_code]

    ServiceQuotasBackend.get_service_quota = get  # type: ignore[method-assign,assignment]
    yield known
    ServiceQuotasBackend.get_service_quota = before  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def wards(aws_server: Server, stands: Stands) -> Callable[[str], Ward]:
    """Take in a base of the stand, with a trail and a subscription; as it was, each time."""
    known: dict[str, Ward] = {}

    def ward(name: str) -> Ward:
        if name not in known:
            stand = stands(name)
            _surroundings(stand)
            snapshot = aws_server.snapshot()
            known[name] = admit(stand, lambda: aws_server.restore(snapshot))
            known[name].configuration = replace(known[name].configuration, image=IMAGE)
        found = known[name]
        found.apply()
        return replace(found, configuration=found.configuration, documents=issuer())

    return ward


@pytest.fixture
def ward(wards: Callable[[str], Ward], quotas: dict[str, Any]) -> Ward:
    """Take in the full runner."""
    quotas.clear()
    quotas["L-3032A538"] = dict(QUOTA)
    return wards("full")


def _surroundings(stand: Stand) -> None:
    s3, trail = stand.client("s3"), stand.client("cloudtrail")
    s3.create_bucket(Bucket="trail", CreateBucketConfiguration={"LocationConstraint": stand.region})
    trail.create_trail(Name="all", S3BucketName="trail", IsMultiRegionTrail=True)
    trail.start_logging(Name="all")
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    trail.put_event_selectors(TrailName="all", EventSelectors=[selector])
    stand.client("ecr").create_repository(repositoryName="runner")
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})
    stand.client("ecr").put_image(repositoryName="runner", imageManifest=manifest, imageTag="v1")
    if topic := stand.configuration["alarm_topic_arn"]:
        confirmed(stand, topic, 1)


def confirmed(stand: Stand, topic: str, number: int) -> None:
    """Let a topic have confirmed subscriptions: moto takes subscriptions, and counts none of them."""
    from moto.sns.models import sns_backends

    sns_backends[stand.account][stand.region].topics[topic].subscriptions_confimed = number
