# What the later line B leaves in an account: its bucket has another address and name, it registers the runner itself, and
# it can trust an OIDC provider that exists.

terraform {
  required_providers {
    aws                   = { source = "hashicorp/aws" }
    platform-orchestrator = { source = "humanitec/platform-orchestrator" }
  }
}

variable "region" { type = string }
variable "humanitec_org_id" { type = string }
variable "subnet_ids" { type = list(string) }
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
variable "existing_oidc_provider_arn" {
  type    = string
  default = null
}
variable "oidc_hostname" {
  type    = string
  default = "oidc.humanitec.dev"
}
variable "environment" {
  type    = map(string)
  default = {}
}
variable "secrets" {
  type    = map(string)
  default = {}
}
variable "force_delete_s3" {
  type    = bool
  default = false
}
variable "additional_tags" {
  type    = map(string)
  default = {}
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
  count          = var.existing_oidc_provider_arn == null ? 1 : 0
  url            = "https://${var.oidc_hostname}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = local.tags
}

resource "aws_iam_role" "ecs_task_manager" {
  name               = "${local.id}-ecs-task-manager-${random_id.suffix.hex}"
  assume_role_policy = local.anything
  tags               = local.tags
}

resource "aws_iam_role" "execution" {
  name               = "${local.id}-execution-${random_id.suffix.hex}"
  assume_role_policy = local.anything
  tags               = local.tags
}

resource "aws_iam_role" "task" {
  name               = "${local.id}-task-${random_id.suffix.hex}"
  assume_role_policy = local.anything
  tags               = local.tags
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

resource "aws_ecs_cluster" "main" {
  count = var.existing_ecs_cluster_name == null ? 1 : 0
  name  = "${local.id}-cluster-${random_id.suffix.hex}"
  tags  = local.tags
}

resource "aws_s3_bucket" "state" {
  bucket        = "${local.id}-state"
  force_destroy = var.force_delete_s3
  tags          = local.tags
}

resource "platform-orchestrator_serverless_ecs_runner" "runner" {
  id          = local.id
  description = "registered by the module"
  runner_configuration = {
    auth = { role_arn = aws_iam_role.ecs_task_manager.arn }
    job = {
      region             = var.region
      cluster            = var.existing_ecs_cluster_name == null ? aws_ecs_cluster.main[0].name : var.existing_ecs_cluster_name
      subnets            = var.subnet_ids
      execution_role_arn = aws_iam_role.execution.arn
      task_role_arn      = aws_iam_role.task.arn
      environment        = var.environment
      secrets            = var.secrets
    }
  }
  state_storage_configuration = {
    type             = "s3"
    s3_configuration = { bucket = aws_s3_bucket.state.id }
  }
}

output "humanitec_role_arn" { value = aws_iam_role.ecs_task_manager.arn }
output "runner_id" { value = local.id }
output "s3_bucket" { value = aws_s3_bucket.state.id }
