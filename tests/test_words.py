"""The project's words are those of docs/glossary.md: what is left of the others gets less, and never more."""

import json
from collections import Counter

import pytest

from tests.support import words
from tests.support.words import Found, advice, find, find_in, lowered

PROSE = "A role is\nassumed. SNS\ntopics hear of alarms; leave all of\nit out.\n"


@pytest.fixture(scope="module")
def found() -> list[Found]:
    """All words to replace in the project."""
    return find()


def test_no_file_has_more_words_to_replace_than_before(found: list[Found]) -> None:
    left, counts = json.loads(words.LEFT.read_text()), Counter(each.path for each in found)
    more = {path: f"{left.get(path, 0)} allowed" for path, number in counts.items() if number > left.get(path, 0)}
    assert not more, "\n".join([*map(str, (each for each in found if each.path in more)), str(more)])


def test_numbers_are_lowered_once_words_are_replaced(found: list[Found]) -> None:
    left = json.loads(words.LEFT.read_text())
    assert left == lowered(left, found), "lower the numbers: run .venv/bin/python -m tests.support.words"


def test_the_glossary_follows_itself() -> None:
    advised = "\n\n".join(each.write for heading in ("Words", "Names") for each in advice(heading))
    assert [str(each) for each in find_in("docs/glossary.md", advised)] == []


def test_words_are_found_over_the_ends_of_lines_and_in_any_case() -> None:
    assert [(each.line, each.word) for each in find_in("README.md", PROSE)] == [(3, "hear of"), (3, "leave all of it out")]
    assert [each.word for each in find_in("README.md", "TOLD OF it. Give it. They give it. It bears hearts.")] == [
        "TOLD OF",
        "Give",
    ]


def test_only_the_case_of_id_matters_where_capitals_are_advised() -> None:
    assert [each.word for each in find_in("README.md", "An id, the ID of a runner, an ID, the id of a key.")] == [
        "id of",
        "An id",
    ]


def test_generated_parts_of_a_text_and_addresses_of_links_are_left_out() -> None:
    text = "<!-- BEGIN inputs -->\nmade anew\n<!-- END inputs -->\n[as is](#anew)\nmade [anew](x.md)\n"
    assert [(each.line, each.word) for each in find_in("README.md", text)] == [(5, "anew")]


def test_code_is_searched_in_docstrings_strings_comments_and_names() -> None:
    code = '''"""Told of."""

# It is told
# of it.
message = f"leave {name} out, " "anew"
foundation = shorter_than(names_given=told_of)
'''
    found = sorted((each.line, each.word) for each in find_in("modules/x.py", code))
    texts = [(1, "Told of"), (3, "told of"), (5, "anew"), (5, "leave X out")]
    assert found == [*texts, (6, "foundation"), (6, "names_given"), (6, "shorter_than")]
    assert len(list(find_in("release/x.py", code))) == len(texts), "names are those of modules/ and stacks/"


def test_numbers_never_rise() -> None:
    found = [Found("a", line, "anew", "again") for line in range(3)]
    assert lowered({"a": 5, "b": 1}, found) == {"a": 3}
    assert lowered({"a": 2}, found) == {"a": 2}
    assert lowered({}, found) == {}
