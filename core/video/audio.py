"""Carrying the sound of a recording over into a video made from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from typing import TypeAlias

import av.error
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from core.types import Recording
from core.video.recording import index_of_recording
from core.video.source import Source, open_source

AudioPacket: TypeAlias = "Packet[AudioStream]"

# Sound that players expect in MP4, copied bit by bit; anything else becomes AAC.
_COPIED = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
_FALLBACK_RATE_HZ = 48000


class AudioCopy:
    """Feeds the first sound track of a recording into an MP4, in step with the pictures.

    Damaged stretches of sound are left out; they never stop the pictures.

    Parameters
    ----------
    recording : Recording
        With sound.
    output : OutputContainer
        To which nothing has been written yet.

    Raises
    ------
    RecordingError, SurroundingsError
        If the recording's file cannot be opened any more.
    """

    def __init__(self, recording: Recording, output: OutputContainer) -> None:
        self._output = output
        index = index_of_recording(recording)
        start_s = int(index.ticks[0]) * index.time_base
        self._open = ExitStack()
        source = self._open.enter_context(open_source(recording.path))
        track = source.container.streams.audio[0]
        if track.codec_context.codec.canonical_name in _COPIED:
            copy = output.add_stream_from_template(track)
            self._packets = _copied(source, track, copy, start_s)
        else:
            rate = track.codec_context.sample_rate or _FALLBACK_RATE_HZ
            encoder = output.add_stream("aac", rate=rate)
            encoder.codec_context.layout = "mono" if track.channels == 1 else "stereo"
            self._packets = _encoded(source, track, encoder, start_s)
        self._next: AudioPacket | None = next(self._packets, None)

    def copy_until(self, end_s: float) -> None:
        """Write all sound that begins before `end_s` (seconds from the first picture)."""
        while self._next is not None and (self._next.pts or 0) * self._next.time_base < end_s:
            self._output.mux(self._next)
            self._next = next(self._packets, None)

    def close(self) -> None:
        """Close the recording's file."""
        self._open.close()


def _track_packets(source: Source, track: AudioStream) -> Iterator[AudioPacket]:
    packets = source.container.demux(track)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError, OSError):
            return
        if packet.pts is not None and packet.size:
            yield packet


def _copied(
    source: Source, track: AudioStream, copy: AudioStream, start_s: Fraction
) -> Iterator[AudioPacket]:
    for packet in _track_packets(source, track):
        pts = (packet.pts or 0) - round(start_s / packet.time_base)
        # What ends at 0 primes the decoder; MP4 notes that it is not to be heard.
        if pts + (packet.duration or 0) >= 0:
            packet.pts = packet.dts = pts
            packet.stream = copy
            yield packet


def _encoded(
    source: Source, track: AudioStream, encoder: AudioStream, start_s: Fraction
) -> Iterator[AudioPacket]:
    context = encoder.codec_context
    resampler = AudioResampler(context.format, context.layout, context.sample_rate)
    for packet in _track_packets(source, track):
        try:
            frames = track.decode(packet)
        except av.error.FFmpegError:
            continue
        for frame in frames:
            if frame.pts is None or frame.time_base is None:
                continue
            frame.pts -= round(start_s / frame.time_base)
            if frame.pts >= 0:
                for piece in resampler.resample(frame):
                    yield from encoder.encode(piece)
    yield from encoder.encode(None)
