"""Broken: the place, the roles, signing in, and permissions."""

import json
from collections.abc import Iterator

from modules.doctor.aws import Aws
from tests.doctor.broken import broken, configured, inline, name_of, trust, without
from tests.doctor.ward import ISSUER, Ward

_APPLY = "terraform apply"
_TASK_DEFINITIONS = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}


@broken("place.configuration", "ecs_cluster_arn is arn:aws:ecs:eu-central-1", "Correct the inputs")
def a_cluster_in_another_region(ward: Ward) -> Iterator[None]:
    arn = ward.configuration.cluster_arn.replace("eu-west-1", "eu-central-1")
    yield from configured(ward, ecs_cluster_arn=arn)


@broken("place.account", "but the runner is in account 123456789012", "Sign in to 123456789012")
def another_account(ward: Ward) -> Iterator[None]:
    role = {"RoleArn": "arn:aws:iam::210987654321:role/somebody", "RoleSessionName": "doctor"}
    found = ward.stand.client("sts").assume_role(**role)["Credentials"]
    names = {"AccessKeyId": "aws_access_key_id", "SecretAccessKey": "aws_secret_access_key", "SessionToken": "aws_session_token"}
    own = ward.aws
    ward.aws = Aws(ward.stand.session(**{to: found[name] for name, to in names.items()}), ward.configuration.region)
    yield
    ward.aws = own
    from moto.core.base_backend import BackendDict

    for service in BackendDict._instances:  # type: ignore[misc]
        service.pop("210987654321", None)  # it would be reset, with all of AWS's policies, before each test from now on


@broken("place.cluster", "is inactive", _APPLY)
def a_deleted_cluster(ward: Ward) -> Iterator[None]:
    ward.stand.client("ecs").delete_cluster(cluster=ward.configuration.ecs_cluster_name)
    yield
    ward.apply()


@broken("place.bucket", "the bucket my-runner-artifacts doesn't exist", _APPLY)
def a_deleted_bucket(ward: Ward) -> Iterator[None]:
    ward.stand.client("s3").delete_bucket(Bucket=ward.configuration.s3_bucket)
    yield
    ward.apply()


@broken("place.bucket", "is in eu-central-1, but the runner is in eu-west-1", "set s3_bucket_name to another name")
def a_bucket_in_another_region(ward: Ward) -> Iterator[None]:
    place = {"LocationConstraint": "eu-central-1"}
    ward.stand.session(region_name="eu-central-1").client("s3").create_bucket(Bucket="far", CreateBucketConfiguration=place)
    yield from configured(ward, s3_bucket="far")


@broken("place.log-groups", "the log group /aws/ecs/my-runner/exec doesn't exist", _APPLY)
def a_deleted_log_group(ward: Ward) -> Iterator[None]:
    ward.stand.client("logs").delete_log_group(logGroupName="/aws/ecs/my-runner/exec")
    yield
    ward.stand.client("logs").create_log_group(logGroupName="/aws/ecs/my-runner/exec")


def _delete_role(ward: Ward, arn: str) -> None:
    iam, name = ward.stand.client("iam"), name_of(arn)
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


@broken("identity.task-manager-role", "the role my-runner-ecs-task-manager", _APPLY)
def a_deleted_task_manager_role(ward: Ward) -> Iterator[None]:
    _delete_role(ward, ward.configuration.task_manager_role_arn)
    yield
    ward.apply()


@broken("identity.task-role", "not arn:aws:iam::123456789012:role/my-runner-task", "register the runner again")
def a_task_role_on_another_path(ward: Ward) -> Iterator[None]:
    yield from configured(ward, task_role_arn=ward.configuration.task_role_arn.replace("/platform/", "/"))


@broken("identity.task-manager-role-policies", "has no policies", _APPLY)
def a_task_manager_role_without_policies(ward: Ward) -> Iterator[None]:
    inline(ward, ward.configuration.task_manager_role_arn, lambda _: [])
    yield
    ward.apply()


@broken("identity.execution-role-trust", "doesn't let ecs-tasks.amazonaws.com assume it", _APPLY)
def an_execution_role_for_ec2(ward: Ward) -> Iterator[None]:
    arn = ward.configuration.execution_role_arn
    yield from trust(ward, arn, lambda statement: statement.update(Principal={"Service": "ec2.amazonaws.com"}))


@broken("identity.task-role-trust", "doesn't let ecs-tasks.amazonaws.com assume it for this account", _APPLY)
def a_task_role_for_tasks_of_another_account(ward: Ward) -> Iterator[None]:
    other = {"StringEquals": {"aws:SourceAccount": "210987654321"}}
    yield from trust(ward, ward.configuration.task_role_arn, lambda statement: statement.update(Condition=other))


@broken("sign-in.provider", "oidc-provider/oidc.humanitec.dev doesn't exist", _APPLY)
def a_deleted_oidc_provider(ward: Ward) -> Iterator[None]:
    iam = ward.stand.client("iam")
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ward.configuration.oidc_provider_arn)
    yield
    iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["sts.amazonaws.com"])


