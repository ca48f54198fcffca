"""The orchestrator's side: the calls that its own code made (release/evidence/recording.py), for a runner on the stand.

A step signs in, then calls ECS with the credentials that it got. Of what was recorded, only what AWS answered before is replaced
by what the stand answered: task definitions and tasks; and what comes from the runner's registration is added: subnets, security
groups, image, environment and secrets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botocore import UNSIGNED
from botocore.config import Config

from release.evidence import recording
from release.evidence.recording import Call
from tests.permissions.places import fill
from tests.stand.issuer import Issuer
from tests.stand.judge import Judge
from tests.stand.stand import Stand
from tests.support.iam.simulation import Request

Json = dict[str, Any]

ENVIRONMENT = "11111111-2222-3333-4444-555555555555"
SIGN_IN = "AssumeRoleWithWebIdentity"
_METHODS = {
    "DeleteTaskDefinitions": "delete_task_definitions",
    "DeregisterTaskDefinition": "deregister_task_definition",
    "DescribeTasks": "describe_tasks",
    "ListTaskDefinitions": "list_task_definitions",
    "ListTasks": "list_tasks",
    "RegisterTaskDefinition": "register_task_definition",
    "RunTask": "run_task",
}


@dataclass(frozen=True)
class Done:
    """A call: what was sent, and what was answered."""

    call: Call  # with what was sent
    answer: Json

    @property
    def action(self) -> str:
        """The action that was called."""
        return self.call.action


@dataclass
class Orchestrator:
    """One orchestrator that deploys one environment."""

    stand: Stand
    issuer: Issuer
    image: str = "registry.example.com/runner:1"
    done: list[Done] = field(default_factory=list)
    definition: str = ""  # the task definition that was registered last
    task: str = ""  # the task that was started last

    @property
    def words(self) -> dict[str, str]:
        """What the words of the recording stand for."""
        has = self.stand.configuration
        return {
            "partition": has["partition"],
            "region": has["region"],
            "account": self.stand.account,
            "org": has["organization_id"],
            "runner": has["runner_id"],
            "issuer": has["oidc_hostname"],
            "cluster": has["ecs_cluster_name"],
            "cluster_arn": has["ecs_cluster_arn"],
            "task_manager": has["task_manager_role_arn"],
            "execution_role": has["execution_role_arn"],
            "task_role": has["task_role_arn"],
            "family": f"{has['task_definition_family_prefix']}env_{has['organization_id']}_{ENVIRONMENT}",
        }

    def step(self, number: str) -> list[Done]:
        """Make the calls of a step of the recording, and return those to ECS."""
        ecs: Any = None
        made: list[Done] = []
        for call in recording.calls():
            if call.step.partition(" ")[0] != number:
                continue
            sent = replace(call, request=self._sent(call), claims=fill(call.claims, self.words))
            if call.action == SIGN_IN:
                ecs = self._ecs(self.sign_in(sent))
            else:
                made.append(self._call(ecs, sent))
        return made

    def sign_in(self, call: Call) -> Json:
        """Sign in with a token of the issuer, and return what STS answers."""
        token = self.issuer.token(**call.claims)
        # Not signed: the orchestrator has no credentials of this account.
        sts = self.stand.session().client("sts", config=Config(signature_version=UNSIGNED))
        answer: Json = sts.assume_role_with_web_identity(WebIdentityToken=token, **call.request)
        self.done.append(Done(replace(call, claims=self.issuer.claims(token)), answer))
        return answer

    def asked_of_iam(self, judge: Judge, done: Done) -> list[Request]:
        """Return what IAM has to allow for a call, by the permission tests' reading of it."""
        if done.action == SIGN_IN:
            return [judge.sign_in(done.call.request["RoleArn"], self.issuer.url, done.call.claims)]
        role, words, cases = self.words["task_manager"], self.words, recording.cases(done.call, ())
        return [judge.request(role, case.action, fill(case.on, words), fill(case.when, words)) for case in cases]

    def _ecs(self, signed_in: Mapping[str, Any]) -> Any:
        got = signed_in["Credentials"]
        return self.stand.session(
            aws_access_key_id=got["AccessKeyId"],
            aws_secret_access_key=got["SecretAccessKey"],
            aws_session_token=got["SessionToken"],
        ).client("ecs")

    def _sent(self, call: Call) -> Json:
        """Put in what words stand for, what was answered before, and what the runner is registered with."""
        sent: Json = fill(call.request, self.words)
        has = self.stand.configuration
        match call.action:
            case "DescribeTasks":
                sent["tasks"] = [self.task]
            case "DeregisterTaskDefinition":
                sent["taskDefinition"] = self.definition
            case "DeleteTaskDefinitions":
                sent["taskDefinitions"] = [self.definition]
            case "RegisterTaskDefinition":
                (container,) = sent["containerDefinitions"]
                container["image"] = self.image
                container["environment"] = [{"name": name, "value": value} for name, value in has["environment"].items()]
                container["secrets"] = [{"name": name, "valueFrom": value} for name, value in has["secrets"].items()]
                container["memory"] = 1024  # not the orchestrator's: moto needs it (release/evidence/limits.py)
            case "RunTask":
                sent["taskDefinition"] = self.definition
                network = sent["networkConfiguration"]["awsvpcConfiguration"]
                network.update(subnets=has["subnet_ids"], securityGroups=has["security_group_ids"])
        return sent

    def _call(self, ecs: Any, call: Call) -> Done:
        answer: Json = getattr(ecs, _METHODS[call.action])(**call.request)
        answer.pop("ResponseMetadata")
        if call.action == "RegisterTaskDefinition":
            self.definition = answer["taskDefinition"]["taskDefinitionArn"]
        if call.action == "RunTask":
            self.task = answer["tasks"][0]["taskArn"]
        self.done.append(Done(call, answer))
        return self.done[-1]
