# Stands in for terraform-aws-modules/vpc/aws: the addresses and outputs of what that module (v6) creates for the arguments of the
# module serverless-ecs-orchestrator-runner. Other arguments are errors here, as they would create something else there.

variable "name" { type = string }
variable "cidr" { type = string }
variable "region" { type = string }
variable "azs" { type = list(string) }
variable "public_subnets" { type = list(string) }
variable "private_subnets" { type = list(string) }
variable "enable_dns_hostnames" {
  type    = bool
  default = true
}
variable "enable_dns_support" {
  type    = bool
  default = true
}
variable "default_security_group_egress" {
  type    = list(map(string))
  default = []
}

# Of these, the module has routes and gateways for one zone only where they are so.
variable "enable_nat_gateway" {
  type = bool
  validation {
    condition     = var.enable_nat_gateway
    error_message = "The stand-in always has a NAT gateway."
  }
}
variable "single_nat_gateway" {
  type = bool
  validation {
    condition     = var.single_nat_gateway
    error_message = "The stand-in has a single NAT gateway."
  }
}
variable "one_nat_gateway_per_az" {
  type    = bool
  default = false
  validation {
    condition     = !var.one_nat_gateway_per_az
    error_message = "The stand-in has a single NAT gateway."
  }
}

resource "aws_vpc" "this" {
  count                = 1
  region               = var.region
  cidr_block           = var.cidr
  enable_dns_hostnames = var.enable_dns_hostnames
  enable_dns_support   = var.enable_dns_support
  tags                 = { Name = var.name }
}

resource "aws_subnet" "public" {
  count             = length(var.public_subnets)
  region            = var.region
  vpc_id            = aws_vpc.this[0].id
  availability_zone = element(var.azs, count.index)
  cidr_block        = var.public_subnets[count.index]
  tags              = { Name = "${var.name}-public-${element(var.azs, count.index)}" }
}

resource "aws_subnet" "private" {
  count             = length(var.private_subnets)
  region            = var.region
  vpc_id            = aws_vpc.this[0].id
  availability_zone = element(var.azs, count.index)
  cidr_block        = var.private_subnets[count.index]
  tags              = { Name = "${var.name}-private-${element(var.azs, count.index)}" }
}

resource "aws_route_table" "public" {
  count  = 1
  region = var.region
  vpc_id = aws_vpc.this[0].id
  tags   = { Name = "${var.name}-public" }
}

resource "aws_route_table" "private" {
  count  = 1
  region = var.region
  vpc_id = aws_vpc.this[0].id
  tags   = { Name = "${var.name}-private" }
}

resource "aws_route_table_association" "public" {
  count          = length(var.public_subnets)
  region         = var.region
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table_association" "private" {
  count          = length(var.private_subnets)
  region         = var.region
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[0].id
}

resource "aws_internet_gateway" "this" {
  count  = 1
  region = var.region
  vpc_id = aws_vpc.this[0].id
  tags   = { Name = var.name }
}

resource "aws_route" "public_internet_gateway" {
  count                  = 1
  region                 = var.region
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
  timeouts { create = "5m" }
}

resource "aws_eip" "nat" {
  count      = 1
  region     = var.region
  domain     = "vpc"
  tags       = { Name = "${var.name}-${var.azs[0]}" }
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  count         = 1
  region        = var.region
  allocation_id = aws_eip.nat[0].id
  subnet_id     = aws_subnet.public[0].id
  tags          = { Name = "${var.name}-${var.azs[0]}" }
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route" "private_nat_gateway" {
  count                  = 1
  region                 = var.region
  route_table_id         = aws_route_table.private[0].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[0].id
  timeouts { create = "5m" }
}

resource "aws_default_security_group" "this" {
  count  = 1
  region = var.region
  vpc_id = aws_vpc.this[0].id
  tags   = { Name = "${var.name}-default" }
  dynamic "egress" {
    for_each = var.default_security_group_egress
    content {
      cidr_blocks = compact(split(",", lookup(egress.value, "cidr_blocks", "")))
      protocol    = lookup(egress.value, "protocol", "-1")
      from_port   = lookup(egress.value, "from_port", 0)
      to_port     = lookup(egress.value, "to_port", 0)
    }
  }
}

resource "aws_default_network_acl" "this" {
  count                  = 1
  region                 = var.region
  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  tags                   = { Name = "${var.name}-default" }
  dynamic "ingress" {
    for_each = { "0.0.0.0/0" = 100, "::/0" = 101 }
    content {
      rule_no         = ingress.value
      action          = "allow"
      protocol        = "-1"
      from_port       = 0
      to_port         = 0
      cidr_block      = ingress.value == 100 ? ingress.key : null
      ipv6_cidr_block = ingress.value == 101 ? ingress.key : null
    }
  }
  dynamic "egress" {
    for_each = { "0.0.0.0/0" = 100, "::/0" = 101 }
    content {
      rule_no         = egress.value
      action          = "allow"
      protocol        = "-1"
      from_port       = 0
      to_port         = 0
      cidr_block      = egress.value == 100 ? egress.key : null
      ipv6_cidr_block = egress.value == 101 ? egress.key : null
    }
  }
  lifecycle { ignore_changes = [subnet_ids] }
}

resource "aws_default_route_table" "default" {
  count                  = 1
  region                 = var.region
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  tags                   = { Name = "${var.name}-default" }
  timeouts {
    create = "5m"
    update = "5m"
  }
}

output "vpc_id" { value = aws_vpc.this[0].id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "default_security_group_id" { value = aws_vpc.this[0].default_security_group_id }
