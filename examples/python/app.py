"""Two runners in a CDKTF app of your own, made from the constructs."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # where terraform-aws-ecs-runner is checked out

import bindings  # noqa: E402

bindings.use_subset(HERE)  # optional: the app starts in a second instead of twenty

from cdktf import App, LocalBackend, TerraformOutput, TerraformStack  # noqa: E402
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (  # noqa: E402
    DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement,
)
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_random.provider import RandomProvider  # noqa: E402
from constructs import Construct  # noqa: E402

from modules.inputs import RunnerInputs  # noqa: E402
from modules.runner import Runner  # noqa: E402

REGION = "eu-west-1"
SUBNETS = {
    "staging": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
    "production": ["subnet-0123456789abcdef1", "subnet-0fedcba9876543211"],
}


class Runners(TerraformStack):
    """A runner for each stage, and what both stages share."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        LocalBackend(self, path="../../../terraform.tfstate")  # beside this file; put your own backend here
        AwsProvider(self, "aws", region=REGION)
        RandomProvider(self, "random")
        jobs = self._policy_of_jobs()
        oidc_provider_arn: str | None = None  # the first runner makes the provider, and the second one takes it
        for stage, subnets in SUBNETS.items():
            runner = Runner(
                self,
                stage,
                RunnerInputs(
                    region=REGION,
                    humanitec_org_id="my-org",
                    runner_id=f"my-{stage}",
                    subnet_ids=subnets,
                    task_role_policy_arns={"jobs": jobs.arn},
                    create_oidc_provider=oidc_provider_arn is None,
                    existing_oidc_provider_arn=oidc_provider_arn,
                ),
            )
            oidc_provider_arn = runner.identity.oidc_provider_arn
            TerraformOutput(self, f"{stage}_runner", value=runner.configuration)

    def _policy_of_jobs(self) -> IamPolicy:
        """Let the runners' jobs manage queues, as an example of what they are for."""
        document = DataAwsIamPolicyDocument(
            self,
            "jobs_document",
            statement=[
                DataAwsIamPolicyDocumentStatement(
                    sid="ManageQueues", actions=["sqs:*"], resources=[f"arn:aws:sqs:{REGION}:*:app-*"]
                )
            ],
        )
        return IamPolicy(self, "jobs", name="runner-jobs", policy=document.json)


if __name__ == "__main__":
    app = App(outdir=str(HERE / "cdktf.out"))
    Runners(app, "runners")
    app.synth()
