provider "aws" {
  region = var.region
}

module "runner" {
  source = "../../dist/terraform-aws-ecs-runner"

  region           = var.region
  humanitec_org_id = var.humanitec_org_id
  subnet_ids       = var.subnet_ids
}
