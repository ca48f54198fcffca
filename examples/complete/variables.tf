variable "region" {
  description = "AWS region of everything."
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

variable "alarm_email" {
  description = "Address that hears of alarms, once it has confirmed that it wants to."
  type        = string
}
