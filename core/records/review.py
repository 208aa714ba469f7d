"""What a clinician adds to an analysis: bookmarks, notes, visit facts, a signature.

Kept in ``review.json`` beside ``analysis.json``, which stays as it was computed.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.types import Visit


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A moment worth a look; `note` may be empty."""

    time_s: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A typed name, when it was typed, and the hash of what it stands under. No more than that.

    Attributes
    ----------
    name : str
    signed_utc : str
        ISO 8601, to the second.
    analysis_sha256 : str
        See `review_sha256`.
    """

    name: str
    signed_utc: str
    analysis_sha256: str


@dataclass(frozen=True, slots=True)
class Review:
    """The clinician's part of an analysis."""

    visit: Visit = Visit()
    notes: str = ""
    bookmarks: tuple[Bookmark, ...] = ()
    signature: Signature | None = None
