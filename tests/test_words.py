"""The project's words are those of docs/glossary.md."""

from tests.support.words import advice, find, find_in

PROSE = "A role is\nassumed. SNS\ntopics hear of alarms; leave all of\nit out.\n"


def test_every_text_and_the_code_use_the_words_of_the_glossary() -> None:
    assert [str(each) for each in find()] == []


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
