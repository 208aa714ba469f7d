"""From a path to a `Recording`: the checks at the edge and the facts that travel with results."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from core.errors import RecordingError, SurroundingsError, UsageError
from core.file_checks import is_file
from core.types import Recording
from core.video.index import VideoIndex, index_of

_QUARTER_TURNS = (0, 90, 180, 270)
# No face can be judged in less; test patterns and broken headers have such sizes.
_LEAST_SIDE_PX = 32
# Nobody films a face for longer; a hole of years in the times is a fault of the file.
_LONGEST_S = 24 * 3600.0


def open_recording(path: Path, *, mirrored: bool = False, extra_rotation_deg: int = 0) -> Recording:
    """Index a video file and check that it can be used at all.

    Parameters
    ----------
    path : Path
    mirrored : bool
        The stored picture is a mirror image (selfie camera); frames are flipped where they are
        decoded.
    extra_rotation_deg : {0, 90, 180, 270}
        Clockwise turn by hand, on top of the file's own.

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        If the file is missing, empty, damaged, not a video, or too small to show a face.
    SurroundingsError
        If it may not be read.
    UsageError
        If the turn is not a quarter turn.
    """
    if extra_rotation_deg not in _QUARTER_TURNS:
        raise UsageError(
            f"A picture can be turned by 0, 90, 180 or 270 degrees, not by {extra_rotation_deg}."
        )
    index = index_of(path)
    facts = index.facts
    _check_usable(path, index)
    width, height = facts.size_px
    pts_s = index.pts_s
    return Recording(
        path=path,
        sha256=_sha256(path),
        pts_s=pts_s,
        size_px=(height, width) if extra_rotation_deg % 180 else (width, height),
        rotation_deg=(facts.rotation_deg + extra_rotation_deg) % 360,
        mirrored=mirrored,
        duration_s=index.duration_s,
        measured_fps=float(1 / np.median(np.diff(pts_s))),
        codec=facts.codec,
        has_audio=facts.has_audio,
    )


def index_of_recording(recording: Recording) -> VideoIndex:
    """Return the index of a recording's file.

    Raises
    ------
    RecordingError
        If the file no longer holds the frames that the recording describes.
    """
    index = index_of(recording.path)
    if not np.array_equal(index.pts_s, recording.pts_s):
        raise RecordingError(
            f"“{recording.path.name}” is no longer the file that was analysed: its frames "
            "differ. Choose the original, or analyse it anew."
        )
    return index


def check_unchanged(recording: Recording) -> None:
    """Check that a recording's file still is the one that was analysed.

    The whole file is read and its hash compared: another recording of the same length would
    otherwise be shown under these results.

    Raises
    ------
    RecordingError
        If the file is gone or its SHA-256 differs.
    """
    try:
        if not is_file(recording.path):  # a pipe or a device would be read for ever
            raise FileNotFoundError(recording.path)
        found = _sha256(recording.path)
    except (FileNotFoundError, SurroundingsError) as error:
        raise RecordingError(
            "The source video was not found where it was analysed. Put it back and try again to "
            "have pictures of it."
        ) from error
    if found != recording.sha256:
        raise RecordingError(
            "The source video is not the one that was analysed (its SHA-256 differs), so no "
            "pictures of it are shown. Put the original back."
        )


def _check_usable(path: Path, index: VideoIndex) -> None:
    width, height = index.facts.size_px
    if min(width, height) < _LEAST_SIDE_PX:
        raise RecordingError(
            f"The pictures in “{path.name}” are only {width} x {height} pixels: too small to show "
            "a face. Choose the original recording."
        )
    if len(index) < 2:
        raise RecordingError(
            f"“{path.name}” holds a single picture. Facies judges movement: choose a recording "
            "of at least several seconds."
        )
    if index.duration_s > _LONGEST_S:
        raise RecordingError(
            f"By its times, “{path.name}” lasts {index.duration_s / 3600:.0f} hours: they are "
            "damaged, and no speed can be measured. Copy it again from the camera or phone, or "
            "export it anew as MP4."
        )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SurroundingsError(
            f"“{path.name}” could not be read to its end: the system said "
            f"“{error.strerror or error}”. Copy it to another drive and try again."
        ) from error
