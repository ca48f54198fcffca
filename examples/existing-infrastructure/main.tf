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

  # An account can have one OIDC provider for each host: use the one that another runner or team created.
  existing_oidc_provider_arn = var.oidc_provider_arn

  # The cluster also runs your tasks. The task manager role can run, list and describe tasks on this cluster only.
  existing_ecs_cluster_name = var.ecs_cluster_name

  # For all three roles.
  iam_role_path                 = "/platform/runners/"
  iam_role_permissions_boundary = var.permissions_boundary_arn

  additional_tags = {
    Team = "platform"
  }
}
