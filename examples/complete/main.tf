provider "aws" {
  region = var.region
}

module "runner" {
  source = "../../dist/terraform-aws-ecs-runner"

  region           = var.region
  humanitec_org_id = var.humanitec_org_id
  runner_id        = var.runner_id

  # A new VPC. AWS services are reached through endpoints, and the orchestrator and the image through a NAT gateway in each zone.
  create_vpc           = true
  vpc_cidr             = "10.20.0.0/16"
  nat_gateway_per_zone = true
  vpc_endpoints        = ["ecr.api", "ecr.dkr", "kms", "logs", "s3", "secretsmanager", "sts"]

  # One key for all stored data. Its ARN is unknown at plan, so kms_enabled must be set.
  kms_enabled = true
  kms_key_arn = aws_kms_key.runner.arn

  # Environment and permissions of jobs.
  environment            = { TF_CLI_ARGS = "-no-color" }
  secrets                = { API_TOKEN = aws_secretsmanager_secret.api_token.arn }
  secrets_kms_key_arns   = [aws_kms_key.runner.arn]
  task_role_policy_arns  = { queues = aws_iam_policy.queues.arn }
  s3_allow_state_locking = true

  # Limits of the roles.
  iam_role_path                       = "/platform/"
  iam_role_permissions_boundary       = aws_iam_policy.boundary.arn
  task_role_assumable_by_task_manager = false

  # Logs, metrics and alarms.
  enable_s3_access_logs         = true
  s3_access_log_bucket          = aws_s3_bucket.access_logs.bucket
  cloudwatch_log_retention_days = 90
  container_insights            = "enhanced"
  enable_monitoring             = true
  create_alarm_topic            = true

  additional_tags = {
    Team       = "platform"
    CostCenter = "1234"
  }
}

resource "aws_sns_topic_subscription" "alarms" {
  topic_arn = module.runner.alarm_topic_arn
  protocol  = "email"
  endpoint  = var.alarm_email
}
