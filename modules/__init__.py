"""The library: plain values in, AWS resources out. Knows no Terraform variable, stack or provider block."""
