"""Broken: state, keys, secrets and monitoring."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.doctor.broken import broken, bucket_policy, configured, inline, name_of, without
from tests.doctor.conftest import confirmed
from tests.doctor.ward import Ward

_APPLY = "terraform apply"


@broken("state.versioning", "versioning is suspended", "Set s3_bucket_versioning_enabled = true")
def a_bucket_without_versions(ward: Ward) -> Iterator[None]:
    s3, name = ward.stand.client("s3"), ward.configuration.s3_bucket
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    yield
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


@broken("state.public-access", "BlockPublicPolicy is off", _APPLY)
def a_bucket_that_may_become_public(ward: Ward) -> Iterator[None]:
    s3, name = ward.stand.client("s3"), ward.configuration.s3_bucket
    settings = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={**settings, "BlockPublicPolicy": False})
    yield
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=settings)


def _encryption(ward: Ward, default: dict[str, str]) -> Iterator[None]:
    s3, name = ward.stand.client("s3"), ward.configuration.s3_bucket
    before = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=rules)
    yield
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=before)


@broken("state.encryption", "the bucket encrypts with arn:aws:kms", "Set kms_key_arn to that key")
def a_bucket_with_another_key(ward: Ward) -> Iterator[None]:
    other = ward.stand.client("kms").create_key()["KeyMetadata"]["Arn"]
    yield from _encryption(ward, {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": other})


@broken("state.encryption", "the bucket encrypts with SSE-S3", "enable_s3_encryption must be true")
def a_bucket_without_the_key(ward: Ward) -> Iterator[None]:
    yield from _encryption(ward, {"SSEAlgorithm": "AES256"})


@broken("state.bucket-policy", "has no policy", _APPLY)
def a_bucket_without_a_policy(ward: Ward) -> Iterator[None]:
    s3, name = ward.stand.client("s3"), ward.configuration.s3_bucket
    policy = s3.get_bucket_policy(Bucket=name)["Policy"]
    s3.delete_bucket_policy(Bucket=name)
    yield
    s3.put_bucket_policy(Bucket=name, Policy=policy)


@broken("state.bucket-policy", "denies s3:GetObject and s3:PutObject to my-runner-task", _APPLY)
def a_bucket_for_another_role(ward: Ward) -> Iterator[None]:
    role = ward.configuration.task_role_arn
    yield from bucket_policy(ward, lambda statements: json.loads(json.dumps(statements).replace(role, f"{role}x")))


@broken("state.bucket-policy", "doesn't deny access to objects to other principals", "s3_restrict_to_task_role = true")
def a_bucket_for_the_whole_account(ward: Ward) -> Iterator[None]:
    yield from bucket_policy(ward, without("DenyObjectsToOthers"))


@broken("state.bucket-policy", "allows requests without TLS", _APPLY)
def a_bucket_without_tls(ward: Ward) -> Iterator[None]:
    yield from bucket_policy(ward, without("DenyWithoutTls"))


@broken("state.bucket-policy", "allows other accounts to read objects", _APPLY)
def a_bucket_for_everybody(ward: Ward) -> Iterator[None]:
    arn = f"arn:aws:s3:::{ward.configuration.s3_bucket}/*"
    everybody = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": arn}
    closed = {"Sid": "Writes", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": arn}
    account = {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}
    yield from bucket_policy(
        ward, lambda statements: [*without("DenyObjectsToOthers")(statements), everybody, {**closed, "Condition": account}]
    )


def _task_role(ward: Ward, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Change the task role's own statements, and detach the user's policy, which allows everything here."""
    arn = ward.configuration.task_role_arn
    inline(ward, arn, change)
    ward.stand.client("iam").detach_role_policy(RoleName=name_of(arn), PolicyArn="arn:aws:iam::123456789012:policy/deploy")


@broken("state.task-role", "s3:PutObject on", _APPLY)
def a_task_role_that_only_reads(ward: Ward) -> Iterator[None]:
    def change(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**each, "Action": "s3:GetObject"} if each["Sid"] == "ReadWriteObjects" else each for each in statements]

    _task_role(ward, change)
    yield
    ward.apply()


@broken("state.task-role", "s3:DeleteObject on", "s3_allow_state_locking = true")
def locking_that_is_not_allowed(ward: Ward) -> Iterator[None]:
    _task_role(ward, without("DeleteLocks"))
    yield
    ward.apply()


def _id(arn: object) -> str:
    """Return a key's ID: moto finds no key by its ARN when it is disabled or deleted."""
    return str(arn).rpartition("/")[2]


@broken("state.key", "is Disabled", "aws kms enable-key")
def a_disabled_key(ward: Ward) -> Iterator[None]:
    ward.stand.client("kms").disable_key(KeyId=_id(ward.configuration.kms_key_arn))
    yield
    ward.stand.client("kms").enable_key(KeyId=_id(ward.configuration.kms_key_arn))


