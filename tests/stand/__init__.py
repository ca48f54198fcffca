"""An AWS for tests that boto3 speaks to: moto on loopback, in the process of the tests.

    def test_a_broken_runner(healthy: Stand) -> None:          # a full runner as it was applied, and this test's own
        name = healthy.configuration["ecs_cluster_name"]       # the module's output runner_configuration
        healthy.client("ecs").delete_cluster(cluster=name)     # boto3
        healthy.session(profile_name=None)                     # boto3's session, for other code
        healthy.environment                                    # the same as variables, for other programs

    stand = Stand(region, ACCOUNT, server.endpoint)            # another one, built by hand
    stand.outside.of(inputs)                                   # keys, secrets, networks that the inputs name
    configuration = stand.build(state)                         # what Terraform's state holds, through the API

    aws_server.calls                                           # all that was called, by whatever program
    with aws_server.answering(lambda call: THROTTLED if call.service == "ecs" else None): ...

The provider doubles say what Terraform would ask AWS for; here the same goes through botocore's validation, over HTTP, to moto,
which has rules of its own. IDs that AWS gives (subnets, keys, secrets) are others here: `stand.translated(value)` turns those of
a state into the stand's, in documents and in the configuration too.

moto enforces no policy as IAM would: what IAM decides is asked of the permission tests' simulator.
"""

from tests.stand.server import Server
from tests.stand.stand import ACCOUNT, Stand
from tests.stand.wire import DENIED, DENIED_BY_EC2, THROTTLED, Call, Fault

__all__ = ["ACCOUNT", "DENIED", "DENIED_BY_EC2", "THROTTLED", "Call", "Fault", "Server", "Stand"]
