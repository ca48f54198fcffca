"""Paths of the project and of the module."""

from pathlib import Path

NAME = "terraform-aws-ecs-runner"
PROJECT = Path(__file__).resolve().parent.parent
MODULE = PROJECT / "dist" / NAME
