# The least runner, against whatever AWS_ENDPOINT_URL names.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.40, < 7.0.0"
    }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}

module "runner" {
  source = "./module"

  region           = "eu-west-1"
  humanitec_org_id = "my-org"
  runner_id        = "emulated"
  subnet_ids       = ["subnet-0123456789abcdef0"]
}

output "configuration" {
  value = module.runner.runner_configuration
}
