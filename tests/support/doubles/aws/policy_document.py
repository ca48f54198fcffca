"""Render aws_iam_policy_document as the provider does: merged by sid, lists of one as strings, in a fixed order."""

import json
from collections import Counter
from typing import Any

from tests.support.doubles.behaviour import RefusedError
from tests.support.doubles.model import Value

Statement = dict[str, Any]

_SUMMARY = "Invalid policy document"


def render(config: Value) -> dict[str, str]:
    """Return the data source's results."""
    document = json.dumps(_document(config), indent=2, ensure_ascii=False)
    minified = json.dumps(_document(config), separators=(",", ":"), ensure_ascii=False)
    return {"json": _escaped(document), "minified_json": _escaped(minified)}


def _document(config: Value) -> dict[str, Any]:
    sources = [*_texts(config, "source_json"), *_texts(config, "source_policy_documents")]
    overrides = [*_texts(config, "override_policy_documents"), *_texts(config, "override_json")]
    documents = [_parsed("source_policy_documents", text) for text in sources]
    _unique([statement for document in documents for statement in _statements(document)], "the source documents")
    own = [_statement(block) for block in config["statement"]]
    _unique(own, "the statements")
    ours = {"Version": config["version"] or "2012-10-17", "Id": config["policy_id"], "Statement": own}
    documents += [ours, *(_parsed("override_policy_documents", text) for text in overrides)]

    statements: list[Statement] = []
    for document in documents:
        _merge(statements, _statements(document))
    heads = {key: value for document in documents for key in ("Version", "Id") if (value := document.get(key))}
    return {**heads, **({"Statement": statements} if statements else {})}


def _texts(config: Value, name: str) -> list[str]:
    value = config.get(name) or []
    return [text for text in ([value] if isinstance(value, str) else value) if text]


def _parsed(argument: str, text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusedError(_SUMMARY, f"{argument} holds text that is not JSON: {error}", argument) from error
    if not isinstance(document, dict):
        raise RefusedError(_SUMMARY, f"{argument} holds JSON that is not an object", argument)
    return document


def _statements(document: dict[str, Any]) -> list[Statement]:
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]


def _unique(statements: list[Statement], where: str) -> None:
    sids = Counter(statement["Sid"] for statement in statements if statement.get("Sid"))
    if repeated := [sid for sid, count in sids.items() if count > 1]:
        raise RefusedError(_SUMMARY, f"duplicate sid in {where}: {', '.join(repeated)}. Give each statement its own sid.")


def _merge(into: list[Statement], new: list[Statement]) -> None:
    """Let a later statement take the place of an earlier one with the same sid."""
    for statement in new:
        places = [index for index, old in enumerate(into) if statement.get("Sid") and old.get("Sid") == statement["Sid"]]
        if places:
            into[places[0]] = statement
        else:
            into.append(statement)


def _statement(block: Value) -> Statement:
    effect = block["effect"] or "Allow"
    if effect not in ("Allow", "Deny"):
        raise RefusedError(_SUMMARY, f'effect is "{effect}", and only Allow and Deny exist', "statement")
    statement = {
        "Sid": block["sid"],
        "Effect": effect,
        "Action": _one_or_many(block["actions"]),
        "NotAction": _one_or_many(block["not_actions"]),
        "Resource": _one_or_many(block["resources"]),
        "NotResource": _one_or_many(block["not_resources"]),
        "Principal": _principals(block["principals"]),
        "NotPrincipal": _principals(block["not_principals"]),
        "Condition": _conditions(block["condition"]),
    }
    return {key: value for key, value in statement.items() if value}


def _one_or_many(values: list[str] | None) -> str | list[str]:
    """Sets of strings come out in descending order."""
    found = sorted(map(_variables, values or []), reverse=True)
    return found[0] if len(found) == 1 else found


def _principals(blocks: list[Value]) -> str | dict[str, Any]:
    if [(block["type"], block["identifiers"]) for block in blocks] == [("*", ["*"])]:
        return "*"
    kinds: dict[str, list[str]] = {}
    for block in blocks:
        kinds.setdefault(block["type"], []).extend(block["identifiers"])
    return {kind: _one_or_many(kinds[kind]) for kind in sorted(kinds)}


def _conditions(blocks: list[Value]) -> dict[str, dict[str, Any]]:
    tests: dict[str, dict[str, list[str]]] = {}
    for block in blocks:
        values = [_variables(value) for value in block["values"]]
        tests.setdefault(block["test"], {}).setdefault(block["variable"], []).extend(values)
    return {
        test: {name: values[0] if len(values) == 1 else values for name, values in sorted(tests[test].items())}
        for test in sorted(tests)
    }


def _variables(text: str) -> str:
    """Policy variables are written with & because Terraform would read ${..} itself."""
    return text.replace("&{", "${")


def _escaped(text: str) -> str:
    """Escape what Go's encoder escapes."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
