provider "aws" {
  region = var.region
}

module "identity" {
  source = "../../../dist/terraform-aws-ecs-runner/modules/identity"

  region                        = var.region
  humanitec_org_id              = var.humanitec_org_id
  runner_id                     = var.runner_id
  secrets                       = var.secrets
  iam_role_path                 = "/platform/runners/"
  iam_role_permissions_boundary = var.permissions_boundary_arn
}
