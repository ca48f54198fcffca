"""Fixtures for tests of the doubles."""

from tests.support.terraform.fixtures import doubles_env, doubles_host, shared_terraform, terraform

__all__ = ["doubles_env", "doubles_host", "shared_terraform", "terraform"]
