"""Values as Terraform expressions: what Python knows is worked out, what only Terraform knows becomes an expression."""

import json
import struct
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack, TerraformVariable, Token
from cdktf import Testing as CdktfTesting
from cdktf_cdktf_provider_aws.iam_role import IamRole

from modules.core.expressions import (
    Expression,
    and_,
    arn_region,
    byte_length,
    conditional,
    contains,
    empty_if_null,
    equal,
    field,
    floor,
    from_tokens,
    hcl,
    implies,
    is_literal,
    is_null,
    jsonencode,
    length,
    merge,
    not_,
    not_null,
    null_or,
    or_,
    shown,
    try_,
)
from modules.core.tokens import closing_brace, marker, token_kind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ('say "hi"', '"say \\"hi\\""'),
        (["a", None], '["a", null]'),
        ({"a b": [1], "c": 2}, '{ "a b" = [1], c = 2 }'),
        ({Expression("var.x"): 1, "${var.y}-z": 2}, '{ (var.x) = 1, "${var.y}-z" = 2 }'),
        (Expression("var.x"), "var.x"),
        (f"{Expression('var.x')}-artifacts", '"${var.x}-artifacts"'),
        (f"{Expression(chr(34).join(['f(', '-}', ')']))} is quoted", '"${f("-}")} is quoted"'),
        (f"{Expression('{ for k, v in var.x : k => v }')}", '"${{ for k, v in var.x : k => v }}"'),
        ("$${HOME} is left alone", '"$${HOME} is left alone"'),
        (Expression("{ for k, v in var.x : k => v }"), "{ for k, v in var.x : k => v }"),
    ],
)
def test_a_value_becomes_the_text_of_an_expression(value: Any, text: str) -> None:
    assert hcl(value) == text


def test_an_unclosed_interpolation_is_refused() -> None:
    with pytest.raises(ValueError, match="without its closing brace"):
        hcl("${var.x")


KNOWN: list[tuple[Any, Any]] = [
    (conditional(True, "a", "b"), "a"),
    (or_(False, False), False),
    (and_(), True),
    (not_(False), True),
    (implies(True, False), False),
    (equal("a", "a"), True),
    (length(["a"]) > 0, True),
    (floor(1.5), 1),
    (byte_length("aü"), 3),
    (null_or(None, lambda it: it > 1), True),
    (null_or(1, lambda it: it > 1), False),
    (arn_region("arn:aws:kms:eu-west-1:123456789012:key/x"), "eu-west-1"),
    (shown({"b": ["ü"], "a": None}), '{"a":null,"b":["ü"]}'),
    (contains(["a"], "b"), False),
    (field({"name": "a"}, "size", 1), 1),
    (try_(1, 2), 1),
    (merge({"a": "1"}, {"a": "2"}), {"a": "2"}),
    (jsonencode(["a"]), '["a"]'),
    ((is_null(None), is_null("a"), not_null(None)), (True, False, False)),
    (empty_if_null(None), ""),
]
SHOWN = "try([for text in [jsonencode(var.a)] : text if try(!issensitive(text), !can(nonsensitive(text)))][0], {})"
A, B = Expression("var.a"), Expression("var.b ? 1 : 2")
UNKNOWN: list[tuple[Any, str]] = [
    (conditional(not_null(A), A, B), "var.a != null ? var.a : (var.b ? 1 : 2)"),
    (or_(A, B, False), "var.a || (var.b ? 1 : 2)"),
    (and_(A, True), "var.a"),
    (not_(and_(A, B)), "!(var.a && (var.b ? 1 : 2))"),
    (not_(A), "!var.a"),
    (not_(equal(A, "x")), 'var.a != "x"'),
    (implies(equal(A, False), A), "var.a != false || var.a"),
    (length(A) > 0, "length(var.a) > 0"),
    (A <= 3, "var.a <= 3"),
    (A >= B, "var.a >= (var.b ? 1 : 2)"),
    (A < 3, "var.a < 3"),
    (A * 2, "var.a * 2"),
    (floor(A), "floor(var.a)"),
    (byte_length(A), 'floor(length(trim(base64encode(var.a), "=")) * 3 / 4)'),
    (null_or(A, lambda it: it > 1), "var.a == null ? true : var.a > 1"),
    (arn_region(A), 'split(":", var.a)[3]'),
    (
        shown(A),
        SHOWN.format('"a sensitive value"'),
    ),
    (contains(["a", A], "a"), 'contains(["a", var.a], "a")'),
    (field(A, "name"), "var.a.name"),
    (try_(A > 0, False), "try(var.a > 0, false)"),
    (merge({"a": "1"}, A), 'merge({ a = "1" }, var.a)'),
    (jsonencode([A]), "jsonencode([var.a])"),
    (empty_if_null(A), 'var.a == null ? "" : var.a'),
]


@pytest.mark.parametrize(("value", "expected"), KNOWN)
def test_what_python_knows_is_worked_out(value: Any, expected: Any) -> None:
    assert value == expected


@pytest.mark.parametrize(("value", "text"), UNKNOWN)
def test_what_only_terraform_knows_becomes_an_expression(value: Any, text: str) -> None:
    assert isinstance(value, Expression)
    assert value.text == text


