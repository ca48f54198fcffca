"""The ids and ARNs of AWS resources, in the form that AWS gives them.

A template may use every attribute of the resource, what stands above it, and: {partition} {region} {account} {dns},
{hex} 17 hex digits, {caps} 17 capital letters and digits, {uuid}, {stamp} as Terraform's name prefixes end, {path} an
IAM path, {host} a URL without scheme, {slash_name} a name with one leading slash.
"""

import re
import secrets
import string
import uuid
from collections.abc import Mapping
from typing import Any

from tests.support.doubles.aws.place import Place
from tests.support.doubles.model import Attribute, Value
from tests.support.doubles.wire import is_unknown

_IAM = "arn:{partition}:iam::{account}"
_EC2 = "arn:{partition}:ec2:{region}:{account}"
_NAMED = {"name": "{name_prefix}{stamp}"}
_OF_BUCKET = {"id": "{bucket}"}
_CREATED = "2025-01-02T03:04:05Z"


def _here(service: str, what: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{what}"


def _ec2(prefix: str, kind: str) -> dict[str, str]:
    return {"id": f"{prefix}-{{hex}}", "arn": f"{_EC2}:{kind}/{{id}}", "owner_id": "{account}"}


TEMPLATES: dict[str, dict[str, str]] = {
    "aws_iam_role": {**_NAMED, "id": "{name}", "arn": f"{_IAM}:role{{path}}{{name}}", "unique_id": "AROA{caps}"},
    "aws_iam_policy": {**_NAMED, "arn": f"{_IAM}:policy{{path}}{{name}}", "id": "{arn}", "policy_id": "ANPA{caps}"},
    "aws_iam_role_policy": {**_NAMED, "id": "{role}:{name}"},
    "aws_iam_role_policy_attachment": {"id": "{role}/{policy_arn}"},
    "aws_iam_openid_connect_provider": {"arn": f"{_IAM}:oidc-provider/{{host}}", "id": "{arn}"},
    "aws_iam_instance_profile": {**_NAMED, "id": "{name}", "arn": f"{_IAM}:instance-profile{{path}}{{name}}"},
    "aws_ecs_cluster": {"arn": _here("ecs", "cluster/{name}"), "id": "{arn}"},
    "aws_ecs_cluster_capacity_providers": {"id": "{cluster_name}"},
    "aws_s3_bucket": {
        "bucket": "{bucket_prefix}{stamp}",
        "id": "{bucket}",
        "arn": "arn:{partition}:s3:::{bucket}",
        "bucket_domain_name": "{bucket}.s3.{dns}",
        "bucket_region": "{region}",
        "bucket_regional_domain_name": "{bucket}.s3.{region}.{dns}",
        "hosted_zone_id": "Z3AQBSTGFYJSTF",
        "request_payer": "BucketOwner",
    },
    "aws_s3_object": {"id": "{key}", "arn": "arn:{partition}:s3:::{bucket}/{key}"},
    "aws_cloudwatch_log_group": {**_NAMED, "id": "{name}", "arn": _here("logs", "log-group:{name}")},
    "aws_cloudwatch_log_resource_policy": {"id": "{policy_name}"},
    "aws_cloudwatch_log_metric_filter": {"id": "{name}"},
    "aws_cloudwatch_metric_alarm": {"id": "{alarm_name}", "arn": _here("cloudwatch", "alarm:{alarm_name}")},
    "aws_cloudwatch_dashboard": {"dashboard_arn": "arn:{partition}:cloudwatch::{account}:dashboard/{dashboard_name}"},
    "aws_cloudwatch_event_rule": {**_NAMED, "id": "{name}", "arn": _here("events", "rule/{name}")},
    "aws_cloudwatch_event_target": {"target_id": "terraform-{stamp}", "id": "{rule}-{target_id}"},
    "aws_sns_topic": {**_NAMED, "arn": _here("sns", "{name}"), "id": "{arn}", "owner": "{account}"},
    "aws_sns_topic_policy": {"id": "{arn}", "owner": "{account}"},
    "aws_sns_topic_subscription": {"arn": "{topic_arn}:{uuid}", "id": "{arn}", "owner_id": "{account}"},
    "aws_sqs_queue": {**_NAMED, "arn": _here("sqs", "{name}"), "id": "https://sqs.{region}.{dns}/{account}/{name}"},
    "aws_kms_key": {"key_id": "{uuid}", "id": "{key_id}", "arn": _here("kms", "key/{key_id}")},
    "aws_kms_alias": {"name": "alias/{stamp}", "id": "{name}", "arn": _here("kms", "{name}")},
    "aws_secretsmanager_secret": {**_NAMED, "arn": _here("secretsmanager", "secret:{name}-{suffix}"), "id": "{arn}"},
    "aws_ssm_parameter": {"id": "{name}", "arn": _here("ssm", "parameter{slash_name}")},
    "aws_ecr_repository": {
        "id": "{name}",
        "arn": _here("ecr", "repository/{name}"),
        "repository_url": "{account}.dkr.ecr.{region}.{dns}/{name}",
        "registry_id": "{account}",
    },
    "aws_vpc": {
        **_ec2("vpc", "vpc"),
        "main_route_table_id": "rtb-{hex}",
        "default_route_table_id": "{main_route_table_id}",
        "default_security_group_id": "sg-{hex}",
        "default_network_acl_id": "acl-{hex}",
        "dhcp_options_id": "dopt-{hex}",
    },
    "aws_subnet": {**_ec2("subnet", "subnet"), "availability_zone": "{region}a"},
    "aws_security_group": {**_NAMED, **_ec2("sg", "security-group"), "vpc_id": "vpc-{hex}"},
    "aws_security_group_rule": {"id": "sgrule-{hex}", "security_group_rule_id": "sgr-{hex}"},
    "aws_vpc_security_group_egress_rule": {
        "security_group_rule_id": "sgr-{hex}",
        "id": "{security_group_rule_id}",
        "arn": f"{_EC2}:security-group-rule/{{id}}",
    },
    "aws_vpc_security_group_ingress_rule": {
        "security_group_rule_id": "sgr-{hex}",
        "id": "{security_group_rule_id}",
        "arn": f"{_EC2}:security-group-rule/{{id}}",
    },
    "aws_internet_gateway": {**_ec2("igw", "internet-gateway"), "vpc_id": ""},
    "aws_nat_gateway": {"id": "nat-{hex}", "network_interface_id": "eni-{hex}", "private_ip": "10.0.0.10"},
    "aws_eip": {
        "allocation_id": "eipalloc-{hex}",
        "id": "{allocation_id}",
        "arn": f"{_EC2}:elastic-ip/{{id}}",
        "public_ip": "203.0.113.10",
        "domain": "vpc",
    },
    "aws_route_table": _ec2("rtb", "route-table"),
    "aws_route": {"id": "r-{route_table_id}{hex}", "origin": "CreateRoute", "state": "active"},
    "aws_route_table_association": {"id": "rtbassoc-{hex}"},
    "aws_network_acl": _ec2("acl", "network-acl"),
    "aws_vpc_endpoint": {**_ec2("vpce", "vpc-endpoint"), "state": "available", "prefix_list_id": "pl-{hex}"},
    "aws_flow_log": {"id": "fl-{hex}", "arn": f"{_EC2}:vpc-flow-log/{{id}}"},
}


def templates(type_: str) -> dict[str, str]:
    """Return the templates of a type: from the table, or what its name suggests."""
    if type_ in TEMPLATES:
        return TEMPLATES[type_]
    if type_.startswith("aws_s3_bucket_"):
        return _OF_BUCKET
    service, _, kind = type_.removeprefix("aws_").partition("_")
    return {**_NAMED, "id": f"{kind.replace('_', '-') or service}-{{hex}}", "arn": _here(service, "{id}")}


def render(template: str, value: Value, place: Place) -> str:
    """Fill a template from what is known of the resource."""
    return template.format_map(_Words(value, place))


def plausible(path: tuple[str, ...], attribute: Attribute, place: Place, token: str) -> str | None:
    """Guess a string by its name; None where the name says nothing."""
    name = path[-1]
    if name.endswith(("_date", "_at", "_time")) or name == "create_date":
        return _CREATED
    if attribute.optional or len(path) > 1:
        return None
    if name in ("owner", "owner_id", "account_id"):
        return place.account
    if name.endswith("arn"):
        return render(_here("double", f"{name}/{token}"), {}, place)
    return None


class _Words(Mapping[str, str]):
    """The words of a template: the resource's attributes first, then what its place and its name give."""

    def __init__(self, value: Value, place: Place) -> None:
        self._value, self._place = value, place

    def __getitem__(self, key: str) -> str:
        match key:
            case "partition" | "account":
                return str(getattr(self._place, key))
            case "region":
                return self._place.region
            case "dns":
                return self._place.dns_suffix
            case "hex":
                return secrets.token_hex(9)[:17]
            case "suffix":
                return "".join(secrets.choice(string.ascii_letters) for _ in range(6))
            case "caps":
                return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(17))
            case "uuid":
                return str(uuid.uuid4())
            case "stamp":
                return f"2025010203040500000000{secrets.randbelow(10000):04}"
            case "name_prefix" | "bucket_prefix":
                return self._own(key) or "terraform-"
            case "path":
                return self._own("path") or "/"
            case "host":
                return re.sub(r"^https?://", "", self._own("url")).rstrip("/")
            case "slash_name":
                return "/" + self._own("name").removeprefix("/")
            case _:
                return self._own(key)

    def _own(self, key: str) -> str:
        value: Any = self._value.get(key)
        return "" if value is None or is_unknown(value) else str(value)

    def __iter__(self) -> Any:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)
