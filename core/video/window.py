"""Frames about the one that is shown, decoded before they are asked for.

Stepping back through a recording with few key frames means decoding forward to each frame again.
So the frames before are fetched in one sweep while the eye rests, those after by letting the
decoder run on, and those that the next steps of the same width would reach along with either.
Pictures are held as the decoder gave them, half the size of RGB; only what is shown is converted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from core.closing import Closing
from core.types import Recording
from core.video.limits import MAX_SIDE_PX
from core.video.picture import Upright
from core.video.walk import FrameWalk

_NEAR = 12  # frames to each side that are always worth having
_BLOCK = 32  # frames behind come in whole blocks, for each sweep costs the same
_AHEAD = 30  # frames ahead while playing
_STEPS = 6  # further steps of the same width
_LONGEST_STEP_S = 5.0
_RUNGS_S = (1.0, -1.0, 2.0, -2.0)
_SOON = 3  # frames that take no longer to decode than a glance


@dataclass
class _Errand:
    """The way to one frame: the decoder that goes, and where else it may begin."""

    goal: int
    walk: FrameWalk
    starts: list[int]
    earnest: bool = True
    faulty: bool = False
    seen: set[int] = field(default_factory=set)


class FrameWindow(Closing):
    """Decodes in small steps, so that its thread can turn to another request at any time.

    Not to be used by two threads at once.

    Parameters
    ----------
    recording : Recording
    room_mb : float
        Memory for frames, in MB (10^6 bytes).
    max_side_px : int
        Longest side of what is held; larger recordings are held smaller.

    Raises
    ------
    RecordingError
        If the file is missing or is no longer the one that the recording describes.
    """

    def __init__(
        self, recording: Recording, *, room_mb: float = 384.0, max_side_px: int = MAX_SIDE_PX
    ) -> None:
        self._recording = recording
        self._ahead = FrameWalk(recording)
        self._behind = FrameWalk(recording)
        self._hold = _Holder(recording, room_mb, max_side_px)
        self._upright = Upright(recording, max_side_px)
        self._damaged: set[int] = set()
        self._given_up: set[int] = set()
        self._errand: _Errand | None = None
        self._at = 0
        self._width = 1
        self._wishes: dict[tuple[bool, int], list[int]] = {}
        self._playing = False

    def __len__(self) -> int:
        return len(self._ahead)

    def fit(self, longest_px: int) -> None:
        """Give out pictures whose longest side is `longest_px`, enlarged if need be."""
        self._upright = Upright(self._recording, longest_px, for_screen=True)

    def move(self, index: int) -> None:
        """Note that frame `index` is the one that is wanted now."""
        if index != self._at:
            self._width = index - self._at
            self._at = index
            self._wishes.clear()

    def picture(self, index: int) -> NDArray[np.uint8] | None:
        """Return frame `index` as upright RGB uint8 (H, W, 3), None while it is not there."""
        frame = self._hold.frames.get(index)
        return None if frame is None else self._upright(frame)

    def is_damaged(self, index: int) -> bool:
        """Whether the file was found to be damaged at a frame."""
        return index in self._damaged

    def is_soon(self, index: int) -> bool:
        """Whether a frame is there, or will be after very few steps."""
        walks = (self._ahead, self._behind)
        return index in self._hold.frames or any(0 < index - w.last <= _SOON for w in walks)

    def fetch(self, index: int) -> bool:
        """Decode one frame on the way to frame `index`; False if there is nothing to do for it."""
        if index in self._hold.frames or index in self._damaged:
            return False
        errand = self._errand
        if errand is None or errand.goal != index or not errand.earnest:
            errand = self._errand = self._set_out(index)
        if self._step(errand):
            first, after = errand.walk.group_of(index)
            # From a fault on, nothing is sound before the next key frame.
            last = after - 1 if errand.faulty else index
            missing = set(range(first, last + 1)) - errand.seen - self._hold.frames.keys()
            self._damaged |= {index} | missing
        return index not in self._hold.frames and index not in self._damaged

    def prepare(self, *, playing: bool = False) -> bool:
        """Decode one frame that may be wanted next; False if all of them are there."""
        self._playing = playing
        errand = self._errand
        if errand is None or (playing and errand.goal < self._at):
            goal = self._next_wish()
            if goal is None:
                return False
            errand = self._errand = self._set_out(goal)
            # What is only a wish is not worth a second sweep.
            errand.starts, errand.earnest = [], False
        if self._step(errand):
            first, _ = errand.walk.group_of(errand.goal)
            wished = (w for w in self._wished() if first <= w <= errand.goal)
            self._given_up |= {w for w in wished if w not in self._hold.frames}
            self._given_up.add(errand.goal)
        return True

    def close(self) -> None:
        """Close the files and forget all frames."""
        self._ahead.close()
        self._behind.close()
        self._hold.clear()
        self._errand = None

    # On the way

    def _set_out(self, goal: int) -> _Errand:
        """Choose the decoder that is nearest to a frame, or send one to the key frame before."""
        starts = self._ahead.starts(goal)
        if self._ahead.leads_to(goal) and self._ahead.last >= self._behind.last:
            return _Errand(goal, self._ahead, starts)
        if self._behind.leads_to(goal):
            if goal >= self._at:
                self._ahead, self._behind = self._behind, self._ahead
                return _Errand(goal, self._ahead, starts)
            return _Errand(goal, self._behind, starts)
        if self._ahead.leads_to(goal) and goal >= self._at:
            return _Errand(goal, self._ahead, starts)
        walk = self._behind if goal < max(self._at, self._ahead.last) else self._ahead
        walk.begin(starts.pop(0))
        return _Errand(goal, walk, starts)

    def _step(self, errand: _Errand) -> bool:
        """Decode one frame; True if that was the end of the way and the frame is not there."""
        step = errand.walk.step()
        if step is not None and step.frame is not None:
            errand.seen.add(step.at)
            if self._is_wanted(step.at, errand.goal):
                self._hold.put(step.at, step.frame)
                self._hold.spare(self._at, self._wished())
        if step is not None and step.at < errand.goal:
            return False
        errand.faulty = step is not None and step.frame is None
        if errand.goal in self._hold.frames:
            self._errand = None
            return False
        if errand.starts:
            errand.walk.begin(errand.starts.pop(0))
            return False
        self._errand = None
        return True

    def _is_wanted(self, index: int, goal: int) -> bool:
        return goal - _NEAR <= index <= goal or index in self._wished()

    # What may be wanted next

    def _next_wish(self) -> int | None:
        gone = self._damaged | self._given_up
        missing = [w for w in self._wished() if w not in self._hold.frames and w not in gone]
        ahead = min((w for w in missing if w > self._at), default=None)
        behind = max((w for w in missing if w < self._at), default=None)
        if behind is None or (ahead is not None and ahead - self._at <= _NEAR):
            return ahead
        return behind

    def _wished(self) -> list[int]:
        key = (self._playing, self._hold.most)
        if key not in self._wishes:
            wishes = self._while_playing() if self._playing else self._while_stepping()
            inside = (w for w in wishes if 0 <= w < len(self) and w != self._at)
            self._wishes[key] = list(dict.fromkeys(inside))[: max(self._hold.most - 2, 0)]
        return self._wishes[key]

    def _while_playing(self) -> Iterable[int]:
        return range(self._at + 1, self._at + 1 + _AHEAD)

    def _while_stepping(self) -> Iterable[int]:
        at, width, pts_s = self._at, self._width, self._recording.pts_s
        near = min(_NEAR, max(self._hold.most // 6, 1))
        yield from range(at + 1, at + 1 + near)
        yield from range(at - 1, at - 1 - near, -1)
        if 1 < abs(width) <= len(pts_s) * _LONGEST_STEP_S / max(float(pts_s[-1]), 1e-9):
            yield from (at + k * width for k in range(1, _STEPS + 1))
        for rung_s in _RUNGS_S:
            yield int(np.searchsorted(pts_s, pts_s[at] + rung_s + 1e-9, side="right")) - 1
        yield from range(at - near - 1, (at - near) // _BLOCK * _BLOCK - 1, -1)


class _Holder:
    """Frames as the decoder gave them, up to a number of bytes; the farthest go first."""

    def __init__(self, recording: Recording, room_mb: float, max_side_px: int) -> None:
        width, height = recording.size_px
        scale = min(1.0, max_side_px / max(width, height))
        self._turned = recording.rotation_deg % 180 != 0
        self._size_px = (max(round(width * scale), 2), max(round(height * scale), 2))
        self._smaller = scale < 1
        self._reformatter = VideoReformatter()
        self._room = room_mb * 1e6
        self._used = 0
        self.most = int(self._room / (1.5 * self._size_px[0] * self._size_px[1]))
        self.frames: dict[int, VideoFrame] = {}

    def put(self, index: int, frame: VideoFrame) -> None:
        if index in self.frames:
            return
        if self._smaller:
            width, height = self._size_px[::-1] if self._turned else self._size_px
            frame = self._reformatter.reformat(
                frame, width, height, "yuv420p", interpolation=Interpolation.AREA, threads=1
            )
        self.frames[index] = frame
        self._used += _bytes_of(frame)
        self.most = int(self._room / _bytes_of(frame))

    def spare(self, at: int, wished: Collection[int]) -> None:
        """Forget frames until the rest has room: the farthest from `at` that nobody wishes for."""
        if self._used <= self._room:
            return
        last_to_go = [at, *wished]
        others = sorted(self.frames.keys() - set(last_to_go), key=lambda i: -abs(i - at))
        for index in [*others, *reversed(last_to_go)]:
            # The one that is shown always stays.
            if self._used <= self._room or index == at:
                return
            if index in self.frames:
                self._used -= _bytes_of(self.frames.pop(index))

    def clear(self) -> None:
        self.frames.clear()
        self._used = 0


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
