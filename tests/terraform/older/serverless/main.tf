# What the module serverless-ecs-orchestrator-runner creates, in all of its lines: humanitec-tf-modules v1.1.1, and stellwerk-tf-modules
# v2.0.0 to v4.0.0. Each line's folder beside this one adds its provider, its inputs for the organization, and its outputs.
# The real module asks a function of the AWS provider for the parts of the cluster's ARN, which the doubles don't have. Here, null means
# an input's default, so that instances of one call can leave out different inputs.

variable "region" { type = string }
variable "runner_id" {
  type    = string
  default = null
}
variable "runner_id_prefix" {
  type     = string
  default  = "runner"
  nullable = false
}
variable "existing_ecs_cluster_name" {
  type    = string
  default = null
}
variable "additional_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}
variable "subnet_ids" {
  type     = list(string)
  default  = []
  nullable = false
}
variable "security_group_ids" {
  type     = list(string)
  default  = []
  nullable = false
}
variable "existing_oidc_provider_arn" {
  type    = string
  default = null
}
variable "environment" {
  type     = map(string)
  default  = {}
  nullable = false
}
variable "secrets" {
  type     = map(string)
  default  = {}
  nullable = false
}
variable "force_delete_s3" {
  type     = bool
  default  = false
  nullable = false
}

locals {
  id           = var.runner_id == null ? random_id.runner_id[0].hex : var.runner_id
  tags         = merge({ ManagedBy = "terraform" }, var.additional_tags)
  makes_vpc    = length(var.subnet_ids) == 0
  made_cluster = one(aws_ecs_cluster.main[*].arn)
  cluster      = var.existing_ecs_cluster_name == null ? aws_ecs_cluster.main[0].name : var.existing_ecs_cluster_name
  arn          = split(":", local.made_cluster == null ? "arn:aws:ecs:${var.region}:*:cluster/${local.cluster}" : local.made_cluster)
  ecs          = "arn:aws:ecs:${local.arn[3]}:${local.arn[4]}"
  definitions  = "${local.ecs}:task-definition/${local.family_prefix}*"
  issuer       = var.existing_oidc_provider_arn == null ? aws_iam_openid_connect_provider.oidc[0].arn : var.existing_oidc_provider_arn
  by_tasks     = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }
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
  name = "${local.id}-ecs-task-manager-${random_id.suffix.hex}"
  tags = local.tags
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = local.issuer }
    Condition = { StringEquals = {
      "${var.oidc_hostname}:aud" = "sts.amazonaws.com"
      "${var.oidc_hostname}:sub" = "${local.organization}+${local.id}"
    } }
  }] })
}

resource "aws_iam_role_policy" "ecs_task_manager" {
  name = "${local.id}-ecs-task-manager-policy"
  role = aws_iam_role.ecs_task_manager.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["ecs:ListTaskDefinitions", "ecs:DeregisterTaskDefinition"], Resource = "*" },
    { Effect = "Allow", Action = ["ecs:RegisterTaskDefinition", "ecs:DeleteTaskDefinitions"], Resource = [local.definitions] },
    {
      Effect = "Allow"
      Action = ["ecs:ListTasks", "ecs:DescribeTasks", "ecs:RunTask", "ecs:TagResource"]
      Resource = [
        local.definitions,
        "${local.ecs}:cluster/${local.cluster}",
        "${local.ecs}:task/${local.cluster}/*",
        "${local.ecs}:container-instance/${local.cluster}/*",
      ]
    },
    {
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = "*"
      Condition = { StringLike = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
    },
  ] })
}

resource "aws_iam_role" "execution" {
  name               = "${local.id}-execution-${random_id.suffix.hex}"
  tags               = local.tags
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [local.by_tasks] })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "task" {
  name = "${local.id}-task-${random_id.suffix.hex}"
  tags = local.tags
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    local.by_tasks,
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_role.ecs_task_manager.arn } },
  ] })
}

resource "aws_iam_role_policy" "task_s3" {
  name = "${local.id}-task-s3-policy"
  role = aws_iam_role.task.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect   = "Allow"
    Action   = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
    Resource = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]
  }] })
}

resource "aws_ecs_cluster" "main" {
  count  = var.existing_ecs_cluster_name == null ? 1 : 0
  region = var.region
  name   = "${local.id}-cluster-${random_id.suffix.hex}"
  tags   = local.tags
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  count              = var.existing_ecs_cluster_name == null ? 1 : 0
  region             = var.region
  cluster_name       = aws_ecs_cluster.main[0].name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }
}

resource "aws_s3_bucket" "state" {
  bucket        = "${local.id}-state"
  region        = var.region
  force_destroy = var.force_delete_s3
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "runner" {
  bucket                  = aws_s3_bucket.state.id
  region                  = var.region
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_availability_zones" "available" {}

module "vpc" {
  count  = local.makes_vpc ? 1 : 0
  source = "./vpc" # terraform-aws-modules/vpc/aws, without a version

  name                   = "${random_id.suffix.hex}-runner"
  cidr                   = "10.0.0.0/16"
  region                 = var.region
  azs                    = slice(data.aws_availability_zones.available.names, 0, 2)
  public_subnets         = ["10.0.0.0/24"]
  private_subnets        = ["10.0.1.0/24", "10.0.2.0/24"]
  enable_dns_hostnames   = true
  enable_dns_support     = true
  enable_nat_gateway     = true
  single_nat_gateway     = true
  one_nat_gateway_per_az = false

  default_security_group_egress = [{ cidr_blocks = "0.0.0.0/0", protocol = "tcp" }]
}

resource "platform-orchestrator_serverless_ecs_runner" "runner" {
  id          = local.id
  description = "Deploys using the ${local.cluster} ECS cluster in ${var.region}"
  runner_configuration = {
    auth = { role_arn = aws_iam_role.ecs_task_manager.arn }
    job = {
      region               = var.region
      cluster              = local.cluster
      execution_role_arn   = aws_iam_role.execution.arn
      task_role_arn        = aws_iam_role.task.arn
      subnets              = local.makes_vpc ? module.vpc[0].private_subnets : var.subnet_ids
      security_groups      = concat(var.security_group_ids, module.vpc[*].default_security_group_id)
      is_public_ip_enabled = false
      environment          = var.environment
      secrets              = var.secrets
    }
  }
  state_storage_configuration = {
    type             = "s3"
    s3_configuration = { bucket = aws_s3_bucket.state.bucket }
  }
}

output "humanitec_role_arn" { value = aws_iam_role.ecs_task_manager.arn }
output "execution_role_arn" { value = aws_iam_role.execution.arn }
output "task_role_arn" { value = aws_iam_role.task.arn }
output "runner_id" { value = platform-orchestrator_serverless_ecs_runner.runner.id }
output "s3_bucket" { value = aws_s3_bucket.state.id }
output "ecs_cluster_name" { value = local.cluster }
output "ecs_cluster_arn" { value = local.made_cluster == null ? "" : local.made_cluster }
