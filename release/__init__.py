"""Generates the files of the Terraform module from synthesized stacks: pure functions, and one writer."""


class ReleaseError(Exception):
    """Something can't be generated or released; the message has the reason and the fix."""
