variable "region" {
  description = "AWS region of the runner and its subnets."
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

variable "subnet_ids" {
  description = "Your private subnets, with a route to the internet."
  type        = list(string)
}
