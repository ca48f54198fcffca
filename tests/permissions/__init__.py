"""Who can do what, proven on the policies that Terraform sends."""
