# stellwerk-tf-modules/serverless-ecs-orchestrator-runner v2.0.0

terraform {
  required_providers {
    aws                   = { source = "hashicorp/aws", version = ">= 4.0" }
    random                = { source = "hashicorp/random", version = ">= 3.0" }
    platform-orchestrator = { source = "stellwerk-labs/platform-orchestrator", version = "~> 1.0" }
  }
}

variable "orchestrator_org_id" {
  type    = string
  default = null
}
variable "humanitec_org_id" { # a deprecated alias
  type    = string
  default = null
}
variable "oidc_hostname" {
  type     = string
  default  = "oidc.humanitec.dev"
  nullable = false
}

locals {
  organization  = var.orchestrator_org_id == null ? var.humanitec_org_id : var.orchestrator_org_id
  family_prefix = "platform_orchestrator_"
}

output "orchestrator_role_arn" { value = aws_iam_role.ecs_task_manager.arn }
