variable "identity_state" {
  description = "Path of the state of the configuration in identity/."
  type        = string
}

variable "subnet_ids" {
  description = "Your private subnets, with a route to the internet."
  type        = list(string)
}