@broken(
    "sign-in.provider", "without sts.amazonaws.com", "add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com"
)
def an_oidc_provider_for_another_audience(ward: Ward) -> Iterator[None]:
    iam, arn = ward.stand.client("iam"), ward.configuration.oidc_provider_arn
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["example.com"])
    yield
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)  # moto lacks AddClientIDToOpenIDConnectProvider
    iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["example.com", "sts.amazonaws.com"])


@broken("sign-in.provider", "is for oidc.example.com, but the issuer is oidc.humanitec.dev", "Use an OIDC provider for the host")
def the_oidc_provider_of_another_issuer(ward: Ward) -> Iterator[None]:
    made = ward.stand.client("iam").create_open_id_connect_provider(
        Url="https://oidc.example.com", ClientIDList=["sts.amazonaws.com"]
    )
    yield from configured(ward, oidc_provider_arn=made["OpenIDConnectProviderArn"])


def _subject(ward: Ward, operator: str, subject: str) -> Iterator[None]:
    host = ward.configuration.oidc_hostname
    conditions = {"StringEquals": {f"{host}:aud": "sts.amazonaws.com"}}
    conditions.setdefault(operator, {})[f"{host}:sub"] = subject
    yield from trust(ward, ward.configuration.task_manager_role_arn, lambda statement: statement.update(Condition=conditions))


@broken("sign-in.trust-policy", "doesn't let my-org+my-runner sign in", _APPLY)
def the_trust_of_another_subject(ward: Ward) -> Iterator[None]:
    yield from _subject(ward, "StringEquals", "my-org+another-runner")


@broken("sign-in.trust-policy", "also accepts another runner", _APPLY)
def the_trust_of_every_runner(ward: Ward) -> Iterator[None]:
    yield from _subject(ward, "StringLike", "my-org+*")


@broken("sign-in.issuer", "returns 404", "reach the issuer over the internet")
def an_issuer_without_a_document(ward: Ward) -> Iterator[None]:
    found = ward.documents.pop(f"{ISSUER}/.well-known/openid-configuration")
    yield
    ward.documents[f"{ISSUER}/.well-known/openid-configuration"] = found


@broken("sign-in.issuer", "has the issuer 'https://oidc.example.com'", "Set oidc_hostname")
def the_document_of_another_issuer(ward: Ward) -> Iterator[None]:
    document = ward.documents[f"{ISSUER}/.well-known/openid-configuration"]
    document["issuer"] = "https://oidc.example.com"
    yield
    document["issuer"] = ISSUER


@broken("sign-in.issuer", "no RSA or EC key", "this installation")
def an_issuer_without_keys(ward: Ward) -> Iterator[None]:
    keys = ward.documents.pop(f"{ISSUER}/keys")
    ward.documents[f"{ISSUER}/keys"] = {"keys": [{"kty": "oct"}]}
    yield
    ward.documents[f"{ISSUER}/keys"] = keys


@broken("permissions.family-prefix", "the prefix is 'humanitec_', but stellwerk", "Set task_definition_family_prefix to null")
def the_prefix_of_the_other_edition(ward: Ward) -> Iterator[None]:
    before = ward.configuration
    next(configured(ward, orchestrator="stellwerk"))
    yield
    ward.configuration = before


@broken("permissions.orchestrator", "ecs:RunTask on", _APPLY)
def a_task_manager_role_that_may_not_run_tasks(ward: Ward) -> Iterator[None]:
    inline(ward, ward.configuration.task_manager_role_arn, without("RunTasks"))
    yield
    ward.apply()


@broken("permissions.orchestrator", "(another cluster) is allowed", "Detach the policy that allows it")
def a_task_manager_role_that_may_do_everything_in_ecs(ward: Ward) -> Iterator[None]:
    iam, role = ward.stand.client("iam"), name_of(ward.configuration.task_manager_role_arn)
    policy = {"Version": "2012-10-17", "Statement": [{**_TASK_DEFINITIONS, "Sid": "Wide"}]}
    iam.put_role_policy(RoleName=role, PolicyName="wide", PolicyDocument=json.dumps(policy))
    yield
    iam.delete_role_policy(RoleName=role, PolicyName="wide")


@broken("permissions.orchestrator", "ecs:RunTask on", "iam_role_permissions_boundary")
def a_boundary_that_denies_tasks(ward: Ward) -> Iterator[None]:
    iam, arn = ward.stand.client("iam"), "arn:aws:iam::123456789012:policy/boundary"
    everything = {"Effect": "Allow", "NotAction": "ecs:RunTask", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    yield
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")


@broken("permissions.pass-role", "iam:PassRole on", _APPLY)
def a_task_manager_role_that_passes_no_roles(ward: Ward) -> Iterator[None]:
    inline(ward, ward.configuration.task_manager_role_arn, without("PassRoles"))
    yield
    ward.apply()


@broken("permissions.pass-role", "(to EC2) is allowed", "Detach the policy that allows it")
def a_task_manager_role_that_passes_every_role(ward: Ward) -> Iterator[None]:
    iam, role = ward.stand.client("iam"), name_of(ward.configuration.task_manager_role_arn)
    statement = {"Sid": "Wide", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="wide", PolicyDocument=policy)
    yield
    iam.delete_role_policy(RoleName=role, PolicyName="wide")
