variable "humanitec_org_id" {
  description = "Your organization's ID in the Platform Orchestrator."
  type        = string
}

variable "runner_id_prefix" {
  description = "Prefix of both runner IDs."
  type        = string
  default     = "platform"
}

variable "subnet_ids" {
  description = "Your private subnets, with a route to the internet, by region."
  type        = map(list(string))
}
