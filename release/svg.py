"""The subset of SVG that the diagrams need: boxes, text and lines, for light and dark mode.

Colours are classes, and the picture has its own background, so that it is readable anywhere.
"""

from html import escape

# class: the property, and its colour in light and dark mode
_COLOURS = {
    "ground": ("fill", "#ffffff", "#0d1117"),
    "card": ("fill", "#f6f8fa", "#161b22"),
    "head": ("fill", "#eaeef2", "#212830"),
    "edge": ("stroke", "#8c959f", "#656c76"),
    "word": ("fill", "#1f2328", "#e6edf3"),
    "quiet": ("fill", "#59636e", "#9198a1"),
    "alarm": ("fill", "#cf222e", "#ff7b72"),
    "line0": ("stroke", "#0969da", "#58a6ff"),
    "line1": ("stroke", "#8250df", "#bc8cff"),
    "line2": ("stroke", "#1a7f37", "#3fb950"),
    "line3": ("stroke", "#bc4c00", "#f0883e"),
    "line4": ("stroke", "#59636e", "#9198a1"),
    "line5": ("stroke", "#cf222e", "#ff7b72"),
}
LINES = 5  # line0 to line4; line5 is for denials
WIDTH = 840.0  # of a picture: that of a repository's page, which would shrink wider ones, and their text
SMALL = 11.0  # the smallest text that is legible there
MONO = 0.605  # width of a character, in sizes, of the widest of the fonts below
_FONTS = """\
text { font-family: -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif }
.mono { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace }
.bold { font-weight: 600 }
.plain { font-weight: 400 }
.edge { stroke-width: 1 }
.line { fill: none; stroke-width: 1.3 }
.sometimes { stroke-dasharray: 5 3 }
"""


class Drawing:
    """Shapes, in the order in which they are drawn."""

    def __init__(self, title: str, width: float) -> None:
        self._title = title
        self._width = width
        self._shapes: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, kind: str = "card", *, sometimes: bool = False) -> None:
        """Draw a box with rounded corners."""
        dashed = " sometimes" if sometimes else ""
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="5"'
        self._shapes.append(f'<rect class="{kind} edge{dashed}" {place}/>')

    def text(
        self, x: float, y: float, text: str, kind: str = "word", *, size: float = 12, right: bool = False, more: str = ""
    ) -> None:
        """Write a line, with `more` after it in a lighter style; with `right`, the line ends at x instead of starting there."""
        if not text:
            return
        anchor = ' text-anchor="end"' if right else ""
        after = f'<tspan class="quiet plain" dx="8">{escape(more)}</tspan>' if more else ""
        place = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{anchor}'
        self._shapes.append(f'<text class="{kind}" {place}>{escape(text)}{after}</text>')

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str, *, sometimes: bool = False) -> None:
        """Draw a line from left to right, with an arrowhead at its end."""
        (x1, y1), (x2, y2) = start, end
        middle = (x1 + x2) / 2
        path = f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
        self._shapes.append(f'<path class="line {kind}{" sometimes" if sometimes else ""}" d="{path}"/>')
        self._shapes.append(
            f'<path class="line {kind}" d="M{_n(x2 - 5)} {_n(y2 - 3)}L{_n(x2)} {_n(y2)}L{_n(x2 - 5)} {_n(y2 + 3)}"/>'
        )

    def down(self, x: float, start: float, end: float, kind: str) -> None:
        """Draw a vertical line, with an arrowhead at its end, which may be above its start."""
        back = -5 if end > start else 5
        self._shapes.append(f'<path class="line {kind}" d="M{_n(x)} {_n(start)}V{_n(end)}"/>')
        self._shapes.append(
            f'<path class="line {kind}" d="M{_n(x - 3)} {_n(end + back)}L{_n(x)} {_n(end)}L{_n(x + 3)} {_n(end + back)}"/>'
        )

    def render(self, height: float) -> str:
        """Return the whole picture."""
        light = "".join(f".{name} {{ {what}: {colour} }}\n" for name, (what, colour, _) in _COLOURS.items())
        dark = "".join(f"  .{name} {{ {what}: {colour} }}\n" for name, (what, _, colour) in _COLOURS.items())
        size = f'width="{_n(self._width)}" height="{_n(height)}" viewBox="0 0 {_n(self._width)} {_n(height)}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
                f"<title>{escape(self._title)}</title>",
                f"<style>\n{_FONTS}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n</style>",
                f'<rect class="ground" width="{_n(self._width)}" height="{_n(height)}" rx="8"/>',
                *self._shapes,
                "</svg>\n",
            ]
        )


def wrap(words: tuple[str, ...], most: int) -> list[str]:
    """Wrap words to lines of at most `most` characters, separated by commas."""
    lines: list[str] = []
    for index, word in enumerate(words):
        item = word + ("," if index < len(words) - 1 else "")
        if lines and len(lines[-1]) + 1 + len(item) <= most:
            lines[-1] += f" {item}"
        else:
            lines.append(item)
    return lines


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
