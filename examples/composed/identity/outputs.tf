output "identity" {
  description = "All outputs of the identity group, for the configuration that creates the other groups."
  value       = module.identity
}
