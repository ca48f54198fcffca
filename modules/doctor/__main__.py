"""`python -m ecs_runner.doctor` is `ecs-runner`."""

from .main import main

main()
