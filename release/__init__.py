"""From synthesized stacks to the files of the Terraform module: pure functions, and one writer."""
