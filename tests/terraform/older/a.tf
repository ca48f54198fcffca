# What the older module A leaves in an account: its addresses, names and the arguments that AWS can't change afterwards.

variable "region" { type = string }
variable "humanitec_org_id" { type = string }
variable "subnet_ids" { type = list(string) }
variable "security_group_ids" {
  type    = list(string)
  default = []
}
variable "runner_id" {
  type    = string
  default = null
}
variable "runner_id_prefix" {
  type    = string
  default = "runner"
}
variable "existing_ecs_cluster_name" {
  type    = string
  default = null
}
variable "additional_tags" {
  type    = map(string)
  default = {}
}
variable "iam_role_path" {
  type    = string
  default = "/"
}
variable "iam_role_permissions_boundary" {
  type    = string
  default = null
}
variable "kms_key_arn" {
  type    = string
  default = null
}
variable "enable_s3_encryption" {
  type    = bool
  default = true
}
variable "cloudwatch_log_retention_days" {
  type    = number
  default = 30
}

locals {
  id   = var.runner_id != null ? var.runner_id : random_id.runner_id[0].hex
  tags = merge({ ManagedBy = "terraform" }, var.additional_tags)
  anything = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "random_id" "runner_id" {
  count       = var.runner_id == null ? 1 : 0
  byte_length = 8
  prefix      = "${var.runner_id_prefix}-"
}

resource "random_id" "suffix" { byte_length = 4 }

resource "aws_iam_openid_connect_provider" "oidc" {
  url             = "https://oidc.humanitec.dev"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
  tags            = local.tags
}

resource "aws_iam_role" "ecs_task_manager" {
  name                 = "${local.id}-ecs-task-manager-${random_id.suffix.hex}"
  path                 = var.iam_role_path
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = local.anything
  tags                 = local.tags
}

resource "aws_iam_role" "execution" {
  name                 = "${local.id}-execution-${random_id.suffix.hex}"
  path                 = var.iam_role_path
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = local.anything
  tags                 = local.tags
}

resource "aws_iam_role" "task" {
  name                 = "${local.id}-task-${random_id.suffix.hex}"
  path                 = var.iam_role_path
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = local.anything
  tags                 = local.tags
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "ecs_task_manager" {
  name   = "${local.id}-ecs-task-manager-policy"
  role   = aws_iam_role.ecs_task_manager.id
  policy = local.anything
}

resource "aws_iam_role_policy" "task_s3" {
  name   = "${local.id}-task-s3-policy"
  role   = aws_iam_role.task.id
  policy = local.anything
}

resource "aws_iam_role_policy" "execution_cloudwatch" {
  count  = var.kms_key_arn != null ? 1 : 0
  name   = "${local.id}-execution-cloudwatch-policy"
  role   = aws_iam_role.execution.id
  policy = local.anything
}

resource "aws_cloudwatch_log_group" "ecs_tasks" {
  name              = "/aws/ecs/${local.id}"
  retention_in_days = var.cloudwatch_log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = local.tags
}

resource "aws_cloudwatch_log_group" "ecs_exec" {
  name              = "/aws/ecs/${local.id}/exec"
  retention_in_days = var.cloudwatch_log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = local.tags
}

resource "aws_ecs_cluster" "main" {
  count = var.existing_ecs_cluster_name == null ? 1 : 0
  name  = "${local.id}-cluster-${random_id.suffix.hex}"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = local.tags
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  count              = var.existing_ecs_cluster_name == null ? 1 : 0
  cluster_name       = aws_ecs_cluster.main[0].name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    base              = 1
    weight            = 1
    capacity_provider = "FARGATE"
  }
}

resource "aws_s3_bucket" "runner" {
  bucket = "${local.id}-artifacts"
  tags   = local.tags
}

resource "aws_s3_bucket_public_access_block" "runner" {
  bucket                  = aws_s3_bucket.runner.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "runner" {
  bucket = aws_s3_bucket.runner.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "runner" {
  count  = var.enable_s3_encryption ? 1 : 0
  bucket = aws_s3_bucket.runner.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn != null ? "aws:kms" : "AES256"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "runner" {
  bucket = aws_s3_bucket.runner.id
  rule {
    id     = "expire-old-versions"
    status = "Enabled"
    noncurrent_version_expiration { noncurrent_days = 90 }
  }
}

output "humanitec_role_arn" { value = aws_iam_role.ecs_task_manager.arn }
output "runner_id" { value = local.id }
output "s3_bucket" { value = aws_s3_bucket.runner.id }
