"""Changes of names, region, tags, and the jobs' network and environment."""

from release.evidence.changes.bases import GROUPS, SUBNETS
from release.evidence.changes.model import OTHER_REGION, Change, Section
from release.evidence.changes.resources import (
    ACCESS_LOGS,
    ALARMS,
    BUCKET,
    CLUSTER,
    DEFAULT_GROUP,
    ENDPOINT_GROUP,
    ENDPOINTS,
    EVENT_RULES,
    EVENTS,
    GATEWAY,
    INTERFACES,
    LOG_GROUPS,
    MONITORING,
    MORE_POLICIES,
    NAT,
    NAT_ADDRESS,
    POLICIES,
    PROVIDER,
    ROLES,
    RUN_TASKS,
    STRATEGY,
    TABLES,
    TASK,
    TASK_GROUP,
    TOPIC,
    USE_BUCKET,
    VPC,
    WHOLE_BUCKET,
)
from release.evidence.changes.resources import SUBNETS as SUBNETS_OF_VPC

KEEP_STATE = (
    "Copy the state first: the new bucket is empty. The apply can't delete the old bucket while it has objects, unless"
    " `s3_bucket_force_destroy` was applied before, which deletes them."
)
_NEW_ID = (
    f"This is a different runner, which must be registered again. {KEEP_STATE} Logs are deleted. Policies that refer to the roles"
    " must be updated."
)
_NAMED = (*ROLES, *POLICIES, *WHOLE_BUCKET, *LOG_GROUPS, CLUSTER, STRATEGY)
_TAGGED_IN_VPC = (VPC, *SUBNETS_OF_VPC, *TABLES, GATEWAY, NAT, NAT_ADDRESS, DEFAULT_GROUP)
_TAGGED = (BUCKET, *ROLES, PROVIDER, *LOG_GROUPS, CLUSTER)

GENERAL = Section(
    "Name, region and tags",
    [
        Change("runner_id", "my-runner", replaces=_NAMED, destroys=["random_id.runner_id"], warning=_NEW_ID),
        Change(
            "runner_id",
            "other-runner",
            base="full",
            updates=[*_TAGGED_IN_VPC, INTERFACES, "aws_vpc_endpoint.s3"],
            replaces=[*_NAMED, *MORE_POLICIES, ACCESS_LOGS, *MONITORING, *TOPIC, *TASK_GROUP, ENDPOINT_GROUP],
            warning=f"{_NEW_ID} Subscriptions to the topic are lost.",
        ),
        Change(
            "runner_id_prefix",
            "team",
            beside={"runner_id": None},
            replaces=["random_id.runner_id", *_NAMED],
            warning=_NEW_ID,
        ),
        Change(
            "region",
            OTHER_REGION,
            updates=[RUN_TASKS, TASK, USE_BUCKET],
            replaces=[*WHOLE_BUCKET, *LOG_GROUPS, CLUSTER, STRATEGY],
            warning=f"{KEEP_STATE} S3 may reject the bucket's name in the new region for an hour. Logs are deleted, roles kept.",
        ),
        Change("additional_tags", {"Team": "platform"}, updates=_TAGGED),
        Change(
            "additional_tags",
            {"Team": "platform"},
            base="full",
            updates=[
                *_TAGGED,
                *_TAGGED_IN_VPC,
                *TASK_GROUP,
                *ENDPOINTS,
                *ALARMS,
                EVENTS,
                *EVENT_RULES,
                "aws_sns_topic.alarms",
            ],
        ),
    ],
)

JOBS = Section(
    "Jobs",
    [
        Change("subnet_ids", SUBNETS[:1]),
        Change("subnet_ids", [SUBNETS[0], "subnet-00000000000000000"], base="existing", updates=[INTERFACES]),
        Change("security_group_ids", GROUPS),
        Change("security_group_ids", [], base="existing", updates=[ENDPOINT_GROUP]),
        Change("environment", {"STAGE": "dev"}),
    ],
)
