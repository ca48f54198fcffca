# The identity team's outputs. With a remote backend, set its name and configuration here.
data "terraform_remote_state" "identity" {
  backend = "local"

  config = {
    path = var.identity_state
  }
}

locals {
  identity = data.terraform_remote_state.identity.outputs.identity
  region   = local.identity.runner_configuration_part.region

  # Each group returns its part of what the registration needs.
  runner = merge(
    local.identity.runner_configuration_part,
    module.storage.runner_configuration_part,
    module.logging.runner_configuration_part,
    module.compute.runner_configuration_part,
    module.monitoring.runner_configuration_part,
    { subnet_ids = var.subnet_ids },
  )
}

provider "aws" {
  region = local.region
}

# The token comes from HUMANITEC_AUTH_TOKEN, so no file contains it.
provider "platform-orchestrator" {
  org_id = local.identity.runner_configuration_part.organization_id
}

module "storage" {
  source = "../../dist/terraform-aws-ecs-runner/modules/storage"

  region         = local.region
  runner_id      = local.identity.runner_id
  name_suffix    = local.identity.name_suffix
  task_role_name = local.identity.task_role_name
  task_role_arn  = local.identity.task_role_arn

  s3_allow_state_locking = true
}

module "logging" {
  source = "../../dist/terraform-aws-ecs-runner/modules/logging"

  region              = local.region
  runner_id           = local.identity.runner_id
  name_suffix         = local.identity.name_suffix
  execution_role_name = local.identity.execution_role_name
  task_role_name      = local.identity.task_role_name
}

module "compute" {
  source = "../../dist/terraform-aws-ecs-runner/modules/compute"

  region                         = local.region
  runner_id                      = local.identity.runner_id
  name_suffix                    = local.identity.name_suffix
  task_manager_role_name         = local.identity.task_manager_role_name
  execution_role_arn             = local.identity.execution_role_arn
  task_role_arn                  = local.identity.task_role_arn
  cloudwatch_exec_log_group_name = module.logging.cloudwatch_exec_log_group_name
}

module "monitoring" {
  source = "../../dist/terraform-aws-ecs-runner/modules/monitoring"

  region                         = local.region
  runner_id                      = local.identity.runner_id
  name_suffix                    = local.identity.name_suffix
  task_manager_role_arn          = local.identity.ecs_task_manager_role_arn
  ecs_cluster_name               = module.compute.ecs_cluster_name
  s3_bucket                      = module.storage.s3_bucket
  cloudwatch_log_group_name      = module.logging.cloudwatch_log_group_name
  cloudwatch_exec_log_group_name = module.logging.cloudwatch_exec_log_group_name
}

module "registration" {
  source = "../../dist/terraform-aws-ecs-runner/modules/registration-humanitec"

  runner = local.runner

  rules = {
    development = { env_type_id = "development" }
  }
}
