"""The root: every group in one stack, for `cdktf deploy`, for pipelines, and for the module."""

from modules import outputs
from modules.inputs import RunnerInputs
from modules.runner import Runner
from stacks.base import BaseStack

# Where the bucket was in a later line of the older module, so that a change of `source` moves it instead of replacing it.
MOVED = [{"from": "aws_s3_bucket.state", "to": "aws_s3_bucket.runner"}]


class RunnerStack(BaseStack):
    """A runner, whole."""

    inputs = RunnerInputs

    def _build(self) -> None:
        self.use_random()
        self.put("moved", MOVED)
        runner = Runner(self, "groups", self.declare(RunnerInputs))
        self.give(outputs.NAMES, runner.names)
        self.give(outputs.IDENTITY, runner.identity)
        self.give(outputs.STORAGE, runner.storage)
        self.give(outputs.LOGGING, runner.logging)
        self.give(outputs.COMPUTE, runner.compute)
        self.give(outputs.NETWORK, runner.network)
        self.give(outputs.MONITORING, runner.monitoring)
        self.give([outputs.CONFIGURATION], runner)
