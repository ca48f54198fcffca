"""All stacks."""

from cdktf import App

from stacks.backend import Backend
from stacks.base import BaseStack
from stacks.groups import GROUPS
from stacks.registered_runner import HumanitecRegisteredRunnerStack, StellwerkRegisteredRunnerStack
from stacks.registration import HumanitecRegistrationStack, StellwerkRegistrationStack
from stacks.runner import RunnerStack

ROOT = "runner"  # the stack that becomes the module itself; the others become nested modules
STACKS: dict[str, type[BaseStack]] = {
    ROOT: RunnerStack,
    **GROUPS,
    "registration-humanitec": HumanitecRegistrationStack,
    "registration-stellwerk": StellwerkRegistrationStack,
    "registered-runner-humanitec": HumanitecRegisteredRunnerStack,
    "registered-runner-stellwerk": StellwerkRegisteredRunnerStack,
}
MODULES = {name: stack for name, stack in STACKS.items() if stack.text is not None}


def build(app: App, backend: Backend) -> dict[str, BaseStack]:
    """Build all stacks in an app, by name."""
    return {name: stack(app, name, backend) for name, stack in STACKS.items()}
