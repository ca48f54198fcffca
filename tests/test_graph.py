"""How many there are of each resource: as the module's JSON says it, and the same in the table and in the picture."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from release.diagram import pictures
from release.graph import Graph
from stacks.registry import MODULES, ROOT
from tests.conftest import together

FOLDERS = {name: "" if name == ROOT else f"modules/{name}" for name in MODULES}


def table(readme: str) -> dict[str, str]:
    """Read the table of resources: how many, by address."""
    return dict(re.findall(r"^\| `([\w-]+\.\w+)` \| (.*) \|$", readme.partition("<!-- BEGIN resources -->")[2], re.MULTILINE))


def resources(module: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """List the resources of a module's JSON by address."""
    return {f"{kind}.{name}": body for kind, named in module.get("resource", {}).items() for name, body in named.items()}


@pytest.mark.parametrize("name", MODULES)
def test_the_table_has_every_resource_and_says_how_many(name: str, module_files: dict[str, str]) -> None:
    found = resources(together(module_files, FOLDERS[name]))
    shown = table(module_files[f"{FOLDERS[name]}/README.md".lstrip("/")])
    assert shown.keys() == found.keys()
    for address, body in found.items():
        if "for_each" in body:
            assert shown[address] == "0 or more" or shown[address].startswith("1 for each of `"), address
        else:
            assert shown[address] in ({"0 or 1", "0 or more"} if "count" in body else {"1"}), address


def test_the_picture_says_the_same_as_the_table(module_files: dict[str, str]) -> None:
    picture = ElementTree.fromstring(pictures(Graph(module_files))["resources.svg"])  # noqa: S314 - drawn here
    lines = [each.text or "" for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    words = "\n".join(lines).replace(".\n", ".").split("\n")  # a long address is broken behind its dot
    expected = {address: how_many.replace("`", "") for address, how_many in table(module_files["README.md"]).items()}
    assert {address: words[words.index(address) + 1] for address in expected} == expected
    assert [address for address in expected if words.count(address) != 1] == []


def test_what_a_vpc_has_for_each_zone_can_be_many(module_files: dict[str, str]) -> None:
    shown = table(module_files["README.md"])
    for address in ("aws_subnet.private", "aws_subnet.public", "aws_eip.nat", "aws_nat_gateway.main", "aws_route.private"):
        assert shown[address] == "0 or more"
    assert (shown["aws_vpc.main"], shown["aws_route.public"], shown["aws_vpc_endpoint.s3"]) == ("0 or 1",) * 3
    assert shown["aws_vpc_endpoint.interface"] == "0 or more"


@pytest.mark.parametrize(
    ("arguments", "how_many"),
    [
        ({}, "1"),
        ({"count": "${var.a ? 1 : 0}"}, "0 or 1"),
        ({"count": '${length(setsubtract(var.a, ["b"])) > 0 ? 1 : 0}'}, "0 or 1"),
        ({"count": "${(var.a != null ? var.a : var.b) ? 1 : 0}"}, "0 or 1"),
        ({"count": "${var.a ? (var.b ? 1 : 0) : 0}"}, "0 or 1"),
        ({"count": '${var.a == "?" ? 1 : 0}'}, "0 or 1"),
        ({"count": "${local.flag}"}, "0 or 1"),
        ({"count": "${local.number}"}, "0 or more"),
        ({"count": "${var.a ? (var.b ? 3 : 1) : 0}"}, "0 or more"),
        ({"count": "${var.a ? length(var.b) : (var.c ? 1 : 0)}"}, "0 or more"),
        ({"count": "${(var.a ? 1 : 0) + (var.b ? 1 : 0)}"}, "0 or more"),
        ({"count": "${sum([1, var.a ? 1 : 0])}"}, "0 or more"),
        ({"count": 2}, "0 or more"),
        ({"for_each": "${var.a}"}, "1 for each of `a`"),
        ({"for_each": "${local.same}"}, "1 for each of `a`"),
        ({"for_each": '${setsubtract(var.a, ["b"])}'}, "0 or more"),
        ({"for_each": "${toset(var.b ? [for each in var.a : tostring(each)] : [])}"}, "0 or more"),
        ({"for_each": "${merge(var.a, var.b)}"}, "0 or more"),
    ],
)
def test_how_many(arguments: dict[str, Any], how_many: str) -> None:
    content = {
        "locals": {"flag": "${var.a ? 1 : 0}", "number": "${var.a ? (var.b ? length(var.c) : 1) : 0}", "same": "${var.a}"},
        "resource": {"aws_vpc": {"main": arguments}},
    }
    (resource,) = Graph({"main.tf.json": json.dumps(content)}).resources()
    assert resource.how_many == how_many
