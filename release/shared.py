"""Texts that the project's README and the module's share; paths in them differ."""

from pathlib import Path

_TEXTS = Path(__file__).resolve().parent / "texts"


def shared_texts(source: str, docs: str, doctor: str) -> dict[str, str]:
    """Return the texts by the name of their place.

    `source` is the module's path as seen from a folder next to it, `docs` that of the documentation, and `doctor` says where it
    is.
    """
    quick_start = _read("quick_start").replace("{source}", source).replace("{docs}", docs).replace("{doctor}", doctor)
    return {"quick-start": quick_start, "cost": _read("cost")}


def _read(name: str) -> str:
    return (_TEXTS / f"{name}.md").read_text(encoding="utf-8").strip()
