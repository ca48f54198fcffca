"""ECS."""

from typing import TYPE_CHECKING

from tests.support.doubles.aws.facts.checks import between, length, matches, one_of
from tests.support.doubles.aws.facts.model import Facts
from tests.support.doubles.aws.facts.templates import here
from tests.support.doubles.aws.place import Place
from tests.support.doubles.model import Value

if TYPE_CHECKING:
    from tests.support.doubles.aws.account import Account

_CLUSTER_NAME = (length(1, 255), matches("[0-9A-Za-z_-]+"))  # internal/service/ecs/validate.go validateClusterName
_EXECUTE = "configuration.execute_command_configuration"


def _strategy(account: "Account", place: Place, plan: Value) -> str | None:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html."""
    del account, place
    items = plan["default_capacity_provider_strategy"]
    known = plan["capacity_providers"] or []
    if unknown := [item["capacity_provider"] for item in items if item["capacity_provider"] not in known]:
        return f"InvalidParameterException: The specified capacity providers are not associated with the cluster: {unknown}"
    if len([item for item in items if item["base"]]) > 1:
        return "InvalidParameterException: Only one capacity provider in a strategy can have a base defined."
    return None


FACTS = {
    "aws_ecs_cluster": Facts(
        source="internal/service/ecs/cluster.go resourceCluster",
        replaced_by={"name"},
        checks={
            "name": _CLUSTER_NAME,
            f"{_EXECUTE}.logging": (one_of("NONE", "DEFAULT", "OVERRIDE"),),
            "setting.name": (one_of("containerInsights"),),
        },
        values={"arn": here("ecs", "cluster/{name}"), "id": "{arn}"},
        # retryClusterCreate: in a fresh account, CreateCluster creates the service-linked role, and can't always assume it yet.
        # The provider tries again for two minutes, and waits ten seconds more before Terraform goes on to what is in the cluster.
        retried=("Unable to assume the service linked role",),
        imported_by="name",
        # resourceClusterDelete tries again for ten minutes
        in_use="ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active.",
    ),
    "aws_ecs_cluster_capacity_providers": Facts(
        source="internal/service/ecs/cluster_capacity_providers.go resourceClusterCapacityProviders",
        replaced_by={"cluster_name"},
        checks={
            "cluster_name": _CLUSTER_NAME,
            "default_capacity_provider_strategy.base": (between(0, 100000),),
            "default_capacity_provider_strategy.weight": (between(0, 1000),),
        },
        values={"id": "{cluster_name}"},
        refusals=(_strategy,),
        # retryClusterCapacityProvidersPut: nothing there about the service-linked role, so that error ends the apply.
        retried=("Cluster was not ACTIVE", "ResourceInUseException", "UpdateInProgressException"),
        goes_with={"cluster_name": "aws_ecs_cluster.name"},
    ),
    # Not a type of Terraform's: tests put running tasks into a cluster.
    "ecs_task": Facts(
        source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html",
        holds={
            "cluster": "aws_ecs_cluster.name",
            "subnet": "aws_subnet.id",
            "security_groups": "aws_security_group.id",
        },
    ),
}
