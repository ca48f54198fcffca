"""The orchestrator's side: the calls that its own code made, with the values of a runner on the stand.

A step signs in, then calls ECS with the credentials that it got. What IAM would have to allow for a call is said as well.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from tests.stand.issuer import Issuer
from tests.stand.judge import Context, Judge
from tests.stand.stand import Stand
from tests.support.iam.simulation import Request

Json = dict[str, Any]

_CALLS = Path(__file__).parents[1] / "data" / "orchestrator_calls.json"
_WORD = re.compile(r"\{(\w+)\}")
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
    """A call that was made: what was sent and what was answered."""

    action: str
    request: Json
    answer: Json


@dataclass
class Orchestrator:
    """One orchestrator that deploys one environment."""

    stand: Stand
    issuer: Issuer
    configuration: Json
    image: str = "registry.example.com/runner:1"
    words: dict[str, Any] = field(default_factory=dict)  # what was answered, by the word that stands for it in later calls
    done: list[Done] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words |= {**self.configuration, "environment": "11111111-2222-3333-4444-555555555555", "image": self.image}

    def step(self, name: str, deployment: str) -> list[Done]:
        """Make the calls of a step, and return those to ECS."""
        self.words["deployment"] = deployment
        made: list[Done] = []
        ecs: Any = None
        for call in recorded()["calls"]:
            if call["step"] != name:
                continue
            if call["action"] == "AssumeRoleWithWebIdentity":
                ecs = self._client("ecs", self.sign_in())
                continue
            made.append(self._call(ecs, call["action"], self._filled(call["request"])))
        self.done += made
        return made

    def sign_in(self, **claims: Any) -> Json:
        """Sign in with a token, and return the answer of STS; claims are those of the orchestrator unless said otherwise."""
        asked = self._filled(recorded()["sign_in"])
        token = self.issuer.token(**{**asked["claims"], **claims})
        # Not signed, as the orchestrator has no credentials before.
        sts = self.stand.session().client("sts", config=_unsigned())
        answer: Json = sts.assume_role_with_web_identity(WebIdentityToken=token, **asked["request"])
        self.done.append(Done("AssumeRoleWithWebIdentity", {**asked["request"], "claims": self.issuer.claims(token)}, answer))
        return answer

    def _client(self, service: str, signed_in: Json) -> Any:
        got = signed_in["Credentials"]
        return self.stand.session(
            aws_access_key_id=got["AccessKeyId"],
            aws_secret_access_key=got["SecretAccessKey"],
            aws_session_token=got["SessionToken"],
        ).client(service)

    def _call(self, ecs: Any, action: str, request: Json) -> Done:
        if action == "RegisterTaskDefinition":
            (container,) = request["containerDefinitions"]
            container["environment"] += [{"name": key, "value": value} for key, value in self._of("environment")]
            container["secrets"] = [{"name": key, "valueFrom": value} for key, value in self._of("secrets")]
            container["memory"] = 1024  # not the orchestrator's: moto's RunTask fails without it (limits.py)
        answer: Json = getattr(ecs, _METHODS[action])(**request)
        answer.pop("ResponseMetadata")
        if action == "RegisterTaskDefinition":
            self.words["task_definition"] = answer["taskDefinition"]["taskDefinitionArn"]
        if action == "RunTask":
            self.words["task"] = answer["tasks"][0]["taskArn"]
        return Done(action, request, answer)

    def _of(self, values: str) -> list[tuple[str, str]]:
        return sorted(self.configuration[values].items())

    def _filled(self, value: Any) -> Any:
        """Put in what words stand for: a text that is one word becomes its value, which may be a list."""
        if isinstance(value, str):
            whole = _WORD.fullmatch(value)
            return self.words[whole[1]] if whole else _WORD.sub(lambda found: str(self.words[found[1]]), value)
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        return [self._filled(item) for item in value] if isinstance(value, list) else value


def asked_of_iam(judge: Judge, done: Done, configuration: Json) -> list[Request]:
    """Say what IAM has to allow for a call: the action, the tags that it sets, and the roles that it passes on."""
    request, role = done.request, configuration["task_manager_role_arn"]
    if done.action == "AssumeRoleWithWebIdentity":
        return [judge.sign_in(role, request["claims"]["iss"], request["claims"])]
    on_cluster: Context = {"ecs:cluster": configuration["ecs_cluster_arn"]}
    tags, passed = _tags(request), [configuration["execution_role_arn"], configuration["task_role_arn"]]
    to_ecs: Context = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    passing = [judge.request(role, "iam:PassRole", each, to_ecs) for each in passed]
    ask, action = partial(judge.request, role), f"ecs:{done.action}"
    match done.action:
        case "ListTasks":
            listed = configuration["ecs_cluster_arn"].replace(":cluster/", ":container-instance/")
            return [ask(action, f"{listed}/*", on_cluster)]
        case "DescribeTasks":
            return [ask(action, task, on_cluster) for task in request["tasks"]]
        case "ListTaskDefinitions" | "DeregisterTaskDefinition":
            return [ask(action, "*")]
        case "DeleteTaskDefinitions":
            return [ask(action, each) for each in request["taskDefinitions"]]
        case "RegisterTaskDefinition":
            made = done.answer["taskDefinition"]["taskDefinitionArn"]
            tagging = ask("ecs:TagResource", made, {**tags, "ecs:CreateAction": done.action})
            return [ask(action, made, {**tags, "ecs:compute-compatibility": ["FARGATE"]}), tagging, *passing]
        case _:
            task = done.answer["tasks"][0]["taskArn"]
            tagging = ask("ecs:TagResource", task, {**tags, "ecs:CreateAction": done.action})
            return [ask(action, request["taskDefinition"], {**tags, **on_cluster}), tagging, *passing]


def _tags(request: Json) -> Context:
    tags = {tag["key"]: tag["value"] for tag in request.get("tags", [])}
    return {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": [*tags]} if tags else {}


@cache
def recorded() -> Json:
    """Return the calls as they were recorded."""
    content: Json = json.loads(_CALLS.read_text(encoding="utf-8"))
    return content


def _unsigned() -> Any:
    from botocore import UNSIGNED
    from botocore.config import Config

    return Config(signature_version=UNSIGNED)
