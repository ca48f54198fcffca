output "runner_id" {
  description = "The generated id of the runner."
  value       = module.runner.runner_id
}

output "runner_configuration" {
  description = "All that registering the runner needs."
  value       = module.runner.runner_configuration
}
