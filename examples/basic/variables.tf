variable "region" {
  description = "AWS region of the runner and its subnets."
  type        = string
}

variable "humanitec_org_id" {
  description = "Your organization's ID in the Platform Orchestrator."
  type        = string
}

variable "subnet_ids" {
  description = "Your private subnets, with a route to the internet, such as through a NAT gateway."
  type        = list(string)
}
