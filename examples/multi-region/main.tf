provider "aws" {
  region = "eu-west-1"
}

# One provider block for both: each module creates its resources in its own region. Roles are global, with the runner ID in their names.

module "europe" {
  source = "../../dist/terraform-aws-ecs-runner"

  region           = "eu-west-1"
  humanitec_org_id = var.humanitec_org_id
  runner_id        = "${var.runner_id_prefix}-europe"
  subnet_ids       = var.subnet_ids["eu-west-1"]
}

module "america" {
  source = "../../dist/terraform-aws-ecs-runner"

  region           = "us-east-1"
  humanitec_org_id = var.humanitec_org_id
  runner_id        = "${var.runner_id_prefix}-america"
  subnet_ids       = var.subnet_ids["us-east-1"]

  # An account can have one OIDC provider for each host. Its ARN is unknown at plan, so create_oidc_provider must be set.
  create_oidc_provider       = false
  existing_oidc_provider_arn = module.europe.oidc_provider_arn
}
