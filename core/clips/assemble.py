"""Clips put together while frames stream by, holding only what open clips still need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.types import LANDMARKS, ClipTable


@dataclass(frozen=True, slots=True)
class ClipPixels:
    """The pixels of one clip and where they came from.

    Attributes
    ----------
    number : int
        Row in the planned `ClipTable`.
    pixels : (F, S, S, 3) uint8
        Aligned RGB crops.
    frame_index : (F,) int32
        Source frames.
    start_s, end_s : float
    segment : int
        Index of the task segment.
    landmarks_unit : (478, 2) float32
        Median over the clip's frames, in the unit crop.
    """

    number: int
    pixels: NDArray[np.uint8]
    frame_index: NDArray[np.int32]
    start_s: float
    end_s: float
    segment: int
    landmarks_unit: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Held:
    crop: NDArray[np.uint8]
    landmarks_unit: NDArray[np.float32] | None


class ClipAssembler:
    """Collects crops in frame order and gives out each planned clip once it is whole.

    A clip is dropped, and never given out, when one of its frames has no aligned crop (face lost
    for long, frame undecodable), when it spans a cut, or when the face was seen in none of its
    frames.

    Parameters
    ----------
    table : ClipTable
        Planned clips, ordered by time.
    """

    def __init__(self, table: ClipTable) -> None:
        self._table = table
        self._wanted = frozenset(int(i) for i in np.unique(table.frame_index))
        self._held: dict[int, _Held] = {}
        self._next = 0
        self._last_cut = 0

    def needs(self, index: int) -> bool:
        """Whether any planned clip holds frame `index`."""
        return index in self._wanted

    def push(
        self,
        index: int,
        crop: NDArray[np.uint8] | None,
        landmarks_unit: NDArray[np.float32] | None,
        *,
        cut: bool,
    ) -> list[ClipPixels]:
        """Take frame `index` (ascending; gaps allowed) and return the clips that it completes.

        Parameters
        ----------
        index : int
        crop : (S, S, 3) uint8 or None
            None where there is no alignment or no clip needs this frame.
        landmarks_unit : (478, 2) float32 or None
            None where the face itself was not seen.
        cut : bool
            A new shot begins with this frame.
        """
        if cut:
            self._last_cut = index
        if crop is not None and self.needs(index):
            self._held[index] = _Held(crop, landmarks_unit)
        done = self._complete_until(index)
        self._forget()
        return done

    def _complete_until(self, index: int) -> list[ClipPixels]:
        done: list[ClipPixels] = []
        rows = self._table.frame_index
        while self._next < len(rows) and rows[self._next, -1] <= index:
            clip = self._assemble(self._next)
            if clip is not None:
                done.append(clip)
            self._next += 1
        return done

    def _assemble(self, number: int) -> ClipPixels | None:
        row = self._table.frame_index[number]
        held = [self._held.get(int(i)) for i in row]
        if row[0] < self._last_cut <= row[-1]:
            return None
        frames = [h for h in held if h is not None]
        seen = [h.landmarks_unit for h in frames if h.landmarks_unit is not None]
        if len(frames) < len(row) or not seen:
            return None
        landmarks = np.median(np.stack(seen), axis=0).astype(np.float32)
        return ClipPixels(
            number=number,
            pixels=np.stack([h.crop for h in frames]),
            frame_index=row,
            start_s=float(self._table.start_s[number]),
            end_s=float(self._table.end_s[number]),
            segment=int(self._table.segment[number]),
            landmarks_unit=landmarks.reshape(LANDMARKS, 2),
        )

    def _forget(self) -> None:
        rows = self._table.frame_index
        if self._next >= len(rows):
            self._held.clear()
            return
        oldest = int(rows[self._next, 0])
        for index in [i for i in self._held if i < oldest]:
            del self._held[index]
