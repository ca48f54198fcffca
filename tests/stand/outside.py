"""What exists outside of the module: keys, secrets, policies, an access log bucket, and networks and clusters of others.

Each takes what the doubles' state calls it, and the stand learns what it is called here.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.stand.model import Json, Place

_EVERYTHING: Json = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_KEY_USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


class Outside:
    """Creates what a runner finds there already."""

    def __init__(self, stand: Place) -> None:
        self._stand = stand

    def key(self, arn: str, policy: Json | None = None) -> str:
        """Create a KMS key, whose policy leaves it to the account and lets logs and alarms use it; return its ARN."""
        text = json.dumps(policy or self.key_policy())
        made = self._stand.client("kms").create_key(Policy=text, Description="of the runner")["KeyMetadata"]
        self._stand.translated.learn(arn, made["Arn"])
        self._stand.translated.learn(arn.rpartition("/")[2], made["KeyId"])
        return str(made["Arn"])

    def key_policy(self) -> Json:
        """Return what a key's policy says in examples/complete."""
        region, root = self._stand.region, f"arn:aws:iam::{self._stand.account}:root"
        logs = f"arn:aws:logs:{region}:{self._stand.account}:*"
        return {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
                {
                    "Sid": "LogGroups",
                    "Effect": "Allow",
                    "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                    "Action": _KEY_USE,
                    "Resource": "*",
                    "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
                },
                {
                    "Sid": "Topic",
                    "Effect": "Allow",
                    "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                    "Resource": "*",
                },
            ],
        }

    def secret(self, arn: str, key: str | None = None) -> str:
        """Create a secret of Secrets Manager, which gives its ARN six characters of its own; return it."""
        name = arn.rpartition(":")[2].rpartition("-")[0]
        encrypted = {"KmsKeyId": self._stand.translated(key)} if key else {}
        made = self._stand.client("secretsmanager").create_secret(Name=name, SecretString="secret", **encrypted)
        self._stand.translated.learn(arn, made["ARN"])
        return str(made["ARN"])

    def parameter(self, arn: str, key: str | None = None) -> None:
        """Create a SecureString parameter of Systems Manager."""
        _, _, name = arn.rpartition(":parameter")
        encrypted = {"KeyId": self._stand.translated(key)} if key else {}
        name = name if name.count("/") > 1 else name.lstrip("/")
        self._stand.client("ssm").put_parameter(Name=name, Value="secret", Type="SecureString", **encrypted)

    def policy(self, arn: str, document: Json | None = None) -> None:
        """Create a managed policy, which allows everything unless said otherwise."""
        path, name = f"/{arn.partition(':policy/')[2]}".rpartition("/")[::2]
        text = json.dumps(document or _EVERYTHING)
        self._stand.client("iam").create_policy(PolicyName=name, Path=f"{path}/", PolicyDocument=text)

    def access_log_bucket(self, name: str) -> None:
        """Create a bucket to which S3 may write access logs."""
        s3 = self._stand.client("s3")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": self._stand.region})
        statement = {
            "Sid": "AccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": f"arn:aws:s3:::{name}/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": self._stand.account}},
        }
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    def ecs_role(self) -> None:
        """Create the service-linked role of ECS, which AWS creates with an account's first cluster.

        moto's CreateServiceLinkedRole would call it AWSServiceRoleForecs.
        """
        trust = {"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self._stand.client("iam").create_role(
            RoleName="AWSServiceRoleForECS",
            Path="/aws-service-role/ecs.amazonaws.com/",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )

    def oidc_provider(self, arn: str) -> None:
        """Create an OIDC provider."""
        url = f"https://{arn.partition(':oidc-provider/')[2]}"
        self._stand.client("iam").create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"])

    def cluster(self, name: str) -> None:
        """Create a cluster."""
        self._stand.client("ecs").create_cluster(clusterName=name, capacityProviders=["FARGATE", "FARGATE_SPOT"])

    def network(
        self,
        subnets: Iterable[str],
        *,
        vpc: str = "",
        security_groups: Iterable[str] = (),
        route_tables: Iterable[str] = (),
        cidr: str = "10.1.0.0/16",
    ) -> str:
        """Create a VPC with an internet gateway and these subnets, routed out through a NAT gateway; return its ID.

        The first of `route_tables` is that of the subnets. Security groups let everything out and nothing in.
        """
        ec2, learn = self._stand.client("ec2"), self._stand.translated.learn
        made = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        learn(vpc, made)
        ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
        base = cidr.rsplit(".", 2)[0]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=made)
        public = self._subnet(made, f"{base}.255.0/24", 0)
        self._route(public, self._table(made), GatewayId=gateway)
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
        tables = {table: self._table(made) for table in [*route_tables] or [""]}
        for table, id_ in tables.items():
            learn(table, id_)
        first = next(iter(tables.values()))
        for number, subnet in enumerate(subnets):
            id_ = self._subnet(made, f"{base}.{number}.0/24", number)
            learn(subnet, id_)
            ec2.associate_route_table(RouteTableId=first, SubnetId=id_)
        for id_ in tables.values():
            ec2.create_route(RouteTableId=id_, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
        for group in security_groups:
            learn(group, ec2.create_security_group(GroupName=group, Description="of others", VpcId=made)["GroupId"])
        return str(made)

    def _subnet(self, vpc: str, cidr: str, number: int) -> str:
        zone = f"{self._stand.region}{'abc'[number % 3]}"
        made = self._stand.client("ec2").create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)
        return str(made["Subnet"]["SubnetId"])

    def _table(self, vpc: str) -> str:
        return str(self._stand.client("ec2").create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])

    def _route(self, subnet: str, table: str, **to: Any) -> None:
        ec2 = self._stand.client("ec2")
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **to)

    def of(self, inputs: Mapping[str, Any]) -> None:
        """Create all that inputs of the root module name."""
        self.ecs_role()
        keys = [*{each: None for each in [inputs.get("kms_key_arn"), *inputs.get("secrets_kms_key_arns", [])] if each}]
        for key in keys:
            self.key(key)
        secret_key = next(iter(inputs.get("secrets_kms_key_arns", [])), None)
        for arn in inputs.get("secrets", {}).values():
            (self.parameter if ":ssm:" in arn else self.secret)(arn, secret_key)
        policies = [inputs.get("iam_role_permissions_boundary"), *inputs.get("task_role_policy_arns", {}).values()]
        for arn in filter(None, policies):
            self.policy(arn)
        if bucket := inputs.get("s3_access_log_bucket"):
            self.access_log_bucket(bucket)
        if provider := inputs.get("existing_oidc_provider_arn"):
            self.oidc_provider(provider)
        if cluster := inputs.get("existing_ecs_cluster_name"):
            self.cluster(cluster)
        if subnets := inputs.get("subnet_ids"):
            self.network(
                subnets,
                vpc=inputs.get("vpc_id", ""),
                security_groups=inputs.get("security_group_ids", []),
                route_tables=inputs.get("vpc_endpoint_route_table_ids", []),
            )
