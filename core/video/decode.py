"""From packets to frames whose identity is certain, past damaged places."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias, cast

import av.error
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.video.source import Source

TagBy = Literal["pts", "dts", "count"]
VideoPacket: TypeAlias = "Packet[VideoStream]"


class KeyMark(NamedTuple):
    """Where decoding can begin, and by what the packet there is recognised.

    Attributes
    ----------
    tag : int
        Label of the key frame.
    offset : int
        A place in the file, in bytes, that lies before the packet; -1 where not needed.
    checksum : int
        Of the packet's bytes; 0 where not needed. Streams of bytes (MPEG program and transport
        streams, raw streams) time some frames only in groups, so that after a seek the same
        packet can come with another time; its bytes remain the same.
    """

    tag: int
    offset: int
    checksum: int


class Decoded(NamedTuple):
    """A frame as the decoder gave it.

    Attributes
    ----------
    tag : int or None
        The label of its packet; see `tagged`.
    frame : VideoFrame
    sound : bool
        False from a fault in the stream until the next key frame: what the decoder shows there is
        patched together from pictures that it does not have.
    """

    tag: int | None
    frame: VideoFrame
    sound: bool


def packets_of(source: Source) -> Iterator[VideoPacket]:
    """Yield the video packets from where the source stands to where it can no longer be read.

    Packets flagged "discard" are among them: later frames may need them, though they are not
    shown. The last one is empty and flushes the decoder.
    """
    packets = source.container.demux(source.stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except (av.error.FFmpegError, OSError):
            break
        yield packet
    yield cast("VideoPacket", Packet())


def tagged(packets: Iterable[VideoPacket], tag_by: TagBy, first: int = 0) -> Iterator[VideoPacket]:
    """Label packets, by overwriting their PTS, which decoders hand on to the frame.

    Parameters
    ----------
    packets : iterable of Packet
    tag_by : {"pts", "dts", "count"}
        Keep the PTS; put the DTS there; or the running number of the packet in the file.
    first : int
        That number of the first packet.
    """
    number = first
    for packet in packets:
        if packet.size and tag_by == "dts":
            packet.pts = packet.dts
        elif packet.size and tag_by == "count" and not packet.is_discard:
            packet.pts = number
            number += 1
        yield packet


def from_mark(packets: Iterable[VideoPacket], mark: KeyMark) -> Iterator[VideoPacket]:
    """Skip packets up to the one that a mark describes; none are left if it does not come."""
    found = False
    for packet in packets:
        found = found or (packet.is_keyframe and zlib.crc32(packet) == mark.checksum)
        if found:
            yield packet


def decode(
    source: Source, packets: Iterable[VideoPacket], sound_from: int | None = None
) -> Iterator[Decoded]:
    """Decode labelled packets.

    Parameters
    ----------
    source : Source
    packets : iterable of Packet
        From `tagged`, ending with the empty one.
    sound_from : int, optional
        After a seek: the tag of the key frame that was sought. Frames shown before it may lean on
        pictures from before the seek (an open group of pictures) and are not sound.
    """
    awaited, sound = sound_from, sound_from is None
    held = _HeldBack()
    for packet in packets:
        if not sound and awaited is None and packet.is_keyframe:
            awaited = packet.pts
        held.sent(packet.pts)
        try:
            frames = source.stream.decode(packet)
        except EOFError:
            break
        except av.error.FFmpegError:
            # A fault before the awaited key frame does not touch what comes after it.
            if awaited is None or packet.pts is None or packet.pts >= awaited:
                awaited, sound = None, False
            continue
        for frame in frames:
            if not sound and awaited is not None and frame.pts == awaited:
                awaited, sound = None, True
            if sound and frame.is_corrupt:
                sound = False
                held.spoil()
            yield from held.push(Decoded(frame.pts, frame, sound))
    yield from held.rest()


class _HeldBack:
    """Holds frames back until all that were stored before them have come and are whole.

    A B-frame is shown before a picture that it leans on; only when that one comes does the decoder
    say whether it was damaged.
    """

    # No codec reorders further; what has not come by then never will.
    _FURTHEST = 16

    def __init__(self) -> None:
        self._sent = 0
        self._outstanding: dict[int, int] = {}
        self._held: deque[tuple[int, Decoded]] = deque()

    def sent(self, tag: int | None) -> None:
        """Note that a packet went to the decoder."""
        self._sent += 1
        if tag is not None:
            self._outstanding[tag] = self._sent
        if len(self._outstanding) > 2 * self._FURTHEST:
            del self._outstanding[next(iter(self._outstanding))]

    def push(self, decoded: Decoded) -> Iterator[Decoded]:
        """Take a frame and yield those that can be judged now."""
        number = 0 if decoded.tag is None else self._outstanding.pop(decoded.tag, 0)
        self._held.append((number, decoded))
        first = min(self._outstanding.values(), default=self._sent + 1)
        while self._held and (self._held[0][0] < first or len(self._held) > self._FURTHEST):
            yield self._held.popleft()[1]

    def spoil(self) -> None:
        """Mark all that is held as not sound."""
        self._held = deque((number, item._replace(sound=False)) for number, item in self._held)

    def rest(self) -> Iterator[Decoded]:
        """Yield what is left at the end."""
        return (decoded for _, decoded in self._held)
