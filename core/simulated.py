"""Whether a video shows what was filmed: others have a truth file beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from core.file_checks import is_file

SimulatedKind = Literal["drawn", "photographed", "altered"]

SENTENCES: dict[SimulatedKind, str] = {
    "drawn": "This recording is a drawn face, no real person.",
    "photographed": (
        "The movement in this recording is simulated from photographs. It says nothing of the "
        "person."
    ),
    "altered": (
        "The facial motion in this recording was altered by software. It is not what was filmed."
    ),
}
"""What goes with the results of such a video, wherever they are shown."""


def truth_path(video: Path) -> Path:
    """Where a video's truth lies: ``smile.mp4`` -> ``smile.truth.json``."""
    return video.with_name(video.stem + ".truth.json")


def simulated_kind(video: Path) -> SimulatedKind | None:
    """Tell what the truth file beside a video says of it.

    Returns
    -------
    {"drawn", "photographed", "altered"} or None
        None without such a file. One that cannot be read still says that this is no plain
        recording: ``"altered"``.
    """
    path = truth_path(video)
    if not is_file(path):
        return None
    try:
        facts = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "altered"
    if not isinstance(facts, dict) or "spec" not in facts:
        return "altered"
    return "photographed" if "pictures" in facts else "drawn"


def told_kind(sentences: Iterable[str]) -> SimulatedKind | None:
    """Tell the kind from an analysis' warnings, which stay when the video has moved away."""
    said = set(sentences)
    return next((kind for kind in get_args(SimulatedKind) if SENTENCES[kind] in said), None)
