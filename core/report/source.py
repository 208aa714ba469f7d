"""Whether the source video still is the file that was analysed."""

from __future__ import annotations

from core.errors import RecordingError
from core.types import Recording
from core.video import check_unchanged


def source_problem(recording: Recording) -> str:
    """Say why the source video cannot be shown; empty if it can."""
    try:
        check_unchanged(recording)
    except RecordingError as error:
        return error.message
    return ""
