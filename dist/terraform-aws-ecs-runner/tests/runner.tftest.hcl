# Run with: terraform test (Terraform 1.7 or newer). No credentials and no account are needed: the providers are mocked.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = {
      partition  = "aws"
      dns_suffix = "amazonaws.com"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_region" {
    defaults = {
      region = "eu-west-1"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mocked"
    }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = {
      arn = "arn:aws:iam::123456789012:oidc-provider/mocked"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::mocked"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mocked"
    }
  }
}

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
    error_message = "a cluster is made beside the existing one"
  }

  assert {
    condition     = output.ecs_cluster_arn == "arn:aws:ecs:eu-west-1:123456789012:cluster/shared"
    error_message = "the existing cluster's ARN isn't given: ${output.ecs_cluster_arn}"
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
