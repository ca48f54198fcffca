# The cases of the tests that the module serverless-ecs-orchestrator-runner has, with one subnet, and with mocks without defaults.
# ORGANIZATION is the input of each edition. Cases that don't touch each other share a plan. As there, all but the last are plans:
# a mock makes up no ARN of a role that the orchestrator's provider accepts.

mock_provider "aws" {}
mock_provider "random" {}
mock_provider "platform-orchestrator" {}

mock_provider "aws" {
  alias = "with_arns"
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mock-role"
    }
  }
}

variables {
  region        = "eu-west-1"
  subnet_ids    = ["subnet-12345678"]
  ORGANIZATION  = "my-org"
  oidc_hostname = "oidc.orchestrator.example.com"
}

run "defaults" {
  command = plan
  variables { region = "ap-southeast-1" }

  assert {
    condition     = random_id.runner_id[0].prefix == "runner-" && length(aws_ecs_cluster.main) == 1
    error_message = "neither an id nor a cluster is made"
  }
  assert {
    condition     = aws_s3_bucket.runner.region == "ap-southeast-1" && aws_ecs_cluster.main[0].region == "ap-southeast-1"
    error_message = "made in another region"
  }
}

run "a_given_id_tags_security_groups_and_an_existing_oidc_provider_of_another_host" {
  command = plan
  variables {
    runner_id                  = "test-runner"
    additional_tags            = { Environment = "test", Team = "platform" }
    security_group_ids         = ["sg-12345678", "sg-87654321"]
    existing_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/custom-oidc.example.com"
    oidc_hostname              = "custom-oidc.example.com"
  }

  assert {
    condition     = output.runner_id == "test-runner" && aws_s3_bucket.runner.bucket == "test-runner-state"
    error_message = "not the id, or not the bucket's name: ${aws_s3_bucket.runner.bucket}"
  }
  assert {
    condition = alltrue([
      for tags in [aws_s3_bucket.runner.tags, aws_iam_role.task.tags, aws_ecs_cluster.main[0].tags] :
      tags == tomap({ Environment = "test", Team = "platform", ManagedBy = "terraform" })
    ])
    error_message = "not these tags on everything"
  }
  assert {
    condition     = join(" ", local.runner_configuration.security_group_ids) == "sg-12345678 sg-87654321"
    error_message = "registered with other security groups"
  }
  assert {
    condition     = strcontains(aws_iam_role.ecs_task_manager.assume_role_policy, "\"custom-oidc.example.com:sub\":\"my-org+test-runner\"")
    error_message = "another subject is trusted: ${aws_iam_role.ecs_task_manager.assume_role_policy}"
  }
}

run "a_prefix_and_an_existing_cluster" {
  command = plan
  variables {
    region                    = "us-west-2"
    runner_id_prefix          = "test-prefix"
    existing_ecs_cluster_name = "existing-cluster"
  }

  assert {
    condition     = random_id.runner_id[0].prefix == "test-prefix-"
    error_message = "not the prefix: ${random_id.runner_id[0].prefix}"
  }
  assert {
    condition     = output.ecs_cluster_name == "existing-cluster" && length(aws_ecs_cluster.main) == 0
    error_message = "a cluster is made beside the existing one"
  }
  assert {
    condition     = can(regex("^arn:aws:ecs:us-west-2:[^:]+:cluster/existing-cluster$", output.ecs_cluster_arn))
    error_message = "not its ARN: ${output.ecs_cluster_arn}"
  }
}

run "another_host_and_both_names_of_the_organization" {
  command = plan
  variables {
    oidc_hostname       = "custom-oidc.example.com"
    orchestrator_org_id = "my-org"
    humanitec_org_id    = "my-org"
  }

  assert {
    condition     = aws_iam_openid_connect_provider.oidc[0].url == "https://custom-oidc.example.com"
    error_message = "not the host: ${aws_iam_openid_connect_provider.oidc[0].url}"
  }
}

run "an_existing_oidc_provider_and_the_older_name_of_the_organization" {
  command = plan
  variables {
    runner_id                  = "test-runner"
    existing_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/oidc.humanitec.dev"
    oidc_hostname              = "oidc.humanitec.dev"
    orchestrator_org_id        = null
    humanitec_org_id           = "legacy-org"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.oidc) == 0
    error_message = "a provider is made beside the existing one"
  }
  assert {
    condition     = strcontains(aws_iam_role.ecs_task_manager.assume_role_policy, "\"oidc.humanitec.dev:sub\":\"legacy-org+test-runner\"")
    error_message = "another subject is trusted: ${aws_iam_role.ecs_task_manager.assume_role_policy}"
  }
}

run "no_organization" {
  command = plan
  variables {
    orchestrator_org_id = null
    humanitec_org_id    = null
  }
  expect_failures = [aws_iam_role.ecs_task_manager]
}

run "two_organizations" {
  command = plan
  variables {
    orchestrator_org_id = "my-org"
    humanitec_org_id    = "other-org"
  }
  expect_failures = [aws_iam_role.ecs_task_manager]
}

run "applied" {
  providers = { aws = aws.with_arns, random = random, platform-orchestrator = platform-orchestrator }
  variables { runner_id = "test-runner" }

  assert {
    condition     = output.runner_id == "test-runner" && output.s3_bucket == "test-runner-state"
    error_message = "not the id, or not the bucket's name: ${output.s3_bucket}"
  }
}