def test_what_decides_a_condition_is_not_worked_out_any_further() -> None:
    assert (or_(A, True), and_(A, False), implies(False, A)) == (True, False, True)


def test_an_expression_is_no_condition_for_python() -> None:
    with pytest.raises(TypeError, match=r"only Terraform knows the value of \$\{var\.a\}: use conditional\(\)"):
        _ = "x" if A else "y"


@pytest.fixture(scope="module")
def stack() -> TerraformStack:
    return TerraformStack(App(), "tokens")


def tokens(stack: TerraformStack) -> dict[str, Any]:
    """Make a token of every kind that CDKTF has, by the kind that it stands for."""
    variable = stack.node.try_find_child("any") or TerraformVariable(stack, "any", type="any")
    assert isinstance(variable, TerraformVariable)
    return {
        "string": variable.string_value,
        "number": variable.number_value,
        "list": variable.list_value,
        "map": Token.as_string_map(variable.value),
        "any": variable.value,
    }


def test_tokens_are_told_apart_as_cdktf_does(stack: TerraformStack) -> None:
    made = tokens(stack)
    variable = made["any"]
    cases = {
        **made,
        "number in a list": Token.as_number_list(variable),
        "any map": Token.as_any_map(variable),
        "boolean": Token.as_any(True),
        "part of a string": f"x-{made['string']}",
        "list of a string token": [made["string"]],
        "list of two": [made["string"], "b"],
        **{str(literal): literal for literal in ("", "a", "${var.x}", 0, -1e300, 5.5, [], ["a"], {}, {"a": "b"}, None)},
    }
    ours = {name: token_kind(value) is not None for name, value in cases.items()}
    theirs = {name: value is not None and Token.is_unresolved(value) for name, value in cases.items()}
    # CDKTF counts a string with a token in it as unresolved; here it is a template.
    assert ours == {**theirs, "part of a string": False}
    assert {name: token_kind(value) for name, value in made.items()} == {name: name for name in made}


def test_every_token_keeps_what_it_refers_to(stack: TerraformStack) -> None:
    for kind, token in tokens(stack).items():
        TerraformOutput(stack, f"of-{kind}", value=from_tokens([token, "b"])[0])
    outputs = json.loads(CdktfTesting.synth(stack))["output"]
    assert {kind: outputs[f"of-{kind}"]["value"] for kind in tokens(stack)} == dict.fromkeys(tokens(stack), "${var.any}")
    listed = tokens(stack)["list"]
    assert from_tokens({"a": [listed, "b"]})["a"][0].text == marker(listed)


def test_a_number_near_a_token_s_is_a_literal() -> None:
    assert token_kind(struct.unpack(">d", b"\xfd\xfe" + b"\0" * 6)[0]) is None
    assert token_kind(10**400) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (lambda it: Expression(f"length({hcl(it)})"), "${length(var.any)}"),
        (lambda it: Expression(f"length({hcl(f'x-{it}-y')})"), '${length("x-${var.any}-y")}'),
        (lambda it: merge({"a": "b"}, Expression(hcl(it))), '${merge({ a = "b" }, var.any)}'),
        (lambda it: Expression(f"[{hcl(f'x-{it}')}, {hcl(it)}]"), '${["x-${var.any}", var.any]}'),
        (lambda it: f"{Expression(f'upper({hcl(it)})')}-{it}", "${upper(var.any)}-${var.any}"),
        (
            lambda it: Expression(hcl(f"{merge({'a': 'b'}, Expression(hcl(it)))}-{it}")),
            '${"${merge({ a = "b" }, var.any)}-${var.any}"}',
        ),
        (lambda it: Expression(hcl({it: 1, f"x-{it}": 2})), '${{ (var.any) = 1, "x-${var.any}" = 2 }}'),
    ],
)
def test_tokens_survive_inside_an_expression(value: Any, text: str) -> None:
    stack = TerraformStack(App(), "tokens")
    TerraformOutput(stack, "out", value=value(TerraformVariable(stack, "any", type="any").string_value))
    assert json.loads(CdktfTesting.synth(stack))["output"]["out"]["value"] == text


def test_literals_are_told_from_what_only_terraform_knows(stack: TerraformStack) -> None:
    literals: list[object] = ["a", 1, True, [], {}, None, {"a": ["b"]}]
    assert [is_literal(value) for value in literals] == [True] * len(literals)
    unknown = [Expression("var.x"), "${var.x}-y", ["a", Expression("var.x")], {"a": "${var.x}"}, {"${var.x}": "a"}]
    assert [is_literal(value) for value in (*unknown, *map(from_tokens, tokens(stack).values()))] == [False] * 10


def test_a_closing_brace_is_hidden_only_where_a_token_follows(stack: TerraformStack) -> None:
    token = IamRole(stack, "role", assume_role_policy="{}").arn
    assert closing_brace() not in Expression(f"[{token}, {{ a = 1 }}]")
    assert Expression(f"[{{ a = 1 }}, {token}]").count(closing_brace()) == 1


def test_a_choice_that_is_compared_keeps_its_parentheses() -> None:
    chosen = conditional(Expression("var.a"), "x", "y")
    assert equal(chosen, "x").text == '(var.a ? "x" : "y") == "x"'  # type: ignore[union-attr]
