variable "region" {
  description = "AWS region of the cluster and the subnets."
  type        = string
}

variable "humanitec_org_id" {
  description = "Your organization's ID in the Platform Orchestrator."
  type        = string
}

variable "runner_id" {
  description = "The runner's ID, part of every name."
  type        = string
}

variable "subnet_ids" {
  description = "Your private subnets, with a route to the internet."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Your security groups for the runner's tasks. They must allow outbound HTTPS."
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
  description = "Permissions boundary that this account requires for every role."
  type        = string
}
