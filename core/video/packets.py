"""What demuxing alone tells of the frames of a file, and in which order they are shown."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
from av.format import Flags
from numpy.typing import NDArray

from core.video.decode import KeyMark, TagBy, packets_of
from core.video.source import Source

# Containers that are a mere stream of bytes and do not time every frame by itself.
_BYTE_STREAM = cast(int, (Flags.ts_discont | Flags.no_timestamps).value)


class PacketRow(NamedTuple):
    """One packet that may become a frame.

    Attributes
    ----------
    pts, dts : int or None
        None where the container gives none.
    is_key : bool
    offset : int
        Place in the file, in bytes; -1 where unknown.
    checksum : int
        Of the bytes of a key packet in a byte stream; 0 for all others.
    """

    pts: int | None
    dts: int | None
    is_key: bool
    offset: int = -1
    checksum: int = 0


class Order(NamedTuple):
    """The frames in the order in which they are shown.

    Attributes
    ----------
    ticks : (T,) int64
        Presentation times, strictly increasing.
    tags : (T,) int64
        By what each is known when it leaves the decoder.
    """

    ticks: NDArray[np.int64]
    tags: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PacketTable:
    """All packets in stored order.

    Attributes
    ----------
    rows : tuple of PacketRow
    byte_stream : bool
        Times may differ after a seek: only the running number of a packet is certain.
    last_ticks : int
        Duration of the last packet; 0 where unknown.
    """

    rows: tuple[PacketRow, ...]
    byte_stream: bool = False
    last_ticks: int = 0

    def tag_by(self) -> TagBy:
        """Return what tells the packets apart, and still does after a seek."""
        if self.byte_stream:
            return "count"
        pts = [row.pts for row in self.rows]
        dts = [row.dts for row in self.rows]
        if _all_different(pts):
            return "pts"
        if _all_different(dts):
            return "dts"
        return "count" if None in pts else "pts"

    def tags(self, tag_by: TagBy) -> list[int | None]:
        """Return the label of every packet."""
        if tag_by == "count":
            return list(range(len(self.rows)))
        return [row.pts if tag_by == "pts" else row.dts for row in self.rows]

    def order(self, tag_by: TagBy, head: list[int | None]) -> Order | None:
        """Return the order by the packets' PTS, if the first decoded frames agree with it.

        Parameters
        ----------
        tag_by : {"pts", "dts", "count"}
        head : list of int or None
            Tags of the first frames as the decoder gave them.

        Returns
        -------
        Order or None
            None where PTS are missing or do not match the decoded frames (wrong times, fields
            stored apart, hidden pictures): only decoding tells then. Of several packets with one
            time the first stands for it.

        Notes
        -----
        Pictures that lean on what lies before the beginning of the file never leave the decoder.
        They precede the first decoded frame and are left out.
        """
        times = [row.pts for row in self.rows]
        tags = self.tags(tag_by)
        if not head or None in times or None in tags:
            return None
        ticks, first = np.unique(np.array(times, np.int64), return_index=True)
        all_tags = np.array(tags, np.int64)
        time_of = dict(zip(tags, times, strict=True))
        shown = np.array([time_of.get(tag, -1) for tag in head], np.int64)
        begun = ticks >= shown[0]
        ticks, first = ticks[begun], first[begun]
        if np.any(np.diff(shown) < 0):
            return None
        if not np.array_equal(np.unique(shown), ticks[: len(np.unique(shown))]):
            return None
        return Order(ticks, all_tags[first])

    def marks(self, tag_by: TagBy) -> dict[int, KeyMark]:
        """Return by tag the packets at which decoding can begin after a seek.

        A packet that cannot be told from another one is left out.
        """
        tags = self.tags(tag_by)
        counted = tag_by == "count"
        names = [row.checksum for row in self.rows] if counted else tags
        often = Counter(names)
        marks: dict[int, KeyMark] = {}
        before = reached = -1
        for row, tag, name in zip(self.rows, tags, names, strict=True):
            # Not every packet of a byte stream has a place: the last one known lies before it.
            reached = max(reached, row.offset)
            if not row.is_key or tag is None:
                continue
            if often[name] == 1 and (not counted or (before >= 0 and row.checksum)):
                marks[tag] = KeyMark(tag, before, row.checksum)
            before = reached
        return marks


def list_packets(source: Source) -> PacketTable:
    """Read all packets of the video stream without decoding them.

    Packets flagged "discard" (outside the edit list) never become frames and are left out.
    """
    byte_stream = bool(source.container.format.flags & _BYTE_STREAM)
    rows: list[PacketRow] = []
    duration = 0
    for packet in packets_of(source):
        if not packet.size or packet.is_discard:
            continue
        key = packet.is_keyframe
        checksum = zlib.crc32(packet) if key and byte_stream else 0
        offset = -1 if packet.pos is None else packet.pos
        rows.append(PacketRow(packet.pts, packet.dts, key, offset, checksum))
        duration = packet.duration or 0
    return PacketTable(tuple(rows), byte_stream, duration)


def _all_different(times: list[int | None]) -> bool:
    return None not in times and len(set(times)) == len(times)
