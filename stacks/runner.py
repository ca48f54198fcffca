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
        self.move(*MOVED)
        runner = Runner(self, "groups", self.add_variables(RunnerInputs))
        self.add_outputs(outputs.NAMES, runner.names)
        self.add_outputs(outputs.IDENTITY, runner.identity)
        self.add_outputs(outputs.STORAGE, runner.storage)
        self.add_outputs(outputs.LOGGING, runner.logging)
        self.add_outputs(outputs.COMPUTE, runner.compute)
        self.add_outputs(outputs.NETWORK, runner.network)
        self.add_outputs(outputs.MONITORING, runner.monitoring)
        self.add_outputs([outputs.CONFIGURATION], runner)
