"""The base of all stacks: pinned names, declared inputs and outputs, provider version ranges, and a backend."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from cdktf import TerraformStack, Token
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct

from modules.core.declarations import Inputs, Output, Variable, variables
from modules.core.editions import Edition
from modules.core.expressions import Expression, hcl
from modules.core.resources import Group
from modules.registration.orchestrator import LOCAL_NAME, OrchestratorProvider
from stacks.backend import Backend

In = TypeVar("In", bound=Inputs)
G = TypeVar("G")

TERRAFORM = ">= 1.6"
OPENTOFU = ">= 1.8"  # documented only: a configuration can't require it without excluding Terraform
PROVIDERS = {"aws": ">= 6.40", "random": ">= 3.0"}


class NameCollisionError(Exception):
    """Two resources share one address, so that one of them would be missing from the JSON."""


class BaseStack(TerraformStack):
    """A stack whose resources have the same names in Terraform as in the code.

    The ID of each construct is its address (`aws_iam_role.task`) or its name (`region`), in any scope.
    Subclasses set the class of their `inputs`. `text` is the README of their module; None: they don't become a module.
    """

    inputs: type[Inputs]
    on_aws = True
    text: str | None = "group"

    def __init__(self, scope: Construct, id_: str, backend: Backend) -> None:
        self.groups: dict[str, str] = {}  # address -> the group that creates it
        self.classes: dict[str, type] = {}  # group -> its class
        self._name = id_
        self._sections: dict[str, dict[str, Any]] = {"terraform": {"required_version": TERRAFORM, "required_providers": {}}}
        self.comments: dict[str, str] = {}  # of locals
        self.declared_outputs: list[Output[Any]] = []
        super().__init__(scope, id_)
        if self.on_aws:
            AwsProvider(self, "aws", region="${var.region}")
            self._require("aws", "hashicorp/aws", PROVIDERS["aws"])
        self._build()
        # Whole sections: one call to Node per block would make a synth take 1.5 times as long.
        for section, content in self._sections.items():
            self.add_override(section, self._commented(content) if section == "locals" else content)
        backend.configure(self, id_)

    def _commented(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Write a separate block for each local with a comment: to Terraform, `//` is a comment only in a block."""
        plain = {name: value for name, value in values.items() if name not in self.comments}
        return [plain, *({"//": self.comments[name], name: values[name]} for name in values if name in self.comments)]

    def _build(self) -> None:
        """Connect inputs, constructs and outputs, in subclasses."""

    def add_variables(self, inputs: type[In]) -> In:
        """Declare the variables of a class of inputs, and return an instance with references to them."""
        declared = variables(inputs)
        self._sections["variable"] = {each.name: _terraform_variable(each) for each in declared}
        return inputs(**{each.name: Expression(f"var.{each.name}") for each in declared})

    def add_outputs(self, outputs: Iterable[Output[G]], source: G) -> None:
        """Declare outputs, with their values from a construct."""
        for each in outputs:
            self.declared_outputs.append(each)
            block: dict[str, Any] = {"description": each.description, "value": each.value(source)}
            if addresses := each.depends_on and each.depends_on(source):
                block["depends_on"] = addresses
            if isinstance(source, Group) and (required := source.requirements.take(f"output.{each.name}")):
                block["precondition"] = [{"condition": str(it.holds), "error_message": it.message} for it in required]
            self.put("output", self.pin(self, f"output.{each.name}"), block)
            # The cdktf CLI shows these.
            self._sections.setdefault("//", {}).setdefault("outputs", {}).setdefault(self._name, {})[each.name] = each.name

    def pin(self, scope: Construct, id_: str) -> str:
        """Reserve an address and return the name in it (CDKTF's default hashes the path); raises NameCollisionError."""
        if id_ in self.groups:
            raise NameCollisionError(f"{id_} exists in {self.groups[id_]} and in {scope.node.path}. Use different IDs.")
        if isinstance(scope, Group):
            self.classes[scope.name] = type(scope)
        self.groups[id_] = scope.name if isinstance(scope, Group) else self._name
        return id_.rpartition(".")[2]

    def put(self, section: str, name: str, value: Any, comment: str | None = None) -> None:
        """Set a block of the stack's JSON while the stack is being built; a local may have a comment."""
        self._sections.setdefault(section, {})[name] = value
        if comment:
            self.comments[name] = comment

    def move(self, *moved: dict[str, str]) -> None:
        """Add `moved` blocks: the previous addresses of resources."""
        self.add_override("moved", [*moved])

    def use_random(self) -> None:
        """Add the random provider, for stacks that generate names."""
        RandomProvider(self, "random")
        self._require("random", "hashicorp/random", PROVIDERS["random"])

    def use_orchestrator(self, edition: Edition) -> None:
        """Add the Platform Orchestrator's provider, for stacks that register a runner."""
        OrchestratorProvider(self, LOCAL_NAME, edition)
        self._require(LOCAL_NAME, edition.source, edition.version)

    def _require(self, provider: str, source: str, version: str) -> None:
        # The bindings require one exact version with a short source; a module requires a range, with the full source.
        self._sections["terraform"]["required_providers"][provider] = {"source": source, "version": version}


def _terraform_variable(declared: Variable) -> dict[str, Any]:
    reference = Expression(f"var.{declared.name}")
    unless_null = f"{reference.text} == null ? true : " if declared.nullable else ""
    block: dict[str, Any] = {"description": declared.description, "type": declared.type, "nullable": declared.nullable}
    if not declared.required:
        block["default"] = _null() if declared.default is None else declared.default
    if declared.rules:
        block["validation"] = [
            {
                "condition": f"${{{unless_null}{hcl(rule.holds(reference))}}}",
                "error_message": rule.message(declared.name, reference),
            }
            for rule in declared.rules
        ]
    return block


@cache
def _null() -> Any:
    return Token.null_value()  # with a plain None, there would be no default, and the variable would be required
