"""What a green run is worth: each mistake, one small change to a configuration that works, fails for its own reason."""

from dataclasses import dataclass

import pytest

from tests.support.terraform import Diagnostics, Terraform, Workspace
from tests.support.terraform.wordings import NO_SUCH_VERSION, WRONG_VERSION, Wording

MAIN = """
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws                   = { source = "hashicorp/aws", version = ">= 6.0" }
    random                = { source = "hashicorp/random", version = ">= 3.0" }
    platform-orchestrator = { source = "stellwerk-labs/platform-orchestrator", version = "~> 1.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

provider "platform-orchestrator" {
  org_id     = "my-org"
  auth_token = "token"
}

variable "clusters" {
  type    = number
  default = 1
}

resource "random_id" "suffix" {
  byte_length = 4
}

data "aws_partition" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Tasks"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
  statement {
    sid     = "Manager"
    actions = ["sts:AssumeRole"]
  }
}

module "roles" {
  source = "./roles"
  trust  = data.aws_iam_policy_document.trust.json
  name   = "task"
  suffix = random_id.suffix.hex
}

resource "aws_ecs_cluster" "main" {
  count = var.clusters
  name  = "main-${random_id.suffix.hex}"
  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"
    }
  }
}

resource "aws_s3_bucket" "main" {
  bucket = "main"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main.id
  rule {
    bucket_key_enabled = true
  }
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "main"
  retention_in_days = 30
}

resource "platform-orchestrator_serverless_ecs_runner" "main" {
  id = "main"
  runner_configuration = {
    auth = { role_arn = module.roles.arn }
    job = {
      region             = "eu-west-1"
      cluster            = aws_ecs_cluster.main[0].name
      subnets            = ["subnet-1"]
      execution_role_arn = module.roles.arn
    }
  }
  state_storage_configuration = {
    type             = "s3"
    s3_configuration = { bucket = aws_s3_bucket.main.bucket }
  }
}

output "cluster" {
  value = aws_ecs_cluster.main[0].arn
}
"""

ROLES = """
variable "trust" {
  type = string
}

variable "suffix" {
  type = string
}

variable "name" {
  type = string
  validation {
    condition     = length(var.name) <= 10
    error_message = "name is too long: at most 10 characters."
  }
}

resource "aws_iam_role" "it" {
  name               = "${var.name}-${var.suffix}"
  assume_role_policy = var.trust
}

output "arn" {
  value = aws_iam_role.it.arn
}
"""

STAGES = ("init", "validate", "plan", "apply")
POLICY = "assume_role_policy = var.trust"
BUCKET = 'bucket = "main"'


@dataclass(frozen=True)
class Mistake:
    """A change of text, and what Terraform says to it: at the earliest stage that can notice."""

    stage: str
    old: str
    new: str
    says: str | Wording


