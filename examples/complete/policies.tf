# Set the secret's value outside of Terraform, so that it isn't in the state.
resource "aws_secretsmanager_secret" "api_token" {
  name       = "${var.runner_id}-api-token"
  kms_key_id = aws_kms_key.runner.arn
}

# What jobs may manage: queues, in this example.
resource "aws_iam_policy" "queues" {
  name   = "${var.runner_id}-queues"
  policy = data.aws_iam_policy_document.queues.json
}

data "aws_iam_policy_document" "queues" {
  statement {
    sid       = "ManageQueues"
    actions   = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:SetQueueAttributes", "sqs:TagQueue"]
    resources = ["arn:${local.partition}:sqs:${var.region}:${local.account_id}:app-*"]
  }
}

# The maximum permissions of the three roles, whatever policies are attached to them.
resource "aws_iam_policy" "boundary" {
  name   = "${var.runner_id}-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

data "aws_iam_policy_document" "boundary" {
  statement {
    sid = "WhatRunnersDo"
    actions = [
      "ecr:*",
      "ecs:*",
      "kms:Decrypt",
      "kms:GenerateDataKey",
      "logs:*",
      "s3:*",
      "secretsmanager:GetSecretValue",
      "sqs:*",
      "ssm:GetParameters",
      "ssmmessages:*",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "RolesOfRunners"
    actions   = ["iam:PassRole"]
    resources = ["arn:${local.partition}:iam::${local.account_id}:role/platform/${var.runner_id}-*"]
  }
}
