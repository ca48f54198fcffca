"""What no schema tells and tests of moves and policies need: tables of our own, for the types that hold data or identity.

They are knowledge, not proof: an argument that is missing here changes in place in the doubles whatever AWS does.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.support.doubles.model import Value
from tests.support.doubles.wire import Problem, is_unknown

# The arguments whose change makes Terraform replace the resource.
_REPLACED_BY: dict[str, set[str]] = {
    "aws_cloudwatch_event_rule": {"name", "name_prefix", "event_bus_name"},
    "aws_cloudwatch_event_target": {"rule", "target_id", "event_bus_name"},
    "aws_cloudwatch_log_group": {"name", "name_prefix", "log_group_class"},
    "aws_cloudwatch_log_metric_filter": {"name", "log_group_name"},
    "aws_cloudwatch_log_resource_policy": {"policy_name"},
    "aws_cloudwatch_metric_alarm": {"alarm_name"},
    "aws_ecr_repository": {"name", "encryption_configuration"},
    "aws_ecs_cluster": {"name"},
    "aws_ecs_cluster_capacity_providers": {"cluster_name"},
    "aws_iam_openid_connect_provider": {"url"},
    "aws_iam_policy": {"name", "name_prefix", "path", "description"},
    "aws_iam_role": {"name", "name_prefix", "path"},
    "aws_iam_role_policy": {"name", "name_prefix", "role"},
    "aws_iam_role_policy_attachment": {"role", "policy_arn"},
    "aws_kms_alias": {"name", "name_prefix"},
    "aws_kms_key": {"customer_master_key_spec", "key_usage", "multi_region"},
    "aws_nat_gateway": {"subnet_id", "allocation_id", "connectivity_type"},
    "aws_route": {"route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"},
    "aws_route_table": {"vpc_id"},
    "aws_route_table_association": {"subnet_id", "gateway_id"},
    "aws_s3_bucket": {"bucket", "bucket_prefix"},
    "aws_secretsmanager_secret": {"name", "name_prefix"},
    "aws_security_group": {"name", "name_prefix", "description", "vpc_id"},
    "aws_sns_topic": {"name", "name_prefix", "fifo_topic"},
    "aws_sns_topic_policy": {"arn"},
    "aws_sns_topic_subscription": {"topic_arn", "protocol", "endpoint"},
    "aws_subnet": {"vpc_id", "cidr_block", "availability_zone", "availability_zone_id"},
    "aws_vpc": {"cidr_block", "instance_tenancy"},
    "aws_vpc_endpoint": {"vpc_id", "service_name", "vpc_endpoint_type"},
}
# What null stands for, so that writing the default out replaces nothing.
_DEFAULTS = {"path": "/", "log_group_class": "STANDARD", "event_bus_name": "default"}

_DEPRECATED: dict[str, set[str]] = {
    "data.aws_iam_policy_document": {"source_json", "override_json"},
    "data.aws_region": {"name"},
    "aws_iam_role": {"managed_policy_arns"},
    "aws_s3_bucket": {"acceleration_status", "acl", "policy", "request_payer"},
}

_POLICIES = {"policy", "assume_role_policy", "policy_document", "access_policy"}
_NOT_IAM = {"aws_ecr_lifecycle_policy", "aws_organizations_policy"}
_JSON = {"event_pattern", "dashboard_body", "container_definitions"}


def replaced_by(type_: str, prior: Value, plan: Value) -> list[str]:
    """Name the changed arguments that an existing resource can't take; `region` is one of every regional resource."""
    names = _REPLACED_BY.get(type_, set()) | {"region"} | ({"bucket"} if type_.startswith("aws_s3_bucket_") else set())
    return [name for name in sorted(names & plan.keys()) if _or_default(name, prior) != _or_default(name, plan)]


def deprecated(name: str) -> frozenset[str]:
    """Name the arguments that the provider warns of; data sources begin with `data.`."""
    return frozenset(_DEPRECATED.get(name, ()))


def json_arguments(type_: str, config: Value) -> Iterator[Problem]:
    """Find arguments that have to hold JSON, or an IAM policy, and don't."""
    for name, text in config.items():
        is_policy = name in _POLICIES and type_ not in _NOT_IAM
        if (is_policy or name in _JSON) and isinstance(text, str) and text and (fault := _fault(text, is_policy=is_policy)):
            yield Problem("Invalid JSON policy" if is_policy else "Invalid JSON", f'"{name}" {fault}', (name,))


def _fault(text: str, *, is_policy: bool) -> str | None:
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        return f"holds text that is not JSON: {error}"
    if not is_policy:
        return None
    if not isinstance(document, dict):
        return "holds JSON that is not an object"
    missing = [key for key in ("Version", "Statement") if not document.get(key)]
    return f"holds a policy without {' and '.join(missing)}" if missing else None


def _or_default(name: str, value: Value) -> Any:
    found = value[name]
    return _DEFAULTS.get(name) if found is None and not is_unknown(found) else found
