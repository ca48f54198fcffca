"""The cluster."""

from tests.stand.model import Builder, Json, Place, given, tags


def cluster(stand: Place, values: Json) -> None:
    """Create a cluster."""
    stand.client("ecs").create_cluster(
        clusterName=values["name"],
        settings=[{"name": each["name"], "value": each["value"]} for each in values["setting"]],
        **given(configuration=_configuration(values["configuration"]), tags=tags(values, key="key", value="value")),
    )


def _configuration(configuration: list[Json]) -> Json:
    found = [command for each in configuration for command in each["execute_command_configuration"]]
    if not found:
        return {}
    (command,) = found
    logs = {
        name: value
        for each in command["log_configuration"]
        for name, value in given(
            cloudWatchLogGroupName=each["cloud_watch_log_group_name"],
            cloudWatchEncryptionEnabled=each["cloud_watch_encryption_enabled"],
            s3BucketName=each["s3_bucket_name"],
            s3EncryptionEnabled=each["s3_bucket_encryption_enabled"],
            s3KeyPrefix=each["s3_key_prefix"],
        ).items()
    }
    return {
        "executeCommandConfiguration": given(kmsKeyId=command["kms_key_id"], logging=command["logging"], logConfiguration=logs)
    }


def capacity_providers(stand: Place, values: Json) -> None:
    """Associate capacity providers with the cluster."""
    stand.client("ecs").put_cluster_capacity_providers(
        cluster=values["cluster_name"],
        capacityProviders=values["capacity_providers"],
        defaultCapacityProviderStrategy=[
            {"capacityProvider": each["capacity_provider"], "weight": each["weight"], "base": each["base"]}
            for each in values["default_capacity_provider_strategy"]
        ],
    )


BUILDERS: list[tuple[str, Builder]] = [
    ("aws_ecs_cluster", cluster),
    ("aws_ecs_cluster_capacity_providers", capacity_providers),
]