@broken("state.key", "is pending deletion", "aws kms cancel-key-deletion")
def a_key_that_will_be_deleted(ward: Ward) -> Iterator[None]:
    kms, key = ward.stand.client("kms"), _id(ward.configuration.kms_key_arn)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    yield
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)


def _key_policy(ward: Ward, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Iterator[None]:
    kms, key = ward.stand.client("kms"), ward.configuration.kms_key_arn
    before = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    document = json.loads(before)
    policy = json.dumps({**document, "Statement": change(document["Statement"])})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    yield
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=before)


@broken("state.key-use", "doesn't let my-runner-task", "enable IAM policies of the account")
def a_key_that_denies_the_task_role(ward: Ward) -> Iterator[None]:
    role = {"AWS": ward.configuration.task_role_arn}
    denied = {"Sid": "NotHim", "Effect": "Deny", "Principal": role, "Action": "kms:GenerateDataKey", "Resource": "*"}
    yield from _key_policy(ward, lambda statements: [*statements, denied])


@broken("state.key-use", "doesn't let logs.eu-west-1.amazonaws.com use it", "Add the statement for CloudWatch Logs")
def a_key_without_the_log_groups(ward: Ward) -> Iterator[None]:
    yield from _key_policy(ward, without("LogGroups"))


@broken("state.key-use", "kms:GenerateDataKey on", _APPLY)
def a_task_role_that_may_not_use_the_key(ward: Ward) -> Iterator[None]:
    _task_role(ward, without("UseKeyForObjects"))
    yield
    ward.apply()


@broken("secrets.names", "in both environment and secrets: TOKEN_FILE", "Remove it from one of them")
def a_name_that_is_set_twice(ward: Ward) -> Iterator[None]:
    yield from configured(ward, environment={**ward.configuration.environment, "TOKEN_FILE": "x"})


@broken("secrets.names", "the Platform Orchestrator sets LOG_LEVEL itself", "Use other names")
def a_name_of_the_orchestrator(ward: Ward) -> Iterator[None]:
    yield from configured(ward, environment={**ward.configuration.environment, "LOG_LEVEL": "debug"})


@broken("secrets.exist", "is pending deletion", "aws secretsmanager restore-secret")
def a_deleted_secret(ward: Ward) -> Iterator[None]:
    manager, (secret, *_) = ward.stand.client("secretsmanager"), ward.configuration.secrets.values()
    manager.delete_secret(SecretId=secret, RecoveryWindowInDays=7)
    yield
    manager.restore_secret(SecretId=secret)


@broken("secrets.exist", "TOKEN_FILE: arn:aws:secretsmanager", "remove it from secrets")
def a_secret_that_is_gone(ward: Ward) -> Iterator[None]:
    (secret, *_) = ward.configuration.secrets.values()
    ward.stand.client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    yield
    yield from configured(ward, secrets={})


@broken("secrets.exist", "has no value", "aws secretsmanager put-secret-value")
def a_secret_without_a_value(ward: Ward) -> Iterator[None]:
    manager = ward.stand.client("secretsmanager")
    key = ward.configuration.kms_key_arn
    manager.create_secret(Name="token-empty", KmsKeyId=key)
    found = manager.describe_secret(SecretId="token-empty")["ARN"]
    statement = {"Sid": "Empty", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": found}
    ward.stand.client("iam").put_role_policy(
        RoleName=name_of(ward.configuration.execution_role_arn),
        PolicyName="empty",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    ward.configuration = replace(ward.configuration, secrets={**ward.configuration.secrets, "EMPTY": found})
    yield
    manager.put_secret_value(SecretId=found, SecretString="x")


@broken("secrets.exist", "API_TOKEN: arn:aws:ssm", "Create it")
def a_parameter_that_is_missing(ward: Ward) -> Iterator[None]:
    parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/runner/api-token"
    yield from configured(ward, secrets={**ward.configuration.secrets, "API_TOKEN": parameter})


@broken("secrets.permissions", "secretsmanager:GetSecretValue on", _APPLY)
def an_execution_role_that_may_not_read_secrets(ward: Ward) -> Iterator[None]:
    inline(ward, ward.configuration.execution_role_arn, without("ReadSecrets"))
    yield
    ward.apply()


@broken("secrets.keys", "kms:Decrypt on", "Add the key to secrets_kms_key_arns")
def an_execution_role_that_may_not_decrypt_secrets(ward: Ward) -> Iterator[None]:
    inline(ward, ward.configuration.execution_role_arn, without("DecryptSecrets"))
    yield
    ward.apply()


@broken("secrets.keys", "is Disabled", "aws kms enable-key")
def a_disabled_key_of_a_secret(ward: Ward) -> Iterator[None]:
    key = ward.stand.client("kms").create_key()["KeyMetadata"]["Arn"]
    (secret, *_) = ward.configuration.secrets.values()
    ward.stand.client("secretsmanager").update_secret(SecretId=secret, KmsKeyId=key)
    everything = {"Sid": "Key", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}
    ward.stand.client("iam").put_role_policy(
        RoleName=name_of(ward.configuration.execution_role_arn),
        PolicyName="key",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [everything]}),
    )
    ward.stand.client("kms").disable_key(KeyId=_id(key))
    yield
    ward.stand.client("kms").enable_key(KeyId=_id(key))


