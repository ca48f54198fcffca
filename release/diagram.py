"""Draw the module: its permissions, and its resources."""

from release.graph import Graph, Resource
from release.overview import overview_picture
from release.permissions import permissions_picture
from release.svg import MONO, SMALL, WIDTH, Drawing

_MARGIN, _HEAD, _LINE = 16.0, 40.0, 18.0


def pictures(graph: Graph) -> dict[str, str]:
    """Draw all diagrams of a module: SVG by file name."""
    return {
        "overview.svg": overview_picture(),
        "permissions.svg": permissions_picture(graph.holders()),
        "resources.svg": resources_picture(graph.resources()),
    }


def resources_picture(resources: list[Resource]) -> str:
    """Draw the resources of each group, each below its parent."""
    drawing = Drawing("Resources of the module", WIDTH)
    width = (WIDTH - 3 * _MARGIN) / 2
    ends = [_MARGIN, _MARGIN]
    groups = dict.fromkeys(each.group for each in resources)
    for group in sorted(groups, key=lambda group: -sum(each.group == group for each in resources)):
        column = ends.index(min(ends))
        listed = [
            (line, depth, how_many)
            for resource, depth in _tree([each for each in resources if each.group == group])
            for line, how_many in _lines(resource, width - 20 - 14 * depth)
        ]
        x, top = _MARGIN + column * (width + _MARGIN), ends[column]
        height = _HEAD + _LINE * len(listed)
        drawing.box(x, top, width, height)
        drawing.box(x, top, width, 26, "head")
        drawing.text(x + 10, top + 17, f"{group}.tf.json", "word bold", size=13)
        for number, (line, depth, how_many) in enumerate(listed):
            y = top + 45 + _LINE * number
            drawing.text(x + 10 + 14 * depth, y, line, "word mono", size=SMALL)
            drawing.text(x + width - 10, y, how_many, "quiet", size=SMALL, right=True)
        ends[column] = top + height + _MARGIN
    return drawing.render(max(ends))


def _lines(resource: Resource, width: float) -> list[tuple[str, str]]:
    """Write an address and its count on one line, or on several if they don't fit."""
    how_many = resource.how_many.replace("`", "")
    kind, dot, name = resource.address.rpartition(".")
    parts = [resource.address] if _width(resource.address) <= width else [f"{kind}{dot}", name]
    if _width(parts[-1]) + 10 + _width(how_many) > width:
        parts.append("")
    return [*((part, "") for part in parts[:-1]), (parts[-1], how_many)]


def _width(text: str) -> float:
    return len(text) * SMALL * MONO


def _tree(resources: list[Resource]) -> list[tuple[Resource, int]]:
    """List resources, each followed by its children, with their depth."""

    def under(parent: str | None, depth: int) -> list[tuple[Resource, int]]:
        own = sorted((each for each in resources if each.parent == parent), key=lambda each: each.address)
        return [found for each in own for found in [(each, depth), *under(each.address, depth + 1)]]

    return under(None, 0)
