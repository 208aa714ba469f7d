"""Where the files that ship beside the code lie."""

from __future__ import annotations

from pathlib import Path

_RESOURCES = Path(__file__).resolve().parents[1] / "resources"


def sample_folder() -> Path:
    """Folder of the sample recording: a drawn face, its task segments and the expected score."""
    return _RESOURCES / "sample"
