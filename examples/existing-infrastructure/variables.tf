variable "region" {
  description = "AWS region of the cluster and the subnets."
  type        = string
}

variable "humanitec_org_id" {
  description = "Id of your organization in the Platform Orchestrator."
  type        = string
}

variable "runner_id" {
  description = "Id of the runner, part of every name."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of yours with a way out to the internet."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups of yours for the runner's tasks, which need to reach HTTPS addresses."
  type        = list(string)
}

variable "oidc_provider_arn" {
  description = "The account's IAM OIDC provider for oidc.humanitec.dev."
  type        = string
}

variable "ecs_cluster_name" {
  description = "Name of the ECS cluster to run on."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds every role in this account."
  type        = string
}
