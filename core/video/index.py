"""Which frames a file holds and when each is shown, found by demuxing alone.

Players and libraries that count frames, or compute times from a frame rate, drift on variable
frame rate, edit lists and B-frames. Here the presentation times (PTS) of the packets are the
index, and a frame is known again by the PTS that it carries out of the decoder.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from core.arrays import frozen
from core.errors import RecordingError
from core.video.decode import KeyMark, TagBy
from core.video.packets import Order, PacketTable, list_packets
from core.video.seek import decode_from_start
from core.video.source import Source, open_source

# Enough to reach past the reordering of any codec in use, cheap enough to decode at every opening.
_HEAD_FRAMES = 20
_FALLBACK_FPS = Fraction(25)
_FALLBACK_TIME_BASE = Fraction(1, 1000)
# Sample shapes beyond this are faulty metadata, not lenses.
_MOST_STRETCH = 4.0
# A sound track may be this much longer than the pictures without anything being lost.
_LOST_END_S = 2.0


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What else a recording needs to know of its file.

    Attributes
    ----------
    size_px : (width, height)
        Of the upright picture with square pixels.
    rotation_deg : {0, 90, 180, 270}
        Clockwise turn by the file's metadata.
    codec : str
    has_audio : bool
    """

    size_px: tuple[int, int]
    rotation_deg: int
    codec: str
    has_audio: bool


