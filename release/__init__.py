"""From synthesized stacks to the files of the Terraform module: pure functions, and one writer."""


class ReleaseError(Exception):
    """What is generated or released can't be; the text says why, and what to do about it."""
