"""The base of every stack: pinned names, declared inputs and outputs, providers with ranges, and a chosen backend."""

from collections.abc import Iterable
from typing import Any, TypeVar

from cdktf import (
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    TerraformVariableValidationConfig,
    Token,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct

from modules.foundation import precondition
from modules.hcl import Expr
from modules.interface import Inputs, Output, Variable, variables
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
    Subclasses name the class of their `inputs`.
    """

    inputs: type[Inputs]

    def __init__(self, scope: Construct, id_: str, backend: Backend) -> None:
        self._paths: dict[str, str] = {}
        self.declared_outputs: list[Output[Any]] = []
        super().__init__(scope, id_)
        self._variables = Construct(self, "variables")
        self._outputs = Construct(self, "outputs")
        backend.configure(self, id_)
        self.add_override("terraform.required_version", TERRAFORM)
        AwsProvider(self, "aws", region="${var.region}")
        self._range("aws")

    def declare(self, inputs: type[In]) -> In:
        """Declare the variables of a class of inputs, and give the class filled with them."""
        declared = variables(inputs)
        for each in declared:
            _terraform_variable(self._variables, each)
        return inputs(**{each.name: Expr(f"var.{each.name}") for each in declared})

    def give(self, outputs: Iterable[Output[G]], source: G) -> None:
        """Declare outputs, taken from the construct that has them."""
        for each in outputs:
            self.declared_outputs.append(each)
            requirement = each.requirement(source) if each.requirement else None
            output = TerraformOutput(
                self._outputs,
                each.name,
                description=each.description,
                value=each.value(source),
                precondition=precondition(requirement) if requirement else None,
            )
            if each.depends_on:
                output.add_override("depends_on", each.depends_on(source))

    @property
    def groups(self) -> dict[str, str]:
        """Tell in which group each resource, data source and local stands, by address; known once synthesized."""
        return {address: path.split("/")[-2] for address, path in self._paths.items() if "/" in path}

    def use_random(self) -> None:
        """Add the random provider, for stacks that draw names."""
        RandomProvider(self, "random")
        self._range("random")

    def _range(self, provider: str) -> None:
        # The bindings pin one exact version under a short source; a module asks for a range, under the full source.
        self.add_override(
            f"terraform.required_providers.{provider}",
            {"source": f"hashicorp/{provider}", "version": PROVIDERS[provider]},
        )

    def _allocate_logical_id(self, tf_element: Any) -> str:
        """Take the name from the id (CDKTF's own rule hashes the path), and refuse the same address twice."""
        path = (tf_element.node if isinstance(tf_element, Construct) else tf_element).path
        *scopes, id_ = path.split("/")
        address = id_ if "." in id_ else f"{scopes[-1]}.{id_}"
        taken = self._paths.setdefault(address, path)
        if taken != path:
            raise NameCollisionError(f"{path} and {taken} would both be {address}. Give one of them another id.")
        return str(id_.rsplit(".", 1)[-1])


def _terraform_variable(scope: Construct, declared: Variable) -> None:
    reference = f"var.{declared.name}"
    default = Token.null_value() if declared.default is None else declared.default
    TerraformVariable(
        scope,
        declared.name,
        type=declared.type,
        description=declared.description,
        nullable=declared.nullable,
        default=None if declared.required else default,
        validation=[
            TerraformVariableValidationConfig(
                condition=str(_unless_null(declared, rule.condition(reference))),
                error_message=rule.message(declared.name, f"${{jsonencode({rule.culprits(reference)})}}"),
            )
            for rule in declared.rules
        ]
        or None,
    )


def _unless_null(declared: Variable, condition: str) -> Expr:
    reference = f"var.{declared.name}"
    return Expr(f"{reference} == null ? true : {condition}" if declared.nullable else condition)
