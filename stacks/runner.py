"""The root: all groups in one stack, for `cdktf deploy`, for pipelines, and for the module."""

from modules import outputs
from modules.inputs import RunnerInputs
from modules.runner import Runner
from stacks.base import BaseStack

# The bucket's address in serverless-ecs-orchestrator-runner, so that a change of `source` moves it instead of replacing it.
MOVED = [{"from": "aws_s3_bucket.state", "to": "aws_s3_bucket.runner"}]


class RunnerStack(BaseStack):
    """A whole runner."""

    inputs = RunnerInputs

    def _build(self) -> None:
        self.use_random()
        self.move(*MOVED)
        runner = Runner(self, "groups", self.add_variables(RunnerInputs))
        for declared, source in outputs.RUNNER:
            self.add_outputs(declared, source(runner))
