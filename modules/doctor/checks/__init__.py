"""All checks, in the order in which they are reported."""

# Importing a module registers its checks.
# isort: off
from . import place, identity, sign_in, permissions, network, routes, image, capacity, state, secrets, monitoring  # noqa: F401
from ..registry import CHECKS

# isort: on

__all__ = ["CHECKS"]
