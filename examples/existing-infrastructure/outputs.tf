output "humanitec_role_arn" {
  description = "ARN of the role that the Platform Orchestrator assumes."
  value       = module.runner.humanitec_role_arn
}

output "ecs_cluster_arn" {
  description = "ARN of the existing cluster."
  value       = module.runner.ecs_cluster_arn
}

output "runner_configuration" {
  description = "Everything that the registration needs."
  value       = module.runner.runner_configuration
}
