"""Values as Terraform expressions: quoting, tokens, and choices that Python can make itself."""

import json
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack, TerraformVariable, Token
from cdktf import Testing as CdktfTesting
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress

from modules.core.expressions import (
    Expression,
    and_,
    as_bool,
    as_number,
    as_string_list,
    as_string_map,
    conditional,
    hcl,
    is_literal,
    is_null,
    not_null,
    or_,
    string_list_in_block,
)
from modules.core.resources import element


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ('say "hi"', '"say \\"hi\\""'),
        (["a", None], '["a", null]'),
        ({"a b": [1]}, '{ "a b" = [1] }'),
        (Expression("var.x"), "var.x"),
        (f"{Expression('var.x')}-artifacts", '"${var.x}-artifacts"'),
        (f"{Expression(chr(34).join(['f(', '-', ')']))} is quoted", '"${f("-")} is quoted"'),
        (Expression("{ for k, v in var.x : k => v }"), "{ for k, v in var.x : k => v }"),
    ],
)
def test_a_value_becomes_the_text_of_an_expression(value: Any, text: str) -> None:
    assert hcl(value) == text


def test_an_unclosed_interpolation_is_refused() -> None:
    with pytest.raises(ValueError, match="without its closing brace"):
        hcl("${var.x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (lambda variable: variable.string_value, "${length(var.name)}"),
        (lambda variable: f"x-{variable.string_value}", '${length("x-${var.name}")}'),
    ],
)
def test_tokens_of_cdktf_survive_inside_an_expression(value: Any, text: str) -> None:
    stack = TerraformStack(App(), "tokens")
    variable = TerraformVariable(stack, "name", type="string")
    TerraformOutput(stack, "out", value=Expression(f"length({hcl(value(variable))})"))
    assert json.loads(CdktfTesting.synth(stack))["output"]["out"]["value"] == text


def test_literals_are_told_from_what_only_terraform_knows() -> None:
    stack = TerraformStack(App(), "literals")
    variable = TerraformVariable(stack, "names", type="list(string)")
    literals: list[object] = ["a", 1, True, [], {}, None]
    assert [is_literal(value) for value in literals] == [True] * 6
    assert [is_literal(value) for value in (Expression("var.x"), "${var.x}-y", variable.list_value, Token.as_any("x"))] == [
        False
    ] * 4


def test_what_python_knows_is_decided_in_python() -> None:
    open_flag = Expression("var.flag")
    assert conditional(True, "a", "b") == "a"
    assert (or_(False, open_flag), or_(open_flag, True)) == (open_flag, True)
    assert (and_(True, open_flag), and_(open_flag, False)) == (open_flag, False)
    assert (not_null(None), not_null("x"), is_null(None)) == (False, True, True)


def test_what_terraform_knows_is_left_to_terraform() -> None:
    one, other = Expression("var.one"), Expression("var.one ? 1 : 2")
    assert conditional(not_null(one), one, other) == "${var.one != null ? var.one : (var.one ? 1 : 2)}"
    assert or_(one, other) == "${var.one || (var.one ? 1 : 2)}"


def test_expressions_stand_for_arguments_of_every_type() -> None:
    """In a stack that pins no names, as a user's own is."""
    stack = TerraformStack(App(), "arguments")
    element(
        SecurityGroup,
        stack,
        "aws_security_group.group",
        count=as_number(Expression("var.n")),
        revoke_rules_on_delete=as_bool(Expression("var.flag")),
        tags=as_string_map(Expression("var.tags")),
        ingress=[SecurityGroupIngress(security_groups=string_list_in_block(Expression("var.groups")), from_port=443)],
    )
    (group,) = json.loads(CdktfTesting.synth(stack))["resource"]["aws_security_group"].values()
    assert (group["count"], group["revoke_rules_on_delete"], group["tags"]) == ("${var.n}", "${var.flag}", "${var.tags}")
    assert (group["ingress"][0]["security_groups"], group["ingress"][0]["from_port"]) == ("${var.groups}", 443)


def test_an_argument_of_an_element_is_refused_in_a_block_inside_it() -> None:
    with pytest.raises(TypeError, match=r"type of argument security_groups must be"):
        SecurityGroupIngress(security_groups=as_string_list(Expression("var.groups")))
