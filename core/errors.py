"""The error families of ``core``, one per cause, each with its exit code."""

from __future__ import annotations

from models.errors import BundleError, FaciesError, NoSuchModelError

__all__ = [
    "BundleError",
    "Cancelled",
    "FaciesError",
    "NoSuchModelError",
    "RecordingError",
    "SurroundingsError",
    "UsageError",
]


class UsageError(FaciesError):
    """The request itself is wrong: an unknown option, device or task, a malformed file."""

    exit_code = 2


class RecordingError(FaciesError):
    """The recording cannot be used: missing, empty, damaged, or not a video of a face."""

    exit_code = 3


class SurroundingsError(FaciesError):
    """The surroundings failed: full disk, read-only folder, missing permission."""

    exit_code = 5


class Cancelled(FaciesError):  # noqa: N818 - not a fault; the name says what happened
    """The user asked to stop."""

    exit_code = 130

    def __init__(self, message: str = "Cancelled. Nothing was written.") -> None:
        super().__init__(message)
