"""What a pipeline can do with only the deployers' policies in docs/."""

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
        allow(_ME, "iam:CreateRole", "{task_manager}", "A role of the runner.", *_EVERY),
        allow(_ME, "iam:DeleteRole", "{execution_role}", "A role of the runner.", *_EVERY),
        allow(_ME, "iam:PutRolePolicy", "{task_role}", "A role of the runner.", *_EVERY),
        deny(_ME, "iam:CreateRole", role("admin"), "Any other role.", *_EVERY),
        deny(_ME, "iam:PutRolePolicy", role("administrator"), "Any other role.", *_EVERY),
        deny(_ME, "iam:CreateRole", role("other-path/{runner}-task-1"), "A role on another path.", *_EVERY),
        deny(_ME, "iam:PassRole", "{task_role}", "Deploying passes no role.", *_EVERY, iam__PassedToService=_ECS_TASKS),
        deny(_ME, "sts:AssumeRole", "{task_role}", "Deploying a role doesn't include assuming it.", *_EVERY),
        allow(
            _ME,
            "iam:AttachRolePolicy",
            "{execution_role}",
            "The AWS managed policy for ECS.",
            *_EVERY,
            iam__PolicyARN=_EXECUTION_POLICY,
        ),
        deny(
            _ME,
            "iam:AttachRolePolicy",
            "{task_role}",
            "Not the policy for administrators.",
            *_EVERY,
            iam__PolicyARN=_ADMIN_POLICY,
        ),
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
            "Other runners may use it. This requires docs/deployer-oidc-provider.json.",
            *_EVERY,
        ),
        allow(_ME, "iam:UpdateAssumeRolePolicy", "{task_role}", "It can therefore allow itself to assume the role.", *_EVERY),
        deny(_ME, "iam:CreateUser", here("iam", "user/me", region=""), "Any user.", *_EVERY),
        allow(_ME, "ecs:CreateCluster", "{cluster_arn}", "The runner's cluster.", *_EVERY),
        deny(_ME, "ecs:DeleteCluster", ecs("cluster/another"), "Another cluster.", *_EVERY),
        deny(
            _ME,
            "ecs:RunTask",
            ecs("task-definition/{prefix}job:1"),
            "Deploying doesn't include running tasks.",
            *_EVERY,
            ecs__cluster="{cluster_arn}",
        ),
        allow(_ME, "s3:CreateBucket", s3("{bucket}"), "The runner's bucket.", *_EVERY),
        allow(_ME, "s3:PutBucketPolicy", s3("{bucket}"), "It can therefore allow itself to read state.", *_EVERY),
        deny(_ME, "s3:DeleteObject", s3("{bucket}/a.tfstate"), "This requires docs/deployer-force-destroy.json.", *_EVERY),
        deny(_ME, "s3:DeleteObjectVersion", s3("{bucket}/a.tfstate"), "This requires docs/deployer-force-destroy.json.", *_EVERY),
        deny(
            _ME,
            "s3:GetObject",
            s3("{bucket}/a.tfstate"),
            "Not with these policies alone, but see UpdateAssumeRolePolicy and PutBucketPolicy.",
            *_EVERY,
        ),
        deny(_ME, "s3:DeleteBucket", s3("another-bucket"), "Another bucket.", *_EVERY),
        allow(_ME, "logs:CreateLogGroup", here("logs", "log-group:{log_group}"), "The runner's log group.", *_EVERY),
        deny(_ME, "logs:DeleteLogGroup", here("logs", "log-group:/audit"), "Another log group.", *_EVERY),
        deny(_ME, "ec2:CreateVpc", here("ec2", "vpc/*"), "This requires docs/deployer-network.json.", *_EVERY),
    ],
)

BOUNDED = Section(
    "Deploying with docs/deployer-boundary.json as well",
    [
        _bounded("iam:CreateRole", "A role with the boundary.", allowed=True, boundary="{boundary}"),
        _bounded("iam:PutRolePolicy", "A role with the boundary.", allowed=True, boundary="{boundary}"),
        _bounded("iam:CreateRole", "A role without a boundary.", allowed=False),
        _bounded("iam:PutRolePolicy", "A role without a boundary.", allowed=False),
        _bounded("iam:CreateRole", "A role with another boundary.", allowed=False, boundary="{boundary}-2"),
        _bounded("iam:DeleteRolePermissionsBoundary", "The boundary can't be removed.", allowed=False, boundary="{boundary}"),
        Case(_BOUNDED, "iam:CreatePolicyVersion", "{boundary}", False, "The boundary can't be changed.", {}, ("bounded",)),
        Case(_BOUNDED, "iam:DeletePolicy", "{boundary}", False, "The boundary can't be changed.", {}, ("bounded",)),
    ],
)
