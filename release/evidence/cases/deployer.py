"""What a pipeline may do that has the policies of docs/ and nothing else."""

from release.evidence.model import Case, Section, Who, allow, deny, ecs, here, role, s3

_ME: Who = "deployer"
_BOUNDED: Who = "bounded deployer"
_EVERY = ("least", "bounded", "everything")
_ECS_TASKS = "ecs-tasks.amazonaws.com"
_EXECUTION_POLICY = "arn:{partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_ADMIN_POLICY = "arn:{partition}:iam::aws:policy/AdministratorAccess"


def _bounded(action: str, why: str, *, allowed: bool, boundary: str = "") -> Case:
    when = {"iam:PermissionsBoundary": boundary} if boundary else {}
    return Case(_BOUNDED, action, "{task_role}", allowed, why, when, ("bounded",))


DEPLOY = Section(
    "Deploying with docs/deployer-core.json",
    [
        allow(_ME, "iam:CreateRole", "{task_manager}", "The runner's own role.", *_EVERY),
        allow(_ME, "iam:DeleteRole", "{execution_role}", "The runner's own role.", *_EVERY),
        allow(_ME, "iam:PutRolePolicy", "{task_role}", "The runner's own role.", *_EVERY),
        deny(_ME, "iam:CreateRole", role("admin"), "Any other role.", *_EVERY),
        deny(_ME, "iam:PutRolePolicy", role("administrator"), "Any other role.", *_EVERY),
        deny(_ME, "iam:CreateRole", role("other-path/{runner}-task-1"), "A role on another path.", *_EVERY),
        deny(
            _ME, "iam:PassRole", "{task_role}", "Nothing hands a role on at deployment.", *_EVERY, iam__PassedToService=_ECS_TASKS
        ),
        deny(_ME, "sts:AssumeRole", "{task_role}", "Deploying a role is not having it.", *_EVERY),
        allow(_ME, "iam:AttachRolePolicy", "{execution_role}", "AWS's own for ECS.", *_EVERY, iam__PolicyARN=_EXECUTION_POLICY),
        deny(_ME, "iam:AttachRolePolicy", "{task_role}", "No administrators.", *_EVERY, iam__PolicyARN=_ADMIN_POLICY),
        allow(_ME, "iam:CreateOpenIDConnectProvider", "{provider}", "The orchestrator's issuer.", *_EVERY),
        deny(
            _ME,
            "iam:CreateOpenIDConnectProvider",
            here("iam", "oidc-provider/example.com", region=""),
            "Another issuer.",
            *_EVERY,
        ),
        deny(
            _ME,
            "iam:DeleteOpenIDConnectProvider",
            "{provider}",
            "Other runners may use it: that is for docs/deployer-oidc-provider.json.",
            *_EVERY,
        ),
        allow(_ME, "iam:UpdateAssumeRolePolicy", "{task_role}", "So it can let itself assume the role.", *_EVERY),
        deny(_ME, "iam:CreateUser", here("iam", "user/me", region=""), "No users.", *_EVERY),
        allow(_ME, "ecs:CreateCluster", "{cluster_arn}", "The runner's cluster.", *_EVERY),
        deny(_ME, "ecs:DeleteCluster", ecs("cluster/another"), "Another cluster.", *_EVERY),
        deny(
            _ME,
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Deploying is not running.",
            *_EVERY,
            ecs__cluster="{cluster_arn}",
        ),
        allow(_ME, "s3:CreateBucket", s3("{bucket}"), "The runner's bucket.", *_EVERY),
        allow(_ME, "s3:PutBucketPolicy", s3("{bucket}"), "So it can let itself read state.", *_EVERY),
        deny(_ME, "s3:DeleteObject", s3("{bucket}/a.tfstate"), "That is for docs/deployer-force-destroy.json.", *_EVERY),
        deny(_ME, "s3:DeleteObjectVersion", s3("{bucket}/a.tfstate"), "That is for docs/deployer-force-destroy.json.", *_EVERY),
        deny(_ME, "s3:GetObject", s3("{bucket}/a.tfstate"), "Not by these policies: see what the deployer can become.", *_EVERY),
        deny(_ME, "s3:DeleteBucket", s3("another-bucket"), "Another bucket.", *_EVERY),
        allow(_ME, "logs:CreateLogGroup", here("logs", "log-group:{log_group}"), "The runner's log group.", *_EVERY),
        deny(_ME, "logs:DeleteLogGroup", here("logs", "log-group:/audit"), "Another log group.", *_EVERY),
        deny(_ME, "ec2:CreateVpc", here("ec2", "vpc/*"), "Networks are for docs/deployer-network.json.", *_EVERY),
    ],
)

BOUNDED = Section(
    "Deploying with docs/deployer-boundary.json as well",
    [
        _bounded("iam:CreateRole", "A role within the boundary.", allowed=True, boundary="{boundary}"),
        _bounded("iam:PutRolePolicy", "A role within the boundary.", allowed=True, boundary="{boundary}"),
        _bounded("iam:CreateRole", "A role without one.", allowed=False),
        _bounded("iam:PutRolePolicy", "A role without one.", allowed=False),
        _bounded("iam:CreateRole", "A role within another.", allowed=False, boundary="{boundary}-2"),
        _bounded("iam:DeleteRolePermissionsBoundary", "The boundary stays.", allowed=False, boundary="{boundary}"),
        Case(_BOUNDED, "iam:CreatePolicyVersion", "{boundary}", False, "So does what it allows.", {}, ("bounded",)),
        Case(_BOUNDED, "iam:DeletePolicy", "{boundary}", False, "So does what it allows.", {}, ("bounded",)),
    ],
)
