"""The generated parts of docs/security.md: what the tests check of the policies, and why some of these are wide."""

import re
from collections.abc import Mapping, Sequence
from textwrap import fill

from release.deployer import drift
from release.deployer_scopes import VARIABLES
from release.evidence import reasons
from release.evidence.cases import SECTIONS, Case
from release.evidence.checkov import ACCEPTED
from release.evidence.objects import DENIED, LEFT_OPEN
from release.evidence.scenarios import SCENARIOS
from release.runner_boundary import VARIABLES as BOUNDARY_VARIABLES
from release.tables import table

_WIDTH = 130


def parts() -> dict[str, str]:
    """Return the generated parts of the document, by name."""
    wide = {**reasons.WIDE, **reasons.MANAGED, **reasons.UNTIED, **reasons.DIRECT_KEY_USE}
    return {
        "reasons": table(["Statement", "Why"], [[f"`{sid}`", why] for sid, why in wide.items()]),
        "variables": _variables(VARIABLES),
        "boundary-variables": _variables(BOUNDARY_VARIABLES),
        "drift": _drift(),
        "objects": _objects(),
        "checkov": table(["Check", "Resource", "Reason"], [[each.check, f"`{each.resource}`", each.reason] for each in ACCEPTED]),
        "scenarios": table(["Settings", "What is set"], [[name, scenario.about] for name, scenario in SCENARIOS.items()]),
        "cases": "\n\n".join(f"### {section.title}\n\n{_cases(section.cases)}" for section in SECTIONS),
    }


def _variables(variables: Mapping[str, str]) -> str:
    return table(["Variable", "Value"], [[f"**{name}**", value] for name, value in variables.items()])


def _drift() -> str:
    named = ", ".join(f"`{action}`" for action in drift())
    return fill(
        f"{named} are needed only after changes made outside of Terraform. Without them, Terraform reports such a change, but"
        " can't undo it.",
        _WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _objects() -> str:
    rows = [["**denied** to others", ", ".join(f"`{action}`" for action in DENIED), "They read, write or tag objects."]]
    return table(
        ["", "Action", "Why"],
        [*rows, *(["as the callers' own policies allow", f"`{name}`", why] for name, why in LEFT_OPEN.items())],
    )


def _cases(cases: Sequence[Case]) -> str:
    rows = [
        [
            "allowed" if case.allowed else "**denied**",
            case.who,
            f"`{case.action}`",
            _resource(case.on),
            "<br>".join(f"`{_short(key)}`: {_values(value)}" for key, value in case.when.items()),
            case.why,
            ", ".join(case.scenarios),
        ]
        for case in cases
    ]
    return table(["", "Who", "Action", "On", "When", "Why", "Settings"], rows)


def _resource(arn: str) -> str:
    elsewhere = [
        name for word, name in (("{other_account}", "another account"), ("{other_region}", "another region")) if word in arn
    ]
    return f"`{_short(arn)}`" + "".join(f" in {name}" for name in elsewhere)


def _values(value: str | list[str]) -> str:
    return ", ".join(f"`{_short(each)}`" for each in ([value] if isinstance(value, str) else value))


def _short(text: str) -> str:
    """Shorten an ARN in the runner's account and region."""
    return re.sub(r"^arn:\{partition\}:\w+:[^:]*:[^:]*:", "", text)
