output "runner_id" {
  description = "Id of the registered runner."
  value       = module.registration.runner_id
}
