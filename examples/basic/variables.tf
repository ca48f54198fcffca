variable "region" {
  description = "AWS region of the runner, the one of its subnets."
  type        = string
}

variable "humanitec_org_id" {
  description = "Id of your organization in the Platform Orchestrator."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of yours with a way out to the internet, such as a NAT gateway."
  type        = list(string)
}