MISTAKES = {
    # against the schema
    "unknown argument": Mistake(
        "validate",
        BUCKET,
        f'{BUCKET}\n  buckets = "x"',
        'Unsupported argument: An argument named "buckets" is not expected here.',
    ),
    "unknown block": Mistake(
        "validate",
        BUCKET,
        f"{BUCKET}\n  encryption {{}}",
        'Unsupported block type: Blocks of type "encryption" are not expected here.',
    ),
    "argument as a block": Mistake(
        "validate",
        BUCKET,
        f'{BUCKET}\n  tags {{\n    a = "b"\n  }}',
        'Unsupported block type: Blocks of type "tags" are not expected here. Did you mean to define argument "tags"?',
    ),
    "missing argument": Mistake(
        "validate",
        f"{POLICY}\n",
        "\n",
        'Missing required argument: The argument "assume_role_policy" is required, but no definition was found.',
    ),
    "missing argument in a block": Mistake(
        "validate",
        '      type        = "Service"\n',
        "",
        'Missing required argument: The argument "type" is required, but no definition was found.',
    ),
    "missing block": Mistake(
        "validate",
        "  rule {\n    bucket_key_enabled = true\n  }\n",
        "",
        'Insufficient rule blocks: At least 1 "rule" blocks are required.',
    ),
    "block too many": Mistake(
        "validate",
        "  configuration {\n",
        "  configuration {}\n  configuration {\n",
        'Too many configuration blocks: No more than 1 "configuration" blocks are allowed',
    ),
    "wrong type": Mistake(
        "validate",
        "retention_in_days = 30",
        'retention_in_days = "a month"',
        'Incorrect attribute value type: Inappropriate value for attribute "retention_in_days": a number is required.',
    ),
    "one value in place of a list": Mistake(
        "validate",
        'actions = ["sts:AssumeRole"]\n    principals',
        'actions = "sts:AssumeRole"\n    principals',
        'Incorrect attribute value type: Inappropriate value for attribute "actions": set of string required.',
    ),
    "missing part of a nested attribute": Mistake(
        "validate",
        '      region             = "eu-west-1"\n',
        "",
        'Inappropriate value for attribute "runner_configuration": attribute "job": attribute "region" is required.',
    ),
    "read-only attribute": Mistake(
        "validate",
        BUCKET,
        f'{BUCKET}\n  arn    = "arn:aws:s3:::main"',
        "Value for a read-only attribute: arn can't be set",
    ),
    "unknown resource type": Mistake(
        "validate",
        'resource "aws_cloudwatch_log_group"',
        'resource "aws_cloudwatch_logs_group"',
        'Invalid resource type: The provider hashicorp/aws does not support resource type "aws_cloudwatch_logs_group".',
    ),
    "unknown data source": Mistake(
        "validate",
        'data "aws_partition" "current" {}',
        'data "aws_partitions" "current" {}',
        'Invalid data source: The provider hashicorp/aws does not support data source "aws_partitions".',
    ),
    "unknown argument of a provider": Mistake(
        "validate",
        'region = "eu-west-1"\n}',
        'regions = "eu-west-1"\n}',
        'Unsupported argument: An argument named "regions" is not expected here.',
    ),
    # references
    "reference to nothing": Mistake(
        "validate",
        "aws_s3_bucket.main.id",
        "aws_s3_bucket.other.id",
        'Reference to undeclared resource: A managed resource "aws_s3_bucket" "other" has not been declared in the root module.',
    ),
    "reference to an attribute that isn't there": Mistake(
        "validate",
        "aws_s3_bucket.main.id",
        "aws_s3_bucket.main.bucket_name",
        'Unsupported attribute: This object has no argument, nested block, or exported attribute named "bucket_name".',
    ),
    "undeclared variable": Mistake(
        "validate",
        "count = var.clusters",
        "count = var.number_of_clusters",
        'Reference to undeclared input variable: An input variable with the name "number_of_clusters" has not been declared.',
    ),
    "missing index": Mistake(
        "validate",
        "value = aws_ecs_cluster.main[0].arn",
        "value = aws_ecs_cluster.main.arn",
        'Missing resource instance key: Because aws_ecs_cluster.main has "count" set',
    ),
    "index too many": Mistake(
        "validate",
        "aws_s3_bucket.main.id",
        "aws_s3_bucket.main[0].id",
        'Unexpected resource instance key: Because aws_s3_bucket.main does not have "count" or "for_each" set',
    ),
    "index out of range": Mistake(
        "plan",
        "value = aws_ecs_cluster.main[0].arn",
        "value = aws_ecs_cluster.main[1].arn",
        "Invalid index: The given key does not identify an element in this collection value",
    ),
    "cycle": Mistake(
        "validate",
        'name              = "main"',
        "name              = aws_s3_bucket.other.id\n}\n"
        'resource "aws_s3_bucket" "other" {\n  bucket = aws_cloudwatch_log_group.main.name',
        "Cycle: aws_",
    ),
    "count of something unknown": Mistake(
        "plan",
        "count = var.clusters",
        'count = aws_s3_bucket.main.arn == "" ? 0 : 1',
        'Invalid count argument: The "count" value depends on resource attributes that cannot be determined until apply',
    ),
    "for_each of something unknown": Mistake(
        "plan",
        "retention_in_days = 30",
        "for_each          = toset([random_id.suffix.hex])",
        'Invalid for_each argument: The "for_each" set includes values derived from resource attributes',
    ),
    "branches of different types": Mistake(
        "validate",
        "value = aws_ecs_cluster.main[0].arn",
        'value = var.clusters > 0 ? { a = "x" } : { b = ["x"] }',
        "Inconsistent conditional result types",
    ),
    "function with a wrong argument": Mistake(
        "validate",
        "value = aws_ecs_cluster.main[0].arn",
        "value = length(5)",
        'Error in function call: Call to function "length" failed: argument must be a string, a collection type',
    ),
    "secret output": Mistake(
        "validate",
        "value = aws_ecs_cluster.main[0].arn",
        'value = sensitive("x")',
        "Output refers to sensitive values",
    ),
    # modules
    "missing input of a module": Mistake(
        "validate",
        '  name   = "task"\n',
        "",
        'Missing required argument: The argument "name" is required, but no definition was found.',
    ),
    "unknown input of a module": Mistake(
        "validate",
        '  name   = "task"\n',
        '  name   = "task"\n  path   = "/"\n',
        'Unsupported argument: An argument named "path" is not expected here.',
    ),
    "unknown output of a module": Mistake(
        "validate",
        "auth = { role_arn = module.roles.arn }",
        "auth = { role_arn = module.roles.role_arn }",
        'Unsupported attribute: This object does not have an attribute named "role_arn".',
    ),
    "input that a validation refuses": Mistake(
        "validate",
        'name   = "task"',
        'name   = "task-manager"',
        "Invalid value for variable: name is too long: at most 10 characters.",
    ),
    "missing folder of a module": Mistake("init", '"./roles"', '"./rolls"', "Unreadable module directory"),
    # policies
    "policy that isn't JSON": Mistake(
        "validate", POLICY, 'assume_role_policy = "{"', 'Invalid JSON policy: "assume_role_policy" holds text that is not JSON'
    ),
    "policy without statements": Mistake(
        "validate",
        POLICY,
        'assume_role_policy = jsonencode({ Version = "2012-10-17" })',
        'Invalid JSON policy: "assume_role_policy" holds a policy without Statement',
    ),
    "policy that turns out bad at apply": Mistake(
        "apply",
        POLICY,
        "assume_role_policy = var.suffix",
        'Invalid JSON policy: "assume_role_policy" holds',
    ),
    "two statements of one sid": Mistake(
        "plan", '"Manager"', '"Tasks"', "Invalid policy document: duplicate sid in the statements: Tasks."
    ),
    "effect that doesn't exist": Mistake(
        "plan", '"Allow"', '"allow"', 'Invalid policy document: effect is "allow", and only Allow and Deny exist'
    ),
    # providers
    "region that isn't one": Mistake("plan", 'region = "eu-west-1"\n}', 'region = "Ireland"\n}', "Invalid AWS Region"),
    "region of another partition": Mistake(
        "plan",
        BUCKET,
        f'{BUCKET}\n  region = "cn-north-1"',
        'Invalid Region Value: "cn-north-1" is not a region of the partition aws',
    ),
    "provider that isn't configured": Mistake(
        "validate",
        BUCKET,
        f"{BUCKET}\n  provider = aws.other",
        "Provider configuration not present",
    ),
    "version that doesn't exist": Mistake(
        "init",
        '"hashicorp/aws", version = ">= 6.0"',
        '"hashicorp/aws", version = ">= 7.0"',
        NO_SUCH_VERSION,
    ),
    "no token": Mistake(
        "plan", '  auth_token = "token"\n', "", "Missing auth_token: set auth_token in the provider block, or PO_AUTH_TOKEN"
    ),
    "id that the orchestrator refuses": Mistake(
        "validate", 'id = "main"', 'id = "Main"', "Invalid Attribute Value: id is Main, allowed is lower case letters"
    ),
    # what Terraform keeps in order
    "the same address twice": Mistake(
        "init",
        'resource "aws_s3_bucket" "main" {',
        'resource "aws_s3_bucket" "main" {}\nresource "aws_s3_bucket" "main" {',
        "Duplicate resource",
    ),
    "move from something that is still there": Mistake(
        "plan",
        "data ",
        'moved {\n  from = aws_s3_bucket.main\n  to   = aws_s3_bucket.other\n}\nresource "aws_s3_bucket" "other" {}\ndata ',
        "Moved object still exists",
    ),
    "newer Terraform needed": Mistake("init", '">= 1.6"', '">= 99.0"', WRONG_VERSION),
}


def workspace(terraform: Terraform, main: str = MAIN, roles: str = ROLES) -> Workspace:
    return terraform({"main.tf": main, "roles/main.tf": roles})


def test_the_configuration_without_a_mistake_works(terraform: Terraform) -> None:
    root = workspace(terraform)
    assert root.init() == ()
    assert root.validate() == ()
    assert root.plan().diagnostics == ()
    assert root.apply().diagnostics == ()
    assert root.plan().is_empty
    assert root.destroy().resources == {}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_reported_with_its_own_error(terraform: Terraform, name: str) -> None:
    mistake = MISTAKES[name]
    if isinstance(mistake.says, Wording):
        mistake.says.need()
    assert (MAIN + ROLES).count(mistake.old) >= 1
    root = workspace(terraform, MAIN.replace(mistake.old, mistake.new, 1), ROLES.replace(mistake.old, mistake.new, 1))
    for stage in STAGES[: STAGES.index(mistake.stage)][-1:]:
        getattr(root, stage)()  # the stage before has nothing against it
    said: Diagnostics = getattr(root, f"{mistake.stage}_fails")()
    assert str(mistake.says) in said.text
    assert len({error.summary for error in said.errors}) == 1
