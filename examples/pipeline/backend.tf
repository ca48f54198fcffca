# Where the pipeline keeps its state; the settings come from the file that deploy.sh is given.
terraform {
  backend "s3" {}
}
