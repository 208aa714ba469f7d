"""Small, exact stand-ins for what the video pipeline gives: clips of a moving or a still square."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.training.clip_store import RecordingClips
from core.training.manifest_row import ManifestRow
from core.types import ClipTable, Visit

FRAMES, SIZE_PX = 6, 32


def make_row(number: int, subject: str, label: int, path: Path = Path("v.mp4")) -> ManifestRow:
    return ManifestRow(
        place=f"line {number + 2}",
        path=path,
        subject_id=subject,
        label=label,
        recording_id=f"r{number}",
        task="smile",
        visit=Visit(),
        age=None,
        sex="",
        site="",
        date="",
        degree=float(label),
    )


def make_clips(folder: Path, number: int, subject: str, label: int, count: int) -> RecordingClips:
    """Clips of a square that moves (label 0) or stands still (label 1), written as a store does."""
    rng = np.random.default_rng(number)
    clips = np.empty((count, FRAMES, SIZE_PX, SIZE_PX, 3), np.uint8)
    clips[:] = rng.integers(0, 256, 3)
    colour = rng.integers(0, 256, 3)
    for clip in clips:
        x, y = rng.integers(0, SIZE_PX - 14, 2)
        for i, frame in enumerate(clip):
            left = x + (i * 2 if label == 0 else 0)
            frame[y : y + 10, left : left + 10] = colour
    path = folder / f"{number}.rgb"
    path.write_bytes(clips.tobytes())
    index = np.arange(count)[:, None] + np.arange(FRAMES)[None]
    return RecordingClips(
        row=make_row(number, subject, label),
        sha256=f"{number:064x}",
        refused="",
        pixels_path=path,
        shape=clips.shape,
        landmarks_unit=rng.uniform(0.2, 0.8, (count, 478, 2)).astype(np.float32),
        movement=np.full((count, 5), -3.0 if label == 0 else -6.0, np.float32),
        table=ClipTable(
            index.astype(np.int32),
            index[:, 0] / 25,
            index[:, -1] / 25,
            np.zeros(count, np.int16),
        ),
        pts_s=np.arange(count + FRAMES) / 25,
    )


@pytest.fixture
def row() -> Callable[..., ManifestRow]:
    return make_row


@pytest.fixture
def recordings(tmp_path: Path) -> list[RecordingClips]:
    """Eight people with four clips each, every second one still."""
    return [make_clips(tmp_path, i, f"p{i}", i % 2, 4) for i in range(8)]
