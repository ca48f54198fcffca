"""The generated parts of docs/security.md: the requests that the tests evaluate, and why some permissions stay wide."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
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
    """Write the cases of a section. What the rows of one caller and action share has a row of its own."""
    shared = cases[0].scenarios if len({tuple(case.scenarios) for case in cases}) == 1 else ()
    rows: list[list[str]] = []
    for (who, action), group in groupby(cases, key=lambda case: (case.who, case.action)):
        requests = [(case, [f"on {_named(case.on)}", *_conditions(case)]) for case in group]
        common = [line for line in requests[0][1] if all(line in lines for _, lines in requests)]
        call = "<br>".join([f"**{who}**: `{action}`", *common])
        if len(requests) > 1:
            rows.append(["", call, ""])
        for case, lines in requests:
            request = [call] if len(requests) == 1 else []
            request += [line for line in lines if line not in common]
            request = request or ["no other condition"]
            why = case.why if shared else f"{case.why}<br>*{', '.join(case.scenarios)}*"
            rows.append(["allowed" if case.allowed else "**denied**", "<br>".join(request), why])
    if shared:
        return f"Settings: *{', '.join(shared)}*.\n\n{table(['', 'Request', 'Why'], rows)}"
    return table(["", "Request", "Why, and in which settings"], rows)


def _conditions(case: Case) -> list[str]:
    """List the condition keys of a request, a value or more each."""
    return [
        f"`{_short(key)}`: {', '.join(map(_named, [value] if isinstance(value, str) else value))}"
        for key, value in case.when.items()
    ]


def _named(value: str) -> str:
    """Name a resource or another value, and where it is unless that is here."""
    elsewhere = [
        name for word, name in (("{other_account}", "another account"), ("{other_region}", "another region")) if word in value
    ]
    return f"`{_short(value)}`" + "".join(f" in {name}" for name in elsewhere if value.startswith("arn:"))


def _short(text: str) -> str:
    """Omit the parts of an ARN that are the runner's partition, account and region."""
    return re.sub(r"^arn:\{partition\}:\w+:[^:]*:[^:]*:", "", text)
