"""What may import what."""

import ast
from pathlib import Path

import pytest

from release.paths import PROJECT


def imported(file: Path) -> set[str]:
    """Name the top-level packages that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    plain = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    listed = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in plain | listed}


@pytest.mark.parametrize("folder", ["bindings", "modules", "release", "stacks"])
def test_nothing_but_tests_imports_tests(folder: str) -> None:
    files = sorted((PROJECT / folder).rglob("*.py"))
    assert files
    assert [str(file) for file in files if "tests" in imported(file)] == []
