provider "aws" {
  region = var.region
}

# The token comes from HUMANITEC_AUTH_TOKEN, so no file contains it.
provider "platform-orchestrator" {
  org_id = var.humanitec_org_id
}

module "runner" {
  source = "../../dist/terraform-aws-ecs-runner"

  region           = var.region
  humanitec_org_id = var.humanitec_org_id
  runner_id        = var.runner_id
  subnet_ids       = var.subnet_ids
}

module "registration" {
  source = "../../dist/terraform-aws-ecs-runner/modules/registration-humanitec"

  runner      = module.runner.runner_configuration
  description = "ECS runner in ${var.region}"

  # This runner executes the deployments of one environment type.
  rules = {
    development = { env_type_id = "development" }
  }
}
