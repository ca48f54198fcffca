"""Draw the module: its permissions, and its resources."""

from release.graph import Graph, Resource
from release.permissions import permissions_picture
from release.svg import Drawing

_WIDTH, _MARGIN, _HEAD, _LINE = 1020.0, 16.0, 40.0, 18.0


def pictures(graph: Graph) -> dict[str, str]:
    """Draw all diagrams of a module: SVG by file name."""
    return {
        "permissions.svg": permissions_picture(graph.holders()),
        "resources.svg": resources_picture(graph.resources()),
    }


def resources_picture(resources: list[Resource]) -> str:
    """Draw the resources of each group, each below its parent."""
    drawing = Drawing("Resources of the module", _WIDTH)
    width = (_WIDTH - 3 * _MARGIN) / 2
    ends = [_MARGIN, _MARGIN]
    groups = dict.fromkeys(each.group for each in resources)
    for group in sorted(groups, key=lambda group: -sum(each.group == group for each in resources)):
        column = ends.index(min(ends))
        listed = _tree([each for each in resources if each.group == group])
        x, top = _MARGIN + column * (width + _MARGIN), ends[column]
        height = _HEAD + _LINE * len(listed)
        drawing.box(x, top, width, height)
        drawing.box(x, top, width, 26, "head")
        drawing.text(x + 10, top + 17, f"{group}.tf.json", "word bold", size=13)
        for number, (resource, depth) in enumerate(listed):
            y = top + 45 + _LINE * number
            drawing.text(x + 10 + 14 * depth, y, resource.address, "word mono", size=10.5)
            drawing.text(x + width - 10, y, resource.how_many.replace("`", ""), "quiet", size=10.5, right=True)
        ends[column] = top + height + _MARGIN
    return drawing.render(max(ends))


def _tree(resources: list[Resource]) -> list[tuple[Resource, int]]:
    """List resources, each followed by its children, with their depth."""

    def under(parent: str | None, depth: int) -> list[tuple[Resource, int]]:
        own = sorted((each for each in resources if each.parent == parent), key=lambda each: each.address)
        return [found for each in own for found in [(each, depth), *under(each.address, depth + 1)]]

    return under(None, 0)
