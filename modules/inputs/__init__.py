"""THE list of inputs: each declared once, in the class of the group that it steers."""

from modules.inputs.compute import CapacityProvider, ComputeInputs
from modules.inputs.general import GeneralInputs, KmsInputs, NameInputs
from modules.inputs.identity import IdentityInputs
from modules.inputs.links import (
    ComputeModuleInputs,
    IdentityModuleInputs,
    LoggingModuleInputs,
    StorageModuleInputs,
)
from modules.inputs.logging import LoggingInputs
from modules.inputs.monitoring import MonitoringInputs, MonitoringModuleInputs
from modules.inputs.network import NetworkInputs, NetworkModuleInputs
from modules.inputs.runner import RunnerInputs
from modules.inputs.storage import StorageInputs

__all__ = [
    "CapacityProvider",
    "ComputeInputs",
    "ComputeModuleInputs",
    "GeneralInputs",
    "IdentityInputs",
    "IdentityModuleInputs",
    "KmsInputs",
    "LoggingInputs",
    "LoggingModuleInputs",
    "MonitoringInputs",
    "MonitoringModuleInputs",
    "NameInputs",
    "NetworkInputs",
    "NetworkModuleInputs",
    "RunnerInputs",
    "StorageInputs",
    "StorageModuleInputs",
]
