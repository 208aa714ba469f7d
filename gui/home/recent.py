"""Recent analyses, described from their own files: no list of patients is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.progress import CancelToken, ProgressFn

_MOST_BYTES = 8_000_000  # a larger one is none of ours


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """One analysis.

    Attributes
    ----------
    folder : Path
    name : str
        File name of the video; of the folder where that is gone.
    when : datetime or None
        When it was analysed, local time; None where it is gone or damaged.
    score : str
        Such as ``"0.72 (0.66-0.78)"``; empty where there is none.
    """

    folder: Path
    name: str
    when: datetime | None = None
    score: str = ""


def describe_recent(
    folders: Sequence[str], progress: ProgressFn, cancel: CancelToken
) -> tuple[RecentEntry, ...]:
    """Describe the analyses in some folders, in their order. Slow where a disk is."""
    entries = []
    for folder in map(Path, folders):
        cancel.raise_if_cancelled()
        try:
            entries.append(_describe(folder))
        except (OSError, ValueError, KeyError, TypeError):
            entries.append(RecentEntry(folder, folder.name))
    return tuple(entries)


def _describe(folder: Path) -> RecentEntry:
    from core.records.analysis_folder import JSON_NAME

    file = folder / JSON_NAME
    if file.stat().st_size > _MOST_BYTES:
        raise ValueError(file)
    record = json.loads(file.read_text(encoding="utf-8"))
    name = Path(record["recording"]["path"]).name
    made = datetime.fromisoformat(record["created_utc"]).astimezone()
    score = record["score"]
    words = "" if score is None else "{value:.2f} ({low:.2f}-{high:.2f})".format(**score)
    return RecentEntry(folder, name, made, words)