@dataclass(frozen=True, slots=True)
class VideoIndex:
    """The frames of a file in the order in which they are shown.

    Attributes
    ----------
    ticks : (T,) int64
        Presentation times in units of `time_base`, strictly increasing.
    time_base : Fraction
        Seconds per tick.
    tags : (T,) int64
        The label by which each frame is known when it comes out of the decoder.
    tag_by : {"pts", "dts", "count"}
        Where that label comes from.
    keys : (K,) int64
        Indexes of the frames at which decoding can begin; the first is 0.
    marks : dict of int to KeyMark
        How to get to each of them; frame 0 is reached by opening the file.
    last_ticks : int
        How long the last frame is shown.
    facts : StreamFacts
    problems : tuple of str
        What is wrong with the file as a whole, in sentences for people.
    """

    ticks: NDArray[np.int64]
    time_base: Fraction
    tags: NDArray[np.int64]
    tag_by: TagBy
    keys: NDArray[np.int64]
    marks: dict[int, KeyMark]
    last_ticks: int
    facts: StreamFacts
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "ticks", frozen(self.ticks, np.int64, (None,), "ticks"))
        object.__setattr__(self, "tags", frozen(self.tags, np.int64, (len(self),), "tags"))
        object.__setattr__(self, "keys", frozen(self.keys, np.int64, (None,), "keys"))

    def __len__(self) -> int:
        return len(self.ticks)

    @property
    def pts_s(self) -> NDArray[np.float64]:
        """Presentation times in seconds from the first frame, (T,) float64."""
        seconds: NDArray[np.float64] = (self.ticks - self.ticks[0]) * float(self.time_base)
        return seconds

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last, in seconds."""
        return float((int(self.ticks[-1] - self.ticks[0]) + self.last_ticks) * self.time_base)

    def lookup(self) -> dict[int, int]:
        """Return frame index by tag."""
        return dict(zip(self.tags.tolist(), range(len(self)), strict=True))


def index_of(path: Path) -> VideoIndex:
    """Return the index of a file, kept in memory while the file does not change.

    Raises
    ------
    RecordingError, SurroundingsError
        As `core.video.source.open_source`; also if the file holds no or only one picture.
    """
    try:
        state = path.stat()
        stamp = (state.st_size, state.st_mtime_ns)
    except OSError:
        stamp = (-1, -1)  # open_source says what is wrong
    return _cached_index(path.absolute(), stamp)


@lru_cache(maxsize=8)
def _cached_index(path: Path, stamp: tuple[int, int]) -> VideoIndex:
    del stamp  # part of the key only
    with open_source(path) as source:
        table = list_packets(source)
        promised_s = _promised_s(source)
    if not table.rows:
        raise RecordingError(
            f"“{path.name}” is a video file without a single picture in it. Record again, or copy "
            "the file again from the camera."
        )
    tag_by = table.tag_by()
    with open_source(path) as source:
        facts, head = _read_head(source, path, tag_by)
        time_base = source.stream.time_base or _FALLBACK_TIME_BASE
        rate = source.stream.guessed_rate or source.stream.average_rate or _FALLBACK_FPS
    order = table.order(tag_by, head)
    if order is None:
        order, time_base = _order_by_decoding(path, table, tag_by, time_base, rate)
    index = _assemble(table, tag_by, order, time_base, facts)
    if promised_s - index.duration_s > _LOST_END_S:
        index = replace(index, problems=(_lost_end(promised_s, index.duration_s),))
    return index


def _read_head(source: Source, path: Path, tag_by: TagBy) -> tuple[StreamFacts, list[int | None]]:
    facts = None
    tags: list[int | None] = []
    for decoded in itertools.islice(decode_from_start(source, tag_by), _HEAD_FRAMES):
        facts = facts or _facts(source, decoded.frame)
        tags.append(decoded.tag)
    if facts is None:
        raise RecordingError(
            f"None of the pictures in “{path.name}” can be decoded: the file is damaged from its "
            "beginning. Copy it again from the camera or phone."
        )
    return facts, tags


def _facts(source: Source, frame: VideoFrame) -> StreamFacts:
    width, height = frame.width, frame.height
    shape = float(source.stream.sample_aspect_ratio or 1)
    if 1 < shape <= _MOST_STRETCH:
        width = round(width * shape)
    elif 1 / _MOST_STRETCH <= shape < 1:
        height = round(height / shape)
    # PyAV gives the counter-clockwise angle.
    rotation_deg = round(-frame.rotation / 90) * 90 % 360
    return StreamFacts(
        size_px=(height, width) if rotation_deg % 180 else (width, height),
        rotation_deg=rotation_deg,
        codec=source.stream.codec_context.codec.canonical_name,
        has_audio=source.has_audio,
    )


def _order_by_decoding(
    path: Path, table: PacketTable, tag_by: TagBy, time_base: Fraction, rate: Fraction
) -> tuple[Order, Fraction]:
    with open_source(path) as source:
        found = (decoded.tag for decoded in decode_from_start(source, tag_by))
        tags = np.array(list(dict.fromkeys(tag for tag in found if tag is not None)), np.int64)
    if tag_by == "count":
        return Order(np.arange(len(tags)), tags), 1 / rate
    # Such times are right as a set but were given to the wrong frames (B-frames in AVI).
    return Order(np.sort(tags), tags), time_base


def _assemble(
    table: PacketTable, tag_by: TagBy, order: Order, time_base: Fraction, facts: StreamFacts
) -> VideoIndex:
    mark_of = table.marks(tag_by)
    marks = {i: mark_of[tag] for i, tag in enumerate(order.tags.tolist()) if tag in mark_of}
    usual = round(float(np.median(np.diff(order.ticks)))) if len(order.ticks) > 1 else 0
    return VideoIndex(
        ticks=order.ticks,
        time_base=time_base,
        tags=order.tags,
        tag_by=tag_by,
        keys=np.array(sorted({0, *marks}), np.int64),
        marks=marks,
        last_ticks=table.last_ticks if 0 < table.last_ticks <= 4 * usual else usual,
        facts=facts,
    )


def _promised_s(source: Source) -> float:
    stream, container = source.stream, source.container
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _lost_end(promised_s: float, found_s: float) -> str:
    return (
        f"The file should hold {promised_s:.1f} s but only {found_s:.1f} s of it can be read: it "
        "was cut off or damaged when it was copied. What follows is missing."
    )
