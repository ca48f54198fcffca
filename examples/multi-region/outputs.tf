output "runner_configurations" {
  description = "Everything that the registration of each runner needs."
  value = {
    europe  = module.europe.runner_configuration
    america = module.america.runner_configuration
  }
}
