"""Two runners in a CDKTF app of your own, created with the constructs."""

from ecs_runner import bindings

bindings.use_subset()  # optional: the app starts in one or two seconds instead of ten to thirty

from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement,
)
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct
from ecs_runner import Runner, RunnerInputs

REGION = "eu-west-1"
SUBNETS = {
    "staging": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
    "production": ["subnet-0123456789abcdef1", "subnet-0fedcba9876543211"],
}


class Runners(TerraformStack):
    """A runner for each stage, and what both share."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        LocalBackend(self, path="../../../terraform.tfstate")  # next to this file; replace it with your own backend
        AwsProvider(self, "aws", region=REGION)
        RandomProvider(self, "random")
        jobs = self._policy_of_jobs()
        oidc_provider_arn: str | None = None  # the first runner creates the provider, and the second one uses it
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
    app = App()
    Runners(app, "runners")
    app.synth()
