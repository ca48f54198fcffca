"""Messages that OpenTofu words otherwise than Terraform, each with the place in OpenTofu's source that has it.

All others that tests quote are the same in both. They were compared with OpenTofu's source, main of 2026, by these files:

    internal/addrs/check_rule.go                  Resource precondition failed, Module output value precondition failed
    internal/tofu/eval_variable.go                Invalid value for variable, Invalid value for input variable
    internal/lang/evalchecks/                     Invalid count argument, Invalid for_each argument
    internal/tofu/evaluate.go, evaluate_valid.go  Reference to undeclared ..., Missing or Unexpected resource instance key
    internal/configs/configschema/                Unsupported attribute
    internal/tofu/node_resource_validate.go       Invalid resource type, Invalid data source
    internal/tofu/node_output.go                  Output refers to sensitive values
    internal/tofu/transform_provider.go           Provider configuration not present
    internal/configs/module.go                    Duplicate resource
    internal/refactoring/move_validate.go         Moved object still exists
    internal/initwd/module_install.go             Unreadable module directory, Unresolvable module version constraint
    internal/getproviders/errors.go               provider HOST/... was not found
    internal/lang/funcs/collection.go             argument must be a string, a collection type
    internal/command/init.go                      Incomplete lock file information for providers
    internal/moduletest, views/json/test.go       Test assertion failed; the fields of `test -json`

What HCL and cty say is the same as well (Unsupported argument, Missing required argument, Inconsistent conditional result types).
"""

import re
from dataclasses import dataclass

import pytest

from tests.support.terraform import program
from tests.support.terraform.program import Minor


@dataclass(frozen=True)
class Wording:
    """A message of both programs."""

    terraform: str
    opentofu: str
    opentofu_until: Minor | None = None  # the version of OpenTofu that no longer says it
    because: str = ""

    def __str__(self) -> str:
        return self.opentofu if program.version().product == "OpenTofu" else self.terraform

    def need(self) -> None:
        """Skip a test where this is never said."""
        found = program.version()
        if found.product == "OpenTofu" and self.opentofu_until and found.minor >= self.opentofu_until:
            pytest.skip(f"{found} {self.because}")


# internal/configs/config.go (1.11), and from 1.12 on the pull request 3871: new-style core version constraints.
WRONG_VERSION = Wording(
    "Unsupported Terraform Core version",
    "Unsupported OpenTofu Core version",
    opentofu_until=(1, 12),
    because="ignores required_version, except in files that end in .tofu",
)

# internal/command/init.go, QueryPackagesFailure; a provider that isn't there at all has Terraform's words in both.
NO_SUCH_VERSION = Wording("Failed to query available provider packages", "Failed to resolve provider packages")

# internal/command/views/init.go, InitSuccess
INITIALIZED = re.compile("(?:Terraform|OpenTofu) has been successfully initialized!")

# internal/command/init.go: both say it of any mirror, and it is none of our business
FROM_A_MIRROR = "Incomplete lock file information for providers"

# What is said in place of an error message that can't be shown, because of an unknown or a sensitive value in it:
# internal/tofu/eval_variable.go and eval_conditions.go. The last two are OpenTofu's for a check with an unknown message.
NOT_SHOWN = re.compile(
    "Unsuitable value|Invalid error message|refers to sensitive values|will not be displayed"
    "|has an invalid error message|Failed to evaluate condition error message"
)
