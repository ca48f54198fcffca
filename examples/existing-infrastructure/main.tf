provider "aws" {
  region = var.region
}

module "runner" {
  source = "../../dist/terraform-aws-ecs-runner"

  region             = var.region
  humanitec_org_id   = var.humanitec_org_id
  runner_id          = var.runner_id
  subnet_ids         = var.subnet_ids
  security_group_ids = var.security_group_ids

  # An account can have one OIDC provider for each host: where another runner or another team made it, it is taken as it is.
  existing_oidc_provider_arn = var.oidc_provider_arn

  # Its tasks share the cluster with yours; the task manager role can start, list and describe tasks in this one only.
  existing_ecs_cluster_name = var.ecs_cluster_name

  # All three roles get the path and the boundary.
  iam_role_path                 = "/platform/runners/"
  iam_role_permissions_boundary = var.permissions_boundary_arn

  additional_tags = {
    Team = "platform"
  }
}
