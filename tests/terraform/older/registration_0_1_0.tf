# The registration of this project's 0.1.0, as far as rules and description go: rules are named by their keys.

terraform {
  required_providers {
    platform-orchestrator = {
      source = "stellwerk-labs/platform-orchestrator"
    }
  }
}

variable "runner" {
  type = any
}

variable "description" {
  type    = string
  default = null
}

variable "rules" {
  type    = map(object({ project_id = optional(string), env_type_id = optional(string) }))
  default = {}
}

resource "platform-orchestrator_serverless_ecs_runner" "runner" {
  id          = var.runner.runner_id
  description = var.description
  runner_configuration = {
    auth = {
      role_arn = var.runner.task_manager_role_arn
    }
    job = {
      cluster              = var.runner.ecs_cluster_name
      environment          = var.runner.environment
      execution_role_arn   = var.runner.execution_role_arn
      is_public_ip_enabled = false
      region               = var.runner.region
      secrets              = var.runner.secrets
      security_groups      = var.runner.security_group_ids
      subnets              = var.runner.subnet_ids
      task_role_arn        = var.runner.task_role_arn
    }
  }
  state_storage_configuration = {
    type = "s3"
    s3_configuration = {
      bucket = var.runner.s3_bucket
    }
  }
}

resource "platform-orchestrator_runner_rule" "rules" {
  for_each    = var.rules
  runner_id   = platform-orchestrator_serverless_ecs_runner.runner.id
  project_id  = each.value.project_id
  env_type_id = each.value.env_type_id
}
