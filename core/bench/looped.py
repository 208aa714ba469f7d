"""A longer video from a short one, without decoding it."""

from __future__ import annotations

from pathlib import Path

import av
from av.packet import Packet
from av.video.stream import VideoStream

from core.errors import RecordingError


def loop_video(source: Path, target: Path, length_s: float) -> None:
    """Repeat a video's picture track, packet by packet, until it is at least `length_s` long.

    Parameters
    ----------
    source : Path
        A video whose first packet is a key frame.
    target : Path
        An MP4 or MKV file to be written.
    length_s : float

    Raises
    ------
    RecordingError
        If `source` holds no picture track.
    """
    with av.open(str(source)) as opened:
        if not opened.streams.video:
            raise RecordingError("The file holds no video, so it cannot be repeated.")
        stream = opened.streams.video[0]
        packets = [packet for packet in opened.demux(stream) if packet.dts is not None]
        with av.open(str(target), "w") as written:
            _repeat(packets, stream, written.add_stream_from_template(stream), written, length_s)


def _repeat(
    packets: list[Packet[VideoStream]],
    stream: VideoStream,
    out: VideoStream,
    written: av.container.OutputContainer,
    length_s: float,
) -> None:
    base = stream.time_base
    if base is None:
        raise RecordingError("The video says nothing of its times, so it cannot be repeated.")
    times = [(packet.dts or 0, packet.pts or 0) for packet in packets]
    first = min(pts for _, pts in times)
    shown = sorted(pts for _, pts in times)
    turn = shown[-1] - first + max(shown[-1] - shown[-2] if len(shown) > 1 else 1, 1)
    for number in range(int(length_s / float(turn * base)) + 1):
        for packet, (dts, pts) in zip(packets, times, strict=True):
            packet.dts, packet.pts = dts + number * turn, pts + number * turn
            packet.time_base = base
            packet.stream = out
            written.mux(packet)
