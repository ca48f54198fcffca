"""The commands in a text, run as a reader would."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support.fences import Block, blocks
from tests.support.terraform import program
from tests.support.terraform.wordings import FROM_A_MIRROR

_WARNING = re.compile(r"Warning: (.*)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def commands(path: Path) -> list[Block]:
    """List the blocks of commands in a text, without those that say why they aren't run."""
    return [block for block in blocks(path) if block.language == "sh" and block.reason is None]


def run(commands_: Iterable[Block], folder: Path, env: Mapping[str, str]) -> str:
    """Run blocks, one after the other, each in a fresh shell; return what they print."""
    printed = ""
    for block in commands_:
        done = subprocess.run(
            ["sh", "-eu", "-c", program.in_commands(block.text)],
            cwd=folder,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        printed += done.stdout + done.stderr
    return printed


def warnings(printed: str) -> list[str]:
    """List Terraform's warnings in what was printed, without the one about mirrors."""
    return [found for found in _WARNING.findall(_COLOUR.sub("", printed)) if found != FROM_A_MIRROR]
