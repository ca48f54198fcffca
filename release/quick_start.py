"""The quick start, which the project's README and the module's share: only the paths differ."""

from pathlib import Path

_TEXT = Path(__file__).resolve().parent / "texts" / "quick_start.md"


def quick_start(source: str, docs: str, doctor: str) -> str:
    """Fill in the module's path as seen from a folder next to it, that of the documentation, and where the doctor is."""
    return (
        _TEXT.read_text(encoding="utf-8").replace("{source}", source).replace("{docs}", docs).replace("{doctor}", doctor).strip()
    )
