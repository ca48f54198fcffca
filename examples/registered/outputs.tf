output "runner_id" {
  description = "The registered runner's ID."
  value       = module.registration.runner_id
}

output "runner_configuration" {
  description = "The runner, for ecs-runner doctor."
  value       = module.runner.runner_configuration
}

output "registration" {
  description = "What the registration adds, for ecs-runner doctor."
  value       = module.registration.registration
}
