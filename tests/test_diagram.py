"""The diagrams: drawn from the module, complete, and fit to be read on any ground."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from release.diagram import pictures
from release.graph import Graph
from release.svg import MONO, wrap

PICTURES = ["overview.svg", "permissions.svg", "resources.svg"]
PAGE = 840  # pixels that a repository's page has for a picture

_SVG = "{http://www.w3.org/2000/svg}"
_SANS, _SANS_BOLD = 0.55, 0.66  # width of a character in sizes, at most, on the average of a line


@pytest.fixture(scope="module")
def drawn(module_files: dict[str, str]) -> dict[str, str]:
    """The diagrams as the code draws them."""
    return pictures(Graph(module_files))


def texts(picture: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture).iter(f"{_SVG}text"))  # noqa: S314 - drawn here


def boxes(picture: str) -> list[tuple[float, float, float, float]]:
    """All boxes but the ground: left, top, right, bottom."""
    found = ElementTree.fromstring(picture).iter(f"{_SVG}rect")  # noqa: S314 - drawn here
    numbers = [[float(each.attrib.get(name, 0)) for name in ("x", "y", "width", "height")] for each in found]
    return [(x, y, x + width, y + height) for x, y, width, height in numbers][1:]


def reach(text: ElementTree.Element, regular: float = _SANS_BOLD) -> tuple[float, float]:
    """Tell from where to where a line goes at most; `regular` is the width of characters that aren't bold."""
    kind, x = text.attrib["class"], float(text.attrib["x"])
    wide = MONO if "mono" in kind else _SANS_BOLD if "bold" in kind else regular
    length = sum(len(part) for part in text.itertext()) * float(text.attrib["font-size"]) * wide
    return (x - length, x) if text.attrib.get("text-anchor") == "end" else (x, x + length)


