"""CDKTF constructs for a runner of the Platform Orchestrator on ECS, and its inputs as typed, validated Python.

    runner = Runner(stack, "runner", RunnerInputs(region="eu-west-1", humanitec_org_id="my-org", subnet_ids=[subnet.id]))
    runner.storage.grant_read(auditor)

It doesn't depend on Terraform variables, stacks or provider blocks. Installed, its import name is `ecs_runner`. Inputs and their
checks need neither CDKTF nor Node; constructs are imported on first use, and need the extra `cdktf`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .core.declarations import InvalidInputs
from .core.editions import HUMANITEC, STELLWERK
from .core.names import Names
from .inputs import (
    CapacityProvider,
    ComputeInputs,
    IdentityInputs,
    LoggingInputs,
    MonitoringInputs,
    NetworkInputs,
    RunnerInputs,
    StorageInputs,
)
from .inputs.registration import RegistrationInputs
from .inputs.runner_rules import RunnerRuleInput

if TYPE_CHECKING:
    from .compute import Compute, ComputeProps
    from .core.context import Context, Kms
    from .core.policies import Grantee, Role
    from .identity import Identity, IdentityProps
    from .logging import Logging, LoggingProps
    from .monitoring import Monitoring, MonitoringProps
    from .network import Network, NetworkProps
    from .registration import Registration, RegistrationProps
    from .registration.orchestrator import OrchestratorProvider
    from .runner import Runner
    from .storage import Storage, StorageProps

__all__ = [
    "HUMANITEC",
    "STELLWERK",
    "CapacityProvider",
    "Compute",
    "ComputeInputs",
    "ComputeProps",
    "Context",
    "Grantee",
    "Identity",
    "IdentityInputs",
    "IdentityProps",
    "InvalidInputs",
    "Kms",
    "Logging",
    "LoggingInputs",
    "LoggingProps",
    "Monitoring",
    "MonitoringInputs",
    "MonitoringProps",
    "Names",
    "Network",
    "NetworkInputs",
    "NetworkProps",
    "OrchestratorProvider",
    "Registration",
    "RegistrationInputs",
    "RegistrationProps",
    "Role",
    "Runner",
    "RunnerInputs",
    "RunnerRuleInput",
    "Storage",
    "StorageInputs",
    "StorageProps",
]

_CONSTRUCTS = {
    "compute": ("Compute", "ComputeProps"),
    "core.context": ("Context", "Kms"),
    "core.policies": ("Grantee", "Role"),
    "identity": ("Identity", "IdentityProps"),
    "logging": ("Logging", "LoggingProps"),
    "monitoring": ("Monitoring", "MonitoringProps"),
    "network": ("Network", "NetworkProps"),
    "registration": ("Registration", "RegistrationProps"),
    "registration.orchestrator": ("OrchestratorProvider",),
    "runner": ("Runner",),
    "storage": ("Storage", "StorageProps"),
}


def __getattr__(name: str) -> Any:
    for module, names in _CONSTRUCTS.items():
        if name in names:
            return getattr(_import(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _import(module: str) -> Any:
    try:
        return import_module(f".{module}", __name__)
    except ModuleNotFoundError as error:
        if "." in (error.name or "."):  # not a whole package
            raise
        fix = 'pip install "terraform-aws-ecs-runner[cdktf]"'
        raise ImportError(f"constructs need CDKTF, and {error.name} is not installed: {fix}", name=error.name) from error
