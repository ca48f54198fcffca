output "runner_configuration" {
  description = "All that registering the runner needs."
  value       = module.runner.runner_configuration
}

output "dashboard_name" {
  description = "CloudWatch dashboard of the runner."
  value       = module.runner.dashboard_name
}
