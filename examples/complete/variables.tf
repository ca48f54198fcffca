variable "region" {
  description = "AWS region of all resources."
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

variable "alarm_email" {
  description = "Email address that is notified of alarms, once the subscription is confirmed."
  type        = string
}
