"""Whether the source video still is the file that was analysed."""

from __future__ import annotations

from core.records.arrays_file import sha256_of
from core.types import Recording


def source_problem(recording: Recording) -> str:
    """Say why the source video cannot be shown; empty if it can.

    The whole file is read and its hash compared: another recording of the same length would
    otherwise be shown under these results.
    """
    try:
        found = sha256_of(recording.path)
    except OSError:
        return (
            "The source video was not found where it was analysed. Put it back and try again to "
            "have pictures of it."
        )
    if found != recording.sha256:
        return (
            "The source video is not the one that was analysed (its SHA-256 differs), so no "
            "pictures of it are shown. Put the original back."
        )
    return ""
