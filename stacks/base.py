"""The base of every stack: pinned names, declared inputs and outputs, providers with ranges, and a chosen backend."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from cdktf import TerraformStack, Token
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct

from modules.core.declarations import Inputs, Output, Requirement, Variable, variables
from modules.core.expressions import Expression, hcl
from modules.core.resources import Group
from modules.registration.orchestrator import LOCAL_NAME, Edition, OrchestratorProvider
from stacks.backend import Backend

In = TypeVar("In", bound=Inputs)
G = TypeVar("G")

TERRAFORM = ">= 1.6"
PROVIDERS = {"aws": ">= 6.0", "random": ">= 3.0"}


class NameCollisionError(Exception):
    """Two elements share one address, so that one of them would silently vanish from the JSON."""


class BaseStack(TerraformStack):
    """A stack whose elements are called in Terraform as they are called in the code.

    The id of an element is its address (`aws_iam_role.task`), or its name (`region`), whatever scope it is in.
    Subclasses name the class of their `inputs`. `text` is the README that their module gets; None: they are no module.
    """

    inputs: type[Inputs]
    on_aws = True
    text: str | None = "group"

    def __init__(self, scope: Construct, id_: str, backend: Backend) -> None:
        self.groups: dict[str, str] = {}  # address of each element -> the group that it stands in
        self._name = id_
        self._collected: dict[str, Any] | None = {}
        self.declared_outputs: list[Output[Any]] = []
        self._requirements: list[Requirement] = []
        super().__init__(scope, id_)
        self.put("terraform.required_version", TERRAFORM)
        if self.on_aws:
            AwsProvider(self, "aws", region="${var.region}")
            self._require("aws", "hashicorp/aws", PROVIDERS["aws"])
        self._build()
        self._hand_over()
        backend.configure(self, id_)

    def _build(self) -> None:
        """Wire inputs, constructs and outputs; subclasses do it."""

    def add_variables(self, inputs: type[In]) -> In:
        """Declare the variables of a class of inputs, and give the class filled with them."""
        declared = variables(inputs)
        self.put("variable", {each.name: _terraform_variable(each) for each in declared})
        filled = inputs(**{each.name: Expression(f"var.{each.name}") for each in declared})
        self._requirements = [each for each in filled.requirements() if each.holds is not True]
        return filled

    def add_outputs(self, outputs: Iterable[Output[G]], source: G) -> None:
        """Declare outputs, taken from the construct that has them; the first of a stack asks what holds between inputs."""
        for each in outputs:
            self.declared_outputs.append(each)
            block: dict[str, Any] = {"description": each.description, "value": each.value(source)}
            requirements = [*self._requirements, *([each.requirement(source)] if each.requirement else [])]
            self._requirements = []
            if requirements:
                block["precondition"] = [
                    {"condition": f"${{{hcl(required.holds)}}}", "error_message": required.message} for required in requirements
                ]
            if each.depends_on:
                block["depends_on"] = each.depends_on(source)
            self.put(f"output.{self.pin(self, f'output.{each.name}')}", block)
            self.put(f"//.outputs.{self._name}.{each.name}", each.name)  # what the cdktf CLI shows

    def pin(self, scope: Construct, id_: str) -> str:
        """Take an address and return the name in it (CDKTF's own rule hashes the path); raises NameCollisionError."""
        if id_ in self.groups:
            raise NameCollisionError(f"there is a {id_} in {self.groups[id_]} and in {scope.node.path}. Give one another id.")
        if isinstance(scope, Group):
            self.groups[id_] = scope.group_name
        else:
            self.groups[id_] = self._name if scope is self else scope.node.id
        return id_.rpartition(".")[2]

    def put(self, path: str, value: Any) -> None:
        """Set a part of the stack's JSON."""
        if self._collected is None:
            self.add_override(path, value)
            return
        place = self._collected
        *parents, name = path.split(".")
        for parent in parents:
            inner = dict(place.get(parent, {}))  # a copy: what was put there is somebody's
            place[parent] = inner
            place = inner
        place[name] = value

    def _hand_over(self) -> None:
        """Give CDKTF what was collected; what comes later is given one by one, which takes a call to Node each time."""
        collected, self._collected = self._collected or {}, None
        for section, content in collected.items():
            self.add_override(section, content)

    def use_random(self) -> None:
        """Add the random provider, for stacks that draw names."""
        RandomProvider(self, "random")
        self._require("random", "hashicorp/random", PROVIDERS["random"])

    def use_orchestrator(self, edition: Edition) -> None:
        """Add the Platform Orchestrator's provider, for stacks that register a runner."""
        OrchestratorProvider(self, LOCAL_NAME, edition)
        self._require(LOCAL_NAME, edition.source, edition.version)

    def _require(self, provider: str, source: str, version: str) -> None:
        # The bindings pin one exact version under a short source; a module asks for a range, under the full source.
        self.put(f"terraform.required_providers.{provider}", {"source": source, "version": version})


def _terraform_variable(declared: Variable) -> dict[str, Any]:
    reference = f"var.{declared.name}"
    block: dict[str, Any] = {"description": declared.description, "type": declared.type, "nullable": declared.nullable}
    if not declared.required:
        block["default"] = _null() if declared.default is None else declared.default
    if declared.rules:
        block["validation"] = [
            {
                "condition": _unless_null(declared, rule.condition(reference)),
                "error_message": rule.message(declared.name, f"${{jsonencode({rule.culprits(reference)})}}"),
            }
            for rule in declared.rules
        ]
    return block


@cache
def _null() -> Any:
    return Token.null_value()  # a plain None would be left out, and the variable would be required


def _unless_null(declared: Variable, condition: str) -> str:
    return f"${{var.{declared.name} == null ? true : {condition}}}" if declared.nullable else f"${{{condition}}}"
