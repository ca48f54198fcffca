output "runner_configurations" {
  description = "All that registering each runner needs."
  value = {
    europe  = module.europe.runner_configuration
    america = module.america.runner_configuration
  }
}
