output "humanitec_role_arn" {
  description = "Role that the Platform Orchestrator assumes."
  value       = module.runner.humanitec_role_arn
}

output "ecs_cluster_arn" {
  description = "ARN of the cluster that was there already."
  value       = module.runner.ecs_cluster_arn
}

output "runner_configuration" {
  description = "All that registering the runner needs."
  value       = module.runner.runner_configuration
}
