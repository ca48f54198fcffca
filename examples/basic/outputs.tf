output "runner_id" {
  description = "The generated runner ID."
  value       = module.runner.runner_id
}

output "runner_configuration" {
  description = "Everything that the registration needs."
  value       = module.runner.runner_configuration
}
