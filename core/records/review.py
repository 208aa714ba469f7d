"""What a clinician adds to an analysis: bookmarks, notes, visit facts, a signature.

Kept in ``review.json`` beside ``analysis.json``, which stays as it was computed.
``review.schema.json`` beside this file describes it for other programs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from core.atomic import write_bytes
from core.errors import RecordingError, SurroundingsError, UsageError
from core.records.analysis_folder import JSON_NAME
from core.records.arrays_file import sha256_of
from core.records.codec import MalformedError, decode, encode
from core.records.json_file import check_version, json_bytes, parse_object
from core.records.request_files import visit_problem
from core.types import RESEARCH_USE, Visit

SCHEMA_VERSION = 1
REVIEW_NAME = "review.json"

MAX_NOTES = 100_000
MAX_BOOKMARK_NOTE = 2_000
MAX_BOOKMARKS = 1_000
MAX_NAME = 200

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SHA256 = re.compile(r"[0-9a-f]{64}")


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
        ISO 8601, to the second: ``"2026-01-02T03:04:05Z"``.
    analysis_sha256 : str
        See `analysis_sha256`.
    """

    name: str
    signed_utc: str
    analysis_sha256: str


@dataclass(frozen=True, slots=True)
class Review:
    """The clinician's part of an analysis."""

    visit: Visit = field(default_factory=Visit)
    notes: str = ""
    bookmarks: tuple[Bookmark, ...] = ()
    signature: Signature | None = None


def save_review(review: Review, folder: Path) -> None:
    """Write a review into an analysis folder, atomically; one that was there is replaced.

    Parameters
    ----------
    review : Review
    folder : Path

    Raises
    ------
    UsageError
        If a value does not fit, so that it could not be read back; the message says which.
    SurroundingsError
        If it cannot be written. What stood there is then untouched.
    """
    problem = review_problem(review)
    if problem:
        raise UsageError(f"The review was not saved, because {problem}. Change it and try again.")
    record = {"schema_version": SCHEMA_VERSION, "research_use": RESEARCH_USE}
    write_bytes(folder / REVIEW_NAME, json_bytes(record | encode(review, Review, "", {})))


def load_review(folder: Path) -> Review | None:
    """Read what `save_review` wrote.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Review or None
        None where there is none. A signature that stands under another analysis than the one in
        the folder is left out: it is none under this one.

    Raises
    ------
    UsageError
        If it was written by a newer Facies.
    RecordingError
        If it is damaged.
    SurroundingsError
        If it cannot be read.
    """
    path = folder / REVIEW_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _reading_failed(path, error) from error
    try:
        review: Review = decode(_parse(data, folder), Review, "", {})
        problem = review_problem(review)
    except MalformedError as error:
        problem = str(error)
    if problem:
        raise RecordingError(
            f"The review in “{folder}” is damaged: {problem}. Nothing in it was changed. Bring "
            f"{REVIEW_NAME} back from a copy, or give it another name and open the analysis "
            "without its notes and bookmarks."
        )
    return _with_its_own_signature(review, folder)


def analysis_sha256(folder: Path) -> str:
    """Hash what a signature stands under: the bytes of the folder's ``analysis.json``.

    That file names the SHA-256 of the arrays beside it and of the recording, so it stands for all
    results.

    Raises
    ------
    SurroundingsError
        If it cannot be read.
    """
    try:
        return sha256_of(folder / JSON_NAME)
    except OSError as error:
        raise _reading_failed(folder / JSON_NAME, error) from error


def review_problem(review: Review) -> str:
    """Say which value of a review does not fit, to follow “because”; empty if all do."""
    return next(_problems(review), "")


def _problems(review: Review) -> Iterator[str]:
    if problem := visit_problem(asdict(review.visit)):
        yield problem
    if len(review.notes) > MAX_NOTES:
        yield f"the notes are longer than {MAX_NOTES} characters"
    if len(review.bookmarks) > MAX_BOOKMARKS:
        yield f"there are more than {MAX_BOOKMARKS} bookmarks"
    for number, bookmark in enumerate(review.bookmarks, start=1):
        if not (math.isfinite(bookmark.time_s) and bookmark.time_s >= 0):
            yield f"the time of bookmark {number} is not a number of seconds from 0 on"
        if len(bookmark.note) > MAX_BOOKMARK_NOTE:
            yield f"the note of bookmark {number} is longer than {MAX_BOOKMARK_NOTE} characters"
    if review.signature is not None:
        yield from _signature_problems(review.signature)


def _signature_problems(signature: Signature) -> Iterator[str]:
    if not signature.name.strip() or len(signature.name) > MAX_NAME:
        yield f"the name under it is empty or longer than {MAX_NAME} characters"
    if not _UTC.fullmatch(signature.signed_utc):
        yield "the time of signing is not written like 2026-01-02T03:04:05Z"
    if not _SHA256.fullmatch(signature.analysis_sha256):
        yield "the hash under the signature is not a SHA-256"


def _parse(data: bytes, folder: Path) -> dict[str, Any]:
    record = parse_object(data, REVIEW_NAME)
    check_version(record, f"The review in “{folder}”", SCHEMA_VERSION)
    return record


def _with_its_own_signature(review: Review, folder: Path) -> Review:
    signature = review.signature
    if signature is None or not (folder / JSON_NAME).exists():
        return replace(review, signature=None)
    if signature.analysis_sha256 != analysis_sha256(folder):
        return replace(review, signature=None)
    return review


def _reading_failed(path: Path, error: OSError) -> SurroundingsError:
    return SurroundingsError(
        f"“{path.name}” in “{path.parent}” could not be read: {error.strerror or error}. Check "
        "that you may open it, then try again."
    )
