"""Draw who can assume each role, what each role can do, and with which resources."""

import re
from dataclasses import dataclass, field

from release.graph import Holder, Permission
from release.svg import LINES, MONO, SMALL, WIDTH, Drawing, wrap

_LEFT, _LEFT_WIDTH = 8.0, 180.0
_MIDDLE, _MIDDLE_WIDTH = 224.0, 376.0
_RIGHT, _RIGHT_WIDTH = 648.0, 184.0
_HEAD, _GAP, _PORT = 40.0, 18.0, 9.0
_BELOW_ORCHESTRATOR = 84.0
_BOLD = 12 * 0.66  # width of a character of a name
_CHARACTERS = int((_MIDDLE_WIDTH - 20) / (SMALL * MONO))  # in a line of actions

_TITLES = {
    "ecs task-definition": ("task definitions", "the runner's families"),
    "ecs task": ("tasks", "on the cluster"),
    "ecs container-instance": ("list of tasks", "on the cluster"),
    "logs log-group": ("list of log groups", "of the account"),
    "s3 prod": ("layers of images", "in buckets of ECR"),
}
_NAMES = {"Tls": "TLS", "Ecs": "ECS", "Exec": "Exec", "S3": "S3", "Kms": "KMS"}
_KINDS = {
    "aws_iam_role": "role",
    "aws_s3_bucket": "bucket",
    "aws_s3_bucket_policy": "bucket's policy",
    "aws_cloudwatch_log_group": "log group",
    "aws_cloudwatch_log_resource_policy": "log group's policy",
    "aws_sns_topic": "topic",
    "aws_sns_topic_policy": "topic's policy",
    "aws_vpc_endpoint": "endpoint's policy",
    "aws_iam_openid_connect_provider": "provider",
}


@dataclass
class _Row:
    """A permission, with its position in its card."""

    permission: Permission
    line: str  # colour
    y: float = 0
    height: float = 0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass
class _Node:
    """A box at a side, with the rows that are connected to it."""

    thing: str
    rows: list[_Row] = field(default_factory=list)
    y: float = 0

    @property
    def height(self) -> float:
        return max(24.0 + 13 * len(self.lines), 12 + _PORT * len(self.rows))

    @property
    def title(self) -> str:
        return _TITLES[self.thing][0] if self.thing in _TITLES else _title(self.thing)

    @property
    def lines(self) -> list[str]:
        """The lines below the title; both sides have the same width."""
        return [_TITLES[self.thing][1]] if self.thing in _TITLES else _lines(self.thing, _LEFT_WIDTH - 20)


def permissions_picture(holders: list[Holder]) -> str:
    """Draw principals on the left, roles and policies with their statements in the middle, resources on the right."""
    drawing = Drawing("Permissions of the module", WIDTH)
    y = 16.0
    rows: list[_Row] = []
    for index, holder in enumerate(holders):
        y = _card(drawing, holder, y, f"line{min(index, LINES - 1)}", rows) + _GAP
    left = _place(rows, "by", _BELOW_ORCHESTRATOR, y)
    right = _place(rows, "on", 16, y)
    _draw_orchestrator(drawing, left)
    for node in left:
        _draw_node(drawing, node, _LEFT, _LEFT_WIDTH)
    for node in right:
        _draw_node(drawing, node, _RIGHT, _RIGHT_WIDTH)
        for port, row in enumerate(node.rows):
            end = (_RIGHT, node.y + node.height / 2 + (port - (len(node.rows) - 1) / 2) * _PORT)
            drawing.line((_MIDDLE + _MIDDLE_WIDTH, row.middle), end, row.line, sometimes=row.permission.sometimes)
    for node in left:
        for port, row in enumerate(node.rows):
            start = (_LEFT + _LEFT_WIDTH, node.y + node.height / 2 + (port - (len(node.rows) - 1) / 2) * _PORT)
            drawing.line(start, (_MIDDLE, row.middle), row.line, sometimes=row.permission.sometimes)
    height = max(y, *(node.y + node.height + _GAP for node in [*left, *right]))
    drawing.text(_LEFT, height, "dashed: optional, depending on inputs", "quiet", size=11)
    return drawing.render(height + 16)


def _card(drawing: Drawing, holder: Holder, top: float, line: str, rows: list[_Row]) -> float:
    """Draw a role, or a policy of a resource, with its permissions; return its bottom edge."""
    made = [_Row(each, "line5" if each.effect == "Deny" else line) for each in (*holder.trusts, *holder.permissions)]
    y = top + _HEAD
    for row in made:
        row.y, row.height = y, 24 + 14 * len(_details(row.permission)) + 6
        y += row.height
    attached = [f"and the policy {name}" if name[0].isupper() else f"and the policies in {name}" for name in holder.attached]
    bottom = y + 20 * len(attached)
    drawing.box(_MIDDLE, top, _MIDDLE_WIDTH, bottom - top)
    drawing.box(_MIDDLE, top, _MIDDLE_WIDTH, _HEAD - 6, "head")
    drawing.text(_MIDDLE + 10, top + 15, _title(holder.address), "word bold", size=13)
    drawing.text(_MIDDLE + 10, top + 28, holder.address, "quiet mono", size=SMALL)
    for row in made:
        _draw_row(drawing, row)
    for number, text in enumerate(attached):
        drawing.text(_MIDDLE + 10, y + 14 + 20 * number, text, "quiet", size=11)
    rows += made
    return bottom


