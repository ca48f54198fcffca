"""Draw the module: who may do what to whom, and what there is. From the files of the module, not by hand.

python -m release.diagram
"""

from collections.abc import Mapping
from pathlib import Path

from release.paths import MODULE, PROJECT
from release.permissions import permissions_picture
from release.relations import Element, Relations
from release.svg import Drawing

FOLDER = PROJECT / "docs" / "diagrams"

_WIDTH, _MARGIN, _HEAD, _LINE = 1020.0, 16.0, 40.0, 18.0


def pictures(files: Mapping[str, str]) -> dict[str, str]:
    """Draw all diagrams of a module, whose files are text by path: SVG by file name."""
    relations = Relations(files)
    return {
        "permissions.svg": permissions_picture(relations.holders()),
        "resources.svg": resources_picture(relations.elements()),
    }


def resources_picture(elements: list[Element]) -> str:
    """Draw the resources of each group, each under the one that it belongs to."""
    drawing = Drawing("What the module makes", _WIDTH)
    width = (_WIDTH - 3 * _MARGIN) / 2
    ends = [_MARGIN, _MARGIN]
    groups = dict.fromkeys(each.group for each in elements)
    for group in sorted(groups, key=lambda group: -sum(each.group == group for each in elements)):
        column = ends.index(min(ends))
        listed = _tree([each for each in elements if each.group == group])
        x, top = _MARGIN + column * (width + _MARGIN), ends[column]
        height = _HEAD + _LINE * len(listed)
        drawing.box(x, top, width, height)
        drawing.box(x, top, width, 26, "head")
        drawing.text(x + 10, top + 17, f"{group}.tf.json", "word bold", size=13)
        for number, (element, depth) in enumerate(listed):
            y = top + 45 + _LINE * number
            drawing.text(x + 10 + 14 * depth, y, element.address, "word mono", size=10.5)
            drawing.text(x + width - 10, y, element.how_many, "quiet", size=10.5, right=True)
        ends[column] = top + height + _MARGIN
    return drawing.render(max(ends))


def _tree(elements: list[Element]) -> list[tuple[Element, int]]:
    """List elements, each followed by those that belong to it, with how deep they are."""

    def under(parent: str | None, depth: int) -> list[tuple[Element, int]]:
        own = sorted((each for each in elements if each.parent == parent), key=lambda each: each.address)
        return [found for each in own for found in [(each, depth), *under(each.address, depth + 1)]]

    return under(None, 0)


def write(files: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Write the diagrams of a module."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(files).items():
        (folder / name).write_text(picture)


def main() -> None:
    """Draw the module as it lies in dist/."""
    write({path.relative_to(MODULE).as_posix(): path.read_text() for path in MODULE.rglob("*.tf.json")})


if __name__ == "__main__":
    main()
