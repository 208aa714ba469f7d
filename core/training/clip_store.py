"""Aligned clips on disk: cut once from each recording by the real pipeline, then only read."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.face_pass import FacePass
from core.atomic import atomic_path, write_bytes
from core.clips import ClipSpec, resolve_segments
from core.errors import RecordingError
from core.file_checks import is_file
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.training.manifest_row import ManifestRow
from core.training.movement import PARTS, clip_movement
from core.types import LANDMARKS, ClipTable, Recording, Segment
from core.video import open_recording

# Raise it when crops, alignment, clip sampling or gates change: old clips are then not used again.
_PIPELINE = 3


@dataclass(frozen=True, slots=True)
class RecordingClips:
    """The clips of one recording.

    Attributes
    ----------
    row : ManifestRow
    sha256 : str
        Of the video's bytes.
    refused : str
        Why the recording cannot be used; empty if it can.
    pixels_path : Path
        Raw bytes of all clips.
    shape : (N, F, S, S, 3)
    landmarks_unit : (N, 478, 2) float32
    movement : (N, 5) float32
        As `core.training.movement.clip_movement` gives it.
    table : ClipTable
    pts_s : (T,) float64
        Presentation times of the recording.
    """

    row: ManifestRow
    sha256: str
    refused: str
    pixels_path: Path
    shape: tuple[int, ...]
    landmarks_unit: NDArray[np.float32]
    movement: NDArray[np.float32]
    table: ClipTable
    pts_s: NDArray[np.float64]

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def fault(self) -> str:
        """Why nothing can be learnt from it or judged; empty where there are clips."""
        if self.refused or len(self):
            return self.refused
        return "It holds no clip: too short, or the face is lost too often."

    def pixels(self) -> NDArray[np.uint8]:
        """Return all clips (N, F, S, S, 3), mapped from disk rather than read into memory."""
        return np.memmap(self.pixels_path, np.uint8, "r", shape=self.shape)


class ClipStore:
    """A folder of aligned clips, keyed by what the video holds and how clips are cut.

    Parameters
    ----------
    folder : Path
    spec : ClipSpec
    size_px : int
        Side of the crops.
    """

    def __init__(self, folder: Path, spec: ClipSpec, size_px: int) -> None:
        self._folder = folder
        self._spec = spec
        self._size_px = size_px

    def collect(
        self,
        rows: Iterable[ManifestRow],
        workers: int,
        progress: ProgressFn = silent,
        cancel: CancelToken | None = None,
    ) -> tuple[RecordingClips, ...]:
        """Give the clips of every recording, cutting those that are not in the store yet.

        Parameters
        ----------
        rows : iterable of ManifestRow
        workers : int
            Recordings worked on at a time.
        progress : callable
            Told stage ``"extract"`` and the share of recordings done.
        cancel : CancelToken, optional

        Returns
        -------
        tuple of RecordingClips
            In the order of `rows`, the unusable ones with their reason in `refused`.

        Raises
        ------
        SurroundingsError
            If the store cannot be written.
        Cancelled
            If the token was set. Finished recordings stay in the store.
        """
        wanted = list(rows)
        token = cancel or CancelToken()
        done: list[RecordingClips] = []
        with ThreadPoolExecutor(max(1, workers), "facies-extract") as pool:
            try:
                for clips in pool.map(lambda row: self.get(row, token), wanted):
                    done.append(clips)
                    message = f"{len(done)} of {len(wanted)} recordings"
                    progress(Progress("extract", len(done) / len(wanted), message))
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return tuple(done)

    def get(self, row: ManifestRow, cancel: CancelToken | None = None) -> RecordingClips:
        """Give the clips of one recording; arguments and errors as for `collect`."""
        if cancel is not None:
            cancel.raise_if_cancelled()
        try:
            recording = open_recording(row.path)
            key = self._key(recording, row)
            if not is_file(self._facts_path(key)):
                self._cut(recording, row, key, cancel)
        except RecordingError as error:
            return self._without_clips(row, error.message)
        return self._read(row, recording, key)

    def _key(self, recording: Recording, row: ManifestRow) -> str:
        facts = {
            "video": recording.sha256, "task": row.task, "size_px": self._size_px,
            "pipeline": _PIPELINE, **asdict(self._spec),
        }  # fmt: skip
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]

    def _facts_path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def _pixels_path(self, key: str) -> Path:
        return self._folder / f"{key}.rgb"

    def _cut(
        self, recording: Recording, row: ManifestRow, key: str, cancel: CancelToken | None
    ) -> None:
        """Write the pixels, then the facts: a recording counts as done once the latter stand."""
        segments = resolve_segments((Segment(row.task, 0.0, np.inf),), recording.duration_s)
        run = FacePass(recording, self._spec, self._size_px, segments, cancel=cancel)
        landmarks: list[NDArray[np.float32]] = []
        with atomic_path(self._pixels_path(key)) as path, path.open("wb") as file:
            for clip in run.clips():
                file.write(np.ascontiguousarray(clip.pixels).tobytes())
                landmarks.append(clip.landmarks_unit)
        refused = " ".join(c.message for c in run.quality.checks if c.status == "fail")
        table = run.clip_table
        facts = {
            "refused": np.array(refused),
            "landmarks_unit": np.array(landmarks, np.float32).reshape(-1, LANDMARKS, 2),
            "movement": clip_movement(run.face, run.alignment, table),
            "frame_index": table.frame_index,
            "start_s": table.start_s,
            "end_s": table.end_s,
            "segment": table.segment,
        }
        packed = io.BytesIO()  # a zip that cannot be finished complains long after
        np.savez(packed, **facts)
        write_bytes(self._facts_path(key), packed.getvalue())

    def _read(self, row: ManifestRow, recording: Recording, key: str) -> RecordingClips:
        with np.load(self._facts_path(key), allow_pickle=False) as facts:
            table = ClipTable(
                facts["frame_index"], facts["start_s"], facts["end_s"], facts["segment"]
            )
            return RecordingClips(
                row=row,
                sha256=recording.sha256,
                refused=str(facts["refused"]),
                pixels_path=self._pixels_path(key),
                shape=(len(table), self._spec.frames, self._size_px, self._size_px, 3),
                landmarks_unit=facts["landmarks_unit"],
                movement=facts["movement"],
                table=table,
                pts_s=recording.pts_s,
            )

    def _without_clips(self, row: ManifestRow, reason: str) -> RecordingClips:
        frames = self._spec.frames
        none = np.empty(0, np.float64)
        return RecordingClips(
            row=row,
            sha256="",
            refused=reason,
            pixels_path=self._folder,
            shape=(0, frames, self._size_px, self._size_px, 3),
            landmarks_unit=np.empty((0, LANDMARKS, 2), np.float32),
            movement=np.empty((0, len(PARTS)), np.float32),
            table=ClipTable(np.empty((0, frames), np.int32), none, none, np.empty(0, np.int16)),
            pts_s=none,
        )


def batches(clips: RecordingClips, size: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the clips of a recording, up to `size` at a time, as (B, F, S, S, 3) uint8."""
    pixels = clips.pixels()
    for start in range(0, len(clips), size):
        yield np.array(pixels[start : start + size])
