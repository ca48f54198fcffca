"""Fixtures for tests of the stand itself, and of what is walked on it."""

from tests.stand.fixtures import aws_server, doubles_host, healthy, stands

__all__ = ["aws_server", "doubles_host", "healthy", "stands"]
