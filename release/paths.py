"""Where the project's files are, and the module among them."""

from pathlib import Path

NAME = "terraform-aws-ecs-runner"
PROJECT = Path(__file__).resolve().parent.parent
MODULE = PROJECT / "dist" / NAME
