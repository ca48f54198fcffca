"""All inputs, each declared once, in the class of the group that uses it."""

from .compute import CapacityProvider, ComputeInputs
from .general import GeneralInputs, KmsInputs, NameInputs
from .identity import IdentityInputs
from .logging import LoggingInputs
from .monitoring import MonitoringInputs, MonitoringModuleInputs
from .network import NetworkInputs, NetworkModuleInputs
from .runner import RunnerInputs
from .standalone import ComputeModuleInputs, IdentityModuleInputs, LoggingModuleInputs, StorageModuleInputs
from .storage import StorageInputs

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
