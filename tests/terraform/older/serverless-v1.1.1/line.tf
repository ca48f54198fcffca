# humanitec-tf-modules/serverless-ecs-orchestrator-runner v1.1.1

terraform {
  required_providers {
    aws                   = { source = "hashicorp/aws", version = ">= 4.0" }
    random                = { source = "hashicorp/random", version = ">= 3.0" }
    platform-orchestrator = { source = "humanitec/platform-orchestrator", version = "~> 2.0" }
  }
}

variable "humanitec_org_id" { type = string }
variable "oidc_hostname" {
  type     = string
  default  = "oidc.humanitec.dev"
  nullable = false
}

locals {
  organization  = var.humanitec_org_id
  family_prefix = "humanitec_"
}