def _alarm(ward: Ward) -> str:
    return sorted(ward.configuration.alarm_names or ())[0]


@broken("monitoring.alarms", "alarms don't exist: ", _APPLY)
def a_deleted_alarm(ward: Ward) -> Iterator[None]:
    ward.stand.client("cloudwatch").delete_alarms(AlarmNames=[_alarm(ward)])
    yield
    ward.apply()


@broken("monitoring.alarms", "is in alarm: tasks failed", "Investigate what it reports")
def an_alarm(ward: Ward) -> Iterator[None]:
    alarm = {"AlarmName": _alarm(ward), "StateReason": "tasks failed"}
    ward.stand.client("cloudwatch").set_alarm_state(**alarm, StateValue="ALARM")
    yield
    ward.stand.client("cloudwatch").set_alarm_state(**alarm, StateValue="OK")


@broken("monitoring.alarms", "has its actions disabled", "aws cloudwatch enable-alarm-actions")
def an_alarm_without_actions(ward: Ward) -> Iterator[None]:
    ward.stand.client("cloudwatch").disable_alarm_actions(AlarmNames=[_alarm(ward)])
    yield
    ward.stand.client("cloudwatch").enable_alarm_actions(AlarmNames=[_alarm(ward)])


@broken("monitoring.topics", "has no confirmed subscription", "Subscribe to it")
def a_topic_without_subscribers(ward: Ward) -> Iterator[None]:
    topic = str(ward.configuration.alarm_topic_arn)
    confirmed(ward.stand, topic, 0)
    yield
    confirmed(ward.stand, topic, 1)


@broken("monitoring.topics", "my-runner-alarms doesn't exist", "Create it")
def a_deleted_topic(ward: Ward) -> Iterator[None]:
    ward.stand.client("sns").delete_topic(TopicArn=ward.configuration.alarm_topic_arn)
    yield
    ward.apply()


@broken("monitoring.events", "for failed sign-ins is disabled", "aws events enable-rule")
def a_disabled_rule(ward: Ward) -> Iterator[None]:
    events = ward.stand.client("events")
    (name,) = [each["Name"] for each in events.list_rules()["Rules"] if "failed-sign-ins" in each["Name"]]
    events.disable_rule(Name=name)
    yield
    events.enable_rule(Name=name)


@broken("monitoring.events", "no rule writes failed tasks", _APPLY)
def a_rule_without_its_target(ward: Ward) -> Iterator[None]:
    events = ward.stand.client("events")
    (name,) = [each["Name"] for each in events.list_rules()["Rules"] if "task-failures" in each["Name"]]
    events.remove_targets(Rule=name, Ids=[each["Id"] for each in events.list_targets_by_rule(Rule=name)["Targets"]])
    yield
    ward.apply()


@broken("monitoring.events", "no resource policy of CloudWatch Logs lets the rule", _APPLY)
def rules_that_may_not_write(ward: Ward) -> Iterator[None]:
    logs = ward.stand.client("logs")
    (policy,) = logs.describe_resource_policies()["resourcePolicies"]
    logs.delete_resource_policy(policyName=policy["policyName"])
    yield
    logs.put_resource_policy(policyName=policy["policyName"], policyDocument=policy["policyDocument"])


@broken("monitoring.trail", "all is stopped", "aws cloudtrail start-logging")
def a_stopped_trail(ward: Ward) -> Iterator[None]:
    ward.stand.client("cloudtrail").stop_logging(Name="all")
    yield
    ward.stand.client("cloudtrail").start_logging(Name="all")


@broken("monitoring.trail", "all logs fewer events", "Create a trail for management events")
def a_trail_that_logs_writes_only(ward: Ward) -> Iterator[None]:
    trail = ward.stand.client("cloudtrail")
    for kind in ("WriteOnly", "All"):
        selector: dict[str, Any] = {"ReadWriteType": kind, "IncludeManagementEvents": True, "DataResources": []}
        trail.put_event_selectors(TrailName="all", EventSelectors=[selector])
        if kind == "WriteOnly":
            yield
