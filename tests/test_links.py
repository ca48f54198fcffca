"""Links in what is published: they lead somewhere, whatever moves to the root of a release and whatever stays behind."""

import posixpath
import re

import pytest

from release.artifact import artifact
from release.links import relinked
from tests.support.fences import without_blocks
from tests.test_docs import anchors


@pytest.fixture(scope="module")
def published(module_files: dict[str, str]) -> dict[str, str]:
    """All files of a release: text by path."""
    return artifact(module_files)


def test_the_documentation_is_in_a_release(published: dict[str, str]) -> None:
    for name in ("architecture.md", "security.md", "troubleshooting.md", "operations.md", "doctor.json", "diagrams/overview.svg"):
        assert f"docs/{name}" in published


def test_every_link_of_a_release_leads_to_a_file_or_a_heading_in_it(published: dict[str, str]) -> None:
    links = 0
    for path, text in published.items():
        for link in re.findall(r"\]\(([^)\s]+)\)", without_blocks(text)) if path.endswith(".md") else []:
            if re.match(r"https?://", link):
                continue
            links += 1
            target, _, anchor = link.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert there in (".", *published) or any(each.startswith(f"{there}/") for each in published), (
                f"{path} links to {link}"
            )
            if anchor:
                assert anchor in anchors(published[there]), f"{path} links to {link}"
    assert links > 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a page](docs/a.md#there)", "[a page](../docs/a.md#there)"),
        ("![a picture](docs/a.svg)", "![a picture](../docs/a.svg)"),
        ("[the module](dist/module)", "[the module](..)"),
        ("[its file](dist/module/main.tf.json)", "[its file](../main.tf.json)"),
        ("[what stays behind](tests/test_a.py)", "what stays behind"),
        ("[elsewhere](https://example.com/a.md)", "[elsewhere](https://example.com/a.md)"),
        ("[a heading here](#here)", "[a heading here](#here)"),
        ("```\n[code](tests/test_a.py)\n```\n[no code](tests/test_a.py)", "```\n[code](tests/test_a.py)\n```\nno code"),
    ],
)
def test_a_link_leads_to_where_its_file_is_now_and_is_none_where_it_is_left_out(text: str, expected: str) -> None:
    places = {"moved/page.md": "page.md", "docs/a.md": "docs/a.md", "docs/a.svg": "docs/a.svg"}
    places |= {"main.tf.json": "dist/module/main.tf.json", "modules/b/main.tf.json": "dist/module/modules/b/main.tf.json"}
    files = {**dict.fromkeys(places, ""), "moved/page.md": text}
    assert relinked(files, places, also={})["moved/page.md"] == expected
