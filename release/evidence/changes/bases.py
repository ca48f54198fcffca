"""The runners whose inputs change."""

from release.evidence.changes.model import REGION, Base, here, iam

SUBNETS = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
GROUPS = ["sg-0123456789abcdef0"]
VPC = "vpc-0123456789abcdef0"
KEY = here("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")
SECRETS = {"TOKEN_FILE": here("secretsmanager", "secret:token-AbCdEf")}
PROVIDER = iam("oidc-provider/oidc.humanitec.dev")

_LEAST = {"region": REGION, "humanitec_org_id": "my-org"}

BASES = {
    "minimal": Base("Only what is required is set; the ID is generated.", {**_LEAST, "subnet_ids": SUBNETS}),
    "full": Base(
        "VPC, endpoints, monitoring with a topic, Exec, a KMS key, secrets, access logs, state locking, and roles with a path, a"
        " boundary and a policy.",
        {
            **_LEAST,
            "runner_id": "my-runner",
            "create_vpc": True,
            "vpc_endpoints": ["ecr.api", "s3"],
            "enable_monitoring": True,
            "create_alarm_topic": True,
            "enable_ecs_exec": True,
            "kms_key_arn": KEY,
            "secrets": SECRETS,
            "secrets_kms_key_arns": [KEY],
            "s3_access_log_bucket": "my-access-logs",
            "s3_allow_state_locking": True,
            "iam_role_path": "/platform/",
            "iam_role_permissions_boundary": iam("policy/boundary"),
            "task_role_policy_arns": {"deploy": iam("policy/deploy")},
        },
    ),
    "existing": Base(
        "An existing cluster, OIDC provider and VPC, with a security group and endpoints in that VPC.",
        {
            **_LEAST,
            "runner_id": "my-runner",
            "subnet_ids": SUBNETS,
            "existing_ecs_cluster_name": "shared",
            "existing_oidc_provider_arn": PROVIDER,
            "security_group_ids": GROUPS,
            "vpc_id": VPC,
            "create_security_group": True,
            "vpc_endpoints": ["logs", "s3"],
            "vpc_endpoint_route_table_ids": ["rtb-0123456789abcdef0"],
        },
    ),
}