def _draw_row(drawing: Drawing, row: _Row) -> None:
    permission = row.permission
    denied = permission.effect == "Deny"
    kind, more = "alarm bold" if denied else "word bold", "optional" if permission.sometimes else ""
    drawing.text(_MIDDLE + 10, row.y + 14, _words(permission.sid), kind, more=more)
    if permission.conditions and _beside(permission):
        drawing.text(_MIDDLE + _MIDDLE_WIDTH - 10, row.y + 14, _if(permission), "quiet mono", size=SMALL, right=True)
    for number, detail in enumerate(_details(permission)):
        drawing.text(_MIDDLE + 10, row.y + 29 + 14 * number, detail, "quiet mono", size=SMALL)


def _details(permission: Permission) -> list[str]:
    """List the actions, and what has no line to it."""
    by = tuple("for anyone" if each == "*" else f"for {each}" for each in permission.by if not _drawn(each))
    on = tuple("on anything" if each == "*" else f"on {each}" for each in permission.on if not _drawn(each))
    conditions = () if not permission.conditions or _beside(permission) else tuple(_if(permission).split(", "))
    return [line for words in (permission.actions, by, on, conditions) for line in wrap(words, _CHARACTERS)]


def _if(permission: Permission) -> str:
    return f"if {', '.join(permission.conditions)}"


def _beside(permission: Permission) -> bool:
    """Return whether the conditions fit on the line of the name."""
    optional = len(" optional") if permission.sometimes else 0
    return (len(_words(permission.sid)) + optional) * _BOLD + len(_if(permission)) * SMALL * MONO < _MIDDLE_WIDTH - 40


def _drawn(thing: str) -> bool:
    """Return whether something gets a box at a side; roles have one in the middle, and `*` has none."""
    return thing != "*" and not thing.startswith("aws_iam_role.")


def _place(rows: list[_Row], side: str, top: float, bottom: float) -> list[_Node]:
    """Place each box as close as possible to its rows, in one column, without overlaps."""
    nodes: dict[str, _Node] = {}
    for row in rows:
        for thing in getattr(row.permission, side):
            if _drawn(thing):
                nodes.setdefault(thing, _Node(thing)).rows.append(row)
    placed = sorted(nodes.values(), key=lambda node: sum(row.middle for row in node.rows) / len(node.rows))
    free = top
    for node in placed:
        wanted = sum(row.middle for row in node.rows) / len(node.rows) - node.height / 2
        node.y = max(free, wanted)
        free = node.y + node.height + _GAP
    limit = bottom - _GAP
    for node in reversed(placed):  # move boxes back up that were pushed below the bottom
        node.y = min(node.y, max(limit - node.height, top))
        limit = node.y - _GAP
    return placed


def _draw_node(drawing: Drawing, node: _Node, x: float, width: float) -> None:
    drawing.box(x, node.y, width, node.height, sometimes=all(row.permission.sometimes for row in node.rows))
    y = node.y + node.height / 2 + 4 - 6.5 * len(node.lines)
    drawing.text(x + 10, y, node.title, "word bold")
    for number, line in enumerate(node.lines):
        drawing.text(x + 10, y + 14 + 13 * number, line, "quiet" if " " in line else "quiet mono", size=SMALL)


def _lines(address: str, width: float) -> list[str]:
    """Break a long address after a dot or an underscore."""
    lines = [""]
    for part in re.findall(r"[^._]+[._]?", address):
        if lines[-1] and len(lines[-1] + part) * SMALL * MONO > width:
            lines.append("")
        lines[-1] += part
    return lines


def _draw_orchestrator(drawing: Drawing, left: list[_Node]) -> None:
    """Draw the orchestrator, which is not in the module, above the provider that it signs in through."""
    provider = next((node for node in left if "openid" in node.thing), None)
    if provider:
        y = provider.y - _BELOW_ORCHESTRATOR + 16
        drawing.box(_LEFT, y, _LEFT_WIDTH, 38)
        drawing.text(_LEFT + 10, y + 16, "Platform Orchestrator", "word bold")
        drawing.text(_LEFT + 10, y + 30, "signs in with a token", "quiet", size=SMALL)
        drawing.down(_LEFT + 30, y + 38, provider.y, "line0")


def _title(thing: str) -> str:
    """Return the title of a box."""
    if thing.startswith("var."):
        return "set by an input"
    kind, _, name = thing.rpartition(".") if thing.startswith("aws_") else ("", "", thing)
    if not kind:
        return "AWS service"
    if kind == "aws_iam_openid_connect_provider":
        return "OIDC provider"
    named = " ".join(_NAMES.get(word.capitalize(), word) for word in name.split("_"))
    return f"{named} {_KINDS.get(kind, kind.removeprefix('aws_').replace('_', ' '))}"


def _words(sid: str) -> str:
    """Write a sid as words, keeping the spelling of names."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", sid).split(" ")
    lower = [_NAMES.get(word, word if number == 0 else word.lower()) for number, word in enumerate(words)]
    return " ".join(lower)
