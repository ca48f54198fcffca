"""The answers of AWS data sources: what follows from the place, and steady answers for what would be looked up."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.support.doubles.aws import policy_document
from tests.support.doubles.aws.place import Place
from tests.support.doubles.behaviour import RefusedError
from tests.support.doubles.model import Value

Answers = dict[str, Any]


def _region(place: Place, config: Value) -> Answers:
    region = config.get("region") or config.get("name") or place.region
    there = Place(region, place.account)
    endpoint = f"ec2.{region}.{there.dns_suffix}"
    return {"id": region, "region": region, "name": region, "description": there.description, "endpoint": endpoint}


def _partition(place: Place, config: Value) -> Answers:
    del config
    names = {"dns_suffix": place.dns_suffix, "reverse_dns_prefix": place.reverse_dns_prefix}
    return {"id": place.partition, "partition": place.partition, **names}


def _caller(place: Place, config: Value) -> Answers:
    del config
    arn = f"arn:{place.partition}:iam::{place.account}:user/terraform"
    return {"id": place.account, "account_id": place.account, "arn": arn, "user_id": "AIDAEXAMPLEEXAMPLE123"}


def _policy_document(place: Place, config: Value) -> Answers:
    del place
    answers = policy_document.render(config)
    return {**answers, "id": str(int(hashlib.sha256(answers["json"].encode()).hexdigest()[:8], 16))}


def _zones(place: Place, config: Value) -> Answers:
    excluded = {*(config["exclude_names"] or []), *(config["exclude_zone_ids"] or [])}
    pairs = [pair for pair in zip(place.zones, place.zone_ids, strict=True) if not excluded & set(pair)]
    names, ids = [name for name, _ in pairs], [id_ for _, id_ in pairs]
    return {"id": place.region, "names": names, "zone_ids": ids, "group_names": [place.region]}


def _vpc(place: Place, config: Value) -> Answers:
    id_ = config.get("id") or f"vpc-{_steady(config)}"
    arn = f"arn:{place.partition}:ec2:{place.region}:{place.account}:vpc/{id_}"
    cidr = config.get("cidr_block") or "10.0.0.0/16"
    return {
        "id": id_,
        "arn": arn,
        "cidr_block": cidr,
        "owner_id": place.account,
        "enable_dns_support": True,
        "state": "available",
    }


def _subnet(place: Place, config: Value) -> Answers:
    id_ = config.get("id") or f"subnet-{_steady(config)}"
    arn = f"arn:{place.partition}:ec2:{place.region}:{place.account}:subnet/{id_}"
    vpc = config.get("vpc_id") or "vpc-0123456789abcdef0"
    zone = config.get("availability_zone") or place.zones[0]
    return {
        "id": id_,
        "arn": arn,
        "vpc_id": vpc,
        "availability_zone": zone,
        "cidr_block": "10.0.0.0/24",
        "owner_id": place.account,
    }


def _prefix_list(place: Place, config: Value) -> Answers:
    name = config.get("name") or f"com.amazonaws.{place.region}.s3"
    id_ = config.get("id") or f"pl-{_steady(name)[:8]}"
    arn = f"arn:{place.partition}:ec2:{place.region}:aws:prefix-list/{id_}"
    return {"id": id_, "name": name, "arn": arn, "owner_id": "AWS", "address_family": "IPv4"}


def _endpoint_service(place: Place, config: Value) -> Answers:
    service = config.get("service") or "s3"
    name = config.get("service_name") or f"{place.reverse_dns_prefix}.{place.region}.{service}"
    kind = config.get("service_type") or "Interface"
    zones = {"availability_zones": place.zones, "owner": "amazon", "acceptance_required": False}
    return {"id": _steady(name)[:10], "service_name": name, "service_type": kind, "service_region": place.region, **zones}


READERS: dict[str, Callable[[Place, Value], Answers]] = {
    "aws_availability_zones": _zones,
    "aws_caller_identity": _caller,
    "aws_ec2_managed_prefix_list": _prefix_list,
    "aws_iam_policy_document": _policy_document,
    "aws_partition": _partition,
    "aws_region": _region,
    "aws_subnet": _subnet,
    "aws_vpc": _vpc,
    "aws_vpc_endpoint_service": _endpoint_service,
}


def answers(type_: str, place: Place, config: Value) -> Answers:
    """Return what is particular to a data source."""
    if type_ not in READERS:
        raise RefusedError("No facts", f"nothing is known of data.{type_}: add it to tests/support/doubles/aws/data_sources.py")
    return READERS[type_](place, config)


def _steady(what: Any) -> str:
    """Make an id that is the same for the same question, in every run."""
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()[:17]
