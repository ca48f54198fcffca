# The pipeline's backend. Its settings are in the first file that is passed to deploy.sh.
terraform {
  backend "s3" {}
}
