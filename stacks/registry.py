"""Every stack there is."""

from cdktf import App

from stacks.backend import Backend
from stacks.base import BaseStack
from stacks.compute import ComputeStack
from stacks.identity import IdentityStack
from stacks.logging import LoggingStack
from stacks.runner import RunnerStack
from stacks.storage import StorageStack

ROOT = "runner"  # the stack that becomes the module itself; the others become modules in it
STACKS: dict[str, type[BaseStack]] = {
    ROOT: RunnerStack,
    "identity": IdentityStack,
    "storage": StorageStack,
    "logging": LoggingStack,
    "compute": ComputeStack,
}


def build(app: App, backend: Backend) -> dict[str, BaseStack]:
    """Build every stack in an app, by name."""
    return {name: stack(app, name, backend) for name, stack in STACKS.items()}
