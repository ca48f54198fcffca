"""Draw an overview of a runner for the top of the README: the resources in the account, and the calls between them."""

from release.svg import SMALL, Drawing

_WIDTH, _MARGIN = 400.0, 8.0
_CALLS, _RETURNS = 60.0, 340.0  # x of the lines down and up


def overview_picture() -> str:
    """Draw the overview, from the Platform Orchestrator at the top to the state at the bottom."""
    drawing = Drawing("A runner in your AWS account", _WIDTH)
    inner = _WIDTH - 2 * _MARGIN
    _box(drawing, _MARGIN, 8, inner, "Platform Orchestrator", "Humanitec or Stellwerk")
    drawing.box(_MARGIN, 84, inner, 286)
    drawing.text(inner - 4, 102, "your AWS account", "quiet", right=True)
    _call(drawing, 50, 114, "1. signs in with an OIDC token")
    _box(drawing, 20, 114, 290, "Task manager role", "trusts one organization and one runner", "head")
    _call(drawing, 156, 214, "2. starts a task")
    drawing.box(20, 214, 360, 78, "ground", sometimes=True)
    drawing.text(30, 230, "private subnets", "quiet")
    _box(drawing, 32, 240, 336, "ECS cluster: a Fargate task", "applies the deployment with the task role", "head")
    _call(drawing, 292, 318, "")
    _box(drawing, 20, 318, 360, "S3 bucket", "Terraform state, for the task role only", "head")
    drawing.down(_RETURNS, 240, 50, "line2")
    drawing.text(_RETURNS - 8, 190, "3. fetches its job, reports", "quiet", size=SMALL, right=True)
    drawing.text(_RETURNS - 8, 204, "(outbound only)", "quiet", size=SMALL, right=True)
    return drawing.render(378)


def _box(drawing: Drawing, x: float, y: float, width: float, title: str, what: str, kind: str = "card") -> None:
    drawing.box(x, y, width, 42, kind)
    drawing.text(x + 10, y + 17, title, "word bold")
    drawing.text(x + 10, y + 33, what, "quiet", size=SMALL)


def _call(drawing: Drawing, start: float, end: float, text: str) -> None:
    drawing.down(_CALLS, start, end, "line0")
    drawing.text(_CALLS + 8, (start + end) / 2 - 4, text, "quiet", size=SMALL)
