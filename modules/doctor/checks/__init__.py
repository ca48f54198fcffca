"""All checks. Importing this package declares them, in the order in which they are reported."""

from ..registry import CHECKS
from . import place, identity, sign_in, permissions, network, routes, image, capacity, state, secrets, monitoring  # noqa: F401, I001, E501 - the order counts

__all__ = ["CHECKS"]
