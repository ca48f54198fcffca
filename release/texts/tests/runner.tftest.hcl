# Run with: terraform test -test-directory=tests/unit (Terraform 1.7 or newer), or tofu test -test-directory=tests/unit (OpenTofu 1.8
# or newer). No credentials and no account are needed: the providers are mocked. Not in the folder `tests` itself: `terraform init`
# reads that, and Terraform 1.6 doesn't know mocked providers. OpenTofu refuses a mock of an argument that the module sets.

mock_provider "aws" {}

mock_provider "random" {
  mock_resource "random_id" {
    defaults = {
      hex = "0a1b2c3d"
    }
  }
}

variables {
  region           = "eu-west-1"
  humanitec_org_id = "my-org"
  runner_id        = "my-runner"
  subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
}

run "names_follow_the_runner_id" {
  assert {
    condition     = output.runner_id == "my-runner" && output.s3_bucket == "my-runner-artifacts"
    error_message = "the bucket isn't named after the runner: ${output.s3_bucket}"
  }

  assert {
    condition     = output.ecs_cluster_name == "my-runner-cluster-0a1b2c3d"
    error_message = "the cluster isn't named after the runner: ${output.ecs_cluster_name}"
  }
}

run "an_existing_cluster_is_used" {
  variables {
    existing_ecs_cluster_name = "shared"
  }

  assert {
    condition     = length(aws_ecs_cluster.main) == 0
    error_message = "a cluster is created, though an existing one is set"
  }

  assert {
    condition     = can(regex("^arn:aws:ecs:eu-west-1:[^:]+:cluster/shared$", output.ecs_cluster_arn))
    error_message = "not the ARN of the existing cluster: ${output.ecs_cluster_arn}"
  }
}

run "tags_and_boundary_are_on_every_role" {
  variables {
    additional_tags               = { Team = "platform" }
    iam_role_permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.ecs_task_manager, aws_iam_role.execution, aws_iam_role.task] :
      role.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && role.tags["Team"] == "platform"
    ])
    error_message = "a role lacks the boundary or the tags"
  }
}

run "a_wrong_region_is_refused" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}

run "no_subnet_is_refused" {
  command = plan

  variables {
    subnet_ids = []
  }

  expect_failures = [aws_iam_role_policy.ecs_task_manager]
}
