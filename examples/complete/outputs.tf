output "runner_configuration" {
  description = "Everything that the registration needs."
  value       = module.runner.runner_configuration
}

output "dashboard_name" {
  description = "Name of the runner's CloudWatch dashboard."
  value       = module.runner.dashboard_name
}
