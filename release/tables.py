"""The tables of a README, generated from the interface and the module, between markers in a hand-written text."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from modules.core.declarations import Inputs, Output, Variable, variables
from release import ReleaseError
from release.graph import Graph, Resource
from stacks.base import OPENTOFU

Json = dict[str, Any]


class MissingMarkersError(ReleaseError):
    """A text has no markers for a table."""


def fill(text: str, tables: Mapping[str, str]) -> str:
    """Write each table between its markers, `<!-- BEGIN name -->` and `<!-- END name -->`."""
    for name, table in tables.items():
        pattern = re.compile(rf"(<!-- BEGIN {name} -->\n).*?(<!-- END {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise MissingMarkersError(
                f"the markers of a table are missing. Add <!-- BEGIN {name} --> and <!-- END {name} --> where it belongs."
            )
        text = pattern.sub(lambda place, table=table: f"{place[1]}{table}\n{place[2]}", text)  # type: ignore[misc]
    return text


def module_tables(files: Mapping[str, str], inputs: type[Inputs], outputs: Iterable[Output[Any]]) -> dict[str, str]:
    """Return all tables of a module; `files` are its files, text by name."""
    return {
        "requirements": requirements_table(json.loads(files["versions.tf.json"])["terraform"]),
        "inputs": inputs_tables(inputs),
        "outputs": outputs_table(outputs),
        "resources": resources_table(Graph(files).resources()),
    }


def inputs_tables(inputs: type[Inputs]) -> str:
    """List the inputs under the headings of their groups, required ones first.

    The type is below the name, so that a page of the usual width shows all columns.
    """
    ordered = sorted(variables(inputs), key=lambda each: not each.required)
    groups = {each.heading: [one for one in ordered if one.heading == each.heading] for each in variables(inputs)}
    return "\n\n".join(
        f"### {heading}\n\n"
        + table(
            ["Name and type", "Description", "Default"],
            [[f"`{each.name}`<br>`{_type(each)}`", each.description, _default(each)] for each in group],
        )
        for heading, group in groups.items()
    )


def outputs_table(outputs: Iterable[Output[Any]]) -> str:
    """List the outputs."""
    return table(["Name", "Description"], [[f"`{each.name}`", each.description] for each in outputs])


def requirements_table(terraform: Json) -> str:
    """List Terraform, OpenTofu and the providers, with their ranges."""
    providers = terraform["required_providers"].values()
    return table(
        ["Name", "Version"],
        [
            ["Terraform", f"`{terraform['required_version']}`"],
            ["or OpenTofu", f"`{OPENTOFU}`"],
            *([each["source"], f"`{each['version']}`"] for each in sorted(providers, key=lambda each: each["source"])),
        ],
    )


def resources_table(resources: Iterable[Resource]) -> str:
    """List the resources, with their counts."""
    ordered = sorted(resources, key=lambda each: each.address)
    return table(["Resource", "How many"], [[f"`{each.address}`", each.how_many] for each in ordered])


def _type(declared: Variable) -> str:
    """Shorten an object's type, whose fields its description or the validation explains."""
    return re.sub(r"object\(\{.*\}\)", "object({...})", declared.type)


def _default(declared: Variable) -> str:
    return "required" if declared.required else f"`{json.dumps(declared.default)}`"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a table, with one line for each row."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