def sids(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (item for key, item in value.items() if key == "Sid")
        for item in value.values():
            yield from sids(item)
    elif isinstance(value, list):
        for item in value:
            yield from sids(item)


def test_the_diagram_shows_every_statement(drawn: dict[str, str], module_files: dict[str, str]) -> None:
    shown = "".join((each.text or "").replace(" ", "").lower() + "\n" for each in texts(drawn["permissions.svg"]))
    declared = [
        sid for path, text in module_files.items() if "/" not in path and path.endswith(".json") for sid in sids(json.loads(text))
    ]
    assert len(declared) > 20
    assert [sid for sid in declared if f"{sid.lower()}\n" not in shown] == []


def test_the_diagram_shows_every_action(drawn: dict[str, str], module_files: dict[str, str]) -> None:
    shown = " ".join(each.text or "" for each in texts(drawn["permissions.svg"]))
    for holder in Graph(module_files).holders():
        for permission in (*holder.trusts, *holder.permissions):
            assert all(action in shown for action in permission.actions), permission


def test_an_added_permission_is_drawn(module_files: dict[str, str], drawn: dict[str, str]) -> None:
    storage = json.loads(module_files["storage.tf.json"])
    statement = {
        "Sid": "DeleteObjects",
        "Effect": "Allow",
        "Action": ["s3:DeleteObject"],
        "Resource": ["${aws_s3_bucket.runner.arn}/*"],
    }
    storage["locals"].append({"delete_objects": statement})
    policy = storage["resource"]["aws_iam_role_policy"]["task_s3"]
    policy["policy"] = policy["policy"].replace("concat([", "concat([local.delete_objects, ")
    changed = pictures(Graph({**module_files, "storage.tf.json": json.dumps(storage)}))["permissions.svg"]
    assert "Delete objects" in [each.text for each in texts(changed)]
    assert changed.count('<path class="line line2') == drawn["permissions.svg"].count('<path class="line line2') + 2


def test_roles_are_connected_to_the_resources_of_their_permissions(module_files: dict[str, str]) -> None:
    holders = {each.address: each for each in Graph(module_files).holders()}
    on = {(address, each.sid): each.on for address, holder in holders.items() for each in holder.permissions}
    assert on["aws_iam_role.task", "ReadWriteObjects"] == ("aws_s3_bucket.runner",)
    assert on["aws_iam_role.ecs_task_manager", "PassRoles"] == ("aws_iam_role.execution", "aws_iam_role.task")
    assert on["aws_iam_role.ecs_task_manager", "RunTasks"] == ("ecs task-definition",)
    assert on["aws_iam_role.execution", "ReadSecrets"] == ("var.secrets",)
    assert on["aws_iam_role.execution", "UseKeyForLogs"] == ("var.kms_key_arn",)
    assert on["aws_s3_bucket_policy.runner", "DenyWithoutTls"] == ("aws_s3_bucket.runner",)
    trusts = {(address, each.sid): each.by for address, holder in holders.items() for each in holder.trusts}
    assert trusts["aws_iam_role.ecs_task_manager", "RunnerSignsIn"] == ("aws_iam_openid_connect_provider.oidc",)
    assert trusts["aws_iam_role.task", "TasksRun"] == ("ecs-tasks.amazonaws.com",)


@pytest.mark.parametrize("name", PICTURES)
def test_text_fits_into_its_box(name: str, drawn: dict[str, str]) -> None:
    picture = drawn[name]
    for each in texts(picture):
        x, y = float(each.attrib["x"]), float(each.attrib["y"])
        left, right = reach(each)
        page = (0.0, 0.0, PAGE if name != "overview.svg" else 400.0, float("inf"))
        around = [page] + [box for box in boxes(picture) if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        for box in around:
            assert box[0] <= left, each.text
            assert right <= box[2], each.text


@pytest.mark.parametrize("name", PICTURES)
def test_texts_do_not_overlap(name: str, drawn: dict[str, str]) -> None:
    placed = sorted((float(each.attrib["y"]), *reach(each, _SANS), each.text) for each in texts(drawn[name]))
    for (y, _, right, text), (next_y, left, _, next_text) in pairwise(placed):
        assert y != next_y or right < left, (text, next_text)


@pytest.mark.parametrize("name", PICTURES)
def test_boxes_do_not_overlap(name: str, drawn: dict[str, str]) -> None:
    found = boxes(drawn[name])
    for number, one in enumerate(found):
        for other in found[:number]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            inside = other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]
            assert apart or inside, (one, other)


@pytest.mark.parametrize("name", PICTURES)
def test_text_is_legible_on_a_page_which_shrinks_no_picture(name: str, drawn: dict[str, str]) -> None:
    root = ElementTree.fromstring(drawn[name])  # noqa: S314 - drawn here
    assert float(root.attrib["width"]) <= (400 if name == "overview.svg" else PAGE)
    assert min(float(each.attrib["font-size"]) for each in texts(drawn[name])) >= 11


def colours(picture: str, scheme: str) -> dict[str, str]:
    light, _, dark = picture.partition("@media (prefers-color-scheme: dark)")
    return dict(re.findall(r"\.(\w+) \{ (?:fill|stroke): (#[0-9a-f]{6}) \}", light if scheme == "light" else dark))


def contrast(one: str, other: str) -> float:
    """Tell how far apart two colours are, as https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio says."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_have_enough_contrast_in_light_and_dark_mode(scheme: str, drawn: dict[str, str]) -> None:
    found = colours(drawn["permissions.svg"], scheme)
    for ground in ("ground", "card", "head"):
        for word in ("word", "quiet", "alarm"):
            assert contrast(found[word], found[ground]) >= 4.5, (word, ground)
    for line in (name for name in found if name.startswith("line")):
        assert contrast(found[line], found["ground"]) >= 3, line


def test_a_diagram_has_a_background_and_loads_nothing(drawn: dict[str, str]) -> None:
    for picture in drawn.values():
        assert '<rect class="ground"' in picture
        assert re.findall(r"https?://[^\"']+", picture) == ["http://www.w3.org/2000/svg"]
        assert "<title>" in picture


def test_words_are_wrapped_to_a_maximum_length() -> None:
    assert wrap(("aaa", "bbb", "ccc"), 9) == ["aaa, bbb,", "ccc"]
    assert wrap(("a" * 20, "b"), 9) == ["a" * 20 + ",", "b"]
    assert wrap((), 9) == []
