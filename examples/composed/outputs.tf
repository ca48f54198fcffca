output "runner_configuration" {
  description = "The runner, for ecs-runner doctor."
  value       = local.runner
}

output "registration" {
  description = "What the registration adds, for ecs-runner doctor."
  value       = module.registration.registration
}
