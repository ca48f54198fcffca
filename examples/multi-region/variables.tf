variable "humanitec_org_id" {
  description = "Id of your organization in the Platform Orchestrator."
  type        = string
}

variable "runner_id_prefix" {
  description = "What the ids of both runners start with."
  type        = string
  default     = "platform"
}

variable "subnet_ids" {
  description = "Private subnets of yours with a way out to the internet, by region."
  type        = map(list(string))
}
