"""What was open last, described from the files themselves: no list of patients is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from core.progress import CancelToken, ProgressFn

_JSON_NAME = "analysis.json"
_MOST_BYTES = 8_000_000  # a larger one is none of ours


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """One thing that was open.

    Attributes
    ----------
    path : Path
    kind : {"video", "analysis", "missing"}
    name : str
        File name of the video.
    when : datetime or None
        When it was analysed, or when the file last changed; local time.
    score : str
        Such as ``"0.72 (0.66-0.78)"``; empty where there is none.
    """

    path: Path
    kind: Literal["video", "analysis", "missing"]
    name: str
    when: datetime | None = None
    score: str = ""


def describe_recent(
    paths: Sequence[str], progress: ProgressFn, cancel: CancelToken
) -> tuple[RecentEntry, ...]:
    """Describe what lies at some places, in their order. Slow where a disk is."""
    entries = []
    for path in paths:
        cancel.raise_if_cancelled()
        entries.append(_describe(Path(path)))
    return tuple(entries)


def _describe(path: Path) -> RecentEntry:
    try:
        if path.is_dir():
            return _describe_analysis(path)
        changed = datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValueError, KeyError, TypeError):
        return RecentEntry(path, "missing", path.name)
    return RecentEntry(path, "video", path.name, changed)


def _describe_analysis(folder: Path) -> RecentEntry:
    file = folder / _JSON_NAME
    if file.stat().st_size > _MOST_BYTES:
        raise ValueError(file)
    record = json.loads(file.read_text(encoding="utf-8"))
    name = Path(record["recording"]["path"]).name
    made = datetime.fromisoformat(record["created_utc"]).astimezone()
    score = record["score"]
    words = "" if score is None else "{value:.2f} ({low:.2f}-{high:.2f})".format(**score)
    return RecentEntry(folder, "analysis", name, made, words)
