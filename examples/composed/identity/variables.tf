variable "region" {
  description = "AWS region of the runner."
  type        = string
}

variable "humanitec_org_id" {
  description = "Your organization's ID in the Platform Orchestrator."
  type        = string
}

variable "runner_id" {
  description = "The runner's ID, in AWS and in the Platform Orchestrator."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the three roles."
  type        = string
}

variable "secrets" {
  description = "Secrets that the runner's jobs get as environment variables, by name: only these can be read."
  type        = map(string)
  default     = {}
}
