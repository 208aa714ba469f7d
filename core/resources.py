"""Where the files that ship beside the code lie."""

from __future__ import annotations

from pathlib import Path

_RESOURCES = Path(__file__).resolve().parents[1] / "resources"


def sample_folder() -> Path:
    """Folder of the sample recording: a drawn face, its task segments and the expected score."""
    return _RESOURCES / "sample"


def icons_folder() -> Path:
    """Folder of the window's own drawings, SVG files in one colour."""
    return _RESOURCES / "icons"


def translations_folder() -> Path:
    """Folder of the window's translations, ``facies_<language>.qm``; it may be absent."""
    return _RESOURCES / "translations"


def protocols_folder() -> Path:
    """Folder of the recording protocols that ship, YAML files."""
    return _RESOURCES / "protocols"


def legal_text(name: str) -> str:
    """Return the text of ``LICENSE`` or ``NOTICE``; empty where it was not passed on."""
    path = _RESOURCES.parent / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
